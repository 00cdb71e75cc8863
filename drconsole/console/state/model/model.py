"""Model of what the console knows: rows of the store by table and key, and the engine's status. No Textual.

Of items it holds no list: they are asked of the store by query (``items``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING, cast

from drconsole.console.state.model.items import Items
from drconsole.console.state.model.order import in_order
from drconsole.console.state.model.plans import WholePlans
from drconsole.records.clock import clock_by_now
from drconsole.records.tables import (
    FOREIGN_JOBS,
    GATES,
    HANDOVERS,
    ITEMS,
    JOBS,
    MEMBERS,
    NETWORKS,
    NOTES,
    OBLIGATIONS,
    PLANS,
    POLLS,
    PROPOSALS,
    SHELVED,
    SITES,
    TASKS,
    VALIDATIONS,
    WORLD,
    R,
    Table,
    TableRow,
)
from drconsole.records.waiting.of_room import of_room
from drconsole.records.waiting.waits import waiting
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.data import dataclass
from drconsole.render.estate.status import blocked_text
from drconsole.render.words.labels import label

if TYPE_CHECKING:
    from drconsole.records.rows.alarms import ShelvedRow
    from drconsole.records.rows.common import ItemName
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.status import ConsoleRow, EngineRow, NeedsRow, StatusRow, ToldClockRow
    from drconsole.records.rows.work.jobs import GateRow, JobRow
    from drconsole.records.rows.work.journal import EventRow

TABLES: tuple[Table[TableRow], ...] = (
    PLANS,
    ITEMS,
    JOBS,
    GATES,
    VALIDATIONS,
    OBLIGATIONS,
    HANDOVERS,
    PROPOSALS,
    NETWORKS,
    SITES,
    FOREIGN_JOBS,
    WORLD,
    SHELVED,
    POLLS,
    MEMBERS,
    NOTES,
)
"""Tables that the console shows; tasks are read only of the job on the screen, the journal only while it is shown."""
WHOLE = tuple(table for table in TABLES if table != ITEMS)
"""Tables that are read as a whole."""
GRAVE = range(GRAVITY[Stand.CRITICAL])
"""Gravities of items that may need a person."""
READ = 1000
"""Items that are read at most because something is wrong with them."""


class Link(StrEnum):
    """State of the console's connection to the engine."""

    SOUGHT = "looking for the engine"
    """Nobody has looked yet whether one answers: the console was opened just now."""
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
    """Table -> key -> row; None = the row is gone. Of items only where no store holds them."""
    items: frozenset[str] | None = frozenset()
    """Keys of the items that have changed or are gone; None = they are too many to be named."""
    rev: int = 0
    link: Link = Link.NONE
    link_detail: str = ""
    status: StatusRow | None = None
    """Answer of the engine to ``Status``; None = it was not asked since."""
    seen_at: float = 0.0
    """``time.monotonic()`` of the look."""
    journal: tuple[EventRow, ...] = ()
    """Events since the last report, oldest first, while the journal is followed."""


WAITING = frozenset({JOBS, GATES, OBLIGATIONS})
"""Tables that tell what needs a person, beside the items."""

Changed = Mapping[str, frozenset[str]]
"""Table -> keys of changed rows; ``link``, ``status`` and ``journal`` are keys without rows."""


