"""The steps of every operation as the service names them, and how long each takes.

Names and order follow recorded jobs; the times are bands in seconds, chosen so that the steps of one
item's job together lie within the shortest and the longest job recorded (``RECORDED``).
"""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.providers.simulator.draws import Draws
from drconsole.recovery.estate import BOOT_DRIVERS, Item, SiteKind
from drconsole.recovery.words import Operation, Scenario

RECORDED: dict[Operation, tuple[int, int | None]] = {
    Operation.TEST_FAILOVER: (139, None),
    Operation.CLEANUP_TEST_FAILOVER: (34, 193),
    Operation.FAILOVER: (136, 872),
    Operation.PLANNED_FAILOVER: (217, None),
    Operation.COMMIT: (1, 138),
    Operation.CHANGE_RECOVERY_POINT: (455, 822),
    Operation.RESYNCHRONIZE: (18, 77),
    Operation.ENABLE_REPLICATION: (44, 467),
    Operation.DISABLE_REPLICATION: (2, 271),
}
"""Seconds of one item's job, least and most; None = the longest one waited for a person for days."""

EXTRA = (480, 600)
"""The intermediate step of 8 to 10 minutes [S]."""
OLD_AGENT = (9, 8)
"""Mobility service before this version needs the intermediate step [S]."""

RUNBOOK = "Runbook"


@dataclass(frozen=True, slots=True)
class Step:
    """``seconds``: least and most. ``short``: the same where the intermediate step comes on top."""

    name: str
    friendly: str
    seconds: tuple[int, int]
    check: bool = False
    tolerated: bool = False
    shutdown: bool = False
    """Belongs to shutting the source down: only where that was asked for."""
    short: tuple[int, int] | None = None
    phase: str = "all"


_START = Step("VmFoStartVmOnSecondary", "Start the replica virtual machine", (1, 20), phase="start")

ITEM_STEPS: dict[Operation, tuple[Step, ...]] = {
    Operation.TEST_FAILOVER: (
        Step(
            "VmTfoPrerequisitesCheck",
            "Prerequisites check for test failover",
            (2, 5),
            check=True,
            phase="failover",
        ),
        Step("VmTfoInitiateFailover", "Starting test failover", (90, 300), short=(30, 60), phase="failover"),
        Step("VmTfoPrepareTestVm", "Creating test virtual machine", (45, 140), phase="failover"),
        Step("VmTfoBootTestVm", "Start the virtual machine", (2, 20), phase="start"),
    ),
    Operation.CLEANUP_TEST_FAILOVER: (
        Step("VmTfoCleanupPreflightsCheck", "Prerequisites check for test failover cleanup", (1, 4), check=True),
        Step("VmTfoEndFailover", "Ending test failover", (3, 20)),
        Step("VmTfoDeleteTestVm", "Clean up the test virtual machine", (30, 160)),
    ),
    Operation.FAILOVER: (
        Step("VmUfoPrerequisitesCheck", "Prerequisites check for failover", (2, 8), check=True, phase="failover"),
        Step(
            "VmShutdownVmOnPrimary",
            "Shut down the virtual machine",
            (15, 60),
            tolerated=True,
            shutdown=True,
            phase="shutdown",
        ),
        Step(
            "VmPrepareForUnPlannedFailover",
            "Synchronizing the latest changes",
            (5, 40),
            tolerated=True,
            shutdown=True,
            phase="shutdown",
        ),
        Step("VmFailover", "Start failover", (134, 560), short=(60, 110), phase="failover"),
        _START,
    ),
    Operation.PLANNED_FAILOVER: (
        Step(
            "VmPfoPrerequisitesCheck",
            "Prerequisites check for planned failover",
            (10, 36),
            check=True,
            phase="failover",
        ),
        Step("VmShutdownVmOnPrimary", "Shut down the virtual machine", (7, 50), phase="shutdown"),
        Step("VmPrepareForFailover", "Preparing for failover", (12, 60), phase="shutdown"),
        Step("VmFailover", "Start failover", (190, 520), short=(60, 110), phase="failover"),
        _START,
    ),
    Operation.CHANGE_RECOVERY_POINT: (
        Step("ChangePitPreflightCheck", "Change the prerequisites check", (2, 8), check=True),
        Step("ShutdownVmRecovery", "Shutdown the virtual machine on recovery", (150, 215), short=(40, 80)),
        Step("CancelFailoverRecovery", "Cancel failover recovery", (60, 95), short=(20, 45)),
        Step("VmFailover", "Start failover", (243, 440), short=(20, 50)),
        _START,
    ),
    Operation.COMMIT: (
        Step("VmCommitPrerequisitesCheck", "Prerequisite check", (1, 2), check=True),
        Step("VmCommit", "Commit", (1, 60)),
    ),
    Operation.RESYNCHRONIZE: (
        Step("RepairVmReplicationTask", "Starting resynchronization for the virtual machine", (18, 75)),
    ),
    Operation.ENABLE_REPLICATION: (
        Step(
            "EnableProtectionPrerequisitesCheck",
            "Prerequisites check for enabling protection",
            (2, 10),
            check=True,
        ),
        Step("CreateProtectionTarget", "Identifying the replication target", (15, 150)),
        Step("EnableProtection", "Enable replication", (15, 150)),
        Step("VmStartInitialReplication", "Starting initial replication", (10, 100)),
        Step("UpdateDraState", "Updating the provider states", (2, 20)),
    ),
    Operation.DISABLE_REPLICATION: (
        Step("DisableProtectionOnPrimary", "Disabling protection on the primary", (1, 150)),
        Step("DisableProtectionOnSecondary", "Disabling protection on the secondary", (1, 90)),
        Step("UpdateDraState", "Updating the provider states", (1, 10)),
    ),
}
"""One item's job, in order."""

