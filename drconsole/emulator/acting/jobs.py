"""Actions on jobs: cancel, resume, restart."""

from __future__ import annotations

from uuid import uuid4

from drconsole.emulator.acting.beginning import begin
from drconsole.emulator.acting.bodies import Body
from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer
from drconsole.emulator.refusals import Refused, service
from drconsole.emulator.wire.running.job_words import allowed_actions, may_restart
from drconsole.providers.port import Rejected, Work
from drconsole.providers.simulator.service.allowing import permits
from drconsole.providers.simulator.state.rows.rows import Job
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Direction, Operation, PointChoice, RemoteAct, TargetType


async def cancel(asked: Asked, job: Job) -> EmulatorAnswer:
    """A job that has not begun is cancelled too, although it offers nothing yet."""
    if job.landed:
        _check(asked, job, "Cancel")
    await _do(asked, job, RemoteAct.CANCEL, "")
    return _over(asked, job)


async def resume(asked: Asked, job: Job) -> EmulatorAnswer:
    """Answer what the job waits for: the first of it, where it waits for several."""
    comment = Body.of(asked).text("comments") or ""
    _check(asked, job, "Resume")
    await _do(asked, job, RemoteAct.RESUME, comment, job.waiting[0])
    return _over(asked, job)


async def restart(asked: Asked, job: Job) -> EmulatorAnswer:
    """Begin the same anew for the items that are still in a state for it, as a job of its own."""
    if not may_restart(job):
        raise _refused(asked, job, "Restart")
    world = asked.scene.world
    operation = Operation(job.operation)
    keys = tuple(key for key in job.items if _in_state(asked, operation, key))
    work = Work(
        key=asked.request_id,
        job=asked.request_id,
        operation=operation,
        target=job.target,
        target_type=TargetType(job.target_type),
        direction=Direction(job.direction),
        items=keys or tuple(job.items),
        points={
            key: ChosenPoint(key, PointChoice(choice or PointChoice.LATEST), point, None, None)
            for key, (choice, point) in job.points.items()
        },
        shutdown=job.shutdown,
        network=job.network,
        comment=job.comment,
    )
    plan = job.target_type == TargetType.PLAN
    ids = asked.scene.ids
    return await begin(asked, work, ids.plan(job.target) if plan else ids.item(world.items[job.target]))


def _in_state(asked: Asked, operation: Operation, key: str) -> bool:
    item = asked.scene.world.items[key]
    return permits(operation, item.condition, item.test, asked.scene.world.configured[key].scenario, item.back)


async def _do(asked: Asked, job: Job, action: RemoteAct, comment: str, node: str = "") -> None:
    work = Work(
        key=job.key,
        job=job.key,
        operation=Operation(job.operation),
        target=job.target,
        target_type=TargetType(job.target_type),
        direction=Direction(job.direction),
        items=tuple(job.items),
    )
    try:
        await asked.simulator.act(work, job.id, action, comment, node)
    except Rejected as error:
        raise service(409, "OperationNotAllowed", str(error), request_id=asked.request_id) from error


def _over(asked: Asked, job: Job) -> EmulatorAnswer:
    """The call itself is over at once; what it brings about is seen at the job."""
    ident = str(uuid4())
    asked.memory.over[ident] = (asked.scene.now, job.id)
    return asked.accepted(asked.scene.ids.of_job(job), ident, asked.scene.now)


def _check(asked: Asked, job: Job, action: str) -> None:
    if action not in allowed_actions(job):
        raise _refused(asked, job, action)


def _refused(asked: Asked, job: Job, action: str) -> Refused:
    allowed = ", ".join(allowed_actions(job)) or "nothing"
    return service(
        409,
        "JobActionNotAllowed",
        f"The action '{action}' is not allowed on the job '{job.id}', whose state is {job.state}.",
        "The job has ended, or does not wait for anybody.",
        f"Read the job again; it allows {allowed}.",
        request_id=asked.request_id,
    )
