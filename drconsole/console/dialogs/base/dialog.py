"""Base of every dialog: the mode in words, a page of entries, a line for its state, input fields and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, TypeVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Mount
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from drconsole.console.context import Console
from drconsole.console.state.model import Changed
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.console.widgets.prompt import point_at
from drconsole.console.widgets.sheet import Sheet
from drconsole.records.clock import seconds_between
from drconsole.render.entries import Entry
from drconsole.render.marks import Severity
from drconsole.render.text import clean, duration

Result = TypeVar("Result")

OLD, TOO_OLD = 120.0, 900.0
"""Seconds of the provider's clock after which the shown data is called old, and then in red. Our choice."""


class Field(Horizontal):
    """Input of one line with its label."""

    DEFAULT_CSS = """
    Field { height: 1; }
    Field > Static { width: auto; max-width: 75%; }
    Field > Input { width: 1fr; background: $surface; }
    """

    def __init__(self, name: str, label: str, *, value: str = "") -> None:
        super().__init__(id=f"field-{name}")
        self._input = Input(value, id=name, compact=True, select_on_focus=False)
        self._input.cursor_blink = False
        self.label = Static(f"{label} ", markup=False)

    def compose(self) -> ComposeResult:
        yield self.label
        yield self._input


class DialogMessages(MessageRow):
    """Message row of a dialog. It names no key: in a field ``m`` is a letter."""

    command = ""


