"""Key bar: the keys of the commands that make sense here, in one line."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple, cast

from rich.cells import cell_len
from textual.strip import Strip

from drconsole.console.context import Command, Console
from drconsole.console.widgets.view import Content, LineView, Part
from drconsole.render.words.keys import key_text

BETWEEN = 2


class Entry(NamedTuple):
    """Key with the text of its command; ``due``: it is next with what the cursor is on."""

    key: str
    text: str
    can: bool
    due: bool = False


class KeyBar(LineView, can_focus=False):
    """Keys with their commands, what is next first and bold; in brackets and dim: not allowed now, ``?`` says why."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; }
    KeyBar > .--header { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self._commands: tuple[tuple[str, Command], ...] | None = None
        """Commands that have a place in the bar, with their keys; None = it was not drawn yet."""
        self._registry: object = None
        """What they are of: a console that is given a seat, or loses it, has other commands."""
        self._kept: dict[Hashable, tuple[Entry, ...]] = {}
        """Entries for rows that are alike in what the bar depends on, until the model changes."""

    @property
    def text(self) -> str:
        """Text of the bar, as far as it fits."""
        return "".join(text for text, _ in fitting(self._entries, self.size.width)).strip()

    def follow(self) -> None:
        """Redraw the bar: the model has changed."""
        self._kept.clear()
        self._show(self._asked())

    def follow_cursor(self, depends_on: Hashable | None) -> None:
        """Redraw the bar: the cursor has moved, to a row with this; None = ask each command."""
        if cast("Console", self.app).registry is not self._registry:
            self._kept.clear()
        found = self._kept.get(depends_on) if depends_on is not None else None
        if found is None:
            found = self._asked()
            if depends_on is not None:
                self._kept[depends_on] = found
        self._show(found)

    def _asked(self) -> tuple[Entry, ...]:
        """Ask each command whether it has a place in the bar, and works now."""
        app = cast("Console", self.app)
        if self._commands is None or self._registry is not app.registry:
            self._registry = app.registry
            shown = (command for command in app.registry if command.bar and command.keys)
            self._commands = tuple((key_text(command.keys[0]), command) for command in shown)
        here = app.here
        first = here.next_command if here is not None else ""
        marked = here is not None and bool(here.marked())
        entries = []
        for key, command in self._commands:
            due = command.several if marked else command.id == first
            if (due or command.in_bar(app)) and (can := command.works(app)) is not None:
                entries.append(Entry(key, command.bar_text(app), can, can and due))
        return tuple(sorted(entries, key=lambda entry: not entry.due))

    def _show(self, found: tuple[Entry, ...]) -> None:
        if found != self._entries:
            self._entries = found
            self.redraw()

    def content(self, y: int) -> Content:
        return self._entries

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(fitting(self._entries, width), width)


def fitting(entries: Sequence[Entry], width: int) -> list[Part]:
    """Return as many keys as fit: first it drops those that are not allowed now, then the last ones."""
    kept = list(entries)
    while kept and sum(map(_wide, kept)) > width:
        idle = [entry for entry in kept if not entry.can]
        kept.remove(idle[-1] if idle else kept[-1])
    parts: list[Part] = []
    for number, entry in enumerate(kept):
        parts.append((" " * BETWEEN if number else " ", ""))
        if entry.can:
            parts += [(entry.key, "header"), (f" {entry.text}", "header" if entry.due else "")]
        else:
            parts.append((f"({entry.key} {entry.text})", "dim"))
    return parts


def _wide(entry: Entry) -> int:
    return cell_len(entry.key) + 1 + cell_len(entry.text) + (0 if entry.can else 2) + BETWEEN
