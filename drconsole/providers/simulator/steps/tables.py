"""The steps of every operation as the service names them, in the order of one item's job.

Names and order follow recorded jobs [REC]; the times are bands in seconds, chosen so that the steps of one
item's job together lie within the shortest and the longest job recorded (``RECORDED``).
"""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.providers.simulator.service.conditions import Family
from drconsole.recovery.types.words import Operation

Steps = tuple["Step", ...]
Span = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """``seconds``: least and most. ``short``: the same where the intermediate step comes on top."""

    name: str
    friendly: str
    seconds: tuple[int, int] = (0, 0)
    check: bool = False
    tolerated: bool = False
    shutdown: bool = False
    """Belongs to shutting the source down: only where that was asked for."""
    short: tuple[int, int] | None = None
    phase: str = "all"
    alone: bool = False
    """Stands in an item's own job; a plan does it once for all its items."""
    extra: bool = False
    """The intermediate step: only for the machines that need it."""
    extra_inside: bool = False
    """What the intermediate step takes comes on top of this one."""
    waits: bool = False
    """The world does nothing: a person must say that it goes on."""


RECORDED: dict[Operation, Span] = {
    Operation.TEST_FAILOVER: (139, None),
    Operation.CLEANUP_TEST_FAILOVER: (34, 193),
    Operation.FAILOVER: (136, 872),
    Operation.PLANNED_FAILOVER: (217, None),
    Operation.FAILBACK: (217, None),
    Operation.COMMIT: (1, 138),
    Operation.CHANGE_RECOVERY_POINT: (455, 822),
    Operation.RE_PROTECT: (130, 996),
    Operation.REVERSE_REPLICATE: (131, 203),
    Operation.RESYNCHRONIZE: (18, 77),
    Operation.ENABLE_REPLICATION: (44, 467),
    Operation.DISABLE_REPLICATION: (2, 271),
}
"""Seconds of one item's job, least and most; None = the longest one waited for a person for days."""

RECORDED_APART: dict[tuple[Operation, Family], Span] = {
    (Operation.COMMIT, Family.A2A): (8, 37),
    (Operation.REVERSE_REPLICATE, Family.H2A): (37, 169),
}
"""Commits of Azure to Azure (2023; half of all others took no more than 2 seconds). Hyper-V's
ReprotectReplicationGroup: one item's job, and one of a plan with one machine."""

EXTRA = (480, 600)
"""The intermediate step of 8 to 10 minutes [S]."""
HYDRATION = Step("VmHydration", "Extra step: preparing the machine for Azure", EXTRA, extra=True, phase="failover")
_START = Step("VmFoStartVmOnSecondary", "Start the replica virtual machine", (1, 20), phase="start")
_SHUTDOWN = Step("VmShutdownVmOnPrimary", "Shut down the virtual machine", (7, 50), phase="shutdown")
_PLANNED_CHECK = Step(
    "VmPfoPrerequisitesCheck", "Prerequisites check for planned failover", (10, 36), check=True, phase="check"
)
_FAILOVER = Step("VmFailover", "Start failover", (190, 520), short=(60, 110), phase="failover")
_PREPARE = Step("VmPrepareForFailover", "Preparing for failover", (12, 60), phase="shutdown")
_UPDATE = "Updating the provider states"


def _test(create: str, prepare: str) -> Steps:
    return (
        Step("VmTfoPrerequisitesCheck", "Prerequisites check for test failover", (2, 5), check=True, phase="failover"),
        Step("VmTfoInitiateFailover", create, (90, 300), short=(30, 60), phase="failover"),
        HYDRATION,
        Step("VmTfoPrepareTestVm", prepare, (45, 140), phase="failover"),
        Step("VmTfoBootTestVm", "Start the virtual machine", (2, 20), phase="start"),
    )


def _enable(create_target: str) -> Steps:
    return (
        Step("EnableProtectionPrerequisitesCheck", "Prerequisites check for enabling protection", (2, 10), check=True),
        Step("CreateProtectionTarget", create_target, (15, 150)),
        Step("EnableProtection", "Enable replication", (15, 150)),
        Step("VmStartInitialReplication", "Starting initial replication", (10, 100)),
        Step("UpdateDraState", _UPDATE, (2, 20)),
    )


_TARGET = "Identifying the replication target"

