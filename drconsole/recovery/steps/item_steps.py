"""The steps of an item's own job, as data: a row an operation, the families and directions it holds for.

Names, friendly names and order are those of recorded Site Recovery jobs [REC]. A scenario or operation that is not here
is not offered: adding it is adding rows.
"""

from __future__ import annotations

from dataclasses import replace

from drconsole.recovery.steps.steps import ItemStep, Phase, Skip
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import Direction, Operation, TargetType

OP = Operation

WAIT = "WaitForUserInputForFailback"
_SHUTDOWN = ("VmShutdownVmOnPrimary", "Shut down the virtual machine")
_FAILOVER = ItemStep("VmFailover", "Start failover", Phase.FAILOVER)
_START = ItemStep("VmFoStartVmOnSecondary", "Start the replica virtual machine", Phase.START)


_EXTRA_STEP = ItemStep("VmHydration", "Extra step: preparing the machine for Azure", Phase.FAILOVER, extra=True)
"""[S]: "an extra intermediate step that usually takes around 8 to 10 minutes". The name is our choice: the documents
call what is done there hydration, and no recorded job shows it apart."""


def _unplanned(last_changes: ItemStep, *between: ItemStep) -> tuple[ItemStep, ...]:
    """With source operations NotRequired, recorded Hyper-V jobs show the shutdown as Succeeded in under a second
    and VMware jobs as Skipped. Skipped for both is our choice: a step that must do nothing is not sent."""
    return (
        ItemStep("VmUfoPrerequisitesCheck", "Prerequisites check for failover", Phase.FAILOVER, check=True),
        ItemStep(*_SHUTDOWN, Phase.SHUTDOWN, tolerated=True, skip=Skip.SHUTDOWN_NOT_ASKED),
        last_changes,
        _FAILOVER,
        *between,
        _START,
    )


_LAST_CHANGES = ItemStep(
    "VmPrepareForUnPlannedFailover",
    "Synchronizing the latest changes",
    Phase.SHUTDOWN,
    tolerated=True,
    skip=Skip.SHUTDOWN_NOT_ASKED,
)
_HYPERV_UNPLANNED = _unplanned(_LAST_CHANGES)
_NO_LAST_CHANGES = replace(_LAST_CHANGES, skip=Skip.HYPERV_ONLY, alone=True)
_OTHER_UNPLANNED = _unplanned(_NO_LAST_CHANGES)
_VMWARE_UNPLANNED = _unplanned(_NO_LAST_CHANGES, _EXTRA_STEP)


def _test(create: str, prepare: str, *between: ItemStep) -> tuple[ItemStep, ...]:
    return (
        ItemStep("VmTfoPrerequisitesCheck", "Prerequisites check for test failover", Phase.FAILOVER, check=True),
        ItemStep("VmTfoInitiateFailover", create, Phase.FAILOVER),
        *between,
        ItemStep("VmTfoPrepareTestVm", prepare, Phase.FAILOVER),
        ItemStep("VmTfoBootTestVm", "Start the virtual machine", Phase.START),
    )