class Dialog(ModalScreen[Result]):
    """Dialog over a page; subclasses give ``fields`` and ``hint``, fill the sheet, and ``dismiss`` with the result."""

    DEFAULT_CSS = """
    Dialog > Static { height: auto; max-height: 5; }
    Dialog > #head { height: 1; text-style: bold; }
    Dialog > #about { max-height: 2; }
    Dialog > #age { height: 1; display: none; }
    Dialog > #age.--warn { color: $warn; }
    Dialog > #age.--bad { color: $bad; text-style: bold reverse; }
    Dialog > #warning { color: $bad; text-style: bold; }
    Dialog > #said { max-height: 3; }
    Dialog > #said.--bad { color: $bad; text-style: bold; }
    Dialog > #said.--warn { color: $warn; text-style: bold; }
    Dialog > #said.--unknown { color: $unknown; text-style: bold; }
    Dialog > #said.--busy { color: $busy; }
    Dialog > #said.--ok { color: $good; }
    Dialog > DialogMessages { background: $background; }
    Dialog > #hint { height: 1; text-style: dim; }
    """
    AUTO_FOCUS = "Sheet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q", "close", show=False),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("down", "sheet('move', 1)", show=False),
        Binding("up", "sheet('move', -1)", show=False),
        Binding("pagedown", "sheet('page', 1.0)", show=False),
        Binding("pageup", "sheet('page', -1.0)", show=False),
    ]
    hint: str = "esc back"
    """Keys while the sheet has the focus."""
    field_hints: ClassVar[Mapping[str, str]] = {}
    """Keys while a field has the focus, by the field's name."""
    _shown_at: str | None = None
    """Provider's time at which the shown data was read; None = the dialog shows no data that ages."""
    _head: tuple[str, str, str, str] | None = None
    """Mode, title, subject and warning as they are shown."""
    _first_texts: Mapping[str, str] = MappingProxyType({})

    @property
    def console_app(self) -> Console:
        return cast("Console", self.app)

    def _on_mount(self, event: Mount) -> None:
        super()._on_mount(event)
        self.set_interval(1.0, self.draw_age)
        for name, text in self._first_texts.items():
            for field in self.query(f"#{name}").results(Input):
                field.value = text

    def begin_with(self, **texts: str) -> None:
        """Give fields, by their names, a text that the operator has already typed elsewhere; empty = none."""
        self._first_texts = {name: text for name, text in texts.items() if text}

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="about", markup=False)
        yield Static(id="age", markup=False)
        yield Sheet()
        yield Static(id="warning", markup=False)
        yield Static(id="said", markup=False)
        yield from self.fields()
        yield DialogMessages()
        yield Static(self.hint, id="hint", markup=False)

    def fields(self) -> ComposeResult:
        """Yield the input fields below the sheet."""
        yield from ()

    def on_screen_resume(self) -> None:
        """Place the cursor in the field that has the focus: it got the focus before it had a place."""
        if isinstance(self.focused, Input):
            self.call_after_refresh(point_at, self.focused)

    @property
    def sheet(self) -> Sheet:
        return self.query_one(Sheet)

    def value(self, name: str) -> str:
        """Return the text of a field."""
        return self.query_one(f"#{name}", Input).value

    def follow(self, changed: Changed) -> None:
        """Redraw what a change of the model concerns; the mode may become known only now."""
        if self._head is not None and self._head[0] != self.console_app.model.mode():
            self.head(*self._head[1:])
        self.draw_age()

    # Age of the shown data

    def world_now(self) -> str | None:
        """Return the provider's time now; None = it is not known."""
        app = self.console_app
        return app.model.world_now(app.monotonic())

    def shown_at(self, at: str | None) -> None:
        """Note when the shown data was read (provider's time); the dialog says so once that is long ago."""
        self._shown_at = at
        self.draw_age()

    def on_descendant_focus(self) -> None:
        """Show the keys of the part that has the focus: in a field, letters are text."""
        focused = self.focused
        hint = self.field_hints.get(str(focused.id), self.hint) if isinstance(focused, Input) else self.hint
        self._line("hint", hint)
        self.draw_age()

    def draw_age(self) -> None:
        """Show how old the data is, once it is old."""
        age = seconds_between(self._shown_at, self.world_now())
        if age is None or age < OLD:
            self._line("age", "")
            return
        way = "press tab, then r," if isinstance(self.focused, Input) else "press r"
        loud = age >= TOO_OLD
        text = f"{'‼ ' if loud else ''}read {duration(age - age % 60)} ago: {way} to refresh"
        self._line("age", text, Severity.BAD if loud else Severity.WARN)

    @property
    def head_title(self) -> str:
        """Title as it is shown; empty before the first one."""
        return self._head[1] if self._head is not None else ""

    def head(self, title: str, about: str = "", warning: str = "") -> None:
        """Show the head; the mode always comes first, in words and in reverse video."""
        self._head = (self.console_app.model.mode(), title, about, warning)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f" {clean(self.console_app.model.mode())} ", "reverse")
        line.append(f" {clean(title)}")
        self._line("head", line)
        self._line("about", clean(about))
        self._line("warning", clean(warning))

    def _line(self, name: str, text: str | Text, severity: Severity | None = None) -> None:
        """Fill a line, if it is there: an answer can arrive while the dialog closes."""
        classes = frozenset({f"--{severity.value}"} if severity else ())
        for where in self.query(f"#{name}").results(Static):
            if (where.content, where.classes, where.display) == (text, classes, bool(text)):
                continue  # an update lays out the whole page
            where.set_classes(classes)
            where.display = bool(text)
            where.update(text)

    def show(self, entries: Sequence[Entry], *, top: bool = False) -> None:
        """Show entries on the sheet; ``top``: with the cursor on the first one."""
        for sheet in self.query(Sheet):
            sheet.show(entries, top=top)

    def say(self, text: str, severity: Severity | None = None) -> None:
        """Show a text in the dialog's own line, until the next one."""
        self._line("said", clean(text), severity)

    @property
    def said(self) -> str:
        """Text of the dialog's own line."""
        return str(self.query_one("#said", Static).content)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_focus_field(self, name: str) -> None:
        self.query_one(f"#{name}", Input).focus()

    def action_sheet(self, how: str, by: float) -> None:
        """Move on the sheet while a field below it has the focus."""
        getattr(self.sheet, f"action_{how}")(by)
