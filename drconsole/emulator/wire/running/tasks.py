"""Tasks of jobs: steps, groups of a plan, machines with jobs of their own, actions that wait for people."""

from __future__ import annotations

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.wire.moments import of_task
from drconsole.emulator.wire.plans import runbook_id
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.remote.tree import ROOT
from drconsole.providers.simulator.state.rows.rows import Job, Node
from drconsole.recovery.types.words import Operation

UNKNOWN = "Unknown"
"""What the service calls a machine's job before it has begun."""

TASK_IDS = {
    "VmTfoPrerequisitesCheck": "TestFailoverPreflightChecksTask",
    "VmTfoInitiateFailover": "BeginTestFailoverTask",
    "VmTfoPrepareTestVm": "PrepareTestProtectedEntitiesTask",
    "VmTfoBootTestVm": "BootTestProtectedEntitiesTask",
    "VmTfoCleanupPreflightsCheck": "TestFailoverCleanupPreflightChecksTask",
    "VmTfoEndFailover": "EndTestFailoverTask",
    "VmTfoDeleteTestVm": "CleanupTestProtectedEntitiesTask",
    "VmUfoPrerequisitesCheck": "UnplannedFailoverPreflightChecksTask",
    "VmPrepareForUnPlannedFailover": "PrepareForUnPlannedFailoverTask",
    "VmPfoPrerequisitesCheck": "PlannedFailoverPreflightChecksTask",
    "VmPrepareForFailover": "PrepareForFailoverTask",
    "VmFailover": "FailoverTask",
    "VmFoStartVmOnSecondary": "StartVmOnSecondary",
    "CreateProtectionTarget": "CreateProtectionTargetTask",
    "EnableProtection": "EnableProtectionTask",
    "VmStartInitialReplication": "StartInitialReplicationTask",
}
"""``taskId`` by a task's name, where it was recorded as a word; others are GUIDs."""

_GROUPS = {
    "FailoverAllActionGroup": "RpFailoverTask",
    "ShutdownAllActionGroup": "Shutdown",
    "DataSyncAllActionGroup": "RpFailbackDataSyncTask",
}
_BOOT_GROUPS = {
    Operation.CLEANUP_TEST_FAILOVER: "TestFailoverCleanupGroup",
    Operation.COMMIT: "CommitGroup",
    Operation.RE_PROTECT: "ReverseReplicateGroup",
    Operation.REVERSE_REPLICATE: "ReverseReplicateGroup",
}
_INLINE = "/vms"
"""The world keeps machines beside actions in a group of their own; the service has them side by side."""


def task_id(scene: Scene, job: Job, node: Node) -> str:
    if node.kind == "group":
        return node.id.rpartition("/")[2]
    if node.step == "VmShutdownVmOnPrimary":
        return "ShutdownVmOnPrimaryForUFO" if job.operation == Operation.FAILOVER else "ShutdownVmOnPrimary"
    return TASK_IDS.get(node.step) or scene.world.draws.guid("task", job.id, node.id)


def tasks(scene: Scene, job: Job) -> list[JsonObject]:
    """The tree below the job; a machine's own steps are those of its own job."""
    nodes = scene.world.nodes.get(job.id, {})
    root = nodes.get(ROOT)
    return [] if root is None else _children(scene, job, root)


def steps_of(scene: Scene, job: Job, machine: Node) -> list[JsonObject]:
    """The tasks of a machine's own job."""
    return _children(scene, job, machine)


def _children(scene: Scene, job: Job, parent: Node) -> list[JsonObject]:
    nodes = scene.world.nodes[job.id]
    found: list[JsonObject] = []
    for ident in parent.children:
        node = nodes[ident]
        found += _children(scene, job, node) if node.id.endswith(_INLINE) else [_task(scene, job, node)]
    return found


