"""Dialog of an operation: shows what would run, takes the choices, and starts exactly what was confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from textual import on
from textual.widgets import Input

from drconsole.console.context import error_line
from drconsole.console.dialogs.base.proposing import ProposingDialog
from drconsole.console.dialogs.base.typed_name import NEEDS_COMMENT
from drconsole.console.dialogs.operation import drafts
from drconsole.console.dialogs.operation.paged import CHOSEN
from drconsole.console.dialogs.operation.previewed import PreviewedDialog
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import Propose, StartJob, options_of
from drconsole.records.rows.refusal import told_with
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import Operation, PointChoice
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.operation.findings import ACCEPT, blocking
from drconsole.render.operation.pages import Page
from drconsole.render.operation.refused import Differences, first_text, refusal_entries
from drconsole.render.operation.shown import ANEW, FOLD, FOLD_DIFFERENCES
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import prose

ACCEPTING = "1-5 pages  space accept  c comment  enter next  r refresh  n name  esc back"
"""Keys of a page with findings that may be accepted: an accepted one needs its reason."""


class OperationDialog(PreviewedDialog[JobRow | ProposalRow], ProposingDialog[JobRow | ProposalRow]):
    """Preview of an operation on a target, with its start; result: the id of a job to show, or None."""

    meant = "12345nceroB"

    @property
    def points_listed(self) -> str:
        """Return the key of the item whose recovery points are listed to choose one; empty = they are not."""
        listed = self.page_now is Page.POINT and self.choices.options.point == PointChoice.CUSTOM and self.page.points
        return self.target[1] if listed else ""

    def page_hint(self) -> str:
        return ACCEPTING if any(each.act.startswith(ACCEPT) for each in self.sheet.entries) else super().page_hint()

    # Choices

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        entry, by_enter = message.entry, message.key == "enter"
        if entry.why_not:
            self.say(entry.why_not, Severity.WARN)
        elif entry.act == FOLD:
            self.page.unfolded = not self.page.unfolded
            self.draw_pages()
        elif entry.act == FOLD_DIFFERENCES:
            self.page.differences_unfolded = not self.page.differences_unfolded
            self.draw_pages()
        elif self.sending is not None:
            self.say("the start was sent: wait for its outcome", Severity.UNKNOWN)
        elif entry.act.startswith(ACCEPT):
            # A finding is accepted by space alone: enter, held down, would accept them all.
            if by_enter:
                self.action_turn(1)
            elif self.reads_only:
                self.say(self.nothing_started())
            else:
                self._toggle(entry.act.removeprefix(ACCEPT))
        elif by_enter and entry.text.lstrip().startswith(CHOSEN):
            self.action_turn(1)
        elif entry.act == ANEW or self.choices.choose(entry.act):
            self._refresh_preview()

    def _toggle(self, finding: str) -> None:
        self.choices.toggle(finding)
        self.draw_pages()
        self._say_whether_ready()
        if self.choices.accepted and not self.comment:
            self.say("accepted; now give the reason in the comment (press c): the journal records it", Severity.WARN)
        self._forget_name()

    def action_refresh_preview(self) -> None:
        if self.sending is None:
            self._refresh_preview()

    def action_focus_key(self) -> None:
        if self.key.needed:
            self.action_focus_field("key")
        else:
            self.say("no encryption key is needed here")

    @on(Input.Submitted, "#key")
    def _key_named(self) -> None:
        if self.sending is None:
            self._refresh_preview()

    def press_meant(self, key: str) -> None:
        match key:
            case "e":
                self.action_focus_key()
            case "r":
                self.action_refresh_preview()
            case "o":
                self.action_open_job()
            case "B":
                self.action_break_glass()
            case "c":
                self.action_focus_field("comment")
            case _ if key.isdigit() and key != str(int(Page.CONFIRM)):
                self.go(Page(int(key)))

    # Leaving

    def action_open_job(self) -> None:
        """Leave, and show the job that the page names: it works on the target, or did when it was first."""
        if self.sending is None and (job := self.page.named_job):
            self._keep()
            self.dismiss(job)

    def action_close(self) -> None:
        """Leave; what was chosen is there again the next time."""
        self._keep()
        self._warned = self.comment
        super().action_close()

    def _keep(self) -> None:
        draft = drafts.Draft(self.choices, self.comment, self.key.path, self.page_now)
        drafts.keep(self.console_app, self.target, draft)

    # Approval

    @property
    def needed(self) -> int:
        return self.preview.get("approvals_needed", 0) if self.preview is not None else 0

    def entries(self, page: Page) -> Sequence[Entry]:
        found = super().entries(page)
        return [*self.approval_entries(), *found] if page in (Page.CHECK, Page.CONFIRM) else found

    def draw_pages(self, *, top: bool = False) -> None:
        super().draw_pages(top=top)
        self.draw_prompt()

    def field_to_fill(self) -> str:
        return "comment" if self.proposes and not self.comment else super().field_to_fill()

    def redraw_approval(self) -> None:
        self.draw_pages()

    def nothing_started(self) -> str:
        if self.proposes and self.reads_only is None and self.page_now is Page.CONFIRM:
            return "Nothing is proposed yet. Say why, type the name, then press enter."
        return super().nothing_started()

    # Start

    def why_not_confirmed(self) -> str:
        if self.preview is None:
            return "there is no preview of these options yet"
        if open_ := blocking(self.preview, self.choices.accepted):
            return f"not ready: {prose(open_[0]['message'])}"
        if self.choices.accepted and not self.comment:
            return NEEDS_COMMENT
        if self.key.needed and self.key.path != self._key_path:
            return "the preview was made with another file of the encryption key: press enter in its field (press e)"
        return super().why_not_confirmed()

    def confirmed(self) -> None:
        if self.preview is None:
            return
        self.sending_text, self.not_done_text = "starting ...", "nothing was started"
        start: StartJob | Propose = self._start_of(self.preview)
        if self.proposes:
            self.sending_text, self.not_done_text = "proposing ...", "nothing was proposed"
            start = Propose(
                start.operation,
                start.target,
                start.confirm or "",
                start.comment,
                start.options,
                start.digest,
                start.accept,
            )
        if self._key_path:
            self.run_worker(self._send_with_key(start), group="key", exclusive=True)
        else:
            self.send(start)

    async def _send_with_key(self, start: StartJob | Propose) -> None:
        """Read the file once more, since its content is kept nowhere, and send the command."""
        self.say(self.sending_text, Severity.BUSY)
        content = await self.key.read()
        if content is None:
            self.say(f"{self.not_done_text}: the file of the encryption key cannot be used", Severity.BAD)
        elif self.sending is None:
            self.send(replace(start, encryption_key=content))

    def _start_of(self, preview: PreviewRow) -> StartJob:
        """Return the command for exactly what the screen shows: its digest, and the options as the engine has them."""
        return StartJob(
            Operation(self.operation),
            by_key(*self.target),
            preview["target"],
            options_of({**preview["options"], "direction": preview["direction"]}),
            preview["digest"],
            tuple(sorted(self.choices.accepted)),
            self.comment,
            break_glass=self.glass,
            break_glass_again=self.glass,
        )

    def done(self, answer: JobRow | ProposalRow) -> None:
        drafts.drop(self.console_app, self.operation, self.target)
        if "needed" in answer:
            self.proposed(cast("ProposalRow", answer))
        else:
            self.dismiss(answer["id"])

    def refused(self, error: DrError) -> None:
        """Show why nothing was started. The preview on the screen is no longer valid."""
        self.page.look(self.console_app.model)
        if difference := told_with(error).get("difference"):
            self.page.differences = Differences(error.message, difference, self._first(), self.page.named_job)
        elif error.code == "digest-unknown":
            self.page.problem = [Entry("‼ NOT STARTED: the preview had expired. This is a new one: read it.", "warn")]
            self._forget_name()
            self.go(Page.CHECK)
            self._refresh_preview(keep_problem=True)
            return
        else:
            self.page.problem = refusal_entries(error, self._press)
        self.page.preview = None
        self.go(Page.CHECK)
        self.say(f"{self.not_done_text}: {self._first() or error_line(self.console_app, error)}", Severity.BAD)

    def _first(self) -> str:
        """Return who was quicker, where a job works on the target now; empty = nobody is known to be."""
        busy = self.page.busy
        return first_text(busy[0], self.operation, self.world_now()) if busy else ""
