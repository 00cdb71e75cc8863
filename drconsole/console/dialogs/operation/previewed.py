"""Base of the dialog of an operation: the engine's preview of what was chosen, on the pages, with its age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Generic

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from drconsole.console.context import error_line, press
from drconsole.console.dialogs.base.field import Field
from drconsole.console.dialogs.base.reading_points import read_points_of
from drconsole.console.dialogs.base.suspects import suspect, suspected_of
from drconsole.console.dialogs.operation import drafts
from drconsole.console.dialogs.operation.choices import Choices
from drconsole.console.dialogs.operation.page import OperationPage
from drconsole.console.dialogs.operation.paged import PagedDialog
from drconsole.console.dialogs.operation.pointing import MOST_READ, picture_of, point_entries
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target, target_items, target_row
from drconsole.link.messages import AnswerRow, Options, Preview, RecoveryPoints
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.tables import ITEMS, JOBS, PLANS
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import Operation, PointChoice
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.estate.items.suspect import suspected
from drconsole.render.operation.findings import blocking
from drconsole.render.operation.losses import loss_text
from drconsole.render.operation.pages import Page, Step, has_points, steps_of
from drconsole.render.operation.point_picture import losses_of
from drconsole.render.operation.preview import entries_of
from drconsole.render.operation.refused import refusal_entries
from drconsole.render.operation.shown import Shown
from drconsole.render.operation.verbs import head_text, is_test, stakes, verb_of
from drconsole.render.rows.entries import COLUMNS, Entry
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import utc

BORDERS = 2
"""Cells of the borders at both ends of a wide dialog."""
WIDEST = 400
"""Cells of the bar of an operation that is no test; what is beyond the screen is cut."""


class PreviewedDialog(PagedDialog[AnswerRow], Generic[AnswerRow]):
    """Preview of an operation on a target; nothing is confirmed but the preview on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "refresh_preview", show=False),
        Binding("c", "focus_field('comment')", show=False),
        Binding("n", "focus_field('name')", show=False),
        Binding("e", "focus_key", show=False),
        Binding("o", "open_job", show=False),
        Binding("s", "focus_suspect", show=False),
    ]
    meant = "12345ncero"
    sending_text = "starting ..."
    not_done_text = "nothing was started"
    enter_hint = "starts it"

    def __init__(self, operation: str, target: Target) -> None:
        super().__init__()
        self.operation, self.target = operation, target
        self.name_prompt = f"To {verb_of(operation)}"
        self.choices = Choices(operation)
        self.page = OperationPage(operation, target)
        self._confirmable = ""
        """Digest of the last preview: a name that was typed for another one does not count."""
        self._key_path = ""
        """File of the certificate with which the preview on the screen was made; empty = none."""
        self._points_asked = False
        """Whether the points of the target's machines were asked for."""
        self._key_before = False
        """Whether the field of the key holds a path from before that no preview was made with yet."""
        self.set_class(not is_test(operation), "--production")

    @property
    def preview(self) -> PreviewRow | None:
        """Preview on the screen; None = there is none now, and nothing can be confirmed."""
        return self.page.preview

    @property
    def name_of_target(self) -> str:
        row = target_row(self.console_app.model, self.target)
        return row["name"] if row is not None else self.target[1]

    def on_mount(self) -> None:
        self.opened()

    def opened(self) -> None:
        """Show what was chosen here before, and ask for its preview."""
        draft = drafts.kept(self.console_app, self.operation, self.target)
        if self._first_texts or self.choices != Choices(self.operation):
            draft = drafts.Draft(self.choices)  # what was typed on the command line counts, and nothing of before
        elif not draft.empty:
            self.console_app.say("what you chose here before is back; r refreshes, the choices can be changed")
        self.choices = draft.choices
        self.query_one("#comment", Input).value = draft.comment
        self.query_one("#key", Input).value = draft.key_path
        self._key_before = bool(draft.key_path or self._first_texts.get("key"))
        self.go(Page.POINT if self.choices.missing() else draft.page if draft.page is not Page.CONFIRM else Page.CHECK)
        self._refresh_preview()

    # Pages

    def steps(self) -> Sequence[Step]:
        return steps_of(self._shown())

    def entries(self, page: Page) -> Sequence[Entry]:
        shown = self._shown()
        if page is not Page.POINT or not has_points(shown):
            return entries_of(page, shown)
        app, since = self.console_app, suspected_of(self.console_app, self.target)
        choices = [PointChoice(choice) for choice, why in shown.choices.items() if not why]
        items = target_items(app.model, self.target)
        picture = picture_of(app.model, items, app.readings, choices, self.preview, since, foretold=self.page.foretold)
        if picture is not None:
            shown = replace(shown, losses={**losses_of(picture), **shown.losses})
        entries = entries_of(page, shown)
        # The single points of ``custom`` are many: the picture stands above them.
        at = next((number for number, each in enumerate(entries) if each.tone == COLUMNS), len(entries))
        entries[at:at] = point_entries(app.model, app.readings, self.page, picture, since, asked=self._points_asked)
        return entries

    def _shown(self) -> Shown:
        return self.page.shown(self.console_app.model, self.choices, self._press)

    def _press(self, name: str) -> str:
        return press(self.console_app, name)

    def draw_pages(self, *, top: bool = False) -> None:
        self.set_class(has_points(self._shown()), "--points")
        model = self.console_app.model
        self.border_title = ": ".join(stakes(self.operation, model.mode(), self.page.commits))
        self.head(self.titled(), self.page.about(model, self.choices), self.page.warning)
        accepted = len(self.choices.accepted)
        needed = f" (required: {accepted} accepted)" if accepted else ""
        self.query_one("#field-comment", Field).label.update(f"Comment{needed}:")
        super().draw_pages(top=top)

    def titled(self) -> str:
        """Return the title, as others are told it."""
        return self.page.title(self.console_app.model)

    def head_line(self, title: str) -> Content:
        """Return a bar over the whole width, for a test a plain line; the colour says how real it is."""
        app, cell = self.console_app, self.mode_part()
        room = self.app.size.width - len(cell[0]) - (BORDERS if self.has_class("-wide") else 0)
        said = f" {self.reads_only.word}: A PREVIEW " if self.reads_only is not None else ""
        said += head_text(self.operation, app.model.mode(), title, room - len(said), self.page.commits)
        if is_test(self.operation):
            return Content.assemble(cell, said)
        # All of the bar is in reverse video: a cell of its own would be turned back.
        return Content(f"{cell[0]}{said}{' ' * WIDEST}")

    def on_resize(self) -> None:
        """Say in the head what fits now."""
        if self.head_title:
            self._line("head", self.head_line(self.head_title))

    def field_to_fill(self) -> str:
        if self.preview is None or blocking(self.preview, self.choices.accepted):
            return ""
        return "comment" if self.choices.accepted and not self.comment else "name"

    def follow(self, changed: Changed) -> None:
        """Say at once that another job has begun to work on the target."""
        super().follow(changed)
        if self.sending is None and {PLANS, ITEMS, JOBS} & changed.keys() and self.page.look(self.console_app.model):
            self.draw_pages()
            if self.page.busy:
                job = self.page.busy[0]
                text = f"BUSY: job {job['id']} of {job['operator']} now works here; o opens it, r refreshes"
                self.say(text, Severity.WARN)

    # Points

    def go(self, page: Page, field: str = "") -> None:
        super().go(page, field)
        self._say_whether_ready()
        if page is Page.POINT and has_points(self._shown()) and not self._points_asked:
            self._points_asked = True
            self.run_worker(self._read_all_points(), group="points", exclusive=True)

    async def _read_all_points(self) -> None:
        """Read the points of the target's machines, and draw each as it comes."""
        items = target_items(self.console_app.model, self.target)
        for item in items[:MOST_READ]:
            try:
                await read_points_of(self.console_app, item["key"])
            except DrError as error:
                self.say(error_line(self.console_app, error), Severity.BAD)
                return
            if self.page_now is Page.POINT:
                self.draw_pages()

    def action_focus_suspect(self) -> None:
        if has_points(self._shown()):
            self.action_focus_field("suspect")

    @on(Input.Submitted, "#suspect")
    def _suspected(self) -> None:
        """Mark the time since which a corruption is suspected."""
        app = self.console_app
        try:
            since = suspected(self.value("suspect"), self.world_now())
        except DrError as error:
            self.say(error_line(self.console_app, error), Severity.BAD)
            return
        items = target_items(app.model, self.target)
        suspect(app, [self.target, *((ITEMS, item["key"]) for item in items)], since)
        self.draw_pages()
        self.sheet.focus()
        self.say(
            f"corruption suspected since {utc(since)}: choose an older point" if since else "no corruption is suspected"
        )

    # Preview

    def _refresh_preview(self, *, keep_problem: bool = False) -> None:
        """Ask for a preview of the present choices. Until it is shown, nothing can be confirmed."""
        self.page.forget(keep_problem=keep_problem)
        self.shown_at(None)
        if missing := self.choices.missing():
            self.draw_pages()
            self.say(f"{missing} (page 2)", Severity.NOTE)
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
            self.draw_pages(top=True)
            self.say(f"no preview: {error_line(self.console_app, error)}", Severity.BAD)
            return
        if options == self.choices.options:
            self._take(answer, path if content is not None else "")

    def _take(self, answer: PreviewRow, key_path: str) -> None:
        """Show a preview; a name that was typed for another one is cleared."""
        self.page.take(answer, self.console_app.model)
        self.shown_at(self.reader_now())
        self._key_path = key_path
        self.key.found(answer)
        self.choices.accepted &= {finding["id"] for finding in answer["findings"]}
        if point := answer["options"]["point"]:
            self.page.losses[point] = loss_text(answer)
        self.draw_pages(top=not self._confirmable and self.page_now is Page.CHECK)
        self._say_whether_ready()
        if self._confirmable not in ("", answer["digest"]):
            self._forget_name()
        self._confirmable = str(answer["digest"])
        if self.page_now is Page.OPTIONS and isinstance(self.focused, Input) and key_path and self._key_fits(answer):
            self.sheet.focus()
        if self._key_before and self.key.needed:
            self._key_before = False
            self._refresh_preview()

    def _key_fits(self, preview: PreviewRow) -> bool:
        return preview["encryption_key"]["given"] and self.key.has_class("--needed") and self.key.said.startswith("✓")

    def _forget_name(self) -> None:
        """Empty the name's field: what the name was typed for is no longer what would start."""
        field = self.query_one("#name", Input)
        if field.value:
            field.value = ""
            field.placeholder = "changed: type it again"
            self.say("the page has changed: read it, then type the name again", Severity.WARN)

    async def _read_points(self) -> None:
        try:
            answer = await self.console_app.ask(RecoveryPoints(by_key(*self.target)))
        except DrError as error:
            self.page.problem = refusal_entries(error, self._press)
            self.say(error_line(self.console_app, error), Severity.BAD)
        else:
            self.page.points, self.page.points_as_of = answer["points"], str(answer["as_of"] or "")
            self.shown_at(self.reader_now())
        self.draw_pages()

    def _say_whether_ready(self) -> None:
        if self.preview is None or self.sending is not None:
            return
        if open_ := blocking(self.preview, self.choices.accepted):
            self.say(f"cannot start: {len(open_)} not met, see page 1", Severity.BAD)
        else:
            self.say(self.nothing_started())
