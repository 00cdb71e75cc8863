"""Message row: the newest message to the operator. It is always there, so that a message moves nothing on the page."""

from __future__ import annotations

from typing import ClassVar, cast

from rich.cells import cell_len
from textual.strip import Strip

from drconsole.console.context import Console, key_of, press
from drconsole.console.state.notice import Notice
from drconsole.console.state.room.polled import poll_line
from drconsole.console.widgets.view import Content, LineView, Part, shortened

LEAST = 4
"""Part of the row that is left for the beginning of a message at least, where its end is kept: one fourth."""


class MessageRow(LineView, can_focus=False):
    """Newest message, and how many more there are; ``m`` lists all of them in full."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"--needs"}
    DEFAULT_CSS = """
    MessageRow { height: 1; background: $panel; }
    MessageRow > .--needs { color: $warn; text-style: $needs-style; }
    """

    command = "messages"
    """Command that lists all messages; empty = its key does something else here."""

    @property
    def text(self) -> str:
        """Text of the row, as far as it fits."""
        return "".join(text for text, _ in self._said(self.size.width))

    def follow(self) -> None:
        """Redraw the row: a message has come or gone."""
        self.redraw()

    @property
    def _mine(self) -> list[Notice]:
        """Messages of this page, and those of no page; a message of another page would be read as one of this."""
        return [each for each in cast("Console", self.app).shown_notices if each.place in (None, self.screen)]

    def content(self, y: int) -> Content:
        return (*self._mine, self._poll)

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(self._said(width), width)

    def _said(self, width: int) -> list[Part]:
        app, mine = cast("Console", self.app), self._mine
        if not (poll := self._poll):
            return fitting(mine, width, key_of(app, self.command))
        if not mine:
            return [(f" {shortened(poll, width - 2)} ", "needs")]
        # A message is shown for a while only; the poll's question stays.
        short = f" {poll.partition(':')[0]} "
        return [(short, "needs"), *fitting(mine, width - cell_len(short), key_of(app, self.command))]

    @property
    def _poll(self) -> str:
        """The open poll, and how it is answered; empty = none is open."""
        app = cast("Console", self.app)
        return poll_line(app.model, app.session.pid, self.way(app))

    def way(self, app: Console) -> str:
        """Return how the poll's dialog is opened from here."""
        return press(app, "poll")


def fitting(shown: list[Notice], width: int, key: str = "m") -> list[Part]:
    """Return the newest message as far as it fits, and the key that lists the rest."""
    if not shown:
        return []
    newest = shown[-1]
    style = "bad" if newest.bad else ""
    others = len(shown) - 1
    if not others and cell_len(newest.marked) < width:
        return [(f" {newest.marked}", style)]
    way = f" ({key}: all)" if key else ""
    tail = f"  +{others}{way}" if others else f" {way}"
    cut = _cut if newest.refused else shortened
    return [(f" {cut(newest.marked, width - cell_len(tail) - 1)}", style), (tail, "header")]


def _cut(text: str, width: int) -> str:
    """Cut a refusal in its middle, where its last clause has room: it ends with what to do instead."""
    head, colon, last = text.rpartition(": ")
    room = width - cell_len(colon + last)
    return f"{shortened(head, room)}{colon}{last}" if colon and room >= width // LEAST else shortened(text, width)


class DialogMessages(MessageRow):
    """Message row of a dialog. It names no key: in a field ``m`` is a letter."""

    command = ""

    def way(self, app: Console) -> str:
        return ""
