"""The store as the verbs read it: rows as the contract's objects, and what changed of one job since a revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from drconsole.render.tree import with_tasks
from drconsole.store.entries import TABLES
from drconsole.store.reader import Reader

_KEYED = frozenset({"plan", "item"})
"""Tables whose bodies have a ``key`` of their own; elsewhere it only repeats what the body says."""


class Store:
    """A read-only view; every call sees the newest committed state. Raises what ``Reader`` raises."""

    def __init__(self, path: Path) -> None:
        self._reader = Reader(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._reader.close()

    def rev(self) -> int:
        return self._reader.rev()

    def rows(self, table: str, since: int = 0, job: str | None = None) -> list[dict[str, Any]]:
        """Plans and items in the provider's order, all else oldest change first."""
        found = [_tidy(table, row) for row in self._reader.rows(table, since=since, job=job)]
        return sorted(found, key=lambda row: int(row.get("position") or 0)) if table in _KEYED else found

    def row(self, table: str, key: str) -> dict[str, Any] | None:
        found = self._reader.row(table, key)
        return None if found is None else _tidy(table, found)

    def job(self, job: str) -> dict[str, Any] | None:
        """The job with its task tree; None = there is none of this id."""
        row = self.row("job", job)
        return None if row is None else with_tasks(row, self.rows("task", job=job))

    def journal(self, since: int, limit: int | None) -> list[dict[str, Any]]:
        return list(self._reader.journal(since, limit))

    def stopped_cleanly(self) -> bool:
        """Whether the last thing in the journal is an engine that was told to go."""
        last, reach = self.rev(), 64
        while True:
            events = list(self._reader.journal(max(0, last - reach)))
            if events:
                return events[-1].get("kind") == "engine.stopped"
            if reach >= last:
                return False
            reach *= 8

    def world(self) -> Mapping[str, Any]:
        """What the engine last wrote of mode, clock, estate and provider; empty where it wrote nothing."""
        rows = self._reader.rows("world") if "world" in TABLES else []
        return rows[-1] if rows else {}

    def mode(self) -> str | None:
        mode = self.world().get("mode")
        return None if mode is None else str(mode)


def _tidy(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key" or table in _KEYED}
