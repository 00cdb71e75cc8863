"""Layout of a table: the cells of its rows, the widths of its columns, and how far they are scrolled sideways."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from drconsole.console.widgets.table.order import Cells
from drconsole.console.widgets.view import ELLIPSIS, column_starts, fitted, on_cursor
from drconsole.render.rows.records import Column
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

R = TypeVar("R")
StyleOf = Callable[[str], Style]
"""Name of a style -> the style."""

GAP = 2
"""Cells between two columns."""
SLIVER = 4
"""Cells of a column that have to be in sight, else none is shown: a letter and an ellipsis in each line say nothing."""
WIDEST = 44
"""Cells of a column at most; the last one has ``WIDEST_LAST``."""
WIDEST_LAST = 200
FIGURE = re.compile(r"[\d:.,]+Z?")
"""Number or time of day."""
SPARE = 3
"""Cells too many from which a column is made narrower: a number that has one digit less moves nothing."""
KEPT = 2048
"""Number of rows whose cells are kept."""


class Layout(Generic[R]):
    """Columns of a table, as wide as the widest cell that was measured; narrower again where there is no room."""

    def __init__(self, columns: Sequence[Column[R]]) -> None:
        self.columns = tuple(columns)
        self._shown = tuple(range(len(self.columns)))
        """Numbers of the columns that are shown."""
        self._skipped = 0
        """Number of columns after the first one that are scrolled away to the left."""
        self._widths = self._of_titles()
        # No LRUCache of Textual: that keeps the first value of a key for ever.
        self._known: dict[str, tuple[R, Cells]] = {}

    def cells(self, key: str, row: R) -> Cells:
        """Return the cells of a row; kept by key while the row is the same."""
        known = self._known.get(key)
        if known is not None and (known[0] is row or known[0] == row):
            return known[1]
        made = []
        for column in self.columns:
            cell = column.cell(row)
            made.append((clean(cell.plain(unicode=True)), cell.severity))
        cells = tuple(made)
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[key] = (row, cells)
        return cells

    def measure(self, rows: Iterable[tuple[str, R]]) -> None:
        """Widen the columns to the cells of these rows, given with their keys."""
        last = len(self._widths) - 1
        for key, row in rows:
            for number, (text, _) in enumerate(self.cells(key, row)):
                if len(text) > self._widths[number] or not text.isascii():
                    wide = min(cell_len(text), WIDEST_LAST if number == last else WIDEST)
                    self._widths[number] = max(self._widths[number], wide)

    def narrow(self, rows: Iterable[tuple[str, R]], width: int) -> bool:
        """Take back what these rows no longer need, where a window of this width has no room for all columns.

        Where it has, nothing moves. Return whether a column is narrower.
        """
        if not any(self.out_of_sight(width)):
            return False
        before, self._widths = self._widths, self._of_titles()
        self.measure(rows)
        self._widths = [
            now if was - now >= SPARE else max(was, now) for was, now in zip(before, self._widths, strict=True)
        ]
        self.fit(width)
        return self._widths != before

    def _of_titles(self) -> list[int]:
        return [cell_len(column.title) for column in self.columns]

    # Columns

    def hide(self, titles: Collection[str]) -> None:
        """Show all columns but those with these titles; the first one always."""
        self._shown = tuple(n for n, column in enumerate(self.columns) if not n or column.title not in titles)

    @property
    def hidden(self) -> list[str]:
        """Titles of the columns that are not shown."""
        return [column.title for number, column in enumerate(self.columns) if number not in self._shown]

    # Scrolling sideways

    @property
    def _shown_widths(self) -> list[int]:
        return [self._widths[number] for number in self._shown]

    @property
    def left(self) -> int:
        """Cells by which the columns after the first one are scrolled to the left, up to where a column begins."""
        begins = self._begins()
        return begins[min(self._skipped, len(begins) - 1)] if begins else 0

    def _farthest(self, width: int) -> int:
        """Return how many columns have to be scrolled away at most until the last one is seen."""
        widths, begins = self._shown_widths, self._begins()
        beyond = sum(widths) + GAP * (len(widths) - 1) - width
        return next((skipped for skipped, at in enumerate(begins) if at >= beyond), max(0, len(begins) - 1))

    def fit(self, width: int) -> None:
        """Scroll back where a window of this width has room for more."""
        self._skipped = min(self._skipped, self._farthest(width))

    def scroll(self, step: int, width: int) -> None:
        """Scroll by one column to the right (1) or left (-1); the first column stays."""
        self._skipped = max(0, min(self._farthest(width), self._skipped + step))

    def out_of_sight(self, width: int) -> tuple[int, int]:
        """Return how many columns cannot be seen whole on the left and on the right of a window of this width."""
        begins, widths, left = self._begins(), self._shown_widths, self.left
        end = left + width - widths[0] - GAP
        right = sum(at + wide > end for at, wide in zip(begins, widths[1:], strict=True))
        return sum(at < left for at in begins), right

    def _begins(self) -> list[int]:
        """Return where the columns after the first one begin, from where they are scrolled."""
        widths = self._shown_widths
        return [start - widths[0] - GAP for start in column_starts(widths, GAP)[1:]]

    # Drawing

    @property
    def state(self) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        """Everything but the cells that the drawing of a line depends on."""
        return self.left, tuple(self._widths), self._shown

    def line(self, cells: Cells, style_of: StyleOf, *, cursor: bool, width: int) -> Strip:
        """Draw the line of a row."""
        plain = style_of("cursor" if cursor else "")
        segments: list[Segment] = []
        room = width
        for number in self._shown:
            text, severity = cells[number]
            said = fitted(text, self._widths[number], right=self.columns[number].number)
            if room < self._widths[number]:
                said = _cut_off(said, room) if room >= SLIVER else " " * self._widths[number]
            if cursor:
                segments += _on_cursor(said, style_of(on_cursor(severity)), plain)
            else:
                segments.append(Segment(said, plain if severity in (None, Severity.IDLE) else style_of(str(severity))))
            segments.append(Segment(" " * GAP, plain))
            room -= self._widths[number] + GAP - (0 if number else self.left)
        return self._cut(Strip(segments), width).extend_cell_length(width, plain)

    def header(self, sorted_by: tuple[int | None, bool], style: Style, width: int) -> Strip:
        """Draw the titles, with an arrow at the column by which the rows are sorted.

        A title that has no room is shortened, with an ellipsis: half a word is another one.
        """
        segments: list[Segment] = []
        room = width
        for number in self._shown:
            said, wide = self._title(number, sorted_by), self._widths[number] + GAP
            if room < min(SLIVER, self._widths[number]):
                said = ""
            segments.append(Segment(set_cell_size(_title_cut(said, room), wide), style))
            room -= wide - (0 if number else self.left)
        return self._cut(Strip(segments), width).extend_cell_length(width, style)

    def titles_end(self, sorted_by: tuple[int | None, bool], width: int) -> int:
        """Return the cell behind the last title that has room in a window of this width."""
        ends = [0]
        room = width
        for number in self._shown:
            end = cell_len(self._title(number, sorted_by))
            if end <= room:
                ends.append(width - room + end)
            room -= self._widths[number] + GAP - (0 if number else self.left)
        return max(ends)

    def _title(self, number: int, sorted_by: tuple[int | None, bool]) -> str:
        """Return a column's title at its place in the column; the arrow of the order stands behind it, in the gap."""
        by, reverse = sorted_by
        arrow = ("▼" if reverse else "▲") if number == by else ""
        column = self.columns[number]
        return fitted(column.title, self._widths[number], right=column.number).rstrip() + arrow

    def _cut(self, strip: Strip, width: int) -> Strip:
        """Return the visible part of a line: the first column, and the others from where they are scrolled to."""
        if not self.left:
            return strip.crop(0, width)
        first = self._widths[0] + GAP
        rest = first + self.left
        return Strip.join([strip.crop(0, min(first, width)), strip.crop(rest, rest + max(0, width - first))])


def _cut_off(said: str, room: int) -> str:
    """Return a cell that goes beyond the window with an ellipsis where that cuts it.

    Of a number or a time the ellipsis alone is left: half of it is another one.
    """
    if room <= 0 or cell_len(said.rstrip()) <= room:
        return said
    if FIGURE.fullmatch(said.strip()):
        return set_cell_size(ELLIPSIS, cell_len(said))
    return set_cell_size(said, room - 1) + ELLIPSIS


def _title_cut(said: str, room: int) -> str:
    """Return a title whose end is out of the window as the words of it that have room, then an ellipsis."""
    if room <= 0 or cell_len(said) <= room:
        return said
    words = set_cell_size(said, room - 1).rstrip()
    if not said[len(words) :].startswith(" "):
        words = words.rpartition(" ")[0].rstrip(" /,") or words
    return words + ELLIPSIS if words else ""


def _on_cursor(said: str, style: Style, plain: Style) -> list[Segment]:
    """Return a cell under the cursor: the bar of its colour is as long as its words."""
    word = said.strip()
    before, _, after = said.partition(word) if word else (said, "", "")
    return [Segment(before, plain), Segment(word, style), Segment(after, plain)]
