"""Recovery time objectives (RTO) held against jobs, from their rows and the provider's clock. Pure.

A job's row is not written anew every second: whoever shows one asks here how it stands by now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from drconsole.records.clock import moment, seconds_between
from drconsole.records.rows.work.jobs import ForecastRow, JobRow, ObjectiveRow
from drconsole.recovery.forecast.objective import Held, ended, running

if TYPE_CHECKING:
    from drconsole.recovery.types.work.tasks import Forecast

J = TypeVar("J", bound=JobRow)


def with_objective(job: J, now: str | None) -> J:
    """Return the row with ``objective``, by now."""
    return cast(J, {**job, "objective": objective_of(job, now)})


def objective_of(job: JobRow, now: str | None) -> ObjectiveRow | None:
    """Return how a job stands to its objective; None = it has none. ``now`` is the provider's clock as it was
    told last; a job that runs is judged no earlier than at its own last known moment."""
    if job["rto"] is None:
        return None
    forecast = _forecast(job["forecast"])
    until = job["ended_at"] or max(filter(None, (now, job["idle_since"], job["started_at"])), key=_at, default=None)
    took = max(0.0, seconds_between(job["started_at"], until) or 0.0)
    waited = job["waited"] + max(0.0, seconds_between(job["idle_since"], until) or 0.0)
    if job["ended_at"] is None:
        return objective_row(running(job["rto"], forecast, took, waited))
    return objective_row(ended(job["rto"], forecast, took, waited, job["state"]))


def _at(time: str) -> float:
    when = moment(time)
    return 0.0 if when is None else when.timestamp()


def objective_row(held: Held) -> ObjectiveRow:
    return {"seconds": held.seconds, "verdict": held.verdict, "spare": held.spare, "why": held.why}


def _forecast(row: ForecastRow) -> Forecast:
    # With a job only: who asks for something else does not wait for these classes.
    from drconsole.recovery.types.work.tasks import Forecast, Reason

    reasons = (Reason(reason["text"], reason["key"], reason["seconds"]) for reason in row["reasons"])
    return Forecast(row["low"], row["likely"], row["high"], tuple(reasons))
