"""Model of what the console knows: rows of the store by table and key, and the engine's status. No Textual, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from drconsole.records.clock import clock_by_now
from drconsole.records.rows.common import ItemName
from drconsole.records.rows.items import ItemRow
from drconsole.records.rows.jobs import JobRow
from drconsole.records.rows.journal import EventRow
from drconsole.records.rows.status import EngineRow, NeedsRow, StatusRow, ToldClockRow
from drconsole.records.tables import (
    GATES,
    ITEMS,
    JOBS,
    NETWORKS,
    OBLIGATIONS,
    PLANS,
    SITES,
    TASKS,
    VALIDATIONS,
    WORLD,
    R,
    Table,
    TableRow,
)
from drconsole.records.waits import no_side, waiting
from drconsole.render.labels import label
from drconsole.render.status import blocked_text

TABLES: tuple[Table[TableRow], ...] = (
    PLANS,
    ITEMS,
    JOBS,
    GATES,
    VALIDATIONS,
    OBLIGATIONS,
    NETWORKS,
    SITES,
    WORLD,
)
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

    rows: Mapping[str, Mapping[str, TableRow | None]] = field(default_factory=dict)
    """Table -> key -> row; None = the row is gone."""
    rev: int = 0
    link: Link = Link.NONE
    link_detail: str = ""
    status: StatusRow | None = None
    """Answer of the engine to ``Status``; None = it was not asked since."""
    seen_at: float = 0.0
    """``time.monotonic()`` of the look."""
    journal: tuple[EventRow, ...] = ()
    """Events since the last report, oldest first, while the journal is followed."""


_POSITIONED = frozenset({PLANS, ITEMS, TASKS})
"""Tables whose rows have a ``position``."""

Changed = Mapping[str, frozenset[str]]
"""Table -> keys of changed rows; ``link``, ``status`` and ``journal`` are keys without rows."""


class Model:
    """Newest known rows. ``apply`` returns what changed, so that only that is drawn."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, TableRow]] = {table: {} for table in (*TABLES, TASKS)}
        self._names: dict[str, Counter[str]] = {PLANS: Counter(), ITEMS: Counter()}
        """Number of plans and items that have a name."""
        self.rev = 0
        self.link = Link.NONE
        self.link_detail = ""
        self.status: StatusRow | None = None
        """Last answer of the engine to ``Status``; None = it has not answered yet."""
        self.status_at = 0.0
        self.seen_at = 0.0
        self.job: str | None = None
        """Job whose tasks are read."""
        self.journal: list[EventRow] = []
        self._no_side: dict[str, None] = {}
        """Keys of the items without a side that is known to be valid: of thousands of items hardly any."""

    def apply(self, news: News) -> Changed:
        """Take news in and return what changed."""
        changed: dict[str, frozenset[str]] = {}
        for table, rows in news.rows.items():
            held = self._rows[table]
            if table in self._names:
                self._count_names(table, rows)
            for key, row in rows.items():
                if row is None:
                    held.pop(key, None)
                else:
                    held[key] = row
            changed[table] = frozenset(rows)
            if table == ITEMS:
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

    def _count_names(self, table: str, rows: Mapping[str, TableRow | None]) -> None:
        names, held = self._names[table], self._rows[table]
        for key, row in rows.items():
            if (old := held.get(key)) is not None:
                names[cast(ItemName, old)["name"]] -= 1
            if row is not None:
                names[cast(ItemName, row)["name"]] += 1

    def label(self, table: str, row: ItemName) -> str:
        """Return the name of a plan or item, with its key where another one has the same name."""
        return label(row["key"], row["name"], shared=self._names[table][row["name"]] > 1)

    def _see_sides(self, rows: Mapping[str, TableRow | None]) -> None:
        for key, row in rows.items():
            if row is not None and no_side(cast(ItemRow, row)) is not None:
                self._no_side[key] = None
            else:
                self._no_side.pop(key, None)

    def waits(self) -> list[NeedsRow]:
        """Return everything that needs a person."""
        items = [row for key in self._no_side if (row := self.row(ITEMS, key)) is not None]
        return waiting(self.open_jobs(), self.rows(GATES), self.rows(OBLIGATIONS), items)

    def rows(self, table: Table[R]) -> list[R]:
        """Return all rows of a table: plans and items in the provider's order, jobs newest first, others as read."""
        rows = cast("Iterable[R]", self._rows[table].values())
        if table in _POSITIONED:
            return sorted(rows, key=_position)
        return sorted(rows, key=_start, reverse=True) if table == JOBS else list(rows)

    def row(self, table: Table[R], key: str) -> R | None:
        """Return one row; None = there is none."""
        return cast("R | None", self._rows[table].get(key))

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        return len(self._rows[table])

    def follow_job(self, job: str | None) -> None:
        """Take tasks of this job from now on, and forget those of another one."""
        if job != self.job:
            self.job = job
            self._rows[TASKS].clear()

    @property
    def engine(self) -> EngineRow | None:
        """The engine as its last status tells it; None = no engine has answered yet."""
        return self.status["engine"] if self.status is not None else None

    @property
    def clock(self) -> ToldClockRow | None:
        """The provider's clock as the last status tells it; None = no engine has answered yet."""
        return self.status["clock"] if self.status is not None else None

    @property
    def sets_clock(self) -> bool:
        """Whether the provider's clock can be set: it is a simulation."""
        return self.clock is not None and self.clock.get("ours", False)

    def blocked(self) -> str:
        """Return why the engine cannot work although it answers; empty = nothing is wrong, or no engine answers."""
        engine = self.engine if self.link is Link.HERE else None
        return blocked_text(engine) if engine is not None else ""

    def open_jobs(self) -> list[JobRow]:
        """Return the jobs that have not ended, the newest first."""
        return [row for row in self.rows(JOBS) if not row["ended_at"]]

    def world_now(self, monotonic: float) -> str | None:
        """Return the provider's time now, computed from the last status; None = no engine has told it.

        ``monotonic``: seconds on the clock of ``status_at``.
        """
        return clock_by_now(self.clock, monotonic - self.status_at) if self.clock is not None else None

    def mode(self) -> str:
        """Return SIMULATION, EXERCISE or LIVE, as the provider says it; UNKNOWN until it has."""
        world = self.row(WORLD, WORLD)
        said = self.status["mode"] if self.status is not None else None
        return said or (world["mode"] if world is not None else "UNKNOWN")


def _position(row: TableRow) -> int:
    return cast(ItemRow, row)["position"]


def _start(row: TableRow) -> tuple[str, str]:
    job = cast(JobRow, row)
    return job["started_at"] or "", job["id"]
