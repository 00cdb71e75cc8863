"""Drawing of a fixed number of lines: it fits its width, takes no key, and after a change redraws only what differs."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.widgets.drawn import DrawnLines
from drconsole.console.widgets.view import Content
from drconsole.render.drawing.parts import Parts
from drconsole.render.rows.entries import Picture


class Drawing(DrawnLines):
    """Shows a picture; without one it takes no room."""

    DEFAULT_CSS = """
    Drawing { height: auto; display: none; }
    Drawing > .--good-point { text-style: underline; }
    """
    COMPONENT_CLASSES = {"--good-point"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._picture: Picture | None = None
        self._drawn_at = 0

    def show(self, picture: Picture | None) -> None:
        """Replace the picture; None = there is nothing to show."""
        if picture == self._picture:
            return
        self._picture = picture
        self.display = picture is not None
        count = len(self._lines)
        self.resized()
        if len(self._lines) != count:
            self.refresh(layout=True)
        self.redraw()

    def resized(self) -> None:
        self._drawn_at = self.size.width
        super().resized()

    def _drawn_to(self, width: int) -> Sequence[Parts]:
        return self._picture.lines(width) if self._picture is not None and width else ()

    def content(self, y: int) -> Content:
        if self._drawn_at != self.size.width:
            self.resized()
        return super().content(y)
