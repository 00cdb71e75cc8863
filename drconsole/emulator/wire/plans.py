"""Recovery plans. A list tells them without their groups, as recorded; one that is asked for has them."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import MICROSOFT_AZURE
from drconsole.emulator.names.ids import TYPE, instance_now
from drconsole.emulator.wire.items import scenario
from drconsole.emulator.wire.moments import optional
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.service.conditions import TEST_OPEN
from drconsole.providers.simulator.state.rows.rows import PlanState
from drconsole.providers.simulator.views.status import plan_status
from drconsole.recovery.types.estate.plans import Action, ActionKind, Group, Plan
from drconsole.recovery.types.words import Direction, Operation

_FAILOVER_TYPES = {
    Operation.TEST_FAILOVER: "TestFailover",
    Operation.FAILOVER: "UnplannedFailover",
    Operation.PLANNED_FAILOVER: "PlannedFailover",
}
_DIRECTIONS = {
    Direction.PRIMARY_TO_RECOVERY: "PrimaryToRecovery",
    Direction.RECOVERY_TO_PRIMARY: "RecoveryToPrimary",
}


def recovery_plan(scene: Scene, state: PlanState, *, groups: bool = True) -> JsonObject:
    plan = scene.world.plans[state.key]
    return {
        "id": scene.ids.plan(plan.key),
        "name": scene.ids.plan_name(plan.key),
        "type": f"{TYPE}/replicationRecoveryPlans",
        "properties": _properties(scene, plan, state, groups),
    }


def _properties(scene: Scene, plan: Plan, state: PlanState, groups: bool) -> JsonObject:
    ids, world = scene.ids, scene.world
    first = world.configured[plan.items[0]]
    source, target = ids.fabrics.source(first), ids.fabrics.target(first)
    status = plan_status(world, state, scene.now)
    now, said, words = _current(scene, plan, state)
    instances = dict.fromkeys(instance_now(world.configured[key], world.items[key].back) for key in plan.items)
    times = {
        "lastTestFailoverTime": optional(state.last_test),
        "lastUnplannedFailoverTime": optional(state.last_failover),
    }
    return {
        "friendlyName": plan.name,
        "primaryFabricId": ids.fabric(source),
        "primaryFabricFriendlyName": source.site,
        "recoveryFabricId": ids.recovery_fabric(target),
        "recoveryFabricFriendlyName": MICROSOFT_AZURE if target is None else target.site,
        "failoverDeploymentModel": "NotApplicable" if "HyperVReplica2012R2" in instances else "ResourceManager",
        "replicationProviders": list(instances),
        "allowedOperations": list(status.provider_allowed_operations),
        **{name: time for name, time in times.items() if time is not None},
        "currentScenario": now,
        "currentScenarioStatus": said,
        "currentScenarioStatusDescription": words,
        "groups": _groups(scene, plan) if groups else [],
        "providerSpecificDetails": [],
    }


def _current(scene: Scene, plan: Plan, state: PlanState) -> tuple[JsonObject | None, str | None, str | None]:
    """The plan's last run, or none yet. With its test open the plan waits for the end of the test, although the job
    has ended (recorded)."""
    if state.scenario is None:
        return None, None, None
    jobs = [
        job for job in scene.world.jobs.values() if job.target == plan.key and job.landed and not _refused(job.errors)
    ]
    last = jobs[-1].id if jobs else None
    current = scenario(scene, state.scenario, last)
    open_test = any(scene.world.items[key].test in TEST_OPEN for key in plan.items)
    if state.scenario == "TestFailover" and not state.busy and open_test and state.status == "Succeeded":
        return current, "Suspended", "WaitingForStopTestFailover"
    return current, state.status, state.description


def _refused(errors: Iterable[dict[str, str]]) -> bool:
    """Return whether the job did nothing, since another one was under way: the plan does not remember such a job."""
    return any(error["code"] == "532" for error in errors)


def _groups(scene: Scene, plan: Plan) -> list[JsonObject]:
    """Shutdown and Failover come first and hold no items; then the boot groups (recorded)."""
    return [
        _group(scene, "Shutdown", None, plan.before_shutdown, plan.after_shutdown),
        _group(scene, "Failover", None, plan.before_failover, plan.after_failover),
        *(_group(scene, "Boot", group, group.pre, group.post) for group in plan.groups),
    ]


def _group(scene: Scene, kind: str, group: Group | None, pre: Iterable[Action], post: Iterable[Action]) -> JsonObject:
    items = () if group is None else group.items
    return {
        "groupType": kind,
        "replicationProtectedItems": [
            {
                "id": scene.ids.item(scene.world.items[key]),
                "virtualMachineId": scene.ids.machine(scene.world.items[key]),
            }
            for key in items
        ],
        "startGroupActions": [_action(scene, one) for one in pre],
        "endGroupActions": [_action(scene, one) for one in post],
    }


def _action(scene: Scene, action: Action) -> JsonObject:
    return {
        "actionName": action.name,
        "failoverTypes": [_FAILOVER_TYPES[one] for one in action.operations if one in _FAILOVER_TYPES],
        "failoverDirections": [_DIRECTIONS[one] for one in action.directions],
        "customDetails": _custom(scene, action),
    }


def _custom(scene: Scene, action: Action) -> JsonObject:
    if action.kind is ActionKind.MANUAL:
        return {"instanceType": "ManualActionDetails", "description": action.instructions}
    timeout = f"{action.timeout // 3600:02d}:{action.timeout // 60 % 60:02d}:{action.timeout % 60:02d}"
    if action.kind is ActionKind.SCRIPT:
        return {
            "instanceType": "ScriptActionDetails",
            "path": action.path,
            "timeout": timeout,
            "fabricLocation": "Primary",
        }
    return {
        "instanceType": "AutomationRunbookActionDetails",
        "runbookId": runbook_id(scene, action.path),
        "timeout": timeout,
        "fabricLocation": "Recovery",
    }


def runbook_id(scene: Scene, name: str) -> str:
    account = f"/subscriptions/{scene.ids.subscription}/resourceGroups/automation/providers/Microsoft.Automation"
    return f"{account}/automationAccounts/automation/runbooks/{name}"