_CLEANUP = (
    ItemStep("VmTfoCleanupPreflightsCheck", "Prerequisites check for test failover cleanup", Phase.CLEANUP, check=True),
    ItemStep("VmTfoEndFailover", "Ending test failover", Phase.CLEANUP),
    ItemStep("VmTfoDeleteTestVm", "Clean up the test virtual machine", Phase.CLEANUP),
)
_PLANNED_CHECK = ItemStep(
    "VmPfoPrerequisitesCheck", "Prerequisites check for planned failover", Phase.CHECK, check=True
)
"""Before any machine is shut down, as in recorded jobs of one machine: a planned run that stops here has touched
nothing."""
_PLANNED_REST = (
    ItemStep(*_SHUTDOWN, Phase.SHUTDOWN),
    ItemStep("VmPrepareForFailover", "Preparing for failover", Phase.SHUTDOWN),
    _FAILOVER,
    _START,
)
_PLANNED = (_PLANNED_CHECK, *_PLANNED_REST)
_FAILBACK = (
    _PLANNED_CHECK,
    ItemStep(
        "PrepareVmOnPremForFailback",
        "Preparing the on-premises virtual machine",
        Phase.DATA_SYNC,
        alone=True,
    ),
    ItemStep("VmDataSynchronization", "Data synchronization", Phase.DATA_SYNC),
    ItemStep(WAIT, "Waiting for user input", Phase.DATA_SYNC, alone=True, waits=True),
    *_PLANNED_REST,
)
"""Recorded of a plan; that an item's own job has the same steps, and the name VmDataSynchronization, are our
choice. "Source" in the names is the side that is failed over from: here the machine in Azure."""
_COMMIT = (
    ItemStep("VmCommitPrerequisitesCheck", "Prerequisite check", Phase.COMMIT, check=True),
    ItemStep("VmCommit", "Commit", Phase.COMMIT),
)
_FINALIZE_FAILBACK = (
    ItemStep("FinalizeRestoreOnRecovery", "Finalizing restore on the recovery virtual machine", Phase.COMMIT),
    ItemStep("FinalizeRestoreOnPrimary", "Finalizing restore on the primary virtual machine", Phase.COMMIT),
)
_CHANGE_POINT = (
    ItemStep("ChangePitPreflightCheck", "Change the prerequisites check", Phase.CHANGE_POINT, check=True),
    ItemStep("ShutdownVmRecovery", "Shutdown the virtual machine on recovery", Phase.CHANGE_POINT),
    ItemStep("CancelFailoverRecovery", "Cancel failover recovery", Phase.CHANGE_POINT),
    replace(_FAILOVER, phase=Phase.CHANGE_POINT),
    replace(_START, phase=Phase.CHANGE_POINT),
)
_REPROTECT = (
    ItemStep("SwitchReplicationGroupProtectionPreflightTask", "Prerequisite check", Phase.RE_PROTECT, check=True),
    ItemStep("VmCommitFailover", "Committing failover", Phase.RE_PROTECT, skip=Skip.COMMITTED),
    ItemStep("DiscoverReplicaTask", "Discovering replica virtual machine", Phase.RE_PROTECT),
    ItemStep("GetSwitchProtectionRequirementsTask", "Getting reprotection requirements", Phase.RE_PROTECT),
    ItemStep("ProtectReplicaTask", "Reprotecting virtual machine", Phase.RE_PROTECT),
)
_UPDATE = ("UpdateDraState", "Updating the provider states")
_REVERSE_SITES = (
    ItemStep("VmReverseReplicationPrerequisitesCheck", "Prerequisites check", Phase.REVERSE, check=True),
    ItemStep("VmCommit", "Commit", Phase.REVERSE, skip=Skip.COMMITTED),
    ItemStep("VmShutdownVmOnSecondary", "Shut down the virtual machine", Phase.REVERSE, absent=Skip.SOURCE_DOWN),
    ItemStep("VmPrepareForReverseReplication", "Preparing for reverse replication", Phase.REVERSE),
    ItemStep("VmInitiateReverseReplication", "Start reverse replication", Phase.REVERSE),
    ItemStep(
        "VmStartInitialReplication",
        "Starting initial replication",
        Phase.REVERSE,
        skip=Skip.NO_FIRST_COPY,
        absent=Skip.SOURCE_DOWN,
    ),
    ItemStep(*_UPDATE, Phase.REVERSE),
)
"""Recorded: after an unplanned failover the first copy is skipped; after a planned one it and the shutdown are not in
the job at all. Replication therefore runs the other way from ``VmInitiateReverseReplication`` on."""
_TARGET = "Identifying the replication target"
_REVERSE_FINALIZED = (
    ItemStep("CreateProtectionTarget", _TARGET, Phase.REVERSE),
    ItemStep("EnableProtection", "Enable replication", Phase.REVERSE),
    ItemStep("VmStartInitialReplication", "Starting initial replication", Phase.REVERSE),
)
_RESYNCHRONIZE = (
    ItemStep("RepairVmReplicationTask", "Starting resynchronization for the virtual machine", Phase.RESYNCHRONIZE),
)
_DISABLE = (
    ItemStep("DisableProtectionOnPrimary", "Disable replication on the source location", Phase.DISABLE),
    ItemStep("DisableProtectionOnSecondary", "Disable replication on the target location", Phase.DISABLE),
    ItemStep(*_UPDATE, Phase.DISABLE),
)


