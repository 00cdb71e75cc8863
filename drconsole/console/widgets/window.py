"""Keys of lines in a window: what the table, the tree, the block of lines and the dialogs' sheet share."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from drconsole.console.widgets.view import LineView

MOVING_KEYS: tuple[Binding, ...] = (
    Binding("down,j", "move(1)", show=False),
    Binding("up,k", "move(-1)", show=False),
    Binding("pagedown,ctrl+f", "page(1.0)", show=False),
    Binding("pageup,ctrl+b", "page(-1.0)", show=False),
    Binding("ctrl+d", "page(0.5)", show=False),
    Binding("ctrl+u", "page(-0.5)", show=False),
    Binding("home", "first", show=False),
    Binding("end,G", "last", show=False),
)


class Moving:
    """What the keys do; a widget says what moves, and binds ``MOVING_KEYS``."""

    _g = False

    def by(self, step: int, *, page: bool = False) -> None:
        """Move by lines."""
        raise TypeError(f"{type(self).__name__} does not move")

    @property
    def window(self) -> int:
        """How many lines scroll."""
        raise TypeError(f"{type(self).__name__} has no window")

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

    def action_move(self, step: int) -> None:
        self.by(step)

    def action_page(self, pages: float) -> None:
        self.by(int(self.window * pages), page=True)

    def action_first(self) -> None:
        self.by(-(10**9))

    def action_last(self) -> None:
        self.by(10**9)


class ScrollKeys(Moving, LineView):
    """Lines that move by keys and by the wheel."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING_KEYS]

    @property
    def window(self) -> int:
        return max(1, self.size.height)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.by(-3)
