"""Filter and order of the rows of a table. No Textual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from drconsole.render.rows.records import Column
from drconsole.render.words.marks import Severity

R = TypeVar("R")

_SECONDS = {"d": 86400, "h": 3600, "min": 60, "s": 1}
_AMOUNT = re.compile(r"(-?\d+) ?(d|h|min|s)?\b")
_DIGITS = re.compile(r"(\d+)")
_GRAVEST_FIRST = (
    Severity.BAD,
    Severity.WARN,
    Severity.UNKNOWN,
    Severity.NOTE,
    Severity.BUSY,
    Severity.OK,
    Severity.IDLE,
)

_AMOUNTS, _WORDS = 10, 20

Rank = tuple[tuple[int, int, str], ...]
Cells = tuple[tuple[str, Severity | None], ...]
"""Text of each cell of a row, with its severity."""


def rank(text: str, severity: Severity | None, number: bool) -> Rank:
    """Return how a cell sorts: marks by gravity, amounts by size (unknown ones last), names as people count.

    Every part begins with its kind, so that all cells of one column can be compared.
    """
    if severity is not None:
        return ((_GRAVEST_FIRST.index(severity), 0, text),)
    if number:
        amounts = _AMOUNT.findall(text)
        if not amounts:
            return ((_AMOUNTS + 1, 0, text),)
        sign = -1 if amounts[0][0].startswith("-") else 1
        size = sign * sum(abs(int(amount)) * _SECONDS.get(unit, 1) for amount, unit in amounts)
        return ((_AMOUNTS, size, text),)
    parts = (part for part in _DIGITS.split(text) if part)
    return tuple((_WORDS, int(part), "") if part.isdecimal() else (_WORDS + 1, 0, part.casefold()) for part in parts)


class RowOrder(Generic[R]):
    """Rows in the order of the table. It costs nothing per row until rows are filtered, sorted or changed by key."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], str], cells: Callable[[str, R], Cells]) -> None:
        self._columns = columns
        self._key = key
        self._cells = cells
        self._rows: list[R] = []
        self._index: dict[str, int] | None = None
        self._view: list[int] | None = None
        self.words = ""
        self._texts: dict[str, tuple[R, str]] = {}
        self._ranks: dict[str, tuple[R, Rank]] = {}
        """Rank of each row while the table is sorted: of 100,000 rows only those that change are ranked again."""
        self.column: int | None = None
        self.reverse = False

    def __len__(self) -> int:
        return len(self._rows if self._view is None else self._view)

    @property
    def total(self) -> int:
        """Number of all rows."""
        return len(self._rows)

    def at(self, place: int) -> tuple[str, R] | None:
        """Return key and row at a place; None = there is none."""
        if not 0 <= place < len(self):
            return None
        row = self._rows[place if self._view is None else self._view[place]]
        return self._key(row), row

    def place(self, key: str, hint: int = 0) -> int | None:
        """Return the place of a key; None = it is not shown. It looks at the hint first, which costs nothing."""
        there = self.at(hint)
        if there is not None and there[0] == key:
            return hint
        index = self._by_key().get(key)
        if index is None or self._view is None:
            return index
        try:
            return self._view.index(index)
        except ValueError:
            return None

    def keys(self, limit: int) -> list[str]:
        """Return the keys of the first rows, at most ``limit``."""
        shown = (self.at(place) for place in range(min(limit, len(self))))
        return [there[0] for there in shown if there is not None]

    def replace(self, rows: Sequence[R]) -> None:
        """Replace all rows."""
        self._rows = list(rows)
        self._index = None
        self._look()

    def change(self, rows: Mapping[str, R | None]) -> bool:
        """Take changed rows in by key, None = the row is gone; return whether anything differs."""
        index = self._by_key()
        gone: set[int] = set()
        touched = False
        for key, row in rows.items():
            at = index.get(key)
            if row is None:
                if at is not None:
                    gone.add(at)
            elif at is None:
                index[key] = len(self._rows)
                self._rows.append(row)
                touched = True
            elif self._rows[at] is not row:
                self._rows[at] = row
                touched = True
        if gone:
            self._rows = [row for number, row in enumerate(self._rows) if number not in gone]
            self._index = None
        if gone or touched:
            self._look()
        return bool(gone) or touched

    def narrow(self, words: str) -> None:
        """Filter by words; empty = show all rows."""
        self.words = words.strip()
        if not self.words:
            self._texts.clear()
        self._look()

    def sorts(self, column: int) -> bool:
        """Return whether the rows can be sorted by this column: by every one."""
        return True

    def arrange(self, column: int | None, reverse: bool) -> None:
        """Sort by a column, by its number; None = in the order of ``replace``."""
        if column != self.column:
            self._ranks.clear()
        self.column, self.reverse = column, reverse
        self._look()

    def _by_key(self) -> dict[str, int]:
        if self._index is None:
            self._index = {self._key(row): number for number, row in enumerate(self._rows)}
        return self._index

    def _look(self) -> None:
        if not self.words and self.column is None:
            self._view = None
            return
        words = self.words.casefold().split()
        places: Iterable[int] = range(len(self._rows))
        if words:
            places = (place for place in places if all(word in self._text(place) for word in words))
        self._view = sorted(places, key=self._rank, reverse=self.reverse) if self.column is not None else list(places)

    def _text(self, number: int) -> str:
        row = self._rows[number]
        key = self._key(row)
        known = self._texts.get(key)
        if known is None or known[0] is not row:
            known = self._texts[key] = (row, " ".join(text for text, _ in self._cells(key, row)).casefold())
        return known[1]

    def _rank(self, number: int) -> Rank:
        row = self._rows[number]
        key = self._key(row)
        known = self._ranks.get(key)
        if known is None or known[0] is not row:
            column = self._columns[self.column or 0]
            cell = column.cell(row)
            known = self._ranks[key] = (row, rank(cell.plain(), cell.severity, column.number))
        return known[1]
