"""One class a command: key, palette entry, help, key-bar text, command-line verb, all from one declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from drconsole.console.app import ConsoleApp


class Command:
    """A thing an operator can do here. Subclasses are declarations with one method.

    The docstring's first line is the help. ``keys`` are Textual's names; the first is shown. ``verb`` is
    the command line's way to the same, with ``{plan}``, ``{item}``, ``{job}``, ``{target}``, ``{task}`` put in.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()
    bar: ClassVar[str] = ""
    """Text in the key bar; empty = not shown there."""
    verb: ClassVar[str] = ""
    dangerous: ClassVar[bool] = False
    """Changes something: not there in a read-only console."""
    at_once: ClassVar[bool] = False
    """Ends by itself within moments: the next key waits for it."""
    words: ClassVar[tuple[str, ...]] = ()
    """How it is said on the ``:`` line; the id is always one."""
    argument: ClassVar[str] = ""
    """What may follow on the ``:`` line: ``target``, ``job``, ``screen``, ``text`` or nothing."""

    @classmethod
    def help(cls) -> str:
        return (cls.__doc__ or cls.title).strip().splitlines()[0]

    def why_not(self, app: ConsoleApp) -> str | None:
        """Why it cannot be done now, in one sentence; None = it can; '' = it has no place here at all."""
        return None

    def in_bar(self, app: ConsoleApp) -> bool:
        """Whether its key is worth a place in the key bar now."""
        return True

    async def run(self, app: ConsoleApp, argument: str = "") -> None:
        """Do it. ``DrError`` is shown to the operator."""
        raise TypeError(f"{type(self).__name__} has no run")


class Registry:
    """All commands by id, key and word."""

    def __init__(self, commands: Iterable[type[Command]], *, read_only: bool = False) -> None:
        self.commands: dict[str, Command] = {}
        self.left_out: dict[str, type[Command]] = {}
        """What a read-only console does not have."""
        for declared in commands:
            if declared.dangerous and read_only:
                self.left_out[declared.id] = declared
                continue
            if declared.id in self.commands:
                raise ValueError(f"two commands are called {declared.id}")
            self.commands[declared.id] = declared()

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
