"""Dialog of a proposed cancel: what it would leave behind now, for who approves or carries it out."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from drconsole.console.context import error_line
from drconsole.console.dialogs.jobs.cancel import consequences
from drconsole.console.dialogs.room.deciding import DecidingDialog
from drconsole.console.dialogs.room.part import Part
from drconsole.link.messages import CancelJob, ShowProposal
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.rows.entries import Entry, entry, heading
from drconsole.render.words.marks import Severity
from drconsole.render.words.room.approvals import what_text
from drconsole.render.words.text import clean


class ProposedCancelDialog(DecidingDialog):
    """Proposed cancel of a job; result: the id of the job that is cancelled, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "ask_again", show=False)]
    hint = "j/k read  r refresh  c comment  n name  x reject  esc back"
    meant = "ncxr"

    def __init__(self, proposal: str) -> None:
        super().__init__()
        self.proposal = proposal
        self._left: list[Entry] = []

    @property
    def name_of_target(self) -> str:
        return row["target"] if (row := self.row) is not None else self.proposal

    def on_mount(self) -> None:
        what = what_text(row) if (row := self.row) is not None else ""
        self.head(
            f"proposal {clean(self.proposal)}: {what}", "", "‼ A cancel is final: it cannot be undone or resumed."
        )
        self.draw_part()
        self.action_ask_again()
        self.run_worker(self.ask_policy(), group="policy", exclusive=True)

    def action_ask_again(self) -> None:
        if self.sending is None:
            self.shown_at(None)
            self.say("asking the engine what a cancel leaves behind ...", Severity.BUSY)
            self.run_worker(self._ask(), group="look", exclusive=True)

    async def _ask(self) -> None:
        try:
            answer = await self.console_app.ask(ShowProposal(self.proposal))
        except DrError as error:
            self._left = [entry(f"✗ {error_line(self.console_app, error)}", Severity.BAD)]
            self.say(error_line(self.console_app, error), Severity.BAD)
        else:
            left = answer["consequences"]
            gone = [f"{each['what']}: {each['shown']} -> {each['now']}" for each in answer["difference"]]
            self._left = [
                *(entry(f"‼ no longer as it was proposed: {clean(each)}", Severity.BAD) for each in gone),
                heading("What cancelling now leaves behind"),
                *consequences(left),
            ]
            self.shown_at(self.reader_now())
            self.say_part()
        self.redraw()

    def draw_part(self) -> None:
        super().draw_part()
        own = type(self).hint
        self.hint = own.replace("  c comment  n name", "") if self.part is Part.READ else own
        self.draw_hint()

    def redraw(self) -> None:
        self.show([*self.facts(), Entry(""), *self._left], top=True)

    def press_meant(self, key: str) -> None:
        if key == "x":
            self.action_reject()
        elif key == "r":
            self.action_ask_again()
        else:
            super().press_meant(key)

    def start_of(self, row: ProposalRow) -> CancelJob:
        return CancelJob(row["job"] or "", self.value("name"), self.comment, proposal=row["id"])
