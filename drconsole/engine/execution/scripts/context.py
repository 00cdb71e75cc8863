"""Context of a script or runbook of a recovery plan: ``docs/scripts.md`` has it field by field.

Site Recovery hands a runbook one object, RecoveryPlanContext, with the fields RecoveryPlanName, FailoverType,
FailoverDirection, GroupId and VmMap [D:site-recovery-runbook-automation]; it stands here under that name. Beside it
stand our own names, by item, with what a script needs to find the machine that it is about.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TypedDict

from drconsole.engine.decider.state import Job, Task
from drconsole.engine.execution.work import direction_of
from drconsole.engine.projections.parts import stamp
from drconsole.recovery.checks.landing.networks import landing_network, landing_site
from drconsole.recovery.steps.item_steps import START_STEPS
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
from drconsole.recovery.types.words import PLAN_CONTEXT_DIRECTION, Operation, RunState

FAILOVER_TYPES = {
    Operation.TEST_FAILOVER: "Test",
    Operation.PLANNED_FAILOVER: "Planned",
    Operation.FAILBACK: "Planned",
    Operation.FAILOVER: "Unplanned",
}
"""FailoverType of a runbook's context [D:site-recovery-runbook-automation]."""


class MachineContext(TypedDict):
    """One item of a run, as its scripts are told of it; None = there is none, or it is not known by now."""

    key: str
    name: str
    machine: str | None
    address: str | None
    network: str | None
    site: str | None
    os: str | None
    started: bool
    recovery_point: str | None
    recovery_point_time: str | None
    outcome: str


class VmContext(TypedDict):
    """One item in ``VmMap``. The first three are empty: no provider of ours tells them."""

    SubscriptionId: str
    ResourceGroupName: str
    CloudServiceName: str
    RoleName: str
    RecoveryPointId: str


class RecoveryPlanContext(TypedDict):
    """The run in the words of Site Recovery; ``VmMap`` is by item key."""

    RecoveryPlanName: str
    FailoverType: str
    FailoverDirection: str
    GroupId: str
    VmMap: dict[str, VmContext]


class ScriptContext(TypedDict):
    """All that a script is told of the run that it is part of; ``items`` are by name, or key where two share one."""

    recovery_plan: str
    failover_type: str
    failover_direction: str
    group: str
    operation: str
    job: str
    task: str
    attempt: int
    items: dict[str, MachineContext]
    RecoveryPlanContext: RecoveryPlanContext


def script_context(job: Job, task: Task, view: EstateView) -> ScriptContext:
    """Return what the script of a task is told, as the estate was seen last."""
    created = job.created
    operation = created.request.operation
    kind = FAILOVER_TYPES.get(operation, str(operation))
    direction = PLAN_CONTEXT_DIRECTION[direction_of(job)]
    group = _group(task)
    machines = {key: _machine(job, key, view) for key in created.qualified}
    names = [machine["name"] for machine in machines.values()]
    # Two items of one name stand under their keys, so that none hides the other.
    labels = {key: m["name"] if names.count(m["name"]) == 1 else key for key, m in machines.items()}
    return {
        "recovery_plan": created.target_name,
        "failover_type": kind,
        "failover_direction": direction,
        "group": group,
        "operation": str(operation),
        "job": job.id,
        "task": task.spec.id,
        "attempt": task.attempt,
        "items": {labels[key]: machine for key, machine in machines.items()},
        "RecoveryPlanContext": {
            "RecoveryPlanName": created.target_name,
            "FailoverType": kind,
            "FailoverDirection": direction,
            "GroupId": group,
            "VmMap": {
                key: {
                    "SubscriptionId": "",
                    "ResourceGroupName": "",
                    "CloudServiceName": "",
                    "RoleName": machine["machine"] or "",
                    "RecoveryPointId": machine["recovery_point"] or "",
                }
                for key, machine in machines.items()
            },
        },
    }


def _machine(job: Job, key: str, view: EstateView) -> MachineContext:
    """One item: its machine where the run brings it, as far as there is one by now."""
    item, status = view.items.get(key), view.statuses.get(key)
    over = status if status is not None and _failed_over(job, status) else None
    test = job.created.request.operation is Operation.TEST_FAILOVER
    point, time = _point(job, key, over)
    return {
        "key": key,
        "name": job.created.item_names.get(key, key),
        "machine": None if over is None else over.test_machine if test else over.machine,
        "address": None if over is None or test else over.address,
        "network": None if item is None else _network(job, item, view),
        "site": None if item is None else landing_site(item, direction_of(job)),
        "os": None if item is None else item.os,
        "started": any(
            task.spec.item == key and task.spec.name in START_STEPS and task.state is RunState.SUCCEEDED
            for task in job.tasks.values()
        ),
        "recovery_point": point,
        "recovery_point_time": stamp(time),
        "outcome": "failed" if key in job.failed_items else "not-failed",
    }


def _failed_over(job: Job, status: ItemStatus) -> bool:
    """Return whether this run has made its machine: one of an earlier run is not what its scripts are about."""
    if job.created.request.operation is Operation.TEST_FAILOVER:
        return status.test_machine is not None
    return status.last_failover is not None and status.last_failover >= job.started_at


def _network(job: Job, item: Item, view: EstateView) -> str | None:
    options = job.created.request.options
    if job.created.request.operation is Operation.TEST_FAILOVER:
        return None if options.network == "none" else options.network
    return landing_network(view, item, direction_of(job))


def _point(job: Job, key: str, over: ItemStatus | None) -> tuple[str | None, datetime | None]:
    """The recovery point that was used, else the one of the machine that is there, else the one that was chosen."""
    if used := job.points_used.get(key):
        return used.id, used.time
    if over is not None and over.failover_point_id is not None:
        return over.failover_point_id, over.failover_point_time
    chosen = job.created.points.get(key)
    return (chosen.id, chosen.time if chosen.id else None) if chosen else (None, None)


def _group(task: Task) -> str:
    """The number of the group whose action it is; empty for one that belongs to none. ``group-1`` is our own word
    for it, ``Group1`` that of a job which the provider runs as one piece."""
    place = re.match(r"(?:group-|Group)(\d+)/", task.spec.id.rpartition("//")[2])
    return place[1] if place else ""
