"""Rendered lines that are kept: of a widget that is painted in some lines, only those are rendered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # No widget of its own: of several a widget inherits the styles of the first alone.
    Widget = object


class KeptLines(Widget):
    """Widget whose lines are kept with their borders and filters. For a class of widgets, named before it.

    Textual asks every widget of a page for all of its lines, whatever is painted. It keeps them too, but passes each
    through its filters again, and looks up what a widget's lines are drawn with.
    """

    _rendered: Sequence[Strip] = ()
    """Lines as they were rendered last."""
    _rendered_for: tuple[Region, Sequence[LineFilter]] | None = None
    """Part of the widget and filters of these lines."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render the lines that have changed, and return all of this part of the widget."""
        cache, key = self._styles_cache, (crop, self.get_line_filters())
        if self._rendered_for != key or not all(y in cache._cache for y in crop.line_range):
            lines = super().render_lines(crop)
        elif dirty := [y for y in crop.line_range if y in cache._dirty_lines]:
            first, end = dirty[0], dirty[-1] + 1
            changed = super().render_lines(Region(crop.x, first, crop.width, end - first))
            lines = [*self._rendered[: first - crop.y], *changed, *self._rendered[end - crop.y :]]
        else:
            return list(self._rendered)
        self._rendered, self._rendered_for = lines, key
        return lines