def _enable(create_target: str) -> tuple[ItemStep, ...]:
    return (
        ItemStep(
            "EnableProtectionPrerequisitesCheck",
            "Prerequisites check for enabling protection",
            Phase.ENABLE,
            check=True,
        ),
        ItemStep("CreateProtectionTarget", create_target, Phase.ENABLE),
        ItemStep("EnableProtection", "Enable replication", Phase.ENABLE),
        ItemStep("VmStartInitialReplication", "Starting initial replication", Phase.ENABLE),
        ItemStep(*_UPDATE, Phase.ENABLE),
    )


_TO_AZURE = ("Starting test failover", "Creating test virtual machine")
_VMWARE = (Family.V2A, Family.RCM)
_AZURE = (*_VMWARE, Family.H2A, Family.A2A)
_ALL = tuple(Family)
_OUT = (Direction.PRIMARY_TO_RECOVERY,)
_BACK = (Direction.RECOVERY_TO_PRIMARY,)
_EITHER = (*_OUT, *_BACK)

_ROWS: tuple[tuple[Operation, tuple[Family, ...], tuple[Direction, ...], tuple[ItemStep, ...]], ...] = (
    (OP.TEST_FAILOVER, _VMWARE, _OUT, _test(*_TO_AZURE, _EXTRA_STEP)),
    (OP.TEST_FAILOVER, (Family.H2A,), _OUT, _test(*_TO_AZURE)),
    (OP.TEST_FAILOVER, (Family.A2A,), _EITHER, _test(*_TO_AZURE)),
    (OP.TEST_FAILOVER, (Family.E2E,), _EITHER, _test("Create test virtual machine", "Preparing the virtual machine")),
    (OP.CLEANUP_TEST_FAILOVER, _AZURE, _OUT, _CLEANUP),
    (OP.CLEANUP_TEST_FAILOVER, (Family.A2A,), _BACK, _CLEANUP),
    (OP.CLEANUP_TEST_FAILOVER, (Family.E2E,), _EITHER, _CLEANUP),
    (OP.FAILOVER, _VMWARE, _OUT, _VMWARE_UNPLANNED),
    (OP.FAILOVER, (Family.V2A,), _BACK, _OTHER_UNPLANNED),
    (OP.FAILOVER, (Family.A2A,), _EITHER, _OTHER_UNPLANNED),
    (OP.FAILOVER, (Family.H2A,), _OUT, _HYPERV_UNPLANNED),
    (OP.FAILOVER, (Family.E2E,), _EITHER, _HYPERV_UNPLANNED),
    (OP.PLANNED_FAILOVER, (Family.H2A,), _OUT, _PLANNED),
    (OP.PLANNED_FAILOVER, (Family.E2E,), _EITHER, _PLANNED),
    (OP.FAILBACK, (Family.H2A,), _BACK, _FAILBACK),
    (OP.FAILBACK, (Family.RCM,), _BACK, _PLANNED),
    (OP.COMMIT, _ALL, _OUT, _COMMIT),
    (OP.COMMIT, (*_VMWARE, Family.E2E, Family.A2A), _BACK, _COMMIT),
    (OP.COMMIT, (Family.H2A,), _BACK, _FINALIZE_FAILBACK),
    (OP.CHANGE_RECOVERY_POINT, _AZURE, _OUT, _CHANGE_POINT),
    (OP.CHANGE_RECOVERY_POINT, (Family.A2A,), _BACK, _CHANGE_POINT),
    (OP.RE_PROTECT, (*_VMWARE, Family.A2A), _EITHER, _REPROTECT),
    (OP.REVERSE_REPLICATE, (Family.E2E,), _EITHER, _REVERSE_SITES),
    (OP.REVERSE_REPLICATE, (Family.H2A,), _EITHER, _REVERSE_FINALIZED),
    (OP.RESYNCHRONIZE, _ALL, _EITHER, _RESYNCHRONIZE),
    (OP.DISABLE_REPLICATION, _ALL, _EITHER, _DISABLE),
    (OP.ENABLE_REPLICATION, _VMWARE, _EITHER, _enable("Installing Mobility Service and preparing target")),
    (OP.ENABLE_REPLICATION, (Family.H2A, Family.E2E, Family.A2A), _EITHER, _enable(_TARGET)),
)
"""In the order of an item's own job. The friendly name of enable's check was not recorded: our choice."""