def _task(scene: Scene, job: Job, node: Node) -> JsonObject:
    kind = _kind(node)
    return {
        "taskId": task_id(scene, job, node),
        "name": UNKNOWN if node.late else node.name,
        "startTime": of_task(node.started_at),
        "endTime": of_task(node.ended_at),
        "allowedActions": ["Resume"] if node.id in job.waiting else [],
        "friendlyName": UNKNOWN if node.late else node.friendly,
        "state": str(node.state),
        "stateDescription": str(node.description),
        "taskType": kind,
        "customDetails": _custom(scene, job, node, kind),
        "groupTaskCustomDetails": _group(scene, job, node, kind),
        "errors": [],
    }


_KINDS = {
    "manual": "ManualActionTaskDetails",
    "script": "ScriptActionTaskDetails",
    "runbook": "AutomationRunbookTaskDetails",
    "job": "VirtualMachineTaskDetails",
}


def _kind(node: Node) -> str:
    if node.kind == "group":
        shutdown = "ShutdownAllActionGroup" in node.id
        return "RecoveryPlanShutdownGroupTaskDetails" if shutdown else "RecoveryPlanGroupTaskDetails"
    return _KINDS.get(node.kind, "TaskDetails")


def _group(scene: Scene, job: Job, node: Node, kind: str) -> JsonObject | None:
    if node.kind != "group":
        return None
    ident = node.id.rpartition("/")[2]
    usual = (
        "Shutdown" if "ShutdownAllActionGroup" in node.id else _BOOT_GROUPS.get(Operation(job.operation), "BootGroup")
    )
    return {
        "instanceType": kind,
        "name": node.friendly,
        "groupId": ident,
        "rpGroupType": _GROUPS.get(ident, usual),
        "childTasks": _children(scene, job, node),
    }


def _custom(scene: Scene, job: Job, node: Node, kind: str) -> JsonObject | None:
    if node.kind == "group":
        return None
    if node.kind == "manual":
        return {
            "instanceType": kind,
            "name": node.name,
            "instructions": node.instructions,
            "observation": node.output or None,
        }
    if node.kind == "script":
        return {
            "instanceType": kind,
            "name": node.name,
            "path": _path(scene, job, node),
            "output": node.output or None,
            "isPrimarySideScript": True,
        }
    if node.kind == "runbook":
        return _runbook(scene, node, kind)
    return _machine(scene, job, node, kind) if node.kind == "job" else {"instanceType": "TaskDetails"}


def _path(scene: Scene, job: Job, node: Node) -> str | None:
    """The path of a script, found by its name: the tree has only that."""
    plan = scene.world.plans.get(job.target)
    return next((one.path for one in plan.actions if one.name == node.name), None) if plan is not None else None


def _runbook(scene: Scene, node: Node, kind: str) -> JsonObject:
    return {
        "instanceType": kind,
        "name": node.name,
        "cloudServiceName": "",
        "subscriptionId": scene.ids.subscription,
        "accountName": "automation",
        "runbookId": runbook_id(scene, node.runbook or ""),
        "runbookName": node.runbook,
        "jobId": None,
        "jobOutput": node.output or None,
        "isPrimarySideScript": False,
    }


def _machine(scene: Scene, job: Job, node: Node, kind: str) -> JsonObject:
    """A link to the machine's own job; before that has begun the service tells no names."""
    skipped = node.state == "Other"
    begun = node.remote_job is not None
    known = begun or skipped
    return {
        "instanceType": kind,
        "skippedReason": "OperationNotNeeded" if skipped else None,
        "skippedReasonString": "The operation is not needed for this machine." if skipped else None,
        "jobTask": {
            "jobId": node.remote_job,
            "jobFriendlyName": node.friendly if begun else UNKNOWN,
            "targetObjectId": scene.ids.machine(scene.world.items[node.item]) if known else None,
            "targetObjectName": scene.world.configured[node.item].name if known else UNKNOWN,
            "targetInstanceType": "Vm",
            "jobScenarioName": job.scenario if begun else UNKNOWN,
        },
    }
