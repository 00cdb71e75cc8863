"""Rows of a table: where they come from, which of them are shown, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from drconsole.console.widgets.table.layout import Layout
from drconsole.console.widgets.table.order import RowOrder
from drconsole.console.widgets.table.windowed import Windowed
from drconsole.console.widgets.window import ScrollKeys
from drconsole.render.rows.records import Column

R = TypeVar("R")

SAMPLE = 40
"""Number of rows that are measured before the first frame; wider ones widen their column when they become visible."""


class ArrangedRows(ScrollKeys, Generic[R]):
    """Widget of rows that are filtered and sorted; they are all given to it, or read by window."""

    def __init__(self, columns: Sequence[Column[R]], *, key: Callable[[R], str], id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns = Layout(columns)
        self._rows = RowOrder(columns, key, self._columns.cells)
        self._order: RowOrder[R] | Windowed[R] = self._rows
        self._sampled = 0

    def _settle(self) -> None:
        """Draw the rows after a change of them."""
        raise NotImplementedError

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """Columns, from the left."""
        return self._columns.columns

    def show(self, rows: Sequence[R]) -> None:
        """Replace all rows. The cursor stays on its key, else at its place."""
        self._use(self._rows)
        self._rows.replace(rows)
        if not self._sampled:
            self._sampled = min(SAMPLE, len(rows))
            self._columns.measure(self._sample())
        self._settle()

    def update(self, rows: Mapping[str, R | None]) -> None:
        """Take changed rows in, by key; None = the row is gone. New rows come last, unless the table is sorted."""
        if self._rows.change(rows) and self._order is self._rows:
            self._settle()

    def show_windows(self, rows: Windowed[R]) -> None:
        """Show rows that are read by window, and read them again where they are shown already."""
        self._use(rows)
        rows.reread()
        self._settle()

    def _use(self, order: RowOrder[R] | Windowed[R]) -> None:
        """Change where rows come from; what the table is filtered and sorted by stays as far as it can."""
        before, self._order = self._order, order
        if order is not before:
            order.narrow(before.words)
            column = before.column if before.column is None or order.sorts(before.column) else None
            order.arrange(column, before.reverse and column is not None)

    def filter(self, text: str) -> None:
        """Show only the rows in whose cells all these words occur; '' = all rows."""
        self._order.narrow(text)
        self._settle()

    def sort(self, column: int | None, reverse: bool = False) -> None:
        """Sort by a column; None = in the order of ``show``."""
        self._order.arrange(column, reverse)
        self._settle()

    @property
    def count(self) -> int:
        """Number of rows that the filter lets through."""
        return len(self._order)

    @property
    def total(self) -> int:
        """Number of all rows."""
        return self._order.total

    def keys(self, limit: int) -> list[str]:
        """Return the keys of the first rows that the filter lets through, at most ``limit``."""
        return self._order.keys(limit)

    def sorts(self, column: int) -> bool:
        """Return whether the rows can be sorted by this column."""
        return self._order.sorts(column)

    @property
    def filtered(self) -> str:
        """Words of the filter; empty = there is none."""
        return self._order.words

    @property
    def sorted_by(self) -> tuple[int | None, bool]:
        """Number of the column by which the rows are sorted, and whether in reverse."""
        return self._order.column, self._order.reverse

    def all_rows(self) -> Iterator[R]:
        """Yield every row that the filter lets through, in order; more than the window is read for it."""
        places = range(self.count)
        return (there[1] for place in places if (there := self._order.at(place)) is not None)

    def _sample(self) -> Iterator[tuple[str, R]]:
        """Yield the first rows with their keys; none of rows that are read by window, since that reads more of them."""
        return self._rows_at(range(min(SAMPLE, self.count) if self._order is self._rows else 0))

    def _rows_at(self, places: range) -> Iterator[tuple[str, R]]:
        return (there for place in places if (there := self._order.at(place)) is not None)
