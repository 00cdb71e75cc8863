"""Proposals: what waits for a second person, the most urgent first, and what became of the others."""

from __future__ import annotations

from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.console.state.room.proposing import own_seats, own_uids, wall_now
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.tables import ITEMS, PLANS, PROPOSALS
from drconsole.render.room.proposals import (
    left_text,
    proposal_lines,
    proposal_mark,
    urgent_first,
)
from drconsole.render.rows.lines import Marked, state_column, text_column
from drconsole.render.words.room.approvals import approved_text, what_text
from drconsole.render.words.text import clean, prose


class ProposalsScreen(ListScreen[ProposalRow]):
    """List of all proposals; enter opens what an approver reads before they say yes."""

    crumb = "Proposals"
    source = PROPOSALS
    empty = "no proposals: what needs a second person becomes one"
    titles = {"#list": "Proposals", "#detail": "Proposal"}

    def __init__(self) -> None:
        super().__init__()
        self._now = wall_now()
        self.columns = (
            text_column("Proposal", lambda row: clean(row["id"])),
            state_column("State", lambda row: proposal_mark(row, self._now)),
            text_column("What", what_text),
            text_column("By", lambda row: clean(row["person"] or row["by"])),
            text_column("Approvals", approved_text),
            text_column("Time", lambda row: left_text(row, self._now)),
            text_column("Why", lambda row: prose(row["comment"])),
        )

    def key_of(self, row: ProposalRow) -> str:
        return row["id"]

    def rows(self) -> list[ProposalRow]:
        session = self.console_app.session
        return urgent_first(
            self.model.rows(PROPOSALS), self._now, own_uids(self.model, session), own_seats(self.model, session)
        )

    def draw(self, changed: Changed) -> None:
        now = wall_now()
        if not changed or PROPOSALS in changed or now[:16] != self._now[:16]:
            self._now = now
            self.table.show(self.rows())
        self.draw_detail()

    def show_about(self, about: tuple[str, str]) -> None:
        """Put the cursor on the most urgent proposal, whatever it is asked about."""
        if rows := self.rows():
            self.table.move_to(self.key_of(rows[0]))

    async def open_row(self, row: ProposalRow) -> None:
        self.console_app.action_run("proposal", row["id"])

    def detail(self, row: ProposalRow | None) -> list[Marked]:
        return [] if row is None else proposal_lines(row, self._now)

    def target(self) -> Target | None:
        row = self.table.cursor_row
        return (row["target_type"], row["target_key"]) if row and row["target_type"] in (PLANS, ITEMS) else None

    def job(self) -> str | None:
        row = self.table.cursor_row
        return (row["started"] or row["job"]) if row is not None else None
