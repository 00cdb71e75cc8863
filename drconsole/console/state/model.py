"""Model of what the console knows: rows of the store by table and key, and the engine's status. No Textual, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast, overload

from drconsole.records.clock import clock_by_now
from drconsole.records.rows.items import SideRow
from drconsole.records.rows.jobs import JobRow
from drconsole.records.rows.status import NeedsRow
from drconsole.records.tables import (
    GATES,
    ITEMS,
    JOBS,
    NETWORKS,
    OBLIGATIONS,
    PLANS,
    SITES,
    VALIDATIONS,
    WORLD,
    R,
    Table,
)
from drconsole.records.view import Row
from drconsole.records.waits import no_side, waiting
from drconsole.render.labels import label
from drconsole.render.status import blocked_text

TABLES = (PLANS, ITEMS, JOBS, GATES, VALIDATIONS, OBLIGATIONS, NETWORKS, SITES, WORLD)
"""Tables that are read as a whole; tasks are read only of the job on the screen, the journal only while it is shown."""


class Link(StrEnum):
    """State of the console's connection to the engine."""

    NONE = "no engine"
    """No engine runs, and this console starts none: a person stopped it, or the console is read-only."""
    BARRED = "engine of another user"
    """The state belongs to another user: the engine takes no command of ours, but its store can be read."""
    LOST = "engine lost"
    """The engine went away without having said so; this console starts or looks for the next one."""
    STARTING = "engine starting"
    HERE = "engine"


@dataclass(frozen=True, slots=True)
class News:
    """Changes since the feed's last report, and the state of the connection to the engine."""

    rows: Mapping[str, Mapping[str, Row | None]] = field(default_factory=dict)
    """Table -> key -> row; None = the row is gone."""
    rev: int = 0
    link: Link = Link.NONE
    link_detail: str = ""
    status: Mapping[str, Any] | None = None
    """Answer of the engine to ``Status``; None = it was not asked since."""
    seen_at: float = 0.0
    """``time.monotonic()`` of the look."""
    journal: tuple[Row, ...] = ()
    """Events since the last report, oldest first, while the journal is followed."""


Changed = Mapping[str, frozenset[str]]
"""Table -> keys of changed rows; ``link``, ``status`` and ``journal`` are keys without rows."""


class Model:
    """Newest known rows. ``apply`` returns what changed, so that only that is drawn."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {table: {} for table in (*TABLES, "task")}
        self._names: dict[str, Counter[str]] = {"plan": Counter(), "item": Counter()}
        """Number of plans and items that have a name."""
        self.rev = 0
        self.link = Link.NONE
        self.link_detail = ""
        self.status: Mapping[str, Any] = {}
        self.status_at = 0.0
        self.seen_at = 0.0
        self.job: str | None = None
        """Job whose tasks are read."""
        self.journal: list[Row] = []
        self._no_side: dict[str, None] = {}
        """Keys of the items without a side that is known to be valid: of thousands of items hardly any."""

    def apply(self, news: News) -> Changed:
        """Take news in and return what changed."""
        changed: dict[str, frozenset[str]] = {}
        for table, rows in news.rows.items():
            held = self._rows[table]
            names = self._names.get(table)
            for key, row in rows.items():
                if names is not None:
                    self._count_names(names, held.get(key), row)
                if row is None:
                    held.pop(key, None)
                else:
                    held[key] = row
            changed[table] = frozenset(rows)
            if table == "item":
                self._see_sides(rows)
        self.rev = max(self.rev, news.rev)
        self.seen_at = news.seen_at or self.seen_at
        if (news.link, news.link_detail) != (self.link, self.link_detail):
            self.link, self.link_detail = news.link, news.link_detail
            changed["link"] = frozenset()
        if news.status is not None:
            self.status, self.status_at = news.status, news.seen_at
            changed["status"] = frozenset()
        if news.journal:
            self.journal.extend(news.journal)
            changed["journal"] = frozenset()
        return changed

    @staticmethod
    def _count_names(names: Counter[str], old: Row | None, new: Row | None) -> None:
        if old is not None:
            names[str(old.get("name"))] -= 1
        if new is not None:
            names[str(new.get("name"))] += 1

    def label(self, table: str, row: Row) -> str:
        """Return the name of a plan or item, with its key where another one has the same name."""
        name = row.get("name", row["key"])
        return label(row["key"], name, shared=self._names[table][str(name)] > 1)

    def _see_sides(self, rows: Mapping[str, Row | None]) -> None:
        for key, row in rows.items():
            if row is not None and no_side(cast(SideRow, row)) is not None:
                self._no_side[key] = None
            else:
                self._no_side.pop(key, None)

    def waits(self) -> list[NeedsRow]:
        """Return everything that needs a person."""
        items = [row for key in self._no_side if (row := self.row(ITEMS, key)) is not None]
        return waiting(self.open_jobs(), self.rows(GATES), self.rows(OBLIGATIONS), items)

    @overload
    def rows(self, table: Table[R]) -> list[R]: ...
    @overload
    def rows(self, table: str) -> list[Row]: ...
    def rows(self, table: str) -> Any:
        """Return all rows of a table: plans and items in the provider's order, jobs newest first, others as read."""
        rows: Iterable[Row] = self._rows[table].values()
        if table in ("plan", "item", "task"):
            return sorted(rows, key=lambda row: int(row.get("position") or 0))
        if table == "job":
            return sorted(rows, key=lambda row: (str(row.get("started_at") or ""), str(row["id"])), reverse=True)
        return list(rows)

    @overload
    def row(self, table: Table[R], key: str) -> R | None: ...
    @overload
    def row(self, table: str, key: str) -> Row | None: ...
    def row(self, table: str, key: str) -> Any:
        """Return one row; None = there is none."""
        return self._rows[table].get(key)

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        return len(self._rows[table])

    def follow_job(self, job: str | None) -> None:
        """Take tasks of this job from now on, and forget those of another one."""
        if job != self.job:
            self.job = job
            self._rows["task"].clear()

    def blocked(self) -> str:
        """Return why the engine cannot work although it answers; empty = nothing is wrong, or no engine answers."""
        engine = self.status.get("engine") if self.link is Link.HERE else None
        return blocked_text(engine) if engine else ""

    def open_jobs(self) -> list[JobRow]:
        """Return the jobs that have not ended, the newest first."""
        return [row for row in self.rows(JOBS) if not row["ended_at"]]

    def world_now(self, monotonic: float) -> str | None:
        """Return the provider's time now, computed from the last status; None = no engine has told it.

        ``monotonic``: seconds on the clock of ``status_at``.
        """
        clock = self.status.get("clock")
        return clock_by_now(clock, monotonic - self.status_at) if clock else None

    def mode(self) -> str:
        """Return SIMULATION, EXERCISE or LIVE, as the provider says it; UNKNOWN until it has."""
        world = self._rows["world"].get("world", {})
        return str(self.status.get("mode") or world.get("mode") or "UNKNOWN")
