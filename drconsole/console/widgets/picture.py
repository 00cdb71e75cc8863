"""Picture: drawn lines of parts, such as the map of the sites. It shows, and takes no keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len

from drconsole.console.widgets.drawn import DrawnLines
from drconsole.render.drawing.parts import Part, Parts

Draw = Callable[[int], Sequence[Parts]]
"""Draws to a width in cells."""


class Picture(DrawnLines):
    """Lines that are drawn to the width of the window. Without a border its title stands on a line of its own."""

    DEFAULT_CSS = """
    Picture { height: auto; }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.title = title
        self.border_title = title
        self._draw_to: Draw = lambda width: ()

    def show(self, drawing: Draw, title: str = "") -> None:
        """Replace the drawing, and the title if one is given."""
        if title and title != self.title:
            self.title = title
            self.border_title = title
        self._draw_to = drawing
        self.resized()
        self.redraw()

    @property
    def _headed(self) -> bool:
        return not self.styles.border_top[0]

    def resized(self) -> None:
        before = len(self._lines)
        super().resized()
        # A picture that is as high as the one beside it still says with its lines how high both are.
        stood = self.size.height if self.styles.auto_dimensions else before
        if self.size.width and len(self._lines) != stood:
            self.refresh(layout=True)

    def _drawn_to(self, width: int) -> Sequence[Parts]:
        lines = tuple(self._draw_to(width)) if width else ()
        if not self._headed or not lines:
            return lines
        rule: Part = (" " + "─" * max(0, width - cell_len(self.title) - 1), "idle")
        return (((self.title, "header"), rule), *lines)
