"""Proposals as they are made: exactly what would be begun, who asks, why and until when. They start nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from drconsole.engine.service.asked import Asked
from drconsole.engine.service.open_jobs import consequences, the_job
from drconsole.engine.service.previewing.confirming import as_shown, require_accepting, require_confirmed, require_ready
from drconsole.engine.service.previewing.targets import request_of
from drconsole.engine.service.room.approvals import leave
from drconsole.engine.service.room.approvals.persons import require_known
from drconsole.engine.service.room.approvals.showing import row_after
from drconsole.engine.service.room.seating import who_of
from drconsole.link.messages import Propose, ProposeCancel
from drconsole.records.rows.refusal import RefusalRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.recovery.steps.digest import LENGTH
from drconsole.recovery.types.approving import CANCEL
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.remedies import Option
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import Refused
from drconsole.recovery.types.work.tasks import Request
from drconsole.room.proposals import said_of

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine

MOST_AT_ONCE = 50
"""Proposals that may wait at once: each is kept with all that it would do (our choice)."""


async def propose(engine: Engine, message: Propose, asked: Asked) -> ProposalRow:
    """Propose a run. Raises ``Refused``: it needs no approval, is not ready, or is proposed already."""
    request, name = request_of(message, engine.estate.view, asked.certificate)
    require_confirmed(message.confirm, name)
    require_accepting(engine)
    _require_why(message.comment)
    _require_need(leave.to_run(engine, request))
    require_known(engine, asked.peer)
    shown = engine.previews.get(message.digest, engine.wall()) if message.digest else None
    preview = await as_shown(engine, request, shown, asked)
    require_ready(engine, preview, name, message.accept, message.comment)
    need = leave.to_run(engine, request)
    _require_need(need)
    made = _proposal(engine, asked, request.operation, request, name, preview.digest, message.comment, need)
    return await _take(engine, replace(made, preview=preview, accept=message.accept), asked)


async def propose_cancel(engine: Engine, message: ProposeCancel, asked: Asked) -> ProposalRow:
    """Propose to cancel a job. Raises ``Refused``: it needs no approval, or the job is ending."""
    job = the_job(engine, message.job)
    if job.cancelling or job.complete:
        raise Refused("not-to-be-cancelled", f"job {job.id} is ending already")
    request = job.created.request
    require_confirmed(message.confirm, job.created.target_name)
    _require_why(message.comment)
    need = leave.to_cancel(engine, job)
    _require_need(need)
    require_known(engine, asked.peer)
    digest = digest_of_cancel(job.id, job.created.token, job.created.digest)
    made = _proposal(engine, asked, CANCEL, request, job.created.target_name, digest, message.comment, need)
    left = consequences(job, engine.estate.view)
    return await _take(engine, replace(made, cancels=job.id, consequences=left), asked)


def digest_of_cancel(job: str, token: str, digest: str) -> str:
    """Return the digest of a job's cancel: of this job and no other.

    What a cancel leaves of each item moves on while the job runs, and is in no digest: who approves it is shown what it
    would leave at that moment (our choice: it would be void at each step).
    """
    return hashlib.sha256(f"{CANCEL} {job} {token} {digest}".encode()).hexdigest()[:LENGTH]


def _proposal(
    engine: Engine,
    asked: Asked,
    operation: str,
    request: Request,
    target_name: str,
    digest: str,
    comment: str,
    need: leave.Need,
) -> ev.ProposalMade:
    """Return what a proposal of a run and one of a cancel have in common; ``_take`` gives it its id."""
    now = engine.wall()
    return ev.ProposalMade(
        proposal="",
        operation=operation,
        target=request.target,
        target_type=request.target_type,
        target_name=target_name,
        digest=digest,
        by=who_of(asked.peer),
        comment=said_of(comment),
        needed=need.needed,
        when=now,
        expires_at=now + timedelta(minutes=engine.state.approvals.settings.minutes),
        mode=str(engine.provider.mode),
    )


async def _take(engine: Engine, made: ev.ProposalMade, asked: Asked) -> ProposalRow:
    if len(engine.state.approvals.lasting()) >= MOST_AT_ONCE:
        raise Refused(
            "too-many-proposals",
            f"{MOST_AT_ONCE} proposals wait already",
            place="proposals",
            advice="have some of them approved or rejected first",
        )
    for other in engine.state.approvals.lasting():
        if (other.made.digest, other.made.cancels) == (made.digest, made.cancels):
            raise Refused(
                "proposed-already",
                f"proposal {other.id} of {other.actor} is for exactly this, and lasts until "
                f"{other.expires_at:%H:%M} UTC",
                place=f"proposal {other.id}",
                advice="have that one approved, or rejected",
                extra=RefusalRow(proposal=other.id),
            )
    # None is ever forgotten, and two people may propose in the same moment: the number follows from those there are.
    made = replace(made, proposal=f"p{len(engine.state.approvals.proposals) + 1}")
    # The answer is what a resend gets, and has to go into the transaction that makes the proposal.
    answer = row_after(engine, made, asked.actor)
    recorded = engine.record(made, actor=asked.actor, intent=asked.answered(answer))
    engine.deadlines.changed()
    await recorded
    return answer


def _require_why(comment: str) -> None:
    if not said_of(comment):
        raise Refused(
            "comment-missing",
            "this needs approval, and a proposal says why",
            option=Option.COMMENT,
            advice="say why: who approves it reads that first",
        )


def _require_need(need: leave.Need) -> None:
    if not need.needed:
        raise Refused("no-approval-needed", f"{need.words} needs no approval", advice="begin it")
