"""Moves of the cursor, in as few bytes as they take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Place(NamedTuple):
    """Row and column of the cursor, from 0 on."""

    row: int
    column: int | None
    """None = not known: some terminals give two cells to letters that are no ASCII."""


STEPS = 3
"""Rows that single steps down are tried for; more of them cost as much as a jump."""


@lru_cache(maxsize=8192)
def move(before: Place | None, row: int, column: int, *, to_columns: bool) -> str:
    """Return the shortest of what moves the cursor there; ``before``: None = nobody knows where it is.

    ``to_columns``: whether the terminal can jump to a column of its row (CHA), which a VT100 cannot.
    """
    return min(_ways(before, row, column, to_columns), key=len)


def _ways(before: Place | None, row: int, column: int, to_columns: bool) -> Iterator[str]:
    if before is not None and 0 <= row - before.row <= STEPS:
        # VT, and not LF: the terminal's line may put a CR before each LF.
        down = "\v" * (row - before.row)
        for start, begun in ((before.column, down), (0, f"\r{down}")):
            if start == column:
                yield begun
            elif start is not None and start < column:
                yield f"{begun}\x1b[{_count(column - start)}C"
            elif start is not None:
                yield begun + "\b" * (start - column)
            if to_columns:
                yield f"{down}\x1b[{_count(column + 1)}G"
    yield f"\x1b[{_count(row + 1)};{column + 1}H" if column else f"\x1b[{_count(row + 1)}H"


def _count(number: int) -> str:
    """Return a number as it stands in a code, where 1 goes without saying."""
    return "" if number == 1 else str(number)
