"""Drawing of a fixed number of lines: it fits its width, takes no key, and after a change redraws only what differs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip

from drconsole.console.widgets.view import Content, LineView
from drconsole.render.drawing.parts import Parts, plain
from drconsole.render.rows.entries import Picture


class Drawing(LineView, can_focus=False):
    """Shows a picture; without one it takes no room."""

    DEFAULT_CSS = """
    Drawing { height: auto; display: none; }
    Drawing > .--good-point { text-style: underline; }
    """
    COMPONENT_CLASSES = {"--good-point"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._picture: Picture | None = None
        self._lines: Sequence[Parts] = ()
        self._drawn_at = 0

    def show(self, picture: Picture | None) -> None:
        """Replace the picture; None = there is nothing to show."""
        if picture == self._picture:
            return
        self._picture = picture
        self.display = picture is not None
        count = len(self._lines)
        self._draw_lines(self.size.width)
        if len(self._lines) != count:
            self.refresh(layout=True)
        self.redraw()

    @property
    def text(self) -> str:
        """All lines as text."""
        return "\n".join(map(plain, self._lines))

    def _draw_lines(self, width: int) -> None:
        self._drawn_at = width
        self._lines = self._picture.lines(width) if self._picture is not None and width else ()

    def resized(self) -> None:
        self._draw_lines(self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if width != self._drawn_at:
            self._draw_lines(width)
        return len(self._lines)

    def content(self, y: int) -> Content:
        if self._drawn_at != self.size.width:
            self.resized()
        return tuple(self._lines[y]) if y < len(self._lines) else ()

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(content, width)
