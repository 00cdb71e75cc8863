"""Proposals as an approver looks at them: what it would do, and what is no longer as it was proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.state import State
from drconsole.engine.projections.parts import consequence_json
from drconsole.engine.projections.room.proposals import proposal_row
from drconsole.engine.service.asked import Asked
from drconsole.engine.service.open_jobs import consequences
from drconsole.engine.service.previewing.confirming import changes
from drconsole.engine.service.previewing.previews import fresh, preview_json
from drconsole.engine.service.room.approvals import leave
from drconsole.engine.shown import Shown
from drconsole.link.messages import ShowProposal
from drconsole.records.rows.room.approvals import ProposalRow, ShownProposalRow
from drconsole.records.rows.work.checks import DifferenceRow
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.work import events as ev
from drconsole.room.proposals import Proposal

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


async def show(engine: Engine, message: ShowProposal, asked: Asked) -> ShownProposalRow:
    """Show a proposal. One that is over is shown without what it would do."""
    proposal = leave.find(engine, message.proposal)
    found: ShownProposalRow = {
        "proposal": proposal_row(proposal),
        "preview": None,
        "consequences": [],
        "difference": [],
    }
    if not proposal.lasts:
        return found
    preview = proposal.made.preview
    found["difference"] = await changed_since(engine, proposal)
    if preview is not None:
        shown = Shown(preview, proposal.expires_at)
        row = preview_json(shown, engine.estate.view)
        found["preview"] = {**row, "target": proposal.made.target_name, "approvals_needed": proposal.made.needed}
    elif (job := engine.state.jobs.get(proposal.made.cancels)) is not None:
        left = consequences(job, engine.estate.view)
        found["consequences"] = [consequence_json(one, job.created.item_names) for one in left]
    return found


def row_after(engine: Engine, event: ev.Event, actor: str, proposal: Proposal | None = None) -> ProposalRow:
    """Return a proposal's row as an event leaves it that is about to be recorded: what a resend gets goes with it."""
    scratch = State()
    if proposal is not None:
        scratch.approvals.proposals[proposal.id] = replace(proposal, approvals=list(proposal.approvals))
    fold(scratch, ev.Recorded(event, engine.wall(), engine.provider.clock.now(), actor))
    (found,) = scratch.approvals.proposals.values()
    return proposal_row(found)


async def changed_since(engine: Engine, proposal: Proposal) -> list[DifferenceRow]:
    """Return what is no longer as it was proposed, on a fresh look."""
    made = proposal.made
    if made.preview is not None:
        now = await fresh(engine, made.preview.request, frozen=made.preview.points)
        return changes(engine, made.preview, now)
    job = engine.state.jobs.get(made.cancels)
    if job is None or job.cancelling or job.complete:
        how = "has ended" if job is None else "is ending"
        return [{"what": f"job {made.cancels}", "shown": "open", "now": how}]
    return []
