"""One look at the store: what has changed since a revision, for who holds the rows of lists and of open jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from drconsole.console.state.model.model import WHOLE
from drconsole.console.state.model.plans import LATE
from drconsole.records.tables import ITEMS, PLANS, TASKS, TableRow
from drconsole.recovery.types.data import dataclass
from drconsole.store.reading.reader import Reader

if TYPE_CHECKING:
    from drconsole.records.rows.work.journal import EventRow

Rows: TypeAlias = "dict[str, dict[str, TableRow | None]]"
"""Table -> key -> row; None = the row is gone."""
ITEMS_NAMED = 500
"""Changed items to name; of more it is only told that many have changed."""


@dataclass(frozen=True, slots=True)
class Found:
    """Changes that one look at the store found, as ``News`` has them."""

    rev: int
    rows: Rows = field(default_factory=dict)
    items: frozenset[str] | None = frozenset()
    journal: tuple[EventRow, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.rows or self.journal or self.items != frozenset())


def look_at(reader: Reader, since: int, jobs: Mapping[str, int]) -> Found:
    """Return what changed after a revision. ``jobs``: job whose tasks are read -> revision after which they are."""
    # Read the revision first: a row that changes while we read is then read again, and never missed.
    rev = reader.rev()
    rows: Rows = {}
    # Of the many tables hardly any has changed since the last look.
    for table in reader.moved(WHOLE, since) if since else WHOLE:
        found = reader.rows_without(PLANS, LATE, since) if table == PLANS else reader.rows(table, since=since)
        for row in found:
            rows.setdefault(table, {})[row["key"]] = row
    for job, job_rev in jobs.items():
        for task in reader.rows(TASKS, since=job_rev, job=job):
            rows.setdefault(TASKS, {})[task["id"]] = task
    graves = reader.tombstones(since) if since else []
    for grave in graves:
        if grave["table"] in WHOLE:
            rows.setdefault(grave["table"], {})[grave["key"]] = None
    # At the first look nobody knows what of them has been shown.
    changed = reader.changed(ITEMS, since, ITEMS_NAMED) if since else None
    gone = [grave["key"] for grave in graves if grave["table"] == ITEMS]
    items = None if changed is None else frozenset((*changed, *gone))
    return Found(rev, rows, items)
