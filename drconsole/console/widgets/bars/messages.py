"""Row for what is told to the operator: always there, so that nothing on the page moves when it speaks."""

from __future__ import annotations

from typing import cast

from rich.cells import cell_len
from textual.strip import Strip

from drconsole.console.context import Console
from drconsole.console.state.notice import Notice
from drconsole.console.widgets.view import Content, LineView, Part, shortened
from drconsole.render.keys import key_text


class MessageRow(LineView, can_focus=False):
    """The newest message while it stands, and how many more there are; ``m`` shows them all, in full."""

    DEFAULT_CSS = """
    MessageRow { height: 1; background: $panel; }
    """

    command = "messages"
    """What shows them all, where it can be given."""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self._said(self.size.width))

    def follow(self) -> None:
        """A message has come or gone."""
        self.redraw()

    def content(self, y: int) -> Content:
        return tuple(cast("Console", self.app).standing)

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(self._said(width), width)

    def _said(self, width: int) -> list[Part]:
        app = cast("Console", self.app)
        command = app.registry.get(self.command) if self.command else None
        return fitting(app.standing, width, key_text(command.keys[0]) if command is not None and command.keys else "")


def fitting(standing: list[Notice], width: int, key: str = "m") -> list[Part]:
    """The newest, as far as it fits; behind it the key that shows what does not stand here."""
    if not standing:
        return []
    newest = standing[-1]
    style = "bad" if newest.bad else ""
    others = len(standing) - 1
    if not others and cell_len(newest.marked) < width:
        return [(f" {newest.marked}", style)]
    way = f" ({key}: all)" if key else ""
    tail = f"  +{others}{way}" if others else f" {way}"
    return [(f" {shortened(newest.marked, width - cell_len(tail) - 1)}", style), (tail, "header")]
