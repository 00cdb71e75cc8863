"""Observation of a request: what it has come to, as the world shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drconsole.providers.port import Observation, Status, Work
from drconsole.providers.simulator.remote.tree import UNKNOWN
from drconsole.providers.simulator.service.problems import as_errors
from drconsole.providers.simulator.state.moments import SECOND, as_datetime, optional
from drconsole.providers.simulator.state.rows.rows import Job, Node, Run
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work.observed import ObservedNode, PointUsed

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

LOOK_AGAIN_MOST = 60.0
JOB_LOOKS_APART = 5.0
"""Seconds between looks at a remote job that are worth it: as polled in its first minute."""

_STATUS = {
    "sent": Status.RUNNING,
    "running": Status.RUNNING,
    "done": Status.DONE,
    "failed": Status.FAILED,
    "cancelled": Status.CANCELLED,
}
_STATES = {"done": RunState.SUCCEEDED, "failed": RunState.FAILED, "cancelled": RunState.CANCELLED}
_JOB_STATUS = {RunState.FAILED: Status.FAILED, RunState.CANCELLED: Status.CANCELLED}


def observe(world: World, work: Work, reference: str | None, now: int) -> Observation:
    """By reference, or the latest that landed under the key. A request on its way can be seen only by who was told
    its reference."""
    if reference is not None:
        run, job = world.run_of_reference.get(reference), world.job_of_reference.get(reference)
    else:
        runs = [one for one in world.runs_of_key.get(work.key, ()) if one.started_at is not None]
        jobs = [one for one in world.jobs_of_key.get(work.key, ()) if one.landed]
        run, job = (runs[-1] if runs else None), (jobs[-1] if jobs else None)
    if run is not None:
        return _of_run(run, now)
    if job is not None:
        return _of_job(world, job, now)
    return Observation(Status.ABSENT, as_datetime(now))


def _of_run(run: Run, now: int) -> Observation:
    return Observation(
        status=_STATUS[run.state],
        as_of=as_datetime(now),
        reference=run.reference,
        items={run.item: _STATES[run.state]} if run.item and run.ended else {},
        points=(_used(run.item, run.used),) if run.used and run.state == "done" else (),
        errors=as_errors(run.errors, run.step) if run.ended else (),
        allowed_actions=() if run.ended else ("Cancel",),
        replaced_ids={run.item: run.replaced} if run.replaced else {},
        output=run.output,
        look_again=None if run.ended else _look_again((run.ends_at or run.lands_at) - now),
    )


def _look_again(remaining: int) -> float:
    return min(max(remaining, 1) / SECOND, LOOK_AGAIN_MOST)


def _used(item: str, row: list[Any]) -> PointUsed:
    return PointUsed(item, row[0], as_datetime(row[1]), row[2])


def _of_job(world: World, job: Job, now: int) -> Observation:
    ended = job.ended_at is not None
    return Observation(
        status=_job_status(job),
        as_of=as_datetime(now),
        reference=job.id,
        nodes=tuple(_node(node) for node in world.nodes.get(job.id, {}).values() if node.visible),
        items={key: RunState(state) for key, state in job.outcomes.items()},
        points=tuple(_used(item, row) for item, row in job.used.items()),
        errors=as_errors(job.errors),
        allowed_actions=() if ended else ("Cancel", "Resume") if job.waiting else ("Cancel",),
        replaced_ids=dict(job.replaced),
        state=RunState(job.state) if ended else None,
        look_again=None if ended else _job_look_again(world, job, now),
    )


def _job_status(job: Job) -> Status:
    if job.ended_at is not None:
        return _JOB_STATUS.get(RunState(job.state), Status.DONE)
    return Status.WAITING if job.waiting and not job.running else Status.RUNNING


def _job_look_again(world: World, job: Job, now: int) -> float | None:
    """None = it waits for an answer, and nothing happens until then."""
    if not job.landed:
        return _look_again(job.lands_at - now)
    ends = [world.runs[ident].ends_at or now for ident in job.running]
    if not ends:
        return None
    return max(_look_again(min(ends) - now), min(JOB_LOOKS_APART, _look_again(max(ends) - now)))


def _node(node: Node) -> ObservedNode:
    if node.seen is None:
        node.seen = ObservedNode(
            id=node.id,
            parent=node.parent,
            name=UNKNOWN if node.late else node.name,
            friendly_name="" if node.late else node.friendly,
            state=RunState(node.state),
            description=node.description,
            item=node.item or None,
            kind=node.kind,
            started_at=optional(node.started_at),
            ended_at=optional(node.ended_at),
            errors=as_errors(node.errors, node.id),
            instructions=node.instructions,
            output=node.output,
            remote_job=node.remote_job,
        )
    return node.seen
