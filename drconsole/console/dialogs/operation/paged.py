"""Base of the dialog of an operation: its pages, the bar above them, and the keys between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from drconsole.console.dialogs.base.field import Field, Line
from drconsole.console.dialogs.base.key_field import KeyField
from drconsole.console.dialogs.base.keys_line import keys_line
from drconsole.console.dialogs.base.typed_name import NameLine, TypedNameDialog
from drconsole.console.dialogs.operation.steps import StepBar
from drconsole.console.state.looking import OnlyLooks, only_looks
from drconsole.console.widgets.bars.messages import DialogMessages
from drconsole.console.widgets.sheet import Sheet
from drconsole.link.messages import AnswerRow
from drconsole.render.operation.pages import NOTHING, Page, Step
from drconsole.render.rows.entries import Entry

CHOSEN = "(•)"
OF_A_START = ("  c comment", "  n name")
"""Keys in a hint that a console which only reads does not have."""
PAGES_OF = {"suspect": Page.POINT, "key": Page.OPTIONS}
"""Field -> its page, where that is not the last one."""


class PagedDialog(TypedNameDialog[AnswerRow], Generic[AnswerRow]):
    """Dialog in pages. What asks for something stands on the page that it belongs to, and takes no key elsewhere."""

    DEFAULT_CSS = """
    PagedDialog #suspects, PagedDialog #keys, PagedDialog #confirm { height: auto; display: none; }
    PagedDialog.--page-2.--points #suspects { display: block; }
    PagedDialog.--page-3 #keys { display: block; }
    PagedDialog.--page-5 #confirm { display: block; }
    PagedDialog.--reads-only #confirm > Field { display: none; }
    PagedDialog #about { height: 0; }
    PagedDialog.--page-1 #about { height: auto; }
    PagedDialog.-tall.--page-5 Sheet { height: auto; max-height: 18; }
    PagedDialog.-tall.--page-5 #confirm { height: 1fr; }
    PagedDialog #head { width: 1fr; }
    PagedDialog.--production #head { color: $simulation; text-style: bold reverse; text-overflow: clip; }
    PagedDialog.--production.-exercise #head { color: $exercise; }
    PagedDialog.--production.-live #head { color: $live; }
    PagedDialog.-wide { border: round $simulation; border-title-style: bold; }
    PagedDialog.-wide.-exercise { border: round $exercise; }
    PagedDialog.-wide.-live { border: round $live; }
    PagedDialog.-wide.--production { border: solid $simulation; }
    PagedDialog.-wide.--production.-exercise { border: double $exercise; }
    PagedDialog.-wide.--production.-live { border: heavy $live; }
    PagedDialog #warning { border: round $bad; padding: 0 1; max-height: 7; }
    PagedDialog.-low #warning { border: none; padding: 0; max-height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "turn(1)", show=False),
        Binding("left,h", "turn(-1)", show=False),
        Binding("tab", "next_part", show=False),
        *(Binding(str(int(page)), f"page({int(page)})", show=False) for page in Page),
    ]
    page_now = Page.CHECK
    """Page that is open."""

    hint = "1-5 pages  j/k move  space choose  enter next  r refresh  n name  esc back"
    page_hints: ClassVar[Mapping[Page, str]] = {
        Page.POINT: "1-5 pages  j/k move  enter choose, then next  s corrupt since  n name  esc back",
        Page.OPTIONS: "1-5 pages  j/k move  enter choose, then next  r refresh  n name  esc back",
        Page.CONFIRM: "1-5 pages  J/K lines  c comment  n name  r refresh  esc back",
    }
    """Keys of the pages that have more than ``hint`` says."""

    @property
    def reads_only(self) -> OnlyLooks | None:
        """Return why this is a preview that starts nothing: then nothing asks for a name or a comment; None = it is
        not."""
        return only_looks(self.console_app.model, self.console_app.session)

    def nothing_started(self) -> str:
        """Return that nothing has started, and what has to be done to start it."""
        if (why := self.reads_only) is not None:
            return f"A preview: nothing is started here, {why.why}."
        if self.page_now is Page.CONFIRM:
            return "Nothing has started. Type the name, then press enter."
        return "Nothing has started: read the pages (enter), then type the name on page 5 (n)."

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="others", markup=False)
        yield Static(id="about", markup=False)
        yield StepBar()
        yield Static(id="age", markup=False)
        yield Sheet()
        with Vertical(id="suspects"):
            yield Field("suspect", "Corruption suspected since:")
        with Vertical(id="keys"):
            yield KeyField()
        with Vertical(id="confirm"):
            yield Static(id="warning", markup=False)
            yield from self.fields()
        yield Static(id="said", markup=False)
        yield DialogMessages()
        yield Static(keys_line(self.hint), id="hint", markup=False)

    @property
    def key(self) -> KeyField:
        """Field of the encryption key."""
        return self.query_one(KeyField)

    def steps(self) -> Sequence[Step]:
        """Return the pages with their marks."""
        raise TypeError(f"{type(self).__name__} has no pages")

    def entries(self, page: Page) -> Sequence[Entry]:
        """Return the entries of a page."""
        raise TypeError(f"{type(self).__name__} has no pages")

    def field_to_fill(self) -> str:
        """Return the field of the last page that is to be filled next; empty = none can be yet."""
        return "name"

    def go(self, page: Page, field: str = "") -> None:
        """Open a page, with the cursor on what is chosen there; on the last one in the field that is to be filled.

        ``field``: the one that gets the keys instead.
        """
        self.page_now = page
        for each in Page:
            self.set_class(each is page, f"--page-{int(each)}")
        self.draw_pages(top=True)
        acts = [number for number, each in enumerate(self.sheet.entries) if each.text.lstrip().startswith(CHOSEN)]
        if acts:
            self.sheet.move(acts[0])
        for name in self.query(NameLine):
            name.arrived = not field
        field = field or (self.field_to_fill() if page is Page.CONFIRM and not self.reads_only else "")
        (self.query_one(f"#{field}", Input) if field else self.sheet).focus()

    def draw_pages(self, *, top: bool = False) -> None:
        """Draw the bar and the open page."""
        for bar in self.query(StepBar):
            bar.show(self.steps(), self.page_now)
        self.show(self.entries(self.page_now), top=top)
        self.hint = self.page_hint()
        self.set_class(self.reads_only is not None, "--reads-only")
        for key in OF_A_START if self.reads_only else ():
            self.hint = self.hint.replace(key, "")
        self.draw_hint()

    def page_hint(self) -> str:
        """Return the keys of the open page."""
        return self.page_hints.get(self.page_now, type(self).hint)

    def action_page(self, number: int) -> None:
        self.go(Page(number))

    def action_turn(self, way: int) -> None:
        """Open the next page (1) or the one before (-1), past those where there is nothing to choose."""
        marks = {step.page: step.mark for step in self.steps()}
        to = int(self.page_now) + way
        while Page.CHECK < to < Page.CONFIRM and marks[Page(to)] is NOTHING:
            to += way
        if Page.CHECK <= to <= Page.CONFIRM:
            self.go(Page(to))

    def action_next_part(self) -> None:
        """Go on to the next field; on a page without one, to the first field of the last page."""
        own = {Page.CONFIRM: True, Page.OPTIONS: self.key.needed, Page.POINT: self.has_class("--points")}
        if own.get(self.page_now):
            self.focus_next()
        else:
            self.action_focus_field("comment")

    @on(StepBar.Picked)
    def _picked(self, message: StepBar.Picked) -> None:
        self.go(message.page)

    @on(Sheet.Passed)
    def _passed(self, message: Sheet.Passed) -> None:
        if message.key != "enter":
            self.say("space chooses where there is a box: ( ) or [ ]; enter goes on to the next page")
        elif self.page_now is Page.CONFIRM:
            self.action_focus_field("name")
        else:
            self.action_turn(1)

    def action_focus_field(self, name: str) -> None:
        page = PAGES_OF.get(name, Page.CONFIRM)
        if page is Page.CONFIRM and self.reads_only:
            self.say(self.nothing_started())
        elif self.page_now is page:
            for line in self.query(NameLine):
                line.arrived = False
            super().action_focus_field(name)
        else:
            self.go(page, name)

    @on(Line.TurnedBack)
    def _turned_back(self) -> None:
        self.action_turn(-1)
