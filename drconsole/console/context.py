"""Protocols of the app and its pages, as commands, screens, dialogs and widgets use them; and the base of commands.

The app and its screens have the members of ``Console`` and ``Page``. Modules below them use these protocols instead of
an import, which would be a circle. A command is one object: its key, palette entry, help, text in the key bar and verb
of the command line all come from one declaration.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from drconsole.console.state.coaching.following import Coaching
from drconsole.console.state.model.model import Model
from drconsole.console.state.notice import Notice
from drconsole.console.state.session import Session, why_read_only
from drconsole.console.state.trail import Trail
from drconsole.records.rows.refusal import told_with
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.words.keys import key_text
from drconsole.render.words.remedies import COMMANDS, from_anywhere, pressed
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import AwaitMount

    from drconsole.console.state.clipboard import Copied
    from drconsole.console.state.typed import Typed
    from drconsole.link.messages import AnswerRow, Message
    from drconsole.records.rows.alarms import AlarmRow
    from drconsole.render.drawing.report import Part
    from drconsole.render.estate.items.points import Reading

NO_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
Result = TypeVar("Result")
Target = tuple[str, str]
"""Target of an operation: ("plan" | "item", key)."""


class Page(Protocol):
    """Screen that is no dialog, as commands use it; ``screens.common.base.BaseScreen`` says what each member does."""

    can_find: bool
    can_search: bool
    can_choose_columns: bool
    can_mark: bool
    can_read_all: bool
    has_lanes: bool
    crumb: str
    next_command: str

    @property
    def narrowed(self) -> bool: ...
    @property
    def column_titles(self) -> Sequence[str]: ...
    @property
    def filtered(self) -> str: ...
    def search_on(self, step: int) -> None: ...
    def copies(self) -> list[Copied]: ...
    def copy_next(self) -> tuple[Copied, Copied | None] | None: ...
    async def parts(self) -> list[Part]: ...
    def row_of(self) -> Mapping[str, object] | None: ...
    def alarm(self) -> AlarmRow | None: ...
    def target(self) -> Target | None: ...
    def job(self) -> str | None: ...
    def about(self) -> tuple[str, str] | None: ...
    def show_about(self, about: tuple[str, str]) -> None: ...
    def opens(self) -> bool: ...
    async def enter(self) -> None: ...
    def find(self, text: str) -> None: ...
    def widen(self) -> None: ...
    def toggle_lanes(self) -> None: ...
    @property
    def zoomed(self) -> bool: ...
    def zoom(self) -> None: ...
    def sort(self, by: str) -> None: ...
    def choose_columns(self, by: str) -> None: ...
    def mark(self) -> None: ...
    def mark_all(self) -> None: ...
    def marked(self) -> Sequence[Target]: ...
    def chosen(self) -> Sequence[Target]: ...
    def clear_marks(self) -> None: ...
    async def ask_filter(self) -> None: ...
    async def read_again(self, all_shown: bool = False) -> None: ...
    async def ready(self) -> None: ...


class Console(Protocol):
    """Console, as commands, screens, dialogs and widgets use it; ``app.ConsoleApp`` says what each member does."""

    session: Session
    model: Model
    monotonic: Callable[[], float]
    registry: Registry
    notices: list[Notice]
    shown_notices: list[Notice]
    readings: dict[str, Reading]
    """Item key -> its recovery points as they were last read in this sitting."""

    trail: Trail
    """Pages that were looked at in this sitting."""
    coaching: Coaching

    @property
    def here(self) -> Page | None: ...
    @property
    def more_keys(self) -> bool: ...
    def pages(self) -> Sequence[Page]: ...
    def set_mouse(self, on: bool) -> None: ...
    def themes(self) -> list[str]: ...
    def wear(self, theme: str) -> str: ...
    def repaint(self) -> None: ...
    def target(self) -> Target | None: ...
    async def ask(self, message: Message[AnswerRow], request_id: str | None = None) -> AnswerRow: ...
    def say(
        self, text: str, *, bad: bool = False, refused: bool = False, job: str = "", everywhere: bool = False
    ) -> None: ...
    def once_shown(self, work: Callable[[], object]) -> None: ...
    def clear_notices(self, *notices: Notice) -> None: ...
    def points_read(self, item: str) -> None: ...
    def draw_coach(self) -> None: ...
    def follow_job(self, job: str | None) -> None: ...
    def follow_journal(self, on: bool) -> None: ...
    def action_run(self, name: str, argument: str = "") -> object: ...
    def open(self, place: str, *arguments: Any) -> AwaitMount: ...

    # Textual's own
    def copy_to_clipboard(self, text: str) -> None: ...
    @property
    def screen(self) -> Screen[Any]: ...
    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...
    @property
    def current_mode(self) -> str: ...
    def switch_mode(self, mode: str) -> Any: ...
    def push_screen(self, screen: Screen[Any]) -> AwaitMount: ...
    async def push_screen_wait(self, screen: Screen[Result]) -> Result | Any: ...
    def pop_screen(self) -> Any: ...
    def suspend(self) -> AbstractContextManager[None]: ...
    def exit(self) -> None: ...


class Command:
    """Command that an operator can give: a declaration with one method, ``run``. It keeps no state of its own.

    The help is ``about``, else the first line of the docstring. ``keys`` are Textual's names; the first one is shown.
    ``verb`` does it on the command line; ``{plan}``, ``{item}``, ``{job}``, ``{target}``, ``{task}`` are filled in.
    """

    id: str
    title: str
    about: str = ""
    keys: tuple[str, ...] = ()
    bar: str = ""
    """Text in the key bar; empty = the key bar does not show it."""
    verb: str = ""
    dangerous: bool = False
    """Whether it changes something: a read-only console leaves it out."""
    previews: bool = False
    """Whether it shows what would happen before anything does: a read-only console has it as far as that."""
    at_once: bool = False
    """Whether it ends by itself within moments: the next key waits for it."""
    several: bool = False
    """Whether it is done to all marked lines together: while lines are marked, its key stands first."""
    quiet: bool = False
    """Whether its key does nothing, without a message, on a page where it has no meaning."""
    words: tuple[str, ...] = ()
    """Words for it on the ``:`` line, beside its id."""
    argument: str = ""
    """Kind of the word that may follow on the ``:`` line: ``target``, ``job``, ``screen``, ``text`` or nothing."""

    def help(self) -> str:
        """Return its help, in one line."""
        return (self.about or self.__doc__ or self.title).strip().splitlines()[0]

    def why_not(self, app: Console) -> str | None:
        """Return why it cannot run now, in one sentence; None = it can; '' = it has no meaning on this page."""
        return None

    def way_out(self, app: Console) -> str:
        """Return the keys of what can be done instead, in brackets; empty = nothing is at hand."""
        return ""

    def works(self, app: Console) -> bool | None:
        """Return whether it can run now, without the reason; None = it has no meaning on this page."""
        why = self.why_not(app)
        return None if why == "" else why is None

    def reason(self, app: Console, target: Target | None) -> str | None:
        """Return the same for a target on which the cursor need not be."""
        return self.why_not(app)

    def choices(self, app: Console) -> Sequence[str]:
        """Return the words of its own that may follow it on the ``:`` line; kinds of words are ``argument``'s."""
        return ()

    def bar_text(self, app: Console) -> str:
        """Return its text in the key bar on this page."""
        return self.bar

    def in_bar(self, app: Console) -> bool:
        """Return whether the key bar shows its key now."""
        return True

    async def run(self, app: Console, argument: str = "") -> None:
        """Run it. Raises ``DrError``, which the app shows to the operator."""
        raise TypeError(f"{type(self).__name__} has no run")

    async def run_typed(self, app: Console, typed: Typed) -> None:
        """Run it as a line of the command line says, with its options. Raises ``DrError``."""
        await self.run(app, typed.subject)


