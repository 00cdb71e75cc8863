"""The store as the verbs read it: rows as the contract's objects, and what changed of one job since a revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast, overload

from drconsole.records.rows.estate import WorldRow
from drconsole.records.rows.journal import EventRow
from drconsole.records.tables import ITEMS, JOBS, PLANS, TASKS, WORLD, Table, TableRow
from drconsole.render.tree import with_tasks
from drconsole.store.reader import Reader

R = TypeVar("R", bound=TableRow)

_KEYED = frozenset({PLANS, ITEMS})
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

    @overload
    def rows(  # type: ignore[overload-overlap]
        self, table: Table[R], since: int = 0, job: str | None = None
    ) -> list[R]: ...
    @overload
    def rows(self, table: str, since: int = 0, job: str | None = None) -> list[dict[str, Any]]: ...
    def rows(self, table: str, since: int = 0, job: str | None = None) -> Any:
        """Plans and items in the provider's order, all else oldest change first."""
        found = [_tidy(table, row) for row in self._reader.rows(cast(Table[Any], table), since=since, job=job)]
        return sorted(found, key=lambda row: int(row.get("position") or 0)) if table in _KEYED else found

    @overload
    def row(self, table: Table[R], key: str) -> R | None: ...  # type: ignore[overload-overlap]
    @overload
    def row(self, table: str, key: str) -> dict[str, Any] | None: ...
    def row(self, table: str, key: str) -> Any:
        found = self._reader.row(cast(Table[Any], table), key)
        return None if found is None else _tidy(table, found)

    def job(self, job: str) -> dict[str, Any] | None:
        """The job with its task tree; None = there is none of this id."""
        row = self.row(JOBS, job)
        return None if row is None else with_tasks(row, self.rows(TASKS, job=job))

    def journal(self, since: int, limit: int | None) -> list[EventRow]:
        return list(self._reader.journal(since, limit))

    def stopped_cleanly(self) -> bool:
        """Whether the last thing in the journal is an engine that was told to go."""
        last, reach = self.rev(), 64
        while True:
            events = list(self._reader.journal(max(0, last - reach)))
            if events:
                return events[-1]["kind"] == "engine.stopped"
            if reach >= last:
                return False
            reach *= 8

    def world(self) -> WorldRow | None:
        """What the engine last wrote of mode, clock, estate and provider; None = it wrote nothing."""
        return self._reader.row(WORLD, WORLD)

    def mode(self) -> str | None:
        world = self.world()
        return None if world is None else world["mode"]


def _tidy(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key" or table in _KEYED}
