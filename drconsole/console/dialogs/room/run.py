"""Dialog of a proposed run: the preview as its proposer saw it, on the same pages, for who approves or starts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.widgets import Input

from drconsole.console.context import error_line
from drconsole.console.dialogs.operation.previewed import PreviewedDialog
from drconsole.console.dialogs.room.deciding import DecidingDialog
from drconsole.console.dialogs.room.part import Part, why_only_read
from drconsole.console.state.looking import OnlyLooks, held_back
from drconsole.console.state.model.targets import Target
from drconsole.console.state.room.proposing import wall_now
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import ShowProposal, StartJob, options_of
from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.operation.pages import Page
from drconsole.render.operation.refused import Differences, refusal_entries
from drconsole.render.operation.shown import FOLD, FOLD_DIFFERENCES
from drconsole.render.room.proposals import short_text
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

AS_IT_STANDS = "this is proposed as it stands: nothing is chosen here"
CHANGED = "it is no longer what was proposed"


class ProposedRunDialog(PreviewedDialog[JobRow | ProposalRow], DecidingDialog):
    """Proposed run on its pages; result: the id of the job that was started, or None."""

    DEFAULT_CSS = """
    ProposedRunDialog #field-sign { display: none; }
    ProposedRunDialog.--signs #field-sign { display: block; }
    """

    def __init__(self, proposal: str, operation: str, target: Target) -> None:
        super().__init__(operation, target)
        self.proposal = proposal

    meant = "12345ncrx"
    hint = "1-5 pages  j/k move  enter next  r refresh  n name  x reject  esc back"
    page_hints: ClassVar[Mapping[Page, str]] = {
        Page.CONFIRM: "1-5 pages  J/K lines  c comment  n name  x reject  esc back"
    }

    def opened(self) -> None:
        self.go(Page.CHECK)
        self.draw_part()
        self._refresh_preview()
        self.run_worker(self.ask_policy(), group="policy", exclusive=True)

    @property
    def reads_only(self) -> OnlyLooks | None:
        row = self.row
        if row is None or self.part is Part.READ:
            app = self.console_app
            why = why_only_read(row, app.model, app.session) if row is not None else "it is gone"
            return OnlyLooks("PROPOSED", why)
        # Which seat it takes is told by the part.
        return held_back(self.console_app.model, self.console_app.session)

    @property
    def name_of_target(self) -> str:
        return row["target"] if (row := self.row) is not None else super().name_of_target

    def titled(self) -> str:
        return f"proposal {clean(self.proposal)}: {super().titled()}"

    def entries(self, page: Page) -> list[Entry]:
        found = list(super().entries(page))
        if page is Page.CHECK:
            return [*self.facts(), Entry(""), *found]
        # Its last page has room for what it does: who asks for it, and why, stand in one line above that.
        row = self.row if page is Page.CONFIRM else None
        return found if row is None else [Entry(short_text(row, wall_now())), *found]

    def redraw(self) -> None:
        self.draw_pages()

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        if message.entry.act == FOLD:
            self.page.unfolded = not self.page.unfolded
            self.draw_pages()
        elif message.entry.act == FOLD_DIFFERENCES:
            self.page.differences_unfolded = not self.page.differences_unfolded
            self.draw_pages()
        elif message.key == "enter":
            self.action_turn(1)
        else:
            self.say(AS_IT_STANDS)

    def press_meant(self, key: str) -> None:
        if key == "x":
            self.action_reject()
        elif key == "r":
            self._refresh_preview()
        elif key == "c":
            self.action_focus_field("comment")
        elif key.isdigit() and key != str(int(Page.CONFIRM)):
            self.go(Page(int(key)))

    def action_refresh_preview(self) -> None:
        if self.sending is None:
            self._refresh_preview()

    def action_focus_suspect(self) -> None:
        self.say(AS_IT_STANDS)

    def action_open_job(self) -> None:
        self.say("no job is open of it yet")

    def action_focus_key(self) -> None:
        if self.part is Part.START and self.key.needed:
            self.action_focus_field("key")
        else:
            self.say("no encryption key is needed here")

    @on(Input.Submitted, "#key")
    def _key_named(self) -> None:
        self.go(Page.CONFIRM)

    # What is proposed

    def _refresh_preview(self, *, keep_problem: bool = False) -> None:
        self.page.forget(keep_problem=keep_problem)
        self.shown_at(None)
        self.say("the engine looks whether it still is what was proposed ...", Severity.BUSY)
        self.run_worker(self._ask_proposal(), group="preview", exclusive=True)

    async def _ask_proposal(self) -> None:
        try:
            answer = await self.console_app.ask(ShowProposal(self.proposal))
        except DrError as error:
            self.page.problem = refusal_entries(error, self._press)
            self.draw_pages(top=True)
            self.say(f"not read: {error_line(self.console_app, error)}", Severity.BAD)
            return
        if (preview := answer["preview"]) is None:
            self.say("it is over: what it would have done is in the journal", Severity.WARN)
            self.draw_pages(top=True)
            return
        self.choices.options = options_of({**preview["options"], "direction": preview["direction"]})
        self.choices.accepted = set(answer["proposal"]["accepted"])
        if difference := answer["difference"]:
            self.page.differences = Differences(f"‼ {CHANGED}: approving or starting it voids it", difference, "")
        self._take(preview, "")

    def _say_whether_ready(self) -> None:
        if self.page.differences is not None:
            self.say(f"{CHANGED}: see page 1", Severity.BAD)
        elif self.preview is not None:
            self.say_part()

    def why_not_confirmed(self) -> str:
        if self.preview is None:
            return "what it would do is not on the screen: r reads it"
        return super().why_not_confirmed()

    # Start

    def begin(self, row: ProposalRow) -> None:
        start = self.start_of(row)
        if self.key.needed:
            self.run_worker(self._send_with_key(start), group="key", exclusive=True)
        else:
            self.send(start)

    async def _send_with_key(self, start: StartJob) -> None:
        content = await self.key.read() if self.key.path else None
        if content is None:
            self.say(f"{self.not_done_text}: name the file of the encryption key (press e)", Severity.BAD)
        elif self.sending is None:
            self.send(replace(start, encryption_key=content))

    def start_of(self, row: ProposalRow) -> StartJob:
        preview = self.preview
        options = {**preview["options"], "direction": preview["direction"]} if preview is not None else {}
        return StartJob(
            Operation(self.operation),
            by_key(*self.target),
            row["target"],
            options_of(options),
            row["digest"],
            tuple(row["accepted"]),
            self.comment,
            proposal=row["id"],
        )

    def refused(self, error: DrError) -> None:
        if difference := told_with(error).get("difference"):
            self.page.differences = Differences(error.message, difference, "")
            self.go(Page.CHECK)
        self.say(f"{self.not_done_text}: {error_line(self.console_app, error)}", Severity.BAD)
