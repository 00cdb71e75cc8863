"""Jobs: a whole operation on a plan or an item, and the jobs of single machines that a plan's job has begun."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import MICROSOFT_AZURE
from drconsole.emulator.wire.items import container_label
from drconsole.emulator.wire.moments import optional, written
from drconsole.emulator.wire.running.job_words import FRIENDLY, allowed_actions, state_of
from drconsole.emulator.wire.running.tasks import steps_of, task_id, tasks
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.remote.tree import ROOT
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.rows.rows import Job, Node, TaskErrorRow
from drconsole.recovery.types.words import Operation, TargetType

_TEST = (Operation.TEST_FAILOVER, Operation.CLEANUP_TEST_FAILOVER)


def job(scene: Scene, one: Job, *, full: bool = True) -> JsonObject:
    """``full``: with tasks and the id of the activity; a list has neither (recorded)."""
    if not one.landed:
        return _not_begun(scene, one)
    state, words = state_of(one)
    name, target = _target(scene, one)
    properties: dict[str, object] = {
        **({"activityId": _activity(scene, one)} if full else {}),
        "scenarioName": one.scenario,
        "friendlyName": FRIENDLY.get(one.scenario, one.scenario),
        "state": state,
        "stateDescription": words,
        "tasks": tasks(scene, one) if full else [],
        "errors": _errors(scene, one, one.errors),
        **_span(one.started_at, one.ended_at),
        "allowedActions": allowed_actions(one),
        "targetObjectId": target,
        "targetObjectName": name,
        "targetInstanceType": "RecoveryPlan" if one.target_type == TargetType.PLAN else "ProtectionEntity",
        "customDetails": _details(scene, one, one.items),
    }
    return _job(scene, one.id, properties, one.errors)


def child(scene: Scene, one: Job, machine: Node, *, full: bool = True) -> JsonObject:
    """The job of one machine in one phase of a plan's job."""
    inner = [node for node in scene.world.nodes[one.id].values() if node.parent == machine.id]
    errors = [error for node in inner for error in node.errors]
    item = scene.world.items[machine.item]
    properties: dict[str, object] = {
        **({"activityId": _activity(scene, one)} if full else {}),
        "scenarioName": one.scenario,
        "friendlyName": FRIENDLY.get(one.scenario, one.scenario),
        "state": str(machine.state),
        "stateDescription": str(machine.description),
        "tasks": steps_of(scene, one, machine) if full else [],
        "errors": _errors(scene, one, errors, child=True),
        **_span(machine.started_at, machine.ended_at),
        "allowedActions": [],
        "targetObjectId": scene.ids.machine(item),
        "targetObjectName": scene.world.configured[machine.item].name,
        "targetInstanceType": "ProtectionEntity",
        "customDetails": _details(scene, one, [machine.item]),
    }
    return _job(scene, machine.remote_job or "", properties, errors)


def children(scene: Scene, one: Job) -> Iterator[Node]:
    """Machines of a plan's job whose own job has begun."""
    return (node for node in scene.world.nodes.get(one.id, {}).values() if node.remote_job is not None)


def _job(scene: Scene, ident: str, properties: dict[str, object], errors: Sequence[TaskErrorRow]) -> JsonObject:
    return {
        "id": scene.ids.job(ident),
        "name": ident,
        "properties": properties,
        "status": properties["state"],
        "error": first_error(errors),
        "startTime": properties.get("startTime"),
        "endTime": properties.get("endTime"),
    }


def _not_begun(scene: Scene, one: Job) -> JsonObject:
    """A job in its very first moment knows neither its scenario nor its tasks (recorded)."""
    properties: dict[str, object] = {
        "activityId": _activity(scene, one),
        "scenarioName": None,
        "friendlyName": None,
        "state": "NotStarted",
        "stateDescription": "NotStarted",
        "tasks": [],
        "errors": [],
        "allowedActions": [],
        "targetObjectId": None,
        "targetObjectName": None,
        "targetInstanceType": None,
        "customDetails": None,
    }
    return _job(scene, one.id, properties, [])


def _activity(scene: Scene, one: Job) -> str:
    """The client's own id of the request that began it, and the service's (recorded)."""
    return f"{one.key} ActivityId: {scene.world.draws.guid('activity', one.id)}"


def _span(started: int | None, ended: int | None) -> dict[str, object]:
    """The end is left out while there is none (recorded)."""
    span: dict[str, object] = {"startTime": optional(started)}
    if ended is not None:
        span["endTime"] = written(ended)
    return span


def _target(scene: Scene, one: Job) -> tuple[str, str]:
    if one.target_type == TargetType.PLAN:
        plan = scene.world.plans[one.target]
        return plan.name, scene.world.draws.guid("plan-id", plan.key)
    return scene.world.configured[one.target].name, scene.ids.machine(scene.world.items[one.target])


def first_error(errors: Sequence[TaskErrorRow]) -> JsonObject | None:
    """Code and message of the first error, a warning too: it stands beside a success as well. It has no details
    (recorded)."""
    return {"code": errors[0]["code"], "message": errors[0]["message"], "details": None} if errors else None


def _errors(scene: Scene, one: Job, errors: Sequence[TaskErrorRow], *, child: bool = False) -> list[JsonObject]:
    """``child``: of a machine's own job, where its steps are seen; elsewhere an error is the machine's."""
    nodes = scene.world.nodes.get(one.id, {})
    found = []
    for error in errors:
        node = nodes.get(error.get("task", ROOT))
        above = nodes.get(node.parent or ROOT) if node is not None else None
        shown = above if above is not None and above.kind == "job" and not child else node
        found.append(_error(scene, one, error, shown))
    return found


