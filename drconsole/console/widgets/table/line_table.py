"""Table of any number of rows; its cost depends on the rows in its window only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.strip import Strip

from drconsole.console.widgets.table.order import RowOrder
from drconsole.console.widgets.view import MORE, Content, WidgetMessage, column_starts, fitted
from drconsole.console.widgets.window import ScrollKeys
from drconsole.render.marks import Severity
from drconsole.render.records import Column
from drconsole.render.text import clean

if TYPE_CHECKING:
    from drconsole.records.view import Row

GAP = 2
SAMPLE = 100
"""Rows that are measured before the first frame; wider ones let their column grow when they come into the window."""
WIDEST = 44
"""Cells of a column but the last, which may be as wide as it likes."""
WIDEST_LAST = 200
KEPT = 2048
"""Rows whose cells are kept."""

Cells = tuple[tuple[str, Severity | None], ...]


class LineTable(ScrollKeys):
    """Rows as lines below a header. The cursor stays on its row's key, whatever comes and goes around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "sideways(1)", show=False),
        Binding("left,h", "sideways(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(WidgetMessage["LineTable"]):
        """Message that the cursor is on another row; None = on none."""

        def __init__(self, table: LineTable, row: Row | None) -> None:
            super().__init__(table)
            self.row = row

    class Chosen(WidgetMessage["LineTable"]):
        """Message that enter was pressed on a row."""

        def __init__(self, table: LineTable, row: Row) -> None:
            super().__init__(table)
            self.row = row

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        *,
        key: Callable[[Row], str],
        empty: str = "nothing here",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.empty = empty
        """Text while there is no row."""
        self._order = RowOrder(key, self._cells)
        self._widths = [cell_len(column.title) for column in self.columns]
        self._known: LRUCache[str, tuple[Row, Cells]] = LRUCache(KEPT)
        self._cursor = 0
        self._cursor_key: str | None = None
        self._top = 0
        self._left = 0
        self._sampled = 0

    # Rows

    def show(self, rows: Sequence[Row]) -> None:
        """Replace all rows. The cursor stays on its key, else at its place."""
        self._order.replace(rows)
        if not self._sampled:
            self._sampled = min(SAMPLE, len(rows))
            self._measure(range(self._sampled))
        self._settle()

    def update(self, rows: Mapping[str, Row | None]) -> None:
        """Take changed rows in, by key; None = the row is gone. New rows come last, unless the table is sorted."""
        if self._order.change(rows):
            self._settle()

    def filter(self, text: str) -> None:
        """Show only the rows in whose cells all these words occur; '' = all rows."""
        self._order.narrow(text)
        self._settle()

    def sort(self, column: int | None, reverse: bool = False) -> None:
        """Sort by a column; None = in the order of ``show``."""
        self._order.arrange(self.columns, column, reverse)
        self._settle()

    @property
    def count(self) -> int:
        """Number of rows that the filter lets through."""
        return len(self._order)

    @property
    def total(self) -> int:
        """Number of all rows."""
        return self._order.total

    @property
    def keys(self) -> list[str]:
        """Keys of the rows that the filter lets through, in order."""
        return [self._order.key(place) for place in range(len(self._order))]

    @property
    def filtered(self) -> str:
        """Words of the filter; empty = there is none."""
        return self._order.words

    @property
    def sorted_by(self) -> tuple[int | None, bool]:
        """Number of the column by which the rows are sorted, and whether in reverse."""
        return self._order.column, self._order.reverse

    # Cursor

    @property
    def cursor_row(self) -> Row | None:
        """Row under the cursor; None = there is no row."""
        return self._order.row(self._cursor) if self.count else None

    @property
    def cursor_key(self) -> str | None:
        """Key of the row under the cursor; None = there is no row."""
        return self._cursor_key

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row with a key; return False if the table does not show it."""
        place = self._order.place(key)
        if place is None:
            return False
        self._go(place)
        return True

    def _go(self, place: int) -> None:
        self._cursor = max(0, min(self.count - 1, place))
        key = self._order.key(self._cursor) if self.count else None
        self._scroll()
        self.redraw()
        if key != self._cursor_key:
            self._cursor_key = key
            self.post_message(self.Moved(self, self.cursor_row))

    def _settle(self) -> None:
        """Put the cursor back on its key after a change of rows, else at its place."""
        place = self._order.place(self._cursor_key, self._cursor) if self._cursor_key is not None else None
        if place is not None and self._top:
            # The row keeps its place on the screen, except at the top, where the first rows have to be seen.
            self._top += place - self._cursor
        self._go(self._cursor if place is None else place)

    def _scroll(self) -> None:
        window = self.window
        self._top = max(0, min(self._top, self.count - window))
        if self._cursor < self._top:
            self._top = self._cursor
        elif self._cursor >= self._top + window:
            self._top = self._cursor - window + 1
        self._measure(range(self._top, min(self.count, self._top + window)))
        self.point_at(1 + self._cursor - self._top)

    # Cells and their widths

    def _cells(self, key: str, row: Row) -> Cells:
        known = self._known.get(key)
        if known is not None and known[0] is row:
            return known[1]
        made = []
        for column in self.columns:
            cell = column.cell(row)
            made.append((clean(cell.plain(unicode=True)), cell.severity))
        cells = tuple(made)
        self._known[key] = (row, cells)
        return cells

    def _measure(self, places: range) -> None:
        last = len(self._widths) - 1
        for place in places:
            for number, (text, _) in enumerate(self._cells(*self._order.at(place))):
                if len(text) > self._widths[number] or not text.isascii():
                    wide = min(cell_len(text), WIDEST_LAST if number == last else WIDEST)
                    self._widths[number] = max(self._widths[number], wide)

    # Drawing

    def content(self, y: int) -> Content:
        if y == 0:
            return "header", self._position(), *self.sorted_by, self._left, tuple(self._widths)
        place = self._top + y - 1
        if place >= self.count:
            return "empty", self._nothing() if y == 2 and not self.count else ""
        at = "cursor" if place == self._cursor else "row"
        return at, self._cells(*self._order.at(place)), self._left, tuple(self._widths)

    def draw(self, content: Content, width: int) -> Strip:
        kind, *rest = content
        if kind == "empty":
            return self.parts([(f"  {rest[0]}", "dim")], width)
        if kind == "header":
            return self._header(rest[0], rest[1], rest[2], width)
        return self._line(rest[0], cursor=kind == "cursor", width=width)

    def _line(self, cells: Cells, *, cursor: bool, width: int) -> Strip:
        plain = self.style_of("cursor" if cursor else "")
        segments: list[Segment] = []
        for column, cell_width, (text, severity) in zip(self.columns, self._widths, cells, strict=True):
            style = plain if cursor or severity in (None, Severity.IDLE) else self.style_of(str(severity))
            segments.append(Segment(fitted(text, cell_width, right=column.number), style))
            segments.append(Segment(" " * GAP, plain))
        return self._cut(Strip(segments), width).extend_cell_length(width, plain)

    def _header(self, position: str, by: int | None, reverse: bool, width: int) -> Strip:
        style = self.style_of("header")
        segments: list[Segment] = []
        for number, (column, cell_width) in enumerate(zip(self.columns, self._widths, strict=True)):
            arrow = ("▼" if reverse else "▲") if number == by else ""
            segments.append(Segment(fitted(column.title + arrow, cell_width + len(arrow), right=column.number), style))
            segments.append(Segment(" " * (GAP - len(arrow)), style))
        strip = self._cut(Strip(segments), width).extend_cell_length(width, style)
        if not position:
            return strip
        keep = max(0, width - cell_len(position) - 1)
        return Strip([*strip.crop(0, keep), Segment(f" {position}", style)])

    def _cut(self, strip: Strip, width: int) -> Strip:
        """Return the visible part of a line: the first column, and the others from where they are scrolled to."""
        if not self._left:
            return strip.crop(0, width)
        first = self._widths[0] + GAP
        rest = first + self._left
        return Strip.join([strip.crop(0, first), strip.crop(rest, rest + max(0, width - first))])

    def _position(self) -> str:
        """Return the cursor's place while not all rows are visible, and the mark of more columns to the right."""
        more = MORE if self._left < self._farthest() else ""
        at = f"{self._cursor + 1 if self.count else 0}/{self.count}"
        if self.filtered:
            return clean(f"{at} of {self.total} with “{self.filtered}” {more}".rstrip())
        return f"{at} {more}".rstrip() if self.count > self.size.height - 1 else more

    def _nothing(self) -> str:
        return f"nothing with “{clean(self.filtered)}”" if self.filtered and self.total else self.empty

    def resized(self) -> None:
        self._left = min(self._left, self._farthest())
        self._scroll()

    # Keys and mouse

    def on_focus(self) -> None:
        self.point_at(1 + self._cursor - self._top)

    def on_click(self, event: events.Click) -> None:
        if 0 < event.y <= self.count - self._top:
            self._go(self._top + event.y - 1)
            if event.chain == 2:
                self.action_choose()

    @property
    def window(self) -> int:
        return max(1, self.size.height - 1)

    def move_by(self, step: int, *, page: bool = False) -> None:
        if page:
            self._top += step
        self._go(self._cursor + step)

    def action_sideways(self, step: int) -> None:
        """Scroll by one column to the right (1) or left (-1); the first column stays."""
        begins = [start - self._widths[0] - GAP for start in column_starts(self._widths, GAP)[1:]]
        if step > 0:
            self._left = min(self._farthest(), next((at for at in begins if at > self._left), self._left))
        else:
            self._left = max((at for at in begins if at < self._left), default=0)
        self.redraw()

    def _farthest(self) -> int:
        """Return how far the columns can scroll, in cells."""
        return max(0, sum(self._widths) + GAP * (len(self._widths) - 1) - self.size.width)

    def action_choose(self) -> None:
        if (row := self.cursor_row) is not None:
            self.post_message(self.Chosen(self, row))
