"""Picture: drawn lines of parts, such as the map of the sites. It shows, and takes no keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip

from drconsole.console.widgets.view import Content, LineView
from drconsole.render.drawing.parts import Part, Parts

Drawing = Callable[[int], Sequence[Parts]]
"""Draws to a width in cells."""


class Picture(LineView, can_focus=False):
    """Lines that are drawn to the width of the window. Without a border its title stands on a line of its own."""

    DEFAULT_CSS = """
    Picture { height: auto; }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.title = title
        self.border_title = title
        self._drawing: Drawing = lambda width: ()
        self._lines: tuple[Parts, ...] = ()

    def show(self, drawing: Drawing, title: str = "") -> None:
        """Replace the drawing, and the title if one is given."""
        if title and title != self.title:
            self.title = title
            self.border_title = title
        self._drawing = drawing
        self.resized()
        self.redraw()

    @property
    def text(self) -> str:
        """All lines as text."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    @property
    def _headed(self) -> bool:
        return not self.styles.border_top[0]

    def resized(self) -> None:
        lines = self._drawn_to(self.size.width)
        self._lines = lines
        if self.size.width and self.styles.auto_dimensions and len(lines) != self.size.height:
            self.refresh(layout=True)

    def _drawn_to(self, width: int) -> tuple[Parts, ...]:
        lines = tuple(self._drawing(width)) if width else ()
        if not self._headed or not lines:
            return lines
        rule: Part = (" " + "─" * max(0, width - cell_len(self.title) - 1), "idle")
        return (((self.title, "header"), rule), *lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._drawn_to(width))

    def content(self, y: int) -> Content:
        return self._lines[y] if y < len(self._lines) else ()

    def draw(self, content: Content, width: int) -> Strip:
        return self.parts(content, width)
