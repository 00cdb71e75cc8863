"""Rows of a table that are read by window: of any number of them only those around the window are in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

R = TypeVar("R")

AT_ONCE = 64
"""Rows that are read in one go; a window lies in two or three such portions."""
PORTIONS = 6
"""Portions to keep."""


class Source(Protocol[R]):
    """Long list that is ordered, searched and counted elsewhere; columns by their number, None = its own order."""

    def key_of(self, row: R) -> str: ...
    def total(self) -> int: ...
    def sorts(self, column: int) -> bool:
        """Return whether the list can be ordered by this column."""

    def found(self, column: int | None, reverse: bool, words: Sequence[str], key: str | None) -> tuple[int, int | None]:
        """Return in how many rows all words occur, and where the row of a key stands among them; None = it does not."""

    def window(
        self, column: int | None, reverse: bool, words: Sequence[str], start: int, limit: int
    ) -> Sequence[R]: ...
    def keys(self, column: int | None, reverse: bool, words: Sequence[str], limit: int) -> list[str]: ...


class Windowed(Generic[R]):
    """Order of the rows of a source, as a table asks for it; a ``RowOrder`` has the same members."""

    def __init__(self, source: Source[R]) -> None:
        self._source = source
        self._portions: dict[int, Sequence[R]] = {}
        self._count: int | None = None
        """Rows that the filter lets through; None = to be asked for."""
        self.words = ""
        self.column: int | None = None
        self.reverse = False

    def __len__(self) -> int:
        if self._count is None:
            self._count, _ = self._found(None)
        return self._count

    @property
    def total(self) -> int:
        """Number of all rows."""
        return self._source.total()

    def at(self, place: int) -> tuple[str, R] | None:
        """Return key and row at a place; None = the row has gone since they were counted."""
        number, offset = divmod(place, AT_ONCE)
        if (rows := self._portions.get(number)) is None:
            rows = self._source.window(self.column, self.reverse, self._split(), number * AT_ONCE, AT_ONCE)
            self._portions[number] = rows
            if len(self._portions) > PORTIONS:
                del self._portions[next(iter(self._portions))]
        return (self._source.key_of(rows[offset]), rows[offset]) if offset < len(rows) else None

    def place(self, key: str, hint: int = 0) -> int | None:
        """Return the place of a key; None = it is not shown. It looks at the hint first, among the rows in memory."""
        if self._count is not None and hint // AT_ONCE in self._portions:
            there = self.at(hint)
            if there is not None and there[0] == key:
                return hint
        self._count, place = self._found(key)
        return place

    def keys(self, limit: int) -> list[str]:
        """Return the keys of the first rows, at most ``limit``."""
        return self._source.keys(self.column, self.reverse, self._split(), limit)

    def reread(self) -> None:
        """Read everything again: rows have changed."""
        self._portions.clear()
        self._count = None

    def narrow(self, words: str) -> None:
        """Filter by words; empty = show all rows."""
        if words.strip() != self.words:
            self.words = words.strip()
            self.reread()

    def sorts(self, column: int) -> bool:
        """Return whether the rows can be sorted by this column."""
        return self._source.sorts(column)

    def arrange(self, column: int | None, reverse: bool) -> None:
        """Sort by a column, by its number; None = in the source's own order."""
        if (column, reverse) != (self.column, self.reverse):
            self.column, self.reverse = column, reverse
            self.reread()

    def _found(self, key: str | None) -> tuple[int, int | None]:
        return self._source.found(self.column, self.reverse, self._split(), key)

    def _split(self) -> list[str]:
        return self.words.split()
