"""Keys of lines in a window: what the table, the tree and the block of lines share."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from drconsole.console.widgets.view import LineView


class ScrollKeys(LineView):
    """Keys that move by lines, pages and to the ends; subclasses say what moves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown,ctrl+f", "page(1.0)", show=False),
        Binding("pageup,ctrl+b", "page(-1.0)", show=False),
        Binding("ctrl+d", "page(0.5)", show=False),
        Binding("ctrl+u", "page(-0.5)", show=False),
        Binding("home", "first", show=False),
        Binding("end,G", "last", show=False),
    ]
    _g = False

    def by(self, step: int, *, page: bool = False) -> None:
        """Move by lines."""
        raise TypeError(f"{type(self).__name__} does not move")

    @property
    def window(self) -> int:
        """How many lines scroll."""
        return max(1, self.size.height)

    async def on_key(self, event: events.Key) -> None:
        """Two times g is the first line."""
        if event.key == "g":
            event.stop()
            event.prevent_default()
            if self._g:
                self.action_first()
            self._g = not self._g
        else:
            self._g = False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.by(-3)

    def action_move(self, step: int) -> None:
        self.by(step)

    def action_page(self, pages: float) -> None:
        self.by(int(self.window * pages), page=True)

    def action_first(self) -> None:
        self.by(-(10**9))

    def action_last(self) -> None:
        self.by(10**9)