ITEM_STEPS: dict[Operation, Steps] = {
    Operation.TEST_FAILOVER: _test("Starting test failover", "Creating test virtual machine"),
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
        HYDRATION,
        _START,
    ),
    Operation.PLANNED_FAILOVER: (_PLANNED_CHECK, _SHUTDOWN, _PREPARE, _FAILOVER, _START),
    Operation.FAILBACK: (_PLANNED_CHECK, _SHUTDOWN, _PREPARE, _FAILOVER, _START),
    Operation.CHANGE_RECOVERY_POINT: (
        Step("ChangePitPreflightCheck", "Change the prerequisites check", (2, 8), check=True),
        Step("ShutdownVmRecovery", "Shutdown the virtual machine on recovery", (150, 215), short=(40, 80)),
        Step("CancelFailoverRecovery", "Cancel failover recovery", (60, 95), short=(20, 45)),
        Step("VmFailover", "Start failover", (243, 440), short=(20, 50), extra_inside=True),
        _START,
    ),
    Operation.COMMIT: (
        Step("VmCommitPrerequisitesCheck", "Prerequisite check", (0, 1), check=True),
        Step("VmCommit", "Commit", (1, 3)),
    ),
    Operation.RE_PROTECT: (
        Step("SwitchReplicationGroupProtectionPreflightTask", "Prerequisite check", (2, 8), check=True),
        Step("VmCommitFailover", "Committing failover", (1, 30)),
        Step("DiscoverReplicaTask", "Discovering replica virtual machine", (10, 60)),
        Step("GetSwitchProtectionRequirementsTask", "Getting reprotection requirements", (10, 60)),
        Step("ProtectReplicaTask", "Reprotecting virtual machine", (110, 700)),
    ),
    Operation.REVERSE_REPLICATE: (
        Step("VmReverseReplicationPrerequisitesCheck", "Prerequisites check", (2, 4), check=True),
        Step("VmCommit", "Commit", (1, 4)),
        Step("VmShutdownVmOnSecondary", "Shut down the virtual machine", (3, 10)),
        Step("VmPrepareForReverseReplication", "Preparing for reverse replication", (20, 28)),
        Step("VmInitiateReverseReplication", "Start reverse replication", (105, 130)),
        Step("VmStartInitialReplication", "Starting initial replication"),
        Step("UpdateDraState", _UPDATE, (5, 8)),
    ),
    Operation.RESYNCHRONIZE: (
        Step("RepairVmReplicationTask", "Starting resynchronization for the virtual machine", (18, 75)),
    ),
    Operation.ENABLE_REPLICATION: _enable(_TARGET),
    Operation.DISABLE_REPLICATION: (
        Step("DisableProtectionOnPrimary", "Disable replication on the source location", (1, 150)),
        Step("DisableProtectionOnSecondary", "Disable replication on the target location", (1, 90)),
        Step("UpdateDraState", _UPDATE, (1, 10)),
    ),
}
"""One item's job, in order, in most families."""

_MOBILITY = _enable("Installing Mobility Service and preparing target")

APART: dict[tuple[Operation, Family], Steps] = {
    (Operation.COMMIT, Family.A2A): (
        Step("VmCommitPrerequisitesCheck", "Prerequisite check", (1, 2), check=True),
        Step("VmCommit", "Commit", (7, 31)),
    ),
    (Operation.TEST_FAILOVER, Family.E2E): _test("Create test virtual machine", "Preparing the virtual machine"),
    (Operation.ENABLE_REPLICATION, Family.V2A): _MOBILITY,
    (Operation.ENABLE_REPLICATION, Family.RCM): _MOBILITY,
    (Operation.FAILBACK, Family.H2A): (
        _PLANNED_CHECK,
        # Recorded as steps of a plan; that an item's own job has them too is our choice.
        Step("PrepareVmOnPremForFailback", "Preparing the on-premises virtual machine", (5, 30), alone=True),
        Step("VmDataSynchronization", "Data synchronization", (60, 600), phase="data-sync"),
        Step("WaitForUserInputForFailback", "Waiting for user input", alone=True, waits=True),
        _SHUTDOWN,
        _PREPARE,
        Step("VmFailover", "Start failover", (130, 300), phase="failover"),
        _START,
    ),
    (Operation.REVERSE_REPLICATE, Family.H2A): (
        Step("CreateProtectionTarget", _TARGET, (5, 20)),
        Step("EnableProtection", "Enable replication", (10, 40)),
        Step("VmStartInitialReplication", "Starting initial replication", (22, 90)),
    ),
}
"""What is otherwise in one family."""

FINALIZE_FAILBACK: Steps = (
    Step("FinalizeRestoreOnRecovery", "Finalizing restore on the recovery virtual machine", (1, 90)),
    Step("FinalizeRestoreOnPrimary", "Finalizing restore on the primary virtual machine", (1, 30)),
)
"""The commit of a Hyper-V item's failback (job FinalizeFailback)."""

RUNBOOK = "Runbook"

PLAN_STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("RpSrsPrerequisitesCheck", "Prerequisites check for the recovery plan", (2, 10), check=True),
        Step("RpEnvironmentCreationTask", "Create the environment", (1, 15)),
        Step("RpTfoNetworkCreation", "Create the test environment", (10, 40)),
        Step("RpTfoDeleteTestNetwork", "Clean up the test environment", (5, 30)),
        Step("PrepareVmOnPremForFailback", "Preparing the on-premises virtual machine", (5, 30)),
        Step("WaitForUserInputForFailback", "Waiting for user input", waits=True),
        Step("EndRecoveryPlanTask", "Finalizing the recovery plan", (1, 5)),
        Step(RUNBOOK, "Runbook", (20, 180)),
    )
}
