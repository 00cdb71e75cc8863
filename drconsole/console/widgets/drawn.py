"""Base of widgets that show drawn lines: they are drawn to a width, and take no key."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip

from drconsole.console.widgets.view import Content, LineView
from drconsole.render.drawing.parts import Parts, plain


class DrawnLines(LineView, can_focus=False):
    """Lines of parts, drawn to the width of the window."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: Sequence[Parts] = ()
        self._width = 0
        """Width in cells that the lines are drawn to."""

    def _drawn_to(self, width: int) -> Sequence[Parts]:
        """Return the lines for a width in cells; none for 0."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """All lines as text."""
        return "\n".join(map(plain, self._lines))

    def resized(self) -> None:
        self._width = self.size.width
        self._lines = self._drawn_to(self._width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._drawn_to(width))

    def content(self, y: int) -> Content:
        if self._width != self.size.width:
            # Textual paints at a new size before it tells it, and would paint the lines in a second frame.
            self.resized()
        return tuple(self._lines[y]) if y < len(self._lines) else ()

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(content, width)
