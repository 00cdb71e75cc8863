"""Commands on proposals: what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drconsole.console.context import Command, Console
from drconsole.console.state.room.proposing import wall_now
from drconsole.records.tables import JOBS, PROPOSALS
from drconsole.recovery.types.approving import CANCEL
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.room.proposals import lasts, proposal_lines
from drconsole.render.words.room.approvals import what_text
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from textual.screen import Screen

    from drconsole.records.rows.room.approvals import ProposalRow

CRUMB = "Proposals"


class Proposals(Command):
    """List what waits for a second person, the most urgent first, and what became of the others"""

    id = "proposals"
    at_once = True
    title = "Proposals"
    keys = ("A",)
    verb = "proposals"
    words = ("approvals",)

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is None or here.crumb != CRUMB:
            await app.open("room.proposals:ProposalsScreen")
        else:
            here.show_about((CRUMB, ""))


class Proposal(Command):
    """Show what a proposal would do, to approve it, to reject it, or to start it once it is approved"""

    id = "proposal"
    title = "Proposal"
    verb = "approve PROPOSAL --confirm NAME"
    words = ("approve", "reject")
    argument = "text"

    async def run(self, app: Console, argument: str = "") -> None:
        """Open a proposal's dialog, or what became of it. Raises ``BadInput`` for an id that there is not."""
        row = _named(app, argument)
        if not lasts(row, wall_now()):
            from drconsole.console.dialogs.reading import ReadingDialog

            lines = [line if isinstance(line, str) else line[0] for line in proposal_lines(row, wall_now())]
            await app.push_screen(ReadingDialog(f"proposal {clean(row['id'])}: {what_text(row)}", lines))
            return
        job = await app.push_screen_wait(_dialog(row))
        if job:
            app.open(JOBS, job)


def _named(app: Console, said: str) -> ProposalRow:
    """Return the proposal of this id; without one the only one that lasts. Raises ``BadInput``."""
    rows = app.model.rows(PROPOSALS)
    open_ = [row for row in rows if lasts(row, wall_now())]
    found = [row for row in rows if row["id"] == said] if said else open_
    if len(found) == 1:
        return found[0]
    if said:
        advice = nearest(said, [row["id"] for row in rows])
        raise BadInput("unknown-proposal", f"there is no proposal {clean(said)}", place="proposal", advice=advice)
    if found:
        ids = ", ".join(row["id"] for row in found)
        raise BadInput("ambiguous", f"{len(found)} proposals are open", place="proposal", advice=f"name one of {ids}")
    raise Refused("not-now", "no proposal is open")


def _dialog(row: ProposalRow) -> Screen[Any]:
    if row["operation"] == CANCEL:
        from drconsole.console.dialogs.room.cancel import ProposedCancelDialog

        return ProposedCancelDialog(row["id"])
    from drconsole.console.dialogs.room.run import ProposedRunDialog

    return ProposedRunDialog(row["id"], row["operation"], (row["target_type"], row["target_key"]))


COMMANDS: tuple[Command, ...] = (Proposals(), Proposal())
