"""Key bar: the keys of the commands that make sense here, in one line."""

from __future__ import annotations

from typing import cast

from rich.cells import cell_len
from textual.strip import Strip

from drconsole.console.context import Console
from drconsole.console.widgets.view import Content, LineView, Part
from drconsole.render.words.keys import key_text

BETWEEN = 2


class KeyBar(LineView, can_focus=False):
    """Keys with their commands; in brackets and dim: not allowed now, and ``?`` says why."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; }
    KeyBar > .--header { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[tuple[str, str, bool], ...] = ()

    @property
    def text(self) -> str:
        """Text of the bar, as far as it fits."""
        return "".join(text for text, _ in fitting(self._entries, self.size.width)).strip()

    def follow(self) -> None:
        """Redraw the bar: the model has changed, or the cursor has moved."""
        app = cast("Console", self.app)
        entries = []
        for command in app.registry:
            if not command.bar or not command.keys or not command.in_bar(app):
                continue
            why = command.why_not(app)
            if why != "":
                entries.append((key_text(command.keys[0]), command.bar_text(app), why is None))
        self._entries = tuple(entries)
        self.redraw()

    def content(self, y: int) -> Content:
        return self._entries

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(fitting(self._entries, width), width)


def fitting(entries: tuple[tuple[str, str, bool], ...], width: int) -> list[Part]:
    """Return as many keys as fit: first it drops those that are not allowed now, then the last ones."""
    kept = list(entries)
    while kept and _wide(kept) > width:
        idle = [entry for entry in kept if not entry[2]]
        kept.remove(idle[-1] if idle else kept[-1])
    parts: list[Part] = []
    for number, (key, text, can) in enumerate(kept):
        parts.append((" " * BETWEEN if number else " ", ""))
        parts += [(key, "header"), (f" {text}", "")] if can else [(f"({key} {text})", "dim")]
    return parts


def _wide(entries: list[tuple[str, str, bool]]) -> int:
    return sum(cell_len(key) + 1 + cell_len(text) + (0 if can else 2) + BETWEEN for key, text, can in entries)