def _error(scene: Scene, one: Job, error: TaskErrorRow, node: Node | None) -> JsonObject:
    at = (node.ended_at or node.started_at) if node is not None else None
    return {
        "serviceErrorDetails": {
            "code": error["code"],
            "message": error["message"],
            "possibleCauses": error.get("possible_causes", ""),
            "recommendedAction": error.get("recommended_action", ""),
            "activityId": scene.world.draws.guid("activity", one.id),
        },
        "providerErrorDetails": {
            "errorCode": 0,
            "errorMessage": None,
            "errorId": None,
            "possibleCauses": None,
            "recommendedAction": None,
        },
        "errorLevel": error.get("level", "Error"),
        "creationTime": written(at or one.ended_at or one.started_at or scene.now),
        "taskId": task_id(scene, one, node) if node is not None and node.id != ROOT else "",
    }


# What a job tells of its machines


def _details(scene: Scene, one: Job, keys: Sequence[str]) -> JsonObject:
    affected = _affected(scene, keys[0]) if one.target_type == TargetType.ITEM or len(keys) == 1 else {}
    operation = Operation(one.operation)
    if operation in _TEST:
        return {**_test(scene, one, keys, operation), "affectedObjectDetails": affected}
    if operation in (Operation.RE_PROTECT,) and one.target_type == TargetType.ITEM:
        new = scene.ids.item(scene.world.items[keys[0]]) if keys[0] in one.replaced else None
        return {
            "instanceType": "SwitchProtectionJobDetails",
            "newReplicationProtectedItemId": new,
            "affectedObjectDetails": affected,
        }
    machines = [_failed_over(scene, one, key) for key in keys if key in one.used and _tells_points(scene, key)]
    if machines:
        return {
            "instanceType": "FailoverJobDetails",
            "protectedItemDetails": machines,
            "affectedObjectDetails": affected,
        }
    return {"instanceType": "AsrJobDetails", "affectedObjectDetails": affected}


def _test(scene: Scene, one: Job, keys: Sequence[str], operation: Operation) -> dict[str, object]:
    tests = operation is Operation.TEST_FAILOVER
    network = None if one.network in (None, "none") else one.network
    kind = "VmNetworkAsInput" if network is not None else "NoNetworkAttachAsInput"
    machines = [_tested(scene, one, key) for key in keys if tests and key in one.used]
    return {
        "instanceType": "TestFailoverJobDetails",
        "testFailoverStatus": "Active" if tests else None,
        "comments": one.comment or None,
        "networkName": network,
        "networkFriendlyName": network,
        "networkType": kind if tests else None,
        "protectedItemDetails": machines,
    }


def _tested(scene: Scene, one: Job, key: str) -> JsonObject:
    item, configured = scene.world.items[key], scene.world.configured[key]
    name = item.test_machines[-1] if item.test_machines else f"{configured.name}-test"
    connected = one.network not in (None, "none")
    return {
        "name": scene.ids.machine(item),
        "friendlyName": configured.name,
        "testVmName": name,
        "testVmFriendlyName": name,
        "networkConnectionStatus": "Connected" if connected else "NotConnected",
        "networkFriendlyName": one.network if connected else None,
        "subnet": configured.target_subnet,
        **(_used(scene, one, key) if _tells_points(scene, key) else {}),
    }


def _tells_points(scene: Scene, key: str) -> bool:
    """Return whether a job tells which point was used: those of Hyper-V do not, their item does (recorded)."""
    return FAMILY[scene.world.configured[key].scenario] not in (Family.H2A, Family.E2E)


def _failed_over(scene: Scene, one: Job, key: str) -> JsonObject:
    item, configured = scene.world.items[key], scene.world.configured[key]
    return {
        "name": scene.ids.machine(item),
        "friendlyName": configured.name,
        "testVmName": None,
        "testVmFriendlyName": None,
        "networkConnectionStatus": None,
        "networkFriendlyName": item.network,
        "subnet": None,
        **_used(scene, one, key),
    }


def _used(scene: Scene, one: Job, key: str) -> dict[str, object]:
    """The recovery point that was really used."""
    ident, at, _ = one.used[key]
    return {
        "recoveryPointId": scene.ids.point(scene.world.items[key], str(ident)),
        "recoveryPointTime": written(int(at)),
    }


def _affected(scene: Scene, key: str) -> JsonObject:
    """Ids and names of the machine's two sides."""
    ids, world = scene.ids, scene.world
    item, configured = world.items[key], world.configured[key]
    source, target = ids.sides(item)
    there = MICROSOFT_AZURE if target is None else container_label(target)
    other = world.draws.guid("cloud", there)
    return {
        "PrimaryVmId": ids.machine(item),
        "PrimaryVmName": configured.name,
        "RecoveryVmId": "",
        "RecoveryVmName": configured.name,
        "ProtectionProfileId": world.draws.guid("policy", configured.policy),
        "PrimaryCloudId": source.container,
        "PrimaryCloudName": container_label(source),
        "RecoveryCloudId": other if target is None else target.container,
        "RecoveryCloudName": there,
        "PrimaryVmmId": source.identifier,
        "PrimaryVmmName": source.site,
        "RecoveryVmmId": other if target is None else target.identifier,
        "RecoveryVmmName": MICROSOFT_AZURE if target is None else target.site,
        "PrimaryFabricProviderId": source.kind,
        "RecoveryFabricProviderId": "Azure" if target is None else target.kind,
    }
