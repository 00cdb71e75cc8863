"""Protocols of what a command, a screen or a dialogue may ask of the console; and the base of commands.

``Page`` and ``Console`` are protocols: the app and its screens have these members, and nobody below imports them.
A command is one object: key, palette entry, help, key-bar text, command-line verb, all from one declaration.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from drconsole.console.state.model import Model
from drconsole.console.state.notice import Notice
from drconsole.console.state.reading import Reading
from drconsole.console.state.session import Session
from drconsole.render.keys import key_text

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import AwaitMount

NO_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
Answer = TypeVar("Answer")
Target = tuple[str, str]
"""("plan" | "item", key)."""


class Page(Protocol):
    """A screen that is no dialogue, as far as commands ask it."""

    can_find: bool
    can_read_all: bool
    crumb: str

    @property
    def narrowed(self) -> bool: ...
    def target(self) -> Target | None: ...
    def job(self) -> str | None: ...
    def about(self) -> tuple[str, str] | None: ...
    def show_about(self, about: tuple[str, str]) -> None: ...
    def opens(self) -> bool: ...
    async def enter(self) -> None: ...
    def find(self, text: str) -> None: ...
    def widen(self) -> None: ...
    def sort(self, by: str) -> None: ...
    async def ask_filter(self) -> None: ...
    async def read_again(self, all_shown: bool = False) -> None: ...
    async def ready(self) -> None: ...


class Console(Protocol):
    """The console, as far as commands, screens, dialogues and widgets ask it (``app.ConsoleApp``)."""

    session: Session
    model: Model
    monotonic: Callable[[], float]
    registry: Registry
    notices: list[Notice]
    standing: list[Notice]
    readings: dict[str, Reading]
    """Item key -> its recovery points as they were last read in this sitting."""

    @property
    def here(self) -> Page | None:
        """The topmost screen that is no dialogue."""

    def target(self) -> Target | None:
        """What the cursor is on, or what the page is about."""

    async def ask(
        self, kind: str, body: Mapping[str, Any] | None = None, request_id: str | None = None
    ) -> dict[str, Any]:
        """Ask the engine; raises ``DrError``."""

    def say(self, text: str, *, bad: bool = False, job: str = "") -> None: ...
    def unsay(self, *notices: Notice) -> None: ...
    def points_read(self, item: str) -> None:
        """Show the reading of an item wherever it is drawn."""

    def follow_job(self, job: str | None) -> None: ...
    def follow_journal(self, on: bool) -> None: ...
    def action_run(self, name: str, argument: str = "") -> object: ...
    def open(self, place: str, *arguments: Any) -> AwaitMount: ...

    # Textual's own
    @property
    def screen(self) -> Screen[Any]: ...
    @property
    def screen_stack(self) -> Sequence[Screen[Any]]: ...
    @property
    def current_mode(self) -> str: ...
    def switch_mode(self, mode: str) -> Any: ...
    def push_screen(self, screen: Screen[Any]) -> AwaitMount: ...
    async def push_screen_wait(self, screen: Screen[Answer]) -> Answer | Any: ...
    def pop_screen(self) -> Any: ...
    def suspend(self) -> AbstractContextManager[None]: ...
    def exit(self) -> None: ...


class Command:
    """A thing an operator can do here: a declaration with one method. What a sitting keeps is in its ``session``.

    The help is ``about``, else the docstring's first line. ``keys`` are Textual's names; the first is shown. ``verb``
    is the command line's way to the same, with ``{plan}``, ``{item}``, ``{job}``, ``{target}``, ``{task}`` put in.
    """

    id: str
    title: str
    about: str = ""
    keys: tuple[str, ...] = ()
    bar: str = ""
    """Text in the key bar; empty = not shown there."""
    verb: str = ""
    dangerous: bool = False
    """Changes something: not there in a read-only console."""
    at_once: bool = False
    """Ends by itself within moments: the next key waits for it."""
    words: tuple[str, ...] = ()
    """How it is said on the ``:`` line; the id is always one."""
    argument: str = ""
    """What may follow on the ``:`` line: ``target``, ``job``, ``screen``, ``text`` or nothing."""

    def help(self) -> str:
        return (self.about or self.__doc__ or self.title).strip().splitlines()[0]

    def why_not(self, app: Console) -> str | None:
        """Why it cannot be done now, in one sentence; None = it can; '' = it has no place here at all."""
        return None

    def reason(self, app: Console, target: Target | None) -> str | None:
        """The same of a target that the cursor need not be on."""
        return self.why_not(app)

    def in_bar(self, app: Console) -> bool:
        """Whether its key is worth a place in the key bar now."""
        return True

    async def run(self, app: Console, argument: str = "") -> None:
        """Do it. ``DrError`` is shown to the operator."""
        raise TypeError(f"{type(self).__name__} has no run")


class Registry:
    """All commands by id, key and word."""

    def __init__(
        self,
        commands: Iterable[Command],
        *,
        read_only: bool = False,
        keys: Mapping[str, tuple[str, ...]] = NO_KEYS,
    ) -> None:
        """``keys``: command -> the keys that it has instead of its own."""
        self.commands: dict[str, Command] = {}
        self.left_out: dict[str, Command] = {}
        """What a read-only console does not have."""
        for declared in (_with_keys(command, keys) for command in commands):
            if declared.dangerous and read_only:
                self.left_out[declared.id] = declared
                continue
            if declared.id in self.commands:
                raise ValueError(f"two commands are called {declared.id}")
            self.commands[declared.id] = declared

    def __iter__(self) -> Iterator[Command]:
        return iter(self.commands.values())

    def get(self, name: str) -> Command | None:
        """By id, or by a word of the ``:`` line."""
        if name in self.commands:
            return self.commands[name]
        return next((command for command in self.commands.values() if name in command.words), None)

    def why_left_out(self, name: str) -> str:
        """``read-only: ...`` of a command that is not there for that; else nothing."""
        found = self.left_out.get(name) or next((each for each in self.left_out.values() if name in each.words), None)
        return f"read-only: no {found.title.lower()} here; open a console without --read-only" if found else ""

    def names(self) -> list[str]:
        return sorted({*self.commands, *(word for command in self.commands.values() for word in command.words)})


def _with_keys(command: Command, keys: Mapping[str, tuple[str, ...]]) -> Command:
    """Return the command, or one like it with other keys: all consoles of a process share the declared ones."""
    if command.id not in keys:
        return command
    made = copy.copy(command)
    made.keys = keys[command.id]
    return made


def press(app: Console, name: str) -> str:
    """``press f``, or how it is said on the ``:`` line; empty when the command is not there (read-only)."""
    command = app.registry.get(name)
    if command is None:
        return ""
    return f"press {key_text(command.keys[0])}" if command.keys else f"type :{name}"
