"""Work that a step asks of the provider, with its idempotency key. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.engine.decider.state import Job, Task
from drconsole.engine.decider.tree import needs_key
from drconsole.engine.execution.keyring import handle_of
from drconsole.engine.execution.patience import ATTEMPTS
from drconsole.providers.port import Work
from drconsole.recovery.types.words import Direction
from drconsole.recovery.types.work.tasks import TaskKind


def work_key(job: Job, task: Task) -> str:
    """Our key of one attempt; stable over restarts, since all of it is folded from the journal.

    Ids of jobs begin anew where an older copy of the store was put back; the token does not, so nothing that went
    before is taken for this attempt.
    """
    return attempt_key(job.id, task.spec.id, task.attempt, job.created.token)


def attempts_left(job: Job, task: Task) -> tuple[str, ...]:
    """Keys of this attempt and of those that may still follow it without a person."""
    numbers = range(task.attempt, max(task.attempt, ATTEMPTS) + 1)
    return tuple(attempt_key(job.id, task.spec.id, number, job.created.token) for number in numbers)


def attempt_key(job: str, task: str, attempt: int, token: str) -> str:
    """As ``work_key``; a job of before tokens keeps its keys."""
    key = f"{job}/{task}/{attempt}"
    return f"{key}#{token}" if token else key


def direction_of(job: Job) -> Direction:
    return job.created.request.options.direction or Direction.PRIMARY_TO_RECOVERY


def work_for(job: Job, task: Task, context: Mapping[str, object] | None = None) -> Work:
    """The work of a STEP or RUNBOOK leaf: one item's step, a step of the plan, or the whole operation; ``context`` is
    what a runbook is told."""
    created, spec = job.created, task.spec
    options = created.request.options
    if spec.item is not None:
        items: tuple[str, ...] = (spec.item,)
    elif spec.step is None and spec.kind is TaskKind.STEP:
        items = created.qualified
    else:
        items = ()
    action = spec.action
    return Work(
        key=work_key(job, task),
        job=job.id,
        operation=created.request.operation,
        target=created.request.target,
        target_type=created.request.target_type,
        direction=direction_of(job),
        items=items,
        step="Runbook" if spec.kind is TaskKind.RUNBOOK else spec.step,
        points={key: created.points[key] for key in items if key in created.points},
        shutdown=bool(options.shutdown),
        network=options.network,
        comment=options.comment,
        runbook=action.path if action and spec.kind is TaskKind.RUNBOOK else None,
        timeout=action.timeout if action else 0,
        context=context or {},
        secret=handle_of(job.id) if needs_key(job, spec) else None,
    )
