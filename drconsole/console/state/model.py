"""Model of what the console knows: rows of the store by table and key, kept by revision. No Textual, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast, overload

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
    Table,
    TableRow,
)
from drconsole.records.view import Row
from drconsole.records.waits import no_side, waiting
from drconsole.render.labels import label

R = TypeVar("R", bound=TableRow)

TABLES = (PLANS, ITEMS, JOBS, GATES, VALIDATIONS, OBLIGATIONS, NETWORKS, SITES, WORLD)
"""Followed as a whole; tasks only of the job that somebody looks at, the journal only while it is shown."""


class Link(StrEnum):
    """How the console stands to its engine."""

    NONE = "no engine"
    """None runs, and none is to be started (stopped on purpose, or read-only)."""
    BARRED = "engine of another user"
    """It takes nothing from us; whether it runs is not known from here, and what it writes can be read."""
    LOST = "engine lost"
    """It went away without saying so; the next one is being started or looked for."""
    STARTING = "engine starting"
    HERE = "engine"


@dataclass(frozen=True, slots=True)
class News:
    """What the feed has seen since it last told: changed rows (None = gone), and how the engine stands."""

    rows: Mapping[str, Mapping[str, Row | None]] = field(default_factory=dict)
    """Table -> key -> row."""
    rev: int = 0
    link: Link = Link.NONE
    link_detail: str = ""
    status: Mapping[str, Any] | None = None
    """The engine's answer to Status; None = not asked anew."""
    seen_at: float = 0.0
    """``time.monotonic()`` of the look."""
    journal: tuple[Row, ...] = ()
    """Events since the last news, oldest first, while the journal is followed."""


Changed = Mapping[str, frozenset[str]]
"""Table -> keys of changed rows; ``link`` and ``status`` stand for themselves."""


class Model:
    """The newest known rows. ``apply`` says what changed, so that only that is drawn."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {table: {} for table in (*TABLES, "task")}
        self._names: dict[str, Counter[str]] = {"plan": Counter(), "item": Counter()}
        """How many have a name."""
        self.rev = 0
        self.link = Link.NONE
        self.link_detail = ""
        self.status: Mapping[str, Any] = {}
        self.status_at = 0.0
        self.seen_at = 0.0
        self.job: str | None = None
        """The job whose tasks are held."""
        self.journal: list[Row] = []
        self._no_side: dict[str, None] = {}
        """Keys of the items of which no side is known to count: of thousands hardly any."""

    def apply(self, news: News) -> Changed:
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
        """What people read of a plan or item: its name, with the key where another has that name."""
        name = row.get("name", row["key"])
        return label(row["key"], name, shared=self._names[table][str(name)] > 1)

    def _see_sides(self, rows: Mapping[str, Row | None]) -> None:
        for key, row in rows.items():
            if row is not None and no_side(cast(SideRow, row)) is not None:
                self._no_side[key] = None
            else:
                self._no_side.pop(key, None)

    def waits(self) -> list[NeedsRow]:
        """Everything that needs a person."""
        items = [row for key in self._no_side if (row := self.row(ITEMS, key)) is not None]
        return waiting(self.open_jobs(), self.rows(GATES), self.rows(OBLIGATIONS), items)

    @overload
    def rows(self, table: Table[R]) -> list[R]: ...
    @overload
    def rows(self, table: str) -> list[Row]: ...
    def rows(self, table: str) -> Any:
        """All rows of a table: plans and items in the provider's order, jobs newest first, the rest as they came."""
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
        return self._rows[table].get(key)

    def count(self, table: str) -> int:
        return len(self._rows[table])

    def follow_job(self, job: str | None) -> None:
        """Forget the tasks of another job."""
        if job != self.job:
            self.job = job
            self._rows["task"].clear()

    def open_jobs(self) -> list[JobRow]:
        return [row for row in self.rows(JOBS) if not row["ended_at"]]

    def world_now(self, monotonic: float) -> str | None:
        """The provider's clock by now, from the last status; None = no engine has told it.

        ``monotonic`` is of the clock of ``status_at``.
        """
        return clock_by_now(self.status.get("clock") or {}, monotonic - self.status_at)

    def mode(self) -> str:
        """SIMULATION, EXERCISE or LIVE, in the provider's words; UNKNOWN until it has told."""
        world = self._rows["world"].get("world", {})
        return str(self.status.get("mode") or world.get("mode") or "UNKNOWN")
