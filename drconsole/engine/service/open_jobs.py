"""Open jobs: the one that is meant, and what a cancel would leave of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.engine.decider.state import Job
from drconsole.recovery.cancel import cancel
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.remedies import Act, Remedy
from drconsole.recovery.types.words import Direction
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.tasks import Consequence

if TYPE_CHECKING:
    from drconsole.engine.shell import Engine


def the_job(engine: Engine, job_id: str) -> Job:
    """Return the job. Raises ``Refused`` for one that has ended, ``BadInput`` for one that never was."""
    job = engine.state.jobs.get(job_id)
    if job is not None:
        return job
    if story := engine.journal.story(job_id):
        last = story[-1].event
        how = f": {last.state}" if isinstance(last, ev.JobEnded) else ""
        ended = f"job {job_id} has ended{how}"
        raise Refused("job-ended", ended, place="job", advice="look at the jobs", remedies=(Remedy(Act.JOBS),))
    unknown = f"there is no job '{job_id}'"
    raise BadInput("unknown-job", unknown, place="job", advice="look at the jobs", remedies=(Remedy(Act.JOBS),))


def consequences(job: Job, view: EstateView) -> tuple[Consequence, ...]:
    """Per item what a cancel at this moment leaves behind."""
    tasks = job.tasks
    progress = cancel.Progress(
        job.created.tree,
        states={task_id: task.state for task_id, task in tasks.items() if task.node is None},
        begun=[task_id for task_id, task in tasks.items() if task.begun],
        observed=[task.node for task in tasks.values() if task.node is not None],
    )
    created = job.created
    sites = {
        key: cancel.Sites(view.items[key].source, view.items[key].target)
        for key in created.qualified
        if key in view.items
    }
    return cancel.consequences(
        progress, created.qualified, created.request.operation, created.item_names, _ways(job, view), sites
    )


def _ways(job: Job, view: EstateView) -> dict[str, tuple[Family, Direction]]:
    """Return each item's kind and the direction of this job for it: as confirmed, not as the status says by now."""
    direction = job.created.request.options.direction or Direction.PRIMARY_TO_RECOVERY
    known = [key for key in job.created.qualified if key in view.items]
    return {key: (FAMILY[view.items[key].scenario], direction) for key in known}
