"""Base of every dialog: the mode in words, a page of entries, a line for its state, input fields and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Mount
from textual.widgets import Input, Static

from drconsole.console.context import Console, key_of, told_title
from drconsole.console.dialogs.base.age import age_line
from drconsole.console.dialogs.base.beside import beside
from drconsole.console.dialogs.base.field import LONGEST, Line
from drconsole.console.dialogs.base.keys_line import keys_line
from drconsole.console.dialogs.base.words import PageOfKeys, Result
from drconsole.console.kept_styles import KeptStyles
from drconsole.console.state.model.model import Changed, Link
from drconsole.console.state.room import proposing
from drconsole.console.theme import MODES
from drconsole.console.widgets.bars.coached import coach_parts, show_coach
from drconsole.console.widgets.bars.messages import DialogMessages
from drconsole.console.widgets.sheet import Sheet
from drconsole.records.tables import POLLS
from drconsole.records.waiting.of_room import OF_ROOM
from drconsole.render.estate.presence import same_dialog_text
from drconsole.render.room.proposals import glass_texts
from drconsole.render.rows.entries import Entry
from drconsole.render.words.marks import Severity, mode_cell
from drconsole.render.words.text import clean


class Dialog(KeptStyles, PageOfKeys[Result]):
    """Dialog over a page; subclasses give ``fields`` and ``hint``, fill the sheet, and ``dismiss`` with the result."""

    DEFAULT_CSS = """
    Dialog > Static { height: auto; max-height: 5; }
    Dialog #head { height: 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    Dialog.-wide.-exercise { border: double $exercise; }
    Dialog.-wide.-live { border: heavy $live; }
    Dialog #others { max-height: 2; color: $warn; text-style: bold; }
    Dialog #about { max-height: 2; }
    Dialog #age { height: 1; display: none; }
    Dialog #age.--warn { color: $warn; }
    Dialog #age.--bad { color: $bad; text-style: bold reverse; }
    Dialog #warning { color: $bad; text-style: bold; }
    Dialog #said { max-height: 3; }
    Dialog #said.--bad { color: $bad; text-style: bold; }
    Dialog #said.--warn { color: $warn; text-style: bold; }
    Dialog #said.--unknown { color: $unknown; text-style: bold; }
    Dialog #said.--busy { color: $busy; }
    Dialog #said.--ok { color: $good; }
    Dialog > DialogMessages { background: $background; }
    Dialog #hint { height: 1; text-wrap: nowrap; background: $panel; }
    Dialog.-narrow Field.--long { height: 2; layout: grid; grid-size: 2 2; grid-columns: 2 1fr; grid-rows: 1 1; }
    Dialog.-narrow Field.--long > .label { max-width: 100%; max-height: 1; margin: 0; }
    Dialog.-narrow Field.--long > Input { column-span: 2; }
    Dialog.-low #about { display: none; }
    Dialog.-low #said { max-height: 2; }
    Dialog.-low DialogMessages, Dialog.-low #coach { display: none; }
    Dialog #coach { dock: none; margin: 0; }
    """
    AUTO_FOCUS = "Sheet"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high"), (34, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g,q", "back", show=False),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("ctrl+l", "app.repaint", show=False),
        Binding("colon", "command_line", show=False),
        Binding("down", "sheet('move', 1)", show=False),
        Binding("up", "sheet('move', -1)", show=False),
        Binding("pagedown", "sheet('page', 1.0)", show=False),
        Binding("pageup", "sheet('page', -1.0)", show=False),
    ]
    field_first: ClassVar[bool] = False
    """Whether the dialog is a field above all: esc in it leaves, and does not go to the page first."""
    hint: str = "esc back"
    """Keys while the sheet has the focus."""
    field_hints: ClassVar[Mapping[str, str]] = {}
    """Keys while a field has the focus, by the field's name."""
    _shown_at: float | None = None
    """Time at which the shown data was read, on the reader's clock; None = the dialog shows no data that ages."""
    _head: tuple[str, str, str] | None = None
    """Title, subject and warning as they are shown."""
    confirms: ClassVar[bool] = False
    """Whether something is done from here: then it says who else has it open."""
    coached: ClassVar[bool] = True
    """Whether the coach of an exercise says here which step is due."""
    answers: ClassVar[int] = 0
    """Number of waits for a person that this dialog answers itself."""
    proposal: str = ""
    """Id of the proposal that this dialog is about: it waits nowhere else."""
    _first_texts: Mapping[str, str] = MappingProxyType({})

    @property
    def console_app(self) -> Console:
        return cast("Console", self.app)

    def _on_mount(self, event: Mount) -> None:
        super()._on_mount(event)
        self.draw_coach()
        self.set_interval(1.0, self.draw_age)
        for name, text in self._first_texts.items():
            for field in self.query(f"#{name}").results(Input):
                field.value = text

    def begin_with(self, **texts: str) -> None:
        """Give fields, by their names, a text that the operator has already typed elsewhere; empty = none."""
        self._first_texts = {name: text for name, text in texts.items() if text}

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="others", markup=False)
        yield Static(id="about", markup=False)
        yield Static(id="age", markup=False)
        yield Sheet()
        yield Static(id="warning", markup=False)
        yield Static(id="said", markup=False)
        yield from self.fields()
        yield DialogMessages()
        if self.coached:
            yield from coach_parts(self.console_app)
        yield Static(keys_line(self.hint), id="hint", markup=False)

    @on(Line.TooLong)
    def _too_long(self) -> None:
        self.say(f"not taken: a field holds {LONGEST} letters at most", Severity.BAD)

    def fields(self) -> ComposeResult:
        """Yield the input fields below the sheet."""
        yield from ()

    @property
    def sheet(self) -> Sheet:
        return self.query_one(Sheet)

    def value(self, name: str) -> str:
        """Return the text of a field."""
        return self.query_one(f"#{name}", Input).value

    def action_command_line(self) -> None:
        """Take a line and carry none out: its letters would be keys of this dialog."""
        from drconsole.console.dialogs.command_line import CommandLineDialog

        self.app.push_screen(CommandLineDialog(over=True))

    def follow(self, changed: Changed) -> None:
        """Redraw what a change of the model concerns: the mode, which may become known only now, and what waits."""
        if self._head is not None:
            self.head(*self._head)
        self.draw_age()
        if POLLS in changed:
            for row in self.query(DialogMessages):
                row.follow()

    def draw_coach(self) -> None:
        """Redraw what the coach says, in an exercise."""
        if self.coached:
            show_coach(self.console_app, self, keys=False, before="#hint")

    # Age of the shown data

    def world_now(self) -> str | None:
        """Return the provider's time now; None = it is not known."""
        app = self.console_app
        return app.model.world_now(app.monotonic())

    def reader_now(self) -> float:
        """Return the time now on the reader's own clock, in seconds."""
        return self.console_app.monotonic()

    def shown_at(self, at: float | None) -> None:
        """Note when the shown data was read (``reader_now``); the dialog says so once that is long ago.

        The provider's clock may run much faster than the person who reads the page.
        """
        self._shown_at = at
        self.draw_age()

    def on_descendant_focus(self) -> None:
        """Show the keys of the part that has the focus: in a field, letters are text."""
        self.draw_hint()
        self.draw_age()
        self.show_field_keys()

    def draw_hint(self) -> None:
        """Show the keys of the part that has the focus."""
        focused = self.focused
        hint = self.field_hint(str(focused.id)) if isinstance(focused, Input) else self.hint
        self._line("hint", keys_line(hint))

    def field_hint(self, name: str) -> str:
        """Return the keys while a field has the focus."""
        return self.field_hints.get(name, self.hint)

    def draw_age(self) -> None:
        """Show how old the data is, once it is old."""
        age = self.reader_now() - self._shown_at if self._shown_at is not None else 0.0
        self._line("age", *age_line(age, isinstance(self.focused, Input)))

    @property
    def head_title(self) -> str:
        """Title as it is shown; empty before the first one."""
        return self._head[0] if self._head is not None else ""

    def head(self, title: str, about: str = "", warning: str = "") -> None:
        """Show the head; the mode always comes first, in words and in reverse video."""
        mode = self.console_app.model.mode()
        self._head = (title, about, warning)
        for each, name in MODES.items():
            self.set_class(each == mode, f"-{name}")
        self._line("head", self.head_line(title))
        self._line("others", self._others())
        self._line("about", beside(clean(about), self.elsewhere(), self.app.size.width))
        self._line("warning", clean(warning))

    def _others(self) -> str:
        """Return who else may confirm what this dialog is about; empty = nobody."""
        app = self.console_app
        if not self.confirms or app.session.read_only:
            return ""
        return same_dialog_text(app.model.consoles, app.session.pid, told_title(self))

    def elsewhere(self) -> str:
        """Return what waits outside this dialog: the first line of the page below cannot say it now."""
        model, app = self.console_app.model, self.console_app
        parts = [str(model.link)] if model.link not in (Link.HERE, Link.STARTING, Link.SOUGHT) else []
        if broken := glass_texts(model.open_jobs()):
            parts.append(broken[1].lstrip("‼ "))
        # What waits for approval is told below, to who may give it; a poll has a line of its own on every page.
        others = [need for need in model.waits() if need.get("kind") not in OF_ROOM]
        if (waiting := len(others) - self.answers) > 0:
            key = key_of(app, "needs-a-person")
            way = f" (esc, then {key})" if key else ""
            parts.append(f"{waiting} need{'s' if waiting == 1 else ''} you{way}")
        if proposed := proposing.waiting(model, app.session, "", self.proposal):
            key = key_of(app, "proposals")
            parts.append(f"{proposed[0].lstrip('‼✓ ')}{f' (esc, then {key})' if key else ''}")
        return "".join(f"  ‼ {part}" for part in parts)

    def head_line(self, title: str) -> Content:
        """Return the first line: the mode, and what the dialog is about."""
        read_only = " READ-ONLY " if self.console_app.session.read_only else ""
        return Content.assemble(self.mode_part(), (read_only, "reverse"), f" {clean(title)}")

    def mode_part(self) -> tuple[str, str]:
        """Return the first cell of the head with its style: how real this is."""
        mode = self.console_app.model.mode()
        return mode_cell(mode), f"reverse ${MODES.get(mode, 'unknown')}"

    def _line(self, name: str, text: str | Content, severity: Severity | None = None) -> None:
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

    def action_back(self) -> None:
        """Go from a field to the page, and from the page out of the dialog."""
        if isinstance(self.focused, Input) and not self.field_first:
            self.sheet.focus()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Leave the dialog."""
        self.dismiss(None)

    def action_focus_field(self, name: str) -> None:
        self.query_one(f"#{name}", Input).focus()

    def action_sheet(self, how: str, by: float) -> None:
        """Move on the sheet while a field below it has the focus."""
        getattr(self.sheet, f"action_{how}")(by)