class Model:
    """Newest known rows. ``apply`` returns what changed, so that only that is drawn."""

    def __init__(self, items: Items | None = None) -> None:
        self.items = items or Items()
        """All replicated items, by query."""
        self._rows: dict[str, dict[str, TableRow]] = {table: {} for table in (*WHOLE, TASKS)}
        self._plans = WholePlans(self.items.plan)
        self._plan_names: Counter[str] = Counter()
        """Number of plans that have a name."""
        self.rev = 0
        self.link = Link.SOUGHT
        self.link_detail = ""
        self.status: StatusRow | None = None
        """Last answer of the engine to ``Status``; None = it has not answered yet."""
        self.status_at = 0.0
        self.seen_at = 0.0
        self.job: str | None = None
        """Job whose tasks are read."""
        self.journal: list[EventRow] = []
        self._waits: tuple[int, list[NeedsRow]] | None = None
        """Version of the items, and what needed a person then; None = other rows that tell it have changed."""

    def apply(self, news: News) -> Changed:
        """Take news in and return what changed."""
        changed: dict[str, frozenset[str]] = {}
        for table, rows in news.rows.items():
            if table == ITEMS:
                continue
            held = self._rows[table]
            if table == PLANS:
                self._count_names(rows)
                self._plans.changed()
            for key, row in rows.items():
                if row is None:
                    held.pop(key, None)
                else:
                    held[key] = row if table != PLANS else self._plans.late(cast("PlanRow", row))
            changed[table] = frozenset(rows)
        taken = cast("Mapping[str, ItemRow | None]", news.rows.get(ITEMS, {}))
        if taken or news.items != frozenset():
            self.items.take(taken)
            changed[ITEMS] = self.items.changed(None if news.items is None else {*news.items, *taken})
        if changed.keys() & WAITING:
            self._waits = None
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

    def _count_names(self, rows: Mapping[str, TableRow | None]) -> None:
        for key, row in rows.items():
            if (old := self._rows[PLANS].get(key)) is not None:
                self._plan_names[cast("ItemName", old)["name"]] -= 1
            if row is not None:
                self._plan_names[cast("ItemName", row)["name"]] += 1

    def label(self, table: str, row: PlanRow | ItemRow) -> str:
        """Return the name of a plan or item, with its key where another one has the same name."""
        if table == ITEMS:
            return self.items.label(cast("ItemRow", row))
        return label(row["key"], row["name"], shared=self._plan_names[row["name"]] > 1)

    def waits(self, wall: str = "") -> list[NeedsRow]:
        """Return everything that needs a person, but for that of which the alarm is shelved.

        ``wall``: the wall's clock, by which proposals and polls run out; empty = this machine's now.
        """
        if self._waits is None or self._waits[0] != self.items.version:
            grave = self.items.standing(GRAVE, READ)
            found = waiting(self.open_jobs(), self.rows(GATES), self.rows(OBLIGATIONS), grave)
            self._waits = self.items.version, found
        shelved, proposals, polls = self.rows(SHELVED), self.rows(PROPOSALS), self.rows(POLLS)
        if not (shelved or proposals or polls):
            return self._waits[1]
        wall = wall or f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return self._not_aside([*self._waits[1], *of_room(proposals, polls, wall)], shelved, wall)

    def _not_aside(self, waits: list[NeedsRow], shelved: list[ShelvedRow], wall: str) -> list[NeedsRow]:
        if not shelved:
            return waits
        from drconsole.records.alarms.shelves import is_aside

        return [wait for wait in waits if not is_aside(wait, shelved, wall)]

    def asking(self, job: str | None = None) -> list[GateRow]:
        """Return what waits for a person's answer: of one job, or of all."""
        return [gate for gate in self.rows(GATES) if gate["outcomes"] and job in (None, gate["job"])]

    def rows(self, table: Table[R]) -> list[R]:
        """Return all rows of a table: plans in the provider's order, jobs newest first, others as read.

        Items are never read as a whole: ``items`` has them.
        """
        return in_order(table, cast("Iterable[R]", self._rows[table].values()))

    def row(self, table: Table[R], key: str) -> R | None:
        """Return one row; None = there is none."""
        found = self.items.row(key) if table == ITEMS else self._rows[table].get(key)
        return cast("R | None", found)

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        return self.items.count if table == ITEMS else len(self._rows[table])

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
    def speed(self) -> float:
        """Seconds of the provider's clock in one of ours; infinity where it jumps, 1 where nobody has told it."""
        said = self.clock["speed"] if self.clock is not None else None
        return float(said) if isinstance(said, int | float) else inf if said == "max" else 1.0

    @property
    def sets_clock(self) -> bool:
        """Return whether the provider's clock can be set: it is a simulation."""
        return self.clock is not None and self.clock.get("ours", False)

    @property
    def consoles(self) -> list[ConsoleRow]:
        """Consoles that are open on this state, this one among them, as the last status tells them."""
        known = self.status.get("consoles") if self.status is not None and self.link is Link.HERE else None
        return known or []

    def blocked(self) -> str:
        """Return why the engine cannot work although it answers; empty = nothing is wrong, or no engine answers."""
        engine = self.engine if self.link is Link.HERE else None
        return blocked_text(engine) if engine is not None else ""

    def open_jobs(self) -> list[JobRow]:
        """Return the jobs that have not ended, the newest first."""
        rows = cast("Iterable[JobRow]", self._rows[JOBS].values())
        return in_order(JOBS, (row for row in rows if not row["ended_at"]))

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
