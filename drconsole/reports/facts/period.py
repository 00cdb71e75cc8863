"""Drills over months: runs, tests and objectives of every plan since a moment. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from drconsole.records.clock import moment
from drconsole.records.drills import drill_of
from drconsole.records.rows.estate.plans import DrillRow, PlanRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import MOVES, SUCCEEDED, Operation, TargetType
from drconsole.reports.facts.items import job_rto, rpo_of
from drconsole.reports.facts.types import Anchor


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run in one line. Durations and losses in seconds; ``rpo_missed`` counts machines."""

    job: str
    operation: str
    target: str
    operator: str
    started_at: str | None
    ended_at: str | None
    state: str
    succeeded: bool
    machines: int
    machines_succeeded: int
    rto_objective: int | None
    rto_actual: float | None
    rto_met: bool | None
    rpo_worst: float | None
    rpo_met: int
    rpo_missed: int
    rpo_not_known: int
    accepted: int
    """Findings that blocked and were accepted."""


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """A plan's runs. ``key`` None = what was run of single machines, and of plans that are gone."""

    key: str | None
    name: str
    rto: int | None
    tests: int
    tests_succeeded: int
    failovers: int
    failovers_succeeded: int
    rto_met: int
    rto_missed: int
    rpo_met: int
    rpo_missed: int
    last_test_failover: str | None
    drill: DrillRow | None
    runs: tuple[RunFacts, ...]


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """All of it; the fields are those of ``report --since WHEN --json``."""

    mode: str | None
    since: str
    until: str | None
    drill_days: int
    plans: tuple[PlanPeriod, ...]
    anchor: Anchor


def collect_period(
    *,
    jobs: Iterable[JobRow],
    plans: Sequence[PlanRow],
    objectives: Mapping[str, int | None],
    mode: str | None,
    since: str,
    now: str | None,
    drill_days: int,
    anchor: Anchor,
) -> PeriodFacts:
    """Return the facts. ``objectives``: RPO that each item may have, by key; ``drill_days``: age of a test at most."""
    first = moment(since)
    begun = [job for job in jobs if first is not None and (when := moment(job["started_at"])) and when >= first]
    begun.sort(key=lambda job: job["started_at"] or "")
    known = {plan["key"] for plan in plans}
    found = []
    for plan in plans:
        own = [job for job in begun if job["target_type"] == TargetType.PLAN and job["target_key"] == plan["key"]]
        drill = drill_of(plan, now, drill_days)
        told = (plan["key"], plan["name"], plan["rto"], plan["last_test_failover"], drill)
        found.append(_plan(*told, [run_facts(job, objectives, now) for job in own]))
    others = [job for job in begun if job["target_type"] != TargetType.PLAN or job["target_key"] not in known]
    if others:
        name = "single machines, and plans that are gone"
        found.append(_plan(None, name, None, None, None, [run_facts(job, objectives, now) for job in others]))
    return PeriodFacts(mode, since, now, drill_days, tuple(found), anchor)


def run_facts(job: JobRow, objectives: Mapping[str, int | None], now: str | None) -> RunFacts:
    """Return a job in one line."""
    rto = job_rto(job, now)
    rpos = [rpo_of(item, None, objectives.get(item["key"])) for item in job["items"] if item["point_used"] is not None]
    losses = [rpo.actual for rpo in rpos if rpo.actual is not None]
    return RunFacts(
        job=job["id"],
        operation=job["operation"],
        target=job["target"],
        operator=job["operator"],
        started_at=job["started_at"],
        ended_at=job["ended_at"],
        state=job["state"],
        succeeded=job["state"] in SUCCEEDED,
        machines=len(job["items"]),
        machines_succeeded=sum(item["outcome"] in SUCCEEDED for item in job["items"]),
        rto_objective=rto.objective,
        rto_actual=rto.actual,
        rto_met=rto.met,
        rpo_worst=max(losses, default=None),
        rpo_met=sum(rpo.met is True for rpo in rpos),
        rpo_missed=sum(rpo.met is False for rpo in rpos),
        rpo_not_known=sum(rpo.met is None for rpo in rpos),
        accepted=len(job["accepted"]),
    )


def _plan(
    key: str | None, name: str, rto: int | None, last: str | None, drill: DrillRow | None, runs: Sequence[RunFacts]
) -> PlanPeriod:
    tests = [run for run in runs if run.operation == Operation.TEST_FAILOVER]
    failovers = [run for run in runs if run.operation in MOVES and run.operation != Operation.TEST_FAILOVER]
    return PlanPeriod(
        key=key,
        name=name,
        rto=rto,
        tests=len(tests),
        tests_succeeded=sum(run.succeeded for run in tests),
        failovers=len(failovers),
        failovers_succeeded=sum(run.succeeded for run in failovers),
        rto_met=sum(run.rto_met is True for run in runs),
        rto_missed=sum(run.rto_met is False for run in runs),
        rpo_met=sum(run.rpo_met for run in runs),
        rpo_missed=sum(run.rpo_missed for run in runs),
        last_test_failover=last,
        drill=drill,
        runs=tuple(runs),
    )
