"""Details of rows, kept while they hold: a row that the cursor comes back to is not asked of the rules again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import NamedTuple

from drconsole.render.rows.lines import Marked

MOST = 512
"""Number of rows whose details are kept."""


class Details(NamedTuple):
    """Lines on a row, and the command that is next with it; empty = none is."""

    lines: tuple[Marked, ...]
    command: str


class KeptDetails:
    """Details by the key of their row, as long as what they were made from is the same."""

    def __init__(self) -> None:
        self._by_key: dict[str, Details] = {}
        self._made_from: Hashable = None

    def forget(self) -> None:
        """Drop all details: rows have changed."""
        self._by_key.clear()

    def of(self, key: str, made_from: Hashable, make: Callable[[], Details]) -> Details:
        """Return the details of a row, made now or before. ``made_from``: all that they depend on beside rows."""
        if made_from != self._made_from or len(self._by_key) >= MOST:
            self._by_key.clear()
            self._made_from = made_from
        if (found := self._by_key.get(key)) is None:
            found = self._by_key[key] = make()
        return found
