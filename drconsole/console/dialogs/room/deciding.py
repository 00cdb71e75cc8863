"""Base of the dialogs of a proposal: an approver approves or rejects it, and what is approved is started."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.path_field import PathField
from drconsole.console.dialogs.base.typed_name import NameField, TypedNameDialog
from drconsole.console.dialogs.room.part import Part, part_in, why_only_read
from drconsole.console.dialogs.room.reject import RejectDialog
from drconsole.console.dialogs.room.signing import approval
from drconsole.console.state.model.model import Changed
from drconsole.console.state.room.proposing import wall_now
from drconsole.link.messages import CancelJob, Policy, StartJob
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import PROPOSALS
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.room.proposals import decided_text, proposal_lines
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean
from drconsole.signing.keys import first_key

PROMPTS = {Part.APPROVE: "To APPROVE", Part.START: "To START", Part.READ: "To confirm"}
ENTER = {Part.APPROVE: "approves it", Part.START: "starts it", Part.READ: "does nothing"}
NOTHING_YET = {
    Part.APPROVE: "Nothing is approved. Read all of it, then type the name (n); x rejects it.",
    Part.START: "It is approved, and nothing has started. Type the name (n) to start it; x takes it back.",
}


class DecidingDialog(TypedNameDialog[JobRow | ProposalRow]):
    """Proposal with what it would do; result: the id of the job that was started, or None."""

    DEFAULT_CSS = """
    DecidingDialog #field-sign { display: none; }
    DecidingDialog.--signs #field-sign { display: block; }
    DecidingDialog.--only-read #field-sign, DecidingDialog.--only-read #field-name { display: none; }
    DecidingDialog.--only-read #field-comment { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "reject", show=False),
        Binding("c", "focus_field('comment')", show=False),
        Binding("n", "focus_field('name')", show=False),
    ]
    not_done_text = "nothing was done"

    @property
    def row(self) -> ProposalRow | None:
        """Return the proposal as it is now; None = the store has none of this id."""
        return self.console_app.model.row(PROPOSALS, self.proposal)

    @property
    def part(self) -> Part:
        """Return what this operator can do with it."""
        return part_in(self.row, self.console_app.model, self.console_app.session)

    def fields(self) -> ComposeResult:
        yield Field("comment", "Comment:")
        yield PathField("sign", "Sign with the key:", value=str(first_key() or ""))
        yield NameField("name", self._prompt())

    def _prompt(self) -> str:
        return f"{PROMPTS[self.part]}, type {clean(self.name_of_target)}:"

    @on(Input.Submitted, "#sign")
    def _key_named_to_sign(self) -> None:
        self.action_focus_field("name")

    def field_hint(self, name: str) -> str:
        if name == "sign":
            return "tab completes the path  enter goes on to the name  esc to the page"
        return super().field_hint(name)

    @property
    def enter_does(self) -> str:
        return ENTER[self.part]

    def draw_part(self) -> None:
        """Show the fields of what this operator can do now."""
        self.set_class(self.part is Part.READ, "--only-read")
        for field in self.query("#field-name").results(Field):
            field.label.update(self._prompt())

    def facts(self) -> Iterator[Entry]:
        """Yield who asks for what, why and until when, and who has approved it."""
        if (row := self.row) is not None:
            for line in proposal_lines(row, wall_now()):
                yield Entry(line, hang=10) if isinstance(line, str) else Entry(line[0], line[1].value)

    def say_part(self) -> None:
        """Say what this operator can do with it, and that nothing was done yet."""
        row = self.row
        if row is not None and self.sending is None:
            read = f"Nothing is decided here: {why_only_read(row, self.console_app.model, self.console_app.session)}."
            self.say(NOTHING_YET.get(self.part, read))

    async def ask_policy(self) -> None:
        """Ask whether an approval has to be signed: then the key's field is shown."""
        try:
            policy = await self.console_app.ask(Policy())
        except DrError as error:
            self.say(error_line(self.console_app, error), Severity.BAD)
            return
        self.set_class(policy["signatures"] and self.part is Part.APPROVE, "--signs")

    def follow(self, changed: Changed) -> None:
        """Say at once what somebody else has decided."""
        super().follow(changed)
        if self.proposal in changed.get(PROPOSALS, ()) and self.sending is None:
            self.draw_part()
            self.redraw()
            self.say_part()
            if (row := self.row) is not None and (told := decided_text(row)):
                self.say(told, Severity.WARN)

    def redraw(self) -> None:
        """Draw the page again: the proposal has changed."""
        raise TypeError(f"{type(self).__name__} has no page")

    # What is decided

    def why_not_confirmed(self) -> str:
        row = self.row
        if row is None or self.part is Part.READ:
            return why_only_read(row, self.console_app.model, self.console_app.session) if row else "it is gone"
        return super().why_not_confirmed()

    def confirmed(self) -> None:
        if (row := self.row) is None:
            return
        if self.part is Part.START:
            self.sending_text, self.not_done_text = "starting ...", "nothing was started"
            self.begin(row)
        else:
            self.sending_text, self.not_done_text = "approving ...", "not approved"
            self.run_worker(self._approve(row), group="key", exclusive=True)

    def begin(self, row: ProposalRow) -> None:
        """Start what was approved."""
        self.send(self.start_of(row))

    def start_of(self, row: ProposalRow) -> StartJob | CancelJob:
        """Return the command that starts exactly what was approved."""
        raise TypeError(f"{type(self).__name__} starts nothing")

    async def _approve(self, row: ProposalRow) -> None:
        self.say(self.sending_text, Severity.BUSY)
        key = self.value("sign").strip() if self.has_class("--signs") else ""
        try:
            said = await approval(self.console_app, row, self.value("name"), self.comment, key)
        except DrError as error:
            self.say(f"{self.not_done_text}: {error_line(self.console_app, error)}", Severity.BAD)
            return
        if self.sending is None:
            self.send(said)

    def done(self, answer: JobRow | ProposalRow) -> None:
        if "needed" not in answer:
            self.dismiss(answer["id"])
            return
        row = cast("ProposalRow", answer)
        left = row["needed"] - len(row["approvals"])
        way = f"it needs {left} more" if left > 0 else "nothing has started: whoever has the seat operator starts it"
        self.console_app.say(f"approved: proposal {clean(row['id'])}; {clean(way)}", everywhere=True)
        self.dismiss(None)

    def action_reject(self) -> None:
        """Ask for the reason, and reject it; who made it takes it back so."""
        row, app = self.row, self.console_app
        if row is None or app.session.read_only or row["ended_at"]:
            self.say_part()
        elif self.sending is None:
            self.app.push_screen(RejectDialog(row), self._rejected)

    def _rejected(self, done: str | None) -> None:
        if done is not None:
            self.dismiss(None)