class Registry:
    """Commands of a console by id and word. Raises ``ValueError`` where two have one id."""

    def __init__(
        self,
        commands: Iterable[Command],
        *,
        read_only: bool = False,
        state_of: str = "",
        keys: Mapping[str, tuple[str, ...]] = NO_KEYS,
    ) -> None:
        """``state_of``: owner of a state that is not ours; ``keys``: command -> the keys that it has instead."""
        self.read_only = read_only
        self._advice = why_read_only(state_of)[0 if state_of else 1]
        self.commands: dict[str, Command] = {}
        self.left_out: dict[str, Command] = {}
        """Commands that a read-only console leaves out."""
        for declared in (_with_keys(command, keys) for command in commands):
            if declared.dangerous and read_only and not declared.previews:
                self.left_out[declared.id] = declared
                continue
            if declared.id in self.commands:
                raise ValueError(f"two commands are called {declared.id}")
            self.commands[declared.id] = declared

    def __iter__(self) -> Iterator[Command]:
        return iter(self.commands.values())

    def get(self, name: str) -> Command | None:
        """Return the command with this id, or with this word of the ``:`` line; None = there is none."""
        if name in self.commands:
            return self.commands[name]
        return next((command for command in self.commands.values() if name in command.words), None)

    def why_left_out(self, name: str) -> str:
        """Return why a read-only console has no such command; empty = it leaves out none of that name."""
        found = self.left_out.get(name) or next((each for each in self.left_out.values() if name in each.words), None)
        return f"read-only: '{found.title.lower()}' is not here; {self._advice}" if found else ""

    def names(self) -> list[str]:
        """Return every id and word, sorted."""
        return sorted({*self.commands, *(word for command in self.commands.values() for word in command.words)})


def _with_keys(command: Command, keys: Mapping[str, tuple[str, ...]]) -> Command:
    """Return the command, or one like it with other keys: all consoles of a process share the declared ones."""
    if command.id not in keys:
        return command
    made = copy.copy(command)
    made.keys = keys[command.id]
    return made


def key_of(app: Console, name: str) -> str:
    """Return the first key of a command, as people write it; empty = it has none."""
    command = app.registry.get(name)
    return key_text(command.keys[0]) if command is not None and command.keys else ""


def press(app: Console, name: str) -> str:
    """Return how to give a command: ``press f``, or ``type :doctor``; empty = a read-only console has none."""
    command = app.registry.get(name)
    if command is None:
        return ""
    key = key_of(app, name)
    return f"press {key}" if key else f"type :{(command.words or (command.id,))[0]}"


def error_line(app: Console, error: DrError) -> str:
    """Return an error in one line: the message, the place, and the advice.

    Where a console that only reads has no command for what helps, it says so, and who has it.
    """
    parts = [error.message]
    if error.place:
        parts.append(f"[{error.place}]")
    remedies = told_with(error).get("remedies") or ()
    left_out = (app.registry.why_left_out(COMMANDS.get(each["act"], "")) for each in remedies)
    advice = next(filter(None, left_out), "") or pressed(error.advice, remedies, from_anywhere)
    return " ".join([*parts, f"- {advice}"] if advice else parts)


def told_title(shown: object) -> str:
    """Return the title of a dialog as other consoles are told it; empty for a page, and before the first one."""
    from drconsole.link.messages import MAX_PLACE

    return clean(str(getattr(shown, "head_title", "")))[:MAX_PLACE]
