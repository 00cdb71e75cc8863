"""One part of a page on the full screen: the others take no room until the page is shown again.

Pages show and hide their parts by ``display``, so that is left alone: what is not shown is made flat by a class.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.screen import Screen
from textual.widget import Widget

from drconsole.console.widgets.bars.coached import PANE
from drconsole.console.widgets.bars.keys import KeyBar
from drconsole.console.widgets.bars.messages import MessageRow
from drconsole.console.widgets.bars.status import StatusLine
from drconsole.console.widgets.prompt import Prompt

ALONE, FLAT = "-alone", "-flat"
"""Classes of the part that is shown, and of those that are not; ``console.tcss`` has their rules."""
ZOOMED = "-zoomed"
"""Class of a page of which one part is shown."""
BARS = (StatusLine, MessageRow, KeyBar, Prompt)
"""Lines of a page that always stay."""


class Zoom:
    """Part of a page that is shown alone."""

    def __init__(self, screen: Screen[object]) -> None:
        self._screen = screen
        self.part: Widget | None = None
        """Part that is shown alone; None = the page is shown whole."""

    def turn(self) -> bool:
        """Show the part with the focus alone, or the whole page again; return whether a part is alone."""
        self._show(None if self.part is not None else self._focused())
        return self.part is not None

    def follow(self) -> None:
        """Show the part that has the focus now, if one is shown alone."""
        if self.part is not None and (focused := self._focused()) is not None and focused is not self.part:
            self._show(focused)

    def _focused(self) -> Widget | None:
        """Return the part with the focus, else the list; None = there is none."""
        focused = self._screen.focused
        if focused is not None and not isinstance(focused, BARS) and not isinstance(focused.parent, Prompt):
            return focused
        return next(iter(self._screen.query("#list")), None)

    def _show(self, part: Widget | None) -> None:
        for each in self._screen.query(f".{FLAT}, .{ALONE}"):
            each.remove_class(FLAT, ALONE)
        self.part = part
        self._screen.set_class(part is not None, ZOOMED)
        if part is not None:
            for each in _path(part):
                each.add_class(ALONE)
                parent = each.parent
                for other in parent.children if parent is not None else ():
                    if other is not each and isinstance(other, Widget) and not _stays(other):
                        other.add_class(FLAT)


def _stays(part: Widget) -> bool:
    """Return whether a part is shown beside one that is alone."""
    return isinstance(part, BARS) or part.id == PANE


def _path(part: Widget) -> Iterator[Widget]:
    """Yield the part and what it lies in, up to the screen."""
    at: object = part
    while isinstance(at, Widget) and not isinstance(at, Screen):
        yield at
        at = at.parent
