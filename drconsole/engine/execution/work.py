"""What a step asks of the provider, and what a script is told. Pure."""

from __future__ import annotations

import re
from typing import Any

from drconsole.engine.decider.state import Job, Task
from drconsole.engine.decider.tree import needs_key
from drconsole.engine.execution.keyring import handle_of
from drconsole.providers.port import Work
from drconsole.recovery.types.tasks import TaskKind
from drconsole.recovery.types.words import PROVIDER_DIRECTION, Direction, Operation

FAILOVER_TYPES = {
    Operation.TEST_FAILOVER: "Test",
    Operation.PLANNED_FAILOVER: "Planned",
    Operation.FAILBACK: "Planned",
    Operation.FAILOVER: "Unplanned",
}
"""FailoverType of a runbook's context (Microsoft's runbook documentation of Site Recovery)."""


def work_key(job: Job, task: Task) -> str:
    """Our key of one attempt; stable over restarts, since all of it is folded from the journal.

    Ids of jobs begin anew where an older copy of the store was put back; the token does not, so nothing that went
    before is taken for this attempt.
    """
    return attempt_key(job.id, task.spec.id, task.attempt, job.created.token)


def attempt_key(job: str, task: str, attempt: int, token: str) -> str:
    """As ``work_key``; a job of before tokens keeps its keys."""
    key = f"{job}/{task}/{attempt}"
    return f"{key}#{token}" if token else key


def direction_of(job: Job) -> Direction:
    return job.created.request.options.direction or Direction.PRIMARY_TO_RECOVERY


def work_for(job: Job, task: Task) -> Work:
    """The work of a STEP or RUNBOOK leaf: one item's step, a step of the plan, or the whole operation."""
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
        secret=handle_of(job.id) if needs_key(job, spec) else None,
    )


def script_context(job: Job, task: Task) -> dict[str, Any]:
    """RecoveryPlanContext as a runbook gets it, and our own names beside it."""
    created = job.created
    operation = created.request.operation
    return {
        "recovery_plan": created.target_name,
        "failover_type": FAILOVER_TYPES.get(operation, str(operation)),
        "failover_direction": PROVIDER_DIRECTION[direction_of(job)],
        "group": _group(task),
        "operation": str(operation),
        "job": job.id,
        "task": task.spec.id,
        "attempt": task.attempt,
        "items": {
            created.item_names.get(key, key): {
                "recovery_point": _point(job, key),
                "outcome": "failed" if key in job.failed_items else "not-failed",
            }
            for key in created.qualified
        },
    }


def _group(task: Task) -> str:
    """The number of the group whose action it is; empty for one that belongs to none."""
    place = re.match(r"group-(\d+)/", task.spec.id.rpartition("//")[2])
    return place[1] if place else ""


def _point(job: Job, key: str) -> str | None:
    if used := job.points_used.get(key):
        return used.id
    chosen = job.created.points.get(key)
    return chosen.id if chosen else None
