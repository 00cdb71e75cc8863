"""What every dialog has: the mode in words, a sheet, a line that says what is the matter, and ways out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from drconsole.console.dialogs.sheet import Entry, Sheet
from drconsole.console.model import Changed
from drconsole.console.widgets.messages import MessageRow
from drconsole.console.widgets.prompt import point_at
from drconsole.render.marks import Severity
from drconsole.render.text import clean

if TYPE_CHECKING:
    from drconsole.console.app import ConsoleApp

Result = TypeVar("Result")


class Field(Horizontal):
    """A label and one line to write on."""

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
    """Stands where the hint does, as long as there is something to say."""

    DEFAULT_CSS = """
    DialogMessages { width: 1fr; display: none; }
    """
    key = ""

    def on_mount(self) -> None:
        self.follow()

    def follow(self) -> None:
        for hint in self.screen.query("#hint"):
            self.display = bool(self.content(0))
            hint.display = not self.display
        super().follow()


class Dialog(ModalScreen[Result]):
    """Subclasses give ``fields`` and ``hint``, fill the sheet, and ``dismiss`` with what was decided."""

    DEFAULT_CSS = """
    Dialog > Static { height: auto; max-height: 5; }
    Dialog > #head { height: 1; text-style: bold; }
    Dialog > #about { max-height: 2; }
    Dialog > #warning { color: $bad; text-style: bold; }
    Dialog > #said { max-height: 3; }
    Dialog > #said.--bad { color: $bad; text-style: bold; }
    Dialog > #said.--warn { color: $warn; text-style: bold; }
    Dialog > #said.--unknown { color: $unknown; text-style: bold; }
    Dialog > #said.--busy { color: $busy; }
    Dialog > #said.--ok { color: $good; }
    Dialog > #foot { height: 1; }
    Dialog #hint { height: 1; width: 1fr; text-style: dim; }
    """
    AUTO_FOCUS = "Sheet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q", "close", show=False),
        Binding("down", "sheet('move', 1)", show=False),
        Binding("up", "sheet('move', -1)", show=False),
        Binding("pagedown", "sheet('page', 1.0)", show=False),
        Binding("pageup", "sheet('page', -1.0)", show=False),
    ]
    hint: str = "esc back"
    _head: tuple[str, str, str, str] | None = None
    """Mode, title, what it is about and its warning, as they stand there."""

    @property
    def console_app(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="about", markup=False)
        yield Sheet()
        yield Static(id="warning", markup=False)
        yield Static(id="said", markup=False)
        yield from self.fields()
        # One row for both: a message covers no field, and moves none.
        with Horizontal(id="foot"):
            yield Static(self.hint, id="hint", markup=False)
            yield DialogMessages()

    def fields(self) -> ComposeResult:
        """Lines to write on, below the sheet."""
        yield from ()

    def on_screen_resume(self) -> None:
        """The field that has the keys from the beginning had no place yet when it got them."""
        if isinstance(self.focused, Input):
            self.call_after_refresh(point_at, self.focused)

    @property
    def sheet(self) -> Sheet:
        return self.query_one(Sheet)

    def value(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value

    def follow(self, changed: Changed) -> None:
        """The model has changed. What kind of reality this is may come to be known only now."""
        if self._head is not None and self._head[0] != self.console_app.model.mode():
            self.head(*self._head[1:])

    def head(self, title: str, about: str = "", warning: str = "") -> None:
        """The kind of reality always comes first, in words and reversed."""
        self._head = (self.console_app.model.mode(), title, about, warning)
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f" {clean(self.console_app.model.mode())} ", "reverse")
        line.append(f" {clean(title)}")
        self._line("head", line)
        self._line("about", clean(about))
        self._line("warning", clean(warning))

    def _line(self, name: str, text: str | Text, severity: Severity | None = None) -> None:
        """Its widgets may be gone: an answer can come while the dialog is being closed."""
        for where in self.query(f"#{name}").results(Static):
            where.set_classes(f"--{severity.value}" if severity else "")
            where.display = bool(text)
            where.update(text)

    def show(self, entries: Sequence[Entry], *, top: bool = False) -> None:
        for sheet in self.query(Sheet):
            sheet.show(entries, top=top)

    def say(self, text: str, severity: Severity | None = None) -> None:
        """Into the dialog's own line: what matters does not go away by itself."""
        self._line("said", clean(text), severity)

    @property
    def said(self) -> str:
        return str(self.query_one("#said", Static).content)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_focus_field(self, name: str) -> None:
        self.query_one(f"#{name}", Input).focus()

    def action_sheet(self, how: str, by: float) -> None:
        """The sheet can be read while something is written below it."""
        getattr(self.sheet, f"action_{how}")(by)
