"""Run of a job by now: its times, its objective, and the course that its lanes are drawn by. Pure."""

from __future__ import annotations

from drconsole.records.clock import seconds_between
from drconsole.records.objectives import objective_of
from drconsole.records.rows.work.jobs import JobRow, ObjectiveRow
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.lane_lines import Course
from drconsole.render.jobs.objectives import objective_severity
from drconsole.render.words.marks import Severity


@dataclass(frozen=True, slots=True)
class Run:
    """Times of a job by now, in seconds."""

    job: JobRow
    elapsed: float | None
    """Seconds since its start, until now or its end; None = it is not known."""
    waited: float
    """Seconds of those in which nothing ran: it was held, or a person was waited for. A forecast does not count
    them."""
    objective: ObjectiveRow | None


def run_of(job: JobRow, now: str | None) -> Run:
    """Return the times of a job. ``now``: the provider's time."""
    elapsed = seconds_between(job["started_at"], job["ended_at"] or now)
    idle = seconds_between(job["idle_since"], job["ended_at"] or now) or 0.0
    return Run(job, elapsed, job["waited"] + max(0.0, idle), objective_of(job, now))


def course_of(run: Run) -> Course:
    """Return the course of a job for its lanes: the forecast with the waits that it does not count."""
    forecast, waited = run.job["forecast"], run.waited
    low, likely, high = (forecast["low"] + waited, forecast["likely"] + waited, forecast["high"] + waited)
    held = run.objective
    severity = objective_severity(held) if held is not None else Severity.OK
    return Course(
        now=max(0.0, run.elapsed or 0.0),
        likely=likely,
        objective=run.job["rto"],
        ended=bool(run.job["ended_at"]),
        low=low,
        high=high if forecast["high"] else 0.0,
        tone="dim" if severity is Severity.OK else str(severity),
    )
