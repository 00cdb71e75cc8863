"""Keys asked for in portions: SQLite takes a limited number of values in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

MANY = 500
"""Most keys of one statement."""


def portions(keys: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Placeholders for ``IN (...)`` and the keys that they stand for, portion by portion."""
    for start in range(0, len(keys), MANY):
        some = keys[start : start + MANY]
        yield ", ".join("?" * len(some)), some
