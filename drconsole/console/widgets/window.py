"""Keys that move in a window of lines: shared by the table, the tree, the block of lines and the dialogs' sheet."""

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
    """Actions of ``MOVING_KEYS``; a widget binds the keys, and says what moves."""

    takes_g = True
    """Whether g twice moves to the first line; False where the dialog around has a use of its own for g."""
    _g = False

    def move_by(self, step: int, *, page: bool = False) -> None:
        """Move by lines; with ``page`` the window moves as well."""
        raise TypeError(f"{type(self).__name__} does not move")

    @property
    def window(self) -> int:
        """Number of lines that scroll."""
        raise TypeError(f"{type(self).__name__} has no window")

    async def on_key(self, event: events.Key) -> None:
        """Move to the first line after two times g."""
        if event.key == "g" and self.takes_g:
            event.stop()
            event.prevent_default()
            if self._g:
                self.action_first()
            self._g = not self._g
        else:
            self._g = False

    def action_move(self, step: int) -> None:
        self.move_by(step)

    def action_page(self, pages: float) -> None:
        self.move_by(int(self.window * pages), page=True)

    def action_first(self) -> None:
        self.move_by(-(10**9))

    def action_last(self) -> None:
        self.move_by(10**9)


class ScrollKeys(Moving, LineView):
    """Line widget that moves by keys and by the mouse wheel."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING_KEYS]

    async def on_key(self, event: events.Key) -> None:
        """Run what the widget itself binds to a key, without the key's way through the page and the app to here."""
        # The widget with the focus is asked first in any case, so the result is the same.
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                return

    @property
    def window(self) -> int:
        return max(1, self.size.height)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.move_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.move_by(-3)
