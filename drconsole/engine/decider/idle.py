"""Time in which nothing of a job ran, because it was held or a person was waited for: its forecast leaves that out,
and its recovery time objective does not. Pure."""

from __future__ import annotations

from datetime import datetime

from drconsole.engine.decider.nodes import SEPARATOR
from drconsole.engine.decider.state import Job, State


def note(state: State, job_id: str, at: datetime) -> None:
    """After an event of a job: whether it stands idle from now on, or goes on after it did."""
    job = state.jobs.get(job_id) or state.gone.get(job_id)
    if job is None or _idle(job) == (job.idle_since is not None):
        return
    if job.idle_since is None:
        job.idle_since = at
    else:
        job.waited += max(0.0, (at - job.idle_since).total_seconds())
        job.idle_since = None
    state.touched["job", job.id, job.id] = None


def _idle(job: Job) -> bool:
    """A remote job that waits at one of its nodes is open, and nothing in it runs."""
    if job.ended or not (job.waiting or job.held):
        return False
    asking = {task.partition(SEPARATOR)[0] for task in job.waiting}
    return all(leaf in asking for leaf in job.open)
