"""Dialog of an operation: shows what would run, takes the choices, and starts exactly what was confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from drconsole.console.context import press
from drconsole.console.dialogs.base.key_field import KeyField
from drconsole.console.dialogs.base.typed_name import NEEDS_COMMENT, TypedNameDialog
from drconsole.console.dialogs.operation.choices import Choices
from drconsole.console.dialogs.operation.page import OperationPage
from drconsole.console.state.session import error_line
from drconsole.console.state.targets import Target, target_row
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import Options, Preview, RecoveryPoints, StartJob, options_of
from drconsole.records.rows.checks import PreviewRow
from drconsole.records.rows.jobs import JobRow
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.targets import by_key
from drconsole.recovery.types.words import Operation
from drconsole.render.entries import Entry
from drconsole.render.marks import Severity
from drconsole.render.operation.findings import ACCEPT, blocking
from drconsole.render.operation.preview import loss_text
from drconsole.render.operation.refused import difference_entries, refusal_entries
from drconsole.render.operation.shown import ANEW, FOLD
from drconsole.render.text import prose


class OperationDialog(TypedNameDialog):
    """Preview of an operation on a target, with its start; result: the id of the job, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "refresh_preview", show=False),
        Binding("c", "focus_field('comment')", show=False),
        Binding("n", "focus_field('name')", show=False),
        Binding("e", "focus_key", show=False),
    ]
    sending_text = "starting ..."
    not_done_text = "nothing was started"
    name_prompt = "To start"
    enter_hint = "starts it"
    hint = "j/k read  space choose  r refresh  c comment  n name  tab next  esc back"

    def __init__(self, operation: str, target: Target) -> None:
        super().__init__()
        self.operation = operation
        self.target = target
        self.choices = Choices(operation)
        self.page = OperationPage(operation, target)
        self._confirmable = ""
        """Digest of the last preview: a name that was typed for another one does not count."""
        self._key_path = ""
        """File of the certificate with which the preview on the screen was made; empty = none."""

    def fields(self) -> ComposeResult:
        yield KeyField()
        yield from super().fields()

    @property
    def key(self) -> KeyField:
        """Field of the encryption key."""
        return self.query_one(KeyField)

    @property
    def preview(self) -> PreviewRow | None:
        """Preview on the screen; None = there is none now, and nothing can be confirmed."""
        return self.page.preview

    @property
    def name_of_target(self) -> str:
        row = target_row(self.console_app.model, self.target)
        return row["name"] if row is not None else self.target[1]

    def on_mount(self) -> None:
        self._draw()
        self._refresh_preview()

    def _draw(self, *, top: bool = False) -> None:
        model = self.console_app.model
        self.head(*self.page.head(model, self.choices))
        self.show(self.page.entries(model, self.choices, self._press), top=top)

    def _press(self, name: str) -> str:
        return press(self.console_app, name)

    # Preview

    def _refresh_preview(self, *, keep_problem: bool = False) -> None:
        """Ask for a preview of the present choices. Until it is shown, nothing can be confirmed."""
        self.page.preview = None
        self.shown_at(None)
        if not keep_problem:
            self.page.problem = ()
        if missing := self.choices.missing():
            self._draw()
            self.say(missing, Severity.NOTE)
            if self.choices.needs_points:
                self.run_worker(self._read_points(), group="points", exclusive=True)
            return
        self.say("previewing: the engine asks the provider for the present state ...", Severity.BUSY)
        self.run_worker(self._ask_preview(self.choices.options), group="preview", exclusive=True)

    async def _ask_preview(self, options: Options) -> None:
        path = self.key.path if self.key.needed else ""
        content = await self.key.read() if path else None
        message = Preview(Operation(self.operation), by_key(*self.target), options, content)
        try:
            answer = await self.console_app.ask(message)
        except DrError as error:
            self.page.problem = refusal_entries(error, self._press)
            self._draw(top=True)
            self.say(f"no preview: {error_line(error)}", Severity.BAD)
            return
        if options == self.choices.options:
            self._take(answer, path if content is not None else "")

    def _take(self, answer: PreviewRow, key_path: str) -> None:
        """Show a preview; a name that was typed for another one is cleared."""
        self.page.preview = answer
        self.shown_at(self.world_now())
        self._key_path = key_path
        self.key.found(answer)
        self.choices.accepted &= {finding["id"] for finding in answer["findings"]}
        if point := answer["options"]["point"]:
            self.page.losses[point] = loss_text(answer)
        self._draw(top=bool(blocking(answer, self.choices.accepted)))
        changed = self._confirmable not in ("", answer["digest"])
        self._confirmable = str(answer["digest"])
        self._say_whether_ready()
        if changed and self.value("name"):
            self.query_one("#name", Input).value = ""
            self.say("the preview has changed: read it, then type the name again", Severity.WARN)

    async def _read_points(self) -> None:
        try:
            answer = await self.console_app.ask(RecoveryPoints(by_key(*self.target)))
        except DrError as error:
            self.page.problem = refusal_entries(error, self._press)
            self.say(error_line(error), Severity.BAD)
        else:
            self.page.points, self.page.points_as_of = answer["points"], str(answer["as_of"] or "")
            self.shown_at(self.world_now())
        self._draw()

    def _say_whether_ready(self) -> None:
        if self.preview is None:
            return
        if open_ := blocking(self.preview, self.choices.accepted):
            self.say(f"cannot start: {len(open_)} not met, see the top of the page", Severity.BAD)
        else:
            self.say(f"You confirm exactly this page (digest {self.preview['digest']}).")

    # Choices

    @on(Sheet.Acted)
    def _acted(self, message: Sheet.Acted) -> None:
        entry = message.entry
        if entry.why_not:
            self.say(entry.why_not, Severity.WARN)
        elif entry.act == FOLD:
            self.page.unfolded = not self.page.unfolded
            self._draw()
        elif self.sending is not None:
            self.say("the start was sent: wait for its outcome", Severity.UNKNOWN)
        elif entry.act.startswith(ACCEPT):
            self._toggle(entry.act.removeprefix(ACCEPT))
        elif entry.act == ANEW or self.choices.choose(entry.act):
            self._refresh_preview()

    def _toggle(self, finding: str) -> None:
        self.choices.toggle(finding)
        self._draw()
        self._say_whether_ready()
        if self.choices.accepted and not self.comment:
            self.say("accepted; now give the reason in the comment (press c): the journal records it", Severity.WARN)

    def action_refresh_preview(self) -> None:
        if self.sending is None:
            self._refresh_preview()

    def action_focus_key(self) -> None:
        if self.key.needed:
            self.action_focus_field("key")

    @on(Input.Submitted, "#key")
    def _key_named(self) -> None:
        if self.sending is None:
            self._refresh_preview()

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
        start = self._start_of(self.preview)
        if self._key_path:
            self.run_worker(self._send_with_key(start), group="key", exclusive=True)
        else:
            self.send(start)

    async def _send_with_key(self, start: StartJob) -> None:
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
        )

    def done(self, answer: JobRow) -> None:
        self.dismiss(answer["id"])

    def refused(self, error: DrError) -> None:
        """Show why nothing was started. The preview on the screen is no longer valid."""
        if difference := error.extra.get("difference"):
            self.page.problem = difference_entries(error.message, difference)
        elif error.code == "digest-unknown":
            self.page.problem = [Entry("‼ NOT STARTED: the preview had expired. This is a new one: read it.", "warn")]
            self._refresh_preview(keep_problem=True)
            return
        else:
            self.page.problem = refusal_entries(error, self._press)
        self.page.preview = None
        self._draw(top=True)
        self.query(Sheet).focus()
        self.say(f"{self.not_done_text}: {error_line(error)}", Severity.BAD)
