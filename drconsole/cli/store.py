"""Store as the commands read it: rows as objects of the contract, and what changed of one job since a revision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from drconsole.records.clock import last_clock
from drconsole.records.tables import ITEMS, JOBS, PLANS, TASKS, WORLD, R, Table
from drconsole.recovery.types.estate.targets import candidates, without_prefix
from drconsole.recovery.types.words import TargetType
from drconsole.store.reading.reader import Reader

if TYPE_CHECKING:
    from drconsole.records.alarms.seen import Asking, Seen
    from drconsole.records.rows.common import ItemName
    from drconsole.records.rows.estate.estate import WorldRow
    from drconsole.records.rows.estate.items import ItemRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.room.handovers import BriefRow
    from drconsole.records.rows.work.checks import PreviewRow
    from drconsole.records.rows.work.jobs import JobRow, JobTree
    from drconsole.records.rows.work.journal import EventRow
    from drconsole.records.rows.work.owed import ObligationRow
    from drconsole.reports.facts.period import PeriodFacts
    from drconsole.reports.facts.runbook import RunbookFacts
    from drconsole.reports.facts.types import JobFacts
    from drconsole.store.reading.lists import StoredItems
    from drconsole.training.from_job.life import Life

_KEYED = frozenset({PLANS, ITEMS})
"""Tables whose rows have a ``key`` of their own; elsewhere it only repeats what the row says."""


class Store:
    """Read-only view of a store; every call sees the newest committed state. Raises what ``Reader`` raises."""

    def __init__(self, path: Path) -> None:
        self._reader = Reader(path)

    @cached_property
    def _lists(self) -> StoredItems:
        # Here and below: what not every command needs is loaded by those that do.
        from drconsole.store.reading.lists import StoredItems

        return StoredItems(self._reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._reader.close()

    def rev(self) -> int:
        """Return the newest revision."""
        return self._reader.rev()

    def rows(self, table: Table[R], since: int = 0, job: str | None = None) -> list[R]:
        """Return rows that changed after a revision, the oldest change first."""
        return [_tidy(table, row) for row in self._reader.rows(table, since=since, job=job)]

    def plans(self) -> list[PlanRow]:
        """Return all recovery plans in the provider's order."""
        return sorted(self.rows(PLANS), key=lambda plan: plan["position"])

    def items(self) -> list[ItemRow]:
        """Return all replicated items in the provider's order."""
        return sorted(self.rows(ITEMS), key=lambda item: item["position"])

    def items_of(self, keys: Sequence[str]) -> list[ItemRow]:
        """Return the replicated items of these keys, in this order; those that are gone are left out."""
        return [_tidy(ITEMS, row) for row in self._reader.rows_of(ITEMS, keys)]

    def items_that_matter(self, owed: Iterable[ObligationRow]) -> list[ItemRow]:
        """Return the items that may need a person, and those of which a test has left something.

        Of thousands of items hardly any does; the narrow lines beside the rows say which.
        """
        from drconsole.records.waiting.waits import CLEANUP
        from drconsole.recovery.states.assessments.stand import GRAVITY, Stand

        grave = self._reader.items_graver(GRAVITY[Stand.CRITICAL])
        read = {row["key"] for row in grave}
        tested = dict.fromkeys(row["item_key"] for row in owed if row["what"] == CLEANUP)
        others = self._reader.rows_of(ITEMS, [key for key in tested if key not in read])
        return [_tidy(ITEMS, row) for row in (*grave, *others)]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return self._reader.count(table)

    def names_of_items(self) -> list[ItemName]:
        """Return key and name of all replicated items in the provider's order."""
        return [{"key": key, "name": name} for key, name in self._reader.names(ITEMS)]

    def key_of_item(self, words: str) -> str | None:
        """Return the key of the one item that words mean; None = they mean none, or several.

        Few names are read: those of the items that have one of these words as their key or name.
        """
        known = dict(self._reader.items_called({words, without_prefix(words)}))
        found = candidates(words, {TargetType.ITEM.value: known})
        return found[0][1] if len(found) == 1 else None

    def label_of_item(self, key: str, name: str) -> str:
        """Return what people read of an item: its name, and its key beside it where another has that name."""
        from drconsole.render.words.labels import told_apart

        return told_apart([*self._reader.items_called({name}), (key, name)])[key]

    def row(self, table: Table[R], key: str) -> R | None:
        """Return the row of a key; None = there is none."""
        found = self._reader.row(table, key)
        return None if found is None else _tidy(table, found)

    def job(self, job: str) -> JobTree | None:
        """Return the job with its task tree; None = there is none of this id."""
        row = self.row(JOBS, job)
        return None if row is None else self.with_tasks(row)

    def with_tasks(self, job: JobRow) -> JobTree:
        """Return a job's row with its task tree."""
        from drconsole.render.jobs.tree import with_tasks

        return with_tasks(job, self.rows(TASKS, job=job["id"]))

    def journal(self, since: int, limit: int | None, job: str | None = None, by: str | None = None) -> list[EventRow]:
        """Return events after a revision, the oldest first; of one job, of one account or person where named."""
        from drconsole.records.actors import names_of
        from drconsole.records.subject import job_of

        if job is None and by is None:
            return list(self._reader.journal(since, limit))
        found = (
            event
            for event in self._reader.journal(since)
            if job in (None, job_of(event)) and (by is None or by in names_of(event["actor"]))
        )
        return list(islice(found, limit))

    def with_task_names(self, events: Sequence[EventRow]) -> list[EventRow]:
        """Return the events for people: those of a task with its name."""
        from drconsole.store.reading.named import with_task_names

        return with_task_names(self._reader, events)

    def facts(self, job: JobRow) -> JobFacts:
        """Return all that a job's report is made of."""
        from drconsole.reports.facts.collecting import collect
        from drconsole.reports.reading import sources_of

        return collect(sources_of(self._reader, job))

    def life(self, job: JobRow) -> Life:
        """Return all that a lesson about a job is made of. Raises ``BadInput`` where none can be."""
        from drconsole.training.from_job.life import life_of

        return life_of(self._reader, job)

    def runs_since(self, since: str, drill_days: int) -> PeriodFacts:
        """Return runs and tests of every plan since a moment of the provider's clock."""
        from drconsole.reports.reading import period

        return period(self._reader, since, drill_days)

    def runbook(self, plan: PlanRow, preview: PreviewRow | None, unchecked: str) -> RunbookFacts:
        """Return all that a plan's runbook is made of; ``unchecked``: why there is no preview."""
        from drconsole.reports.reading import runbook

        return runbook(self._reader, plan, preview, unchecked)

    def stopped_cleanly(self) -> bool:
        """Return whether the last thing in the journal is an engine that was told to go."""
        last, reach = self.rev(), 64
        while True:
            events = list(self._reader.journal_rows(max(0, last - reach)))
            if events:
                return events[-1].kind == "engine.stopped"
            if reach >= last:
                return False
            reach *= 8

    def seen(self, asked: Asking) -> Seen:
        """Return what alarms are made of: of the items those of which something is wrong."""
        from drconsole.store.reading.alarms import seen

        return seen(self._reader, self._lists, asked)

    def brief(self, asked: Asking, without: str = "") -> BriefRow:
        """Return the brief of a handover; ``without``: the one that it is for."""
        from drconsole.reports.handing_over import read_brief

        return read_brief(self._reader, asked, without)

    def now(self) -> str | None:
        """Return the provider's clock by now, as far as the store tells it."""
        return last_clock(self.world(), self.stopped_cleanly(), datetime.now(UTC))["now"]

    def world(self) -> WorldRow | None:
        """Return what the engine last wrote of mode, clock, estate and provider; None = it wrote nothing."""
        return self._reader.row(WORLD, WORLD)

    def mode(self) -> str | None:
        """Return SIMULATION, EXERCISE or LIVE; None = no engine has written it."""
        world = self.world()
        return None if world is None else world["mode"]


def _tidy(table: Table[R], row: R) -> R:
    return cast(R, {name: value for name, value in row.items() if name != "key" or table in _KEYED})
