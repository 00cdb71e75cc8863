"""Items of a job: phases, points, data loss and recovery time, held against their objectives. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from drconsole.records.clock import seconds_between
from drconsole.records.objectives import objective_of
from drconsole.records.rows.estate.points import ChosenPointRow
from drconsole.records.rows.work.jobs import JobItemRow, JobRow, TaskRow
from drconsole.recovery.forecast.objective import Verdict
from drconsole.recovery.types.words import SUCCEEDED
from drconsole.render.drawing.lanes import STOPPED, Doing, doing_of
from drconsole.reports.facts.sources import Sources
from drconsole.reports.facts.types import ItemFacts, Phase, Rpo, Rto

_JUDGED: dict[str, bool] = {Verdict.MET: True, Verdict.MISSED: False, Verdict.NOT_MET: False}
"""Verdict -> whether the objective was met; what is only foretold is not judged."""


def item_facts(sources: Sources) -> tuple[ItemFacts, ...]:
    """Return each item of the job, in the job's order."""
    job = sources.job
    chosen = {row["key"]: row["point"] for row in job["points"]}
    below = leaves_by_item(sources.tasks)
    found = []
    for item in job["items"]:
        row = sources.items.get(item["key"])
        phases = phases_of(below.get(item["key"], ()))
        found.append(
            ItemFacts(
                item["key"],
                sources.labels[item["key"]],
                item["outcome"],
                item["reason"],
                item["point_used"],
                chosen.get(item["key"]),
                rpo_of(item, chosen.get(item["key"]), None if row is None else row["rpo_objective"]),
                item_rto(job, item, phases),
                phases,
                None if row is None else row["stand"],
            )
        )
    return tuple(found)


def leaves_by_item(tasks: Iterable[TaskRow]) -> dict[str, list[TaskRow]]:
    """Return the tasks without tasks below them by the item that they are about."""
    rows = list(tasks)
    parents = {row["parent"] for row in rows}
    found: dict[str, list[TaskRow]] = defaultdict(list)
    for row in rows:
        if row["item_key"] is not None and row["id"] not in parents:
            found[row["item_key"]].append(row)
    return found


def phases_of(tasks: Iterable[TaskRow]) -> tuple[Phase, ...]:
    """Return tasks that have begun as phases, in the order of time."""
    found = [
        Phase(_name(task), start, task["ended_at"], task["state"], task["friendly_name"] or task["name"])
        for task in tasks
        if (start := task["started_at"]) is not None
    ]
    return tuple(sorted(found, key=lambda phase: (phase.started_at[:19], phase.ended_at or "~")))


def _name(task: TaskRow) -> str:
    doing = doing_of(task)
    plain = doing in (Doing.OTHER, Doing.ACTION, Doing.REPLICATION)
    return (task["friendly_name"] or task["name"]) if plain else doing.value


def rpo_of(item: JobItemRow, chosen: ChosenPointRow | None, objective: int | None) -> Rpo:
    """Return the data loss of the point that was really used, against the item's objective."""
    used = item["point_used"]
    actual = None if used is None else used["data_loss"]
    met = None if actual is None or objective is None else actual <= objective
    return Rpo(objective, actual, met, None if chosen is None else chosen["data_loss"])


def item_rto(job: JobRow, item: JobItemRow, phases: Sequence[Phase]) -> Rto:
    """Return the time until an item was ready, against the objective of the plan's run; None where it never was.

    It is ready when its last step ends, unless it failed.
    """
    ends = [phase.ended_at for phase in phases if phase.ended_at is not None]
    over = len(ends) == len(phases) and bool(phases) and item["outcome"] not in STOPPED
    took = max((seconds_between(job["started_at"], end) or 0.0 for end in ends), default=None) if over else None
    met: bool | None = None
    if job["rto"] is not None and job["ended_at"] is not None:
        met = item["outcome"] in SUCCEEDED and took is not None and took <= job["rto"]
    return Rto(job["rto"], took, met, None)


def job_rto(job: JobRow, now: str | None) -> Rto:
    """Return the job's recovery time, waits for people included, against its objective and forecast."""
    held = objective_of(job, now)
    took = seconds_between(job["started_at"], job["ended_at"])
    met = None if job["ended_at"] is None or held is None else _JUDGED.get(held["verdict"])
    return Rto(job["rto"], took, met, job["forecast"], job["waited"], held, job["held_for"])


def job_phases(tasks: Iterable[TaskRow]) -> tuple[Phase, ...]:
    """Return the job's own steps: those that stand at the root of its tree."""
    rows = list(tasks)
    known = {row["id"] for row in rows}
    roots = [row for row in rows if row["parent"] not in known]
    found = phases_of(roots)
    return tuple(Phase(each.step, each.started_at, each.ended_at, each.state, each.step) for each in found)