ITEM_STEPS: dict[tuple[Operation, Family, Direction], tuple[ItemStep, ...]] = {
    (operation, family, direction): steps
    for operation, families, directions, steps in _ROWS
    for family in families
    for direction in directions
}


ITEM_STEP_NAMES = frozenset(step.name for steps in ITEM_STEPS.values() for step in steps)
"""Task names of steps of an item's job."""
START_STEPS = frozenset(step.name for steps in ITEM_STEPS.values() for step in steps if step.phase is Phase.START)
"""A machine runs once one of these has succeeded."""


@dataclass(frozen=True, slots=True)
class JobName:
    """Site Recovery's ``scenarioName`` and ``friendlyName`` of an operation's job."""

    name: str
    friendly_name: str


JOB_NAMES: dict[Operation, JobName] = {
    OP.TEST_FAILOVER: JobName("TestFailover", "Test failover"),
    OP.CLEANUP_TEST_FAILOVER: JobName("TestFailoverCleanup", "Test failover cleanup"),
    OP.FAILOVER: JobName("UnplannedFailover", "Failover"),
    OP.PLANNED_FAILOVER: JobName("PlannedFailover", "Planned failover"),
    OP.FAILBACK: JobName("PlannedFailover", "Planned failover"),
    OP.CHANGE_RECOVERY_POINT: JobName("ChangePit", "Change the recovery point"),
    OP.COMMIT: JobName("CommitFailover", "Commit"),
    OP.RE_PROTECT: JobName("SwitchReplicationGroupProtection", "Reprotect"),
    OP.REVERSE_REPLICATE: JobName("ReverseReplication", "Reverse replication"),
    OP.RESYNCHRONIZE: JobName("RepairVMReplication", "Resynchronize the virtual machine"),
    OP.DISABLE_REPLICATION: JobName("DisableDr", "Disable replication"),
    OP.ENABLE_REPLICATION: JobName("EnableDr", "Enable replication"),
}

_OTHER_NAMES: dict[tuple[Operation, Family, Direction, TargetType], JobName] = {
    **{
        (OP.FAILBACK, family, Direction.RECOVERY_TO_PRIMARY, TargetType.PLAN): JobName("Failback", "Planned failover")
        for family in (Family.H2A, Family.RCM)
    },
    **{
        (OP.COMMIT, Family.H2A, Direction.RECOVERY_TO_PRIMARY, kind): JobName("FinalizeFailback", "Commit")
        for kind in TargetType
    },
    **{
        (OP.REVERSE_REPLICATE, Family.H2A, direction, TargetType.ITEM): JobName(
            "ReprotectReplicationGroup", "Reverse replication"
        )
        for direction in Direction
    },
}


def job_name(operation: Operation, family: Family, direction: Direction, target_type: TargetType) -> JobName:
    """Return what Site Recovery calls the job of an operation there [REC]."""
    return _OTHER_NAMES.get((operation, family, direction, target_type), JOB_NAMES[operation])
