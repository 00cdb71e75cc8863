"""Jobs that are known: ours, and those that others began at the provider."""

from __future__ import annotations

from drconsole.console.state.model.model import Model
from drconsole.records.foreign import as_job
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import FOREIGN_JOBS, JOBS


def jobs_known(model: Model) -> list[JobRow]:
    """Return all jobs, the newest first."""
    jobs = [*model.rows(JOBS), *map(as_job, model.rows(FOREIGN_JOBS))]
    return sorted(jobs, key=lambda job: job["started_at"] or "", reverse=True)


def job_known(model: Model, job: str) -> JobRow | None:
    """Return the row of a job; None = it is not known."""
    if (row := model.row(JOBS, job)) is not None:
        return row
    other = model.row(FOREIGN_JOBS, job)
    return as_job(other) if other is not None else None