PLAN_STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("RpSrsPrerequisitesCheck", "Prerequisites check for the recovery plan", (2, 10), check=True),
        Step("RpEnvironmentCreationTask", "Create the environment", (1, 15)),
        Step("RpTfoNetworkCreation", "Create the test environment", (10, 40)),
        Step("RpTfoDeleteTestNetwork", "Clean up the test environment", (5, 30)),
        Step("EndRecoveryPlanTask", "Finalizing the recovery plan", (1, 5)),
        Step(RUNBOOK, "Runbook", (20, 180)),
    )
}

EXTRA_STEPS = frozenset({"VmFailover", "VmTfoInitiateFailover"})

_BY_NAME = {operation: {step.name: step for step in steps} for operation, steps in ITEM_STEPS.items()}
STEP_NAMES = frozenset(PLAN_STEPS) | frozenset(name for steps in _BY_NAME.values() for name in steps)


def find(operation: Operation, name: str) -> Step | None:
    """The step of an item's job; None = the operation has no such step."""
    return _BY_NAME.get(operation, {}).get(name)


def needs_extra_step(item: Item, target: SiteKind) -> bool:
    """Whether making a machine of it takes the intermediate step of 8 to 10 minutes: exactly the cases of [S],
    and only into Azure."""
    if target is not SiteKind.AZURE:
        return False
    if item.scenario is Scenario.PHYSICAL_TO_AZURE or item.hyperv_as_physical:
        return True
    if item.scenario is not Scenario.VMWARE_TO_AZURE:
        return False
    return (
        _version(item.agent_version) < OLD_AGENT
        or item.os == "linux"
        or not set(BOOT_DRIVERS) <= set(item.boot_drivers)
        or not item.dhcp
    )


def _version(text: str | None) -> tuple[int, ...]:
    """An agent without a version counts as old: the cautious choice."""
    parts = (text or "0").split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts[:2])


def seconds(
    step: Step, item: Item | None, *, extra: bool, unprocessed: bool, draws: Draws, key: tuple[object, ...]
) -> int:
    """How long it takes, in whole seconds: mostly what the item is, the rest drawn under ``key``."""
    extra = extra and step.name in EXTRA_STEPS
    low, high = step.seconds
    if step.short is not None and (extra or (item is not None and _short(step, item))):
        low, high = step.short
    share = draws.share("duration", *key)
    if item is not None:
        share = 0.6 * _weight(item, unprocessed) + 0.4 * share
    took = low + round((high - low) * share)
    return took + draws.between(*EXTRA, "extra", *key) if extra else took


def _short(step: Step, item: Item) -> bool:
    """The steps around a long one are short, so that the whole stays within what was recorded."""
    return step.name not in EXTRA_STEPS and needs_extra_step(item, SiteKind.AZURE)


def _weight(item: Item, unprocessed: bool) -> float:
    """From 0 to 1: how much there is to move. ``unprocessed``: data must be made into a point first [S]."""
    size = sum(disk.size_gib for disk in item.disks)
    heavy = 0.1 + 0.45 * min(1.0, size / 2048) + 0.25 * min(1.0, item.churn / 300)
    return heavy + 0.1 * (item.os == "windows") + 0.1 * unprocessed
