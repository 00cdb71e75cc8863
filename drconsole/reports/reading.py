"""Reading of what a report is made of from a store, as of one revision of its journal."""

from __future__ import annotations

from datetime import UTC, datetime

from drconsole.records.clock import last_clock, moment
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import ITEMS, JOBS, NOTES, OBLIGATIONS, PLANS, POLLS, PROPOSALS, TASKS, WORLD
from drconsole.recovery.types.work.events import (
    FaultsCleared,
    JobCreated,
    NodesObserved,
    TaskAccepted,
    TaskBegun,
    ValidationRecorded,
    ValidationVoided,
)
from drconsole.reports.facts.period import PeriodFacts, collect_period
from drconsole.reports.facts.runbook import RunbookFacts, collect_runbook
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import Anchor
from drconsole.store.codec import decode_recorded
from drconsole.store.reading.reader import Reader

_OF_OTHERS = frozenset({JobCreated.kind, ValidationRecorded.kind, ValidationVoided.kind, FaultsCleared.kind})
"""Events that bear on a job's machines without being of the job."""
_OF_NO_USE = frozenset({NodesObserved.kind, TaskAccepted.kind, TaskBegun.kind})
"""Events of a job of which the rows tell the same, and of which there are many."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest(*times: str | None) -> str | None:
    """Return the latest of these times: at full speed a clock may be told later by an event than by its row."""
    return max((time for time in times if time), key=lambda time: moment(time) or _LONG_AGO, default=None)


def sources_of(reader: Reader, job: JobRow) -> Sources:
    """Read all that a job's report is made of. Raises what ``Reader`` raises, and ``UnreadableEvent``."""
    meta = reader.meta()
    events, until = [], None
    for row in reader.journal_rows():
        if row.rev > meta.rev:
            break
        until = row.world_at
        if row.kind not in _OF_NO_USE and (row.job == job["id"] or row.kind in _OF_OTHERS):
            events.append(decode_recorded(row))
    keys = [item["key"] for item in job["items"]]
    world = reader.row(WORLD, WORLD)
    return Sources(
        job=job,
        tasks=sorted(reader.rows(TASKS, job=job["id"]), key=lambda row: row["position"]),
        events=events,
        items={row["key"]: row for row in reader.rows_of(ITEMS, keys)},
        owed=reader.rows(OBLIGATIONS),
        notes=reader.rows(NOTES),
        proposals=[row for row in reader.rows(PROPOSALS) if row["started"] == job["id"]],
        polls=reader.rows(POLLS),
        mode=None if world is None else world["mode"],
        now=newest(last_clock(world, False, datetime.now(UTC))["now"], until),
        anchor=Anchor(meta.head, meta.events),
    )


def period(reader: Reader, since: str, drill_days: int) -> PeriodFacts:
    """Read runs and tests of every plan since a moment. Raises what ``Reader`` raises."""
    meta = reader.meta()
    world = reader.row(WORLD, WORLD)
    jobs = reader.rows(JOBS)
    told = last_clock(world, False, datetime.now(UTC))["now"]
    keys = list(dict.fromkeys(item["key"] for job in jobs for item in job["items"]))
    return collect_period(
        jobs=jobs,
        plans=sorted(reader.rows(PLANS), key=lambda plan: plan["position"]),
        objectives={row["key"]: row["rpo_objective"] for row in reader.rows_of(ITEMS, keys)},
        mode=None if world is None else world["mode"],
        since=since,
        now=newest(told, *(job["ended_at"] for job in jobs)),
        drill_days=drill_days,
        anchor=Anchor(meta.head, meta.events),
    )


def runbook(reader: Reader, plan: PlanRow, preview: PreviewRow | None, unchecked: str) -> RunbookFacts:
    """Read what a plan's runbook is made of. Raises what ``Reader`` raises."""
    meta = reader.meta()
    world = reader.row(WORLD, WORLD)
    items = reader.rows_of(ITEMS, [item["key"] for item in plan["items"]])
    looked = [row["as_of"] for row in items]
    looked += [points["as_of"] for row in items if (points := row["latest_recovery_points"]) is not None]
    return collect_runbook(
        plan=plan,
        items=items,
        jobs=reader.rows(JOBS),
        mode=None if world is None else world["mode"],
        place=None if world is None else world.get("place"),
        estate="" if world is None else world["estate"],
        preview=preview,
        unchecked=unchecked,
        as_of=newest(last_clock(world, False, datetime.now(UTC))["now"], plan["as_of"], *looked),
        anchor=Anchor(meta.head, meta.events),
    )
