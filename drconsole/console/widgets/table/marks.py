"""Marks on rows of a table, by key: they stay whatever the table is sorted and filtered by."""

from __future__ import annotations

from collections.abc import Collection

MARK = "*"
ROOM = 2
"""Cells in front of every line while something is marked."""
AT_ONCE = 1000
"""Rows that one key marks at most, our choice: what is done to all of them is asked of the engine one by one."""


class Marks:
    """Keys of the marked rows, in the order in which they were marked."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys, in the order of marking."""
        return tuple(self._keys)

    @property
    def room(self) -> int:
        """Cells that the marks take from every line."""
        return ROOM if self._keys else 0

    def before(self, key: str) -> str:
        """Return what stands before the line of a row; empty = nothing is marked."""
        return (MARK if key in self._keys else "").ljust(self.room)

    def turn(self, key: str) -> None:
        """Mark a row, or take its mark away."""
        if key in self._keys:
            del self._keys[key]
        else:
            self._keys[key] = None

    def turn_all(self, keys: Collection[str]) -> None:
        """Mark these rows; where all of them are marked, take their marks away."""
        if all(key in self._keys for key in keys):
            for key in keys:
                del self._keys[key]
        else:
            self._keys.update(dict.fromkeys(keys))

    def clear(self) -> None:
        """Take all marks away."""
        self._keys.clear()
