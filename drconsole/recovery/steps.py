"""The steps of every operation as data: of one item's job, and of a recovery plan's.

Names, friendly names and order are those of recorded Site Recovery jobs (Azure SDK for .NET and
PowerShell session recordings). A scenario or operation that is not here is not offered: adding it is
adding rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drconsole.recovery.words import Operation, Scenario


class Family(StrEnum):
    """Scenarios whose item jobs have the same steps."""

    V2A = "V2A"
    """VMware and physical to Azure, classic."""
    H2A = "H2A"
    """Hyper-V to Azure, with and without VMM."""


FAMILY: dict[Scenario, Family] = {
    Scenario.VMWARE_TO_AZURE: Family.V2A,
    Scenario.PHYSICAL_TO_AZURE: Family.V2A,
    Scenario.HYPERV_TO_AZURE: Family.H2A,
    Scenario.VMM_TO_AZURE: Family.H2A,
}


class Phase(StrEnum):
    """Part of a run; a plan has one child job an item and phase."""

    PREREQUISITES = "prerequisites"
    ENVIRONMENT = "environment"
    SHUTDOWN = "shutdown"
    FAILOVER = "failover"
    START = "start"
    CLEANUP = "cleanup"
    COMMIT = "commit"
    CHANGE_POINT = "change-recovery-point"
    RESYNCHRONIZE = "resynchronize"
    DISABLE = "disable"
    ENABLE = "enable"
    FINALIZE = "finalize"


class Skip(StrEnum):
    """Why a step is known beforehand not to be needed."""

    NEVER = "never"
    SHUTDOWN_NOT_ASKED = "shutdown-not-asked"
    HYPERV_ONLY = "hyperv-only"
    NO_NETWORK = "no-network"


SKIP_TEXT = {
    Skip.SHUTDOWN_NOT_ASKED: "the shutdown of the source was not asked for",
    Skip.HYPERV_ONLY: "only Hyper-V machines synchronize the latest changes",
    Skip.NO_NETWORK: "no network was chosen: the test machines are attached to none",
}


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One step of an item's job. ``check``: it only looks, so it may be begun again at any time.

    ``tolerated``: its failure stops nothing. ``[S]``: a failover goes on even if the shutdown fails.
    """

    name: str
    friendly_name: str
    phase: Phase
    check: bool = False
    tolerated: bool = False
    skip: Skip = Skip.NEVER


_SHUTDOWN = ("VmShutdownVmOnPrimary", "Shut down the virtual machine")
_FAILOVER = ItemStep("VmFailover", "Start failover", Phase.FAILOVER)
_START = ItemStep("VmFoStartVmOnSecondary", "Start the replica virtual machine", Phase.START)


def _unplanned(synchronize: Skip) -> tuple[ItemStep, ...]:
    """With source operations NotRequired, recorded Hyper-V jobs show the shutdown as Succeeded in under a second
    and VMware jobs as Skipped. Skipped for both is our choice: a step that must do nothing is not sent."""
    return (
        ItemStep("VmUfoPrerequisitesCheck", "Prerequisites check for failover", Phase.FAILOVER, check=True),
        ItemStep(*_SHUTDOWN, Phase.SHUTDOWN, tolerated=True, skip=Skip.SHUTDOWN_NOT_ASKED),
        ItemStep(
            "VmPrepareForUnPlannedFailover",
            "Synchronizing the latest changes",
            Phase.SHUTDOWN,
            tolerated=True,
            skip=synchronize,
        ),
        _FAILOVER,
        _START,
    )


_TEST = (
    ItemStep("VmTfoPrerequisitesCheck", "Prerequisites check for test failover", Phase.FAILOVER, check=True),
    ItemStep("VmTfoInitiateFailover", "Starting test failover", Phase.FAILOVER),
    ItemStep("VmTfoPrepareTestVm", "Creating test virtual machine", Phase.FAILOVER),
    ItemStep("VmTfoBootTestVm", "Start the virtual machine", Phase.START),
)
_CLEANUP = (
    ItemStep("VmTfoCleanupPreflightsCheck", "Prerequisites check for test failover cleanup", Phase.CLEANUP, check=True),
    ItemStep("VmTfoEndFailover", "Ending test failover", Phase.CLEANUP),
    ItemStep("VmTfoDeleteTestVm", "Clean up the test virtual machine", Phase.CLEANUP),
)
_PLANNED = (
    ItemStep("VmPfoPrerequisitesCheck", "Prerequisites check for planned failover", Phase.FAILOVER, check=True),
    ItemStep(*_SHUTDOWN, Phase.SHUTDOWN),
    ItemStep("VmPrepareForFailover", "Preparing for failover", Phase.SHUTDOWN),
    _FAILOVER,
    _START,
)
_COMMIT = (
    ItemStep("VmCommitPrerequisitesCheck", "Prerequisite check", Phase.COMMIT, check=True),
    ItemStep("VmCommit", "Commit", Phase.COMMIT),
)
_CHANGE_POINT = (
    ItemStep("ChangePitPreflightCheck", "Change the prerequisites check", Phase.CHANGE_POINT, check=True),
    ItemStep("ShutdownVmRecovery", "Shutdown the virtual machine on recovery", Phase.CHANGE_POINT),
    ItemStep("CancelFailoverRecovery", "Cancel failover recovery", Phase.CHANGE_POINT),
    ItemStep(_FAILOVER.name, _FAILOVER.friendly_name, Phase.CHANGE_POINT),
    ItemStep(_START.name, _START.friendly_name, Phase.CHANGE_POINT),
)
_RESYNCHRONIZE = (
    ItemStep("RepairVmReplicationTask", "Starting resynchronization for the virtual machine", Phase.RESYNCHRONIZE),
)
_UPDATE = ("UpdateDraState", "Updating the provider states")
_DISABLE = (
    ItemStep("DisableProtectionOnPrimary", "Disabling protection on the primary", Phase.DISABLE),
    ItemStep("DisableProtectionOnSecondary", "Disabling protection on the secondary", Phase.DISABLE),
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


_BOTH = (Family.V2A, Family.H2A)

ITEM_STEPS: dict[tuple[Operation, Family], tuple[ItemStep, ...]] = {
    **{(Operation.TEST_FAILOVER, family): _TEST for family in _BOTH},
    **{(Operation.CLEANUP_TEST_FAILOVER, family): _CLEANUP for family in _BOTH},
    (Operation.FAILOVER, Family.V2A): _unplanned(Skip.HYPERV_ONLY),
    (Operation.FAILOVER, Family.H2A): _unplanned(Skip.SHUTDOWN_NOT_ASKED),
    (Operation.PLANNED_FAILOVER, Family.H2A): _PLANNED,
    **{(Operation.COMMIT, family): _COMMIT for family in _BOTH},
    **{(Operation.CHANGE_RECOVERY_POINT, family): _CHANGE_POINT for family in _BOTH},
    **{(Operation.RESYNCHRONIZE, family): _RESYNCHRONIZE for family in _BOTH},
    **{(Operation.DISABLE_REPLICATION, family): _DISABLE for family in _BOTH},
    (Operation.ENABLE_REPLICATION, Family.V2A): _enable("Installing Mobility Service and preparing target"),
    (Operation.ENABLE_REPLICATION, Family.H2A): _enable("Identifying the replication target"),
}
"""In the order of an item's own job. Friendly names of disable's first two steps and of enable's check were
not recorded: ours."""


@dataclass(frozen=True, slots=True)
class JobName:
    """Site Recovery's ``scenarioName`` and ``friendlyName`` of an operation's job."""

    name: str
    friendly_name: str


JOB_NAMES: dict[Operation, JobName] = {
    Operation.TEST_FAILOVER: JobName("TestFailover", "Test failover"),
    Operation.CLEANUP_TEST_FAILOVER: JobName("TestFailoverCleanup", "Test failover cleanup"),
    Operation.FAILOVER: JobName("UnplannedFailover", "Failover"),
    Operation.PLANNED_FAILOVER: JobName("PlannedFailover", "Planned failover"),
    Operation.CHANGE_RECOVERY_POINT: JobName("ChangePit", "Change the recovery point"),
    Operation.COMMIT: JobName("CommitFailover", "Commit"),
    Operation.RESYNCHRONIZE: JobName("RepairVMReplication", "Resynchronize the virtual machine"),
    Operation.DISABLE_REPLICATION: JobName("DisableDr", "Disable replication"),
    Operation.ENABLE_REPLICATION: JobName("EnableDr", "Enable replication"),
}


class PartKind(StrEnum):
    """How a part of a plan's job is laid out."""

    STEP = "step"
    """One step of the plan itself."""
    SHUTDOWN = "shutdown"
    """Group after group, in reverse boot order, with the actions before and after."""
    FAILOVER = "failover"
    """All items at once, with the actions before and after."""
    BOOT = "boot"
    """Group after group: pre actions, start, post actions."""
    GROUPS = "groups"
    """Group after group, without actions."""
    ITEMS = "items"
    """All items at once, without actions."""


@dataclass(frozen=True, slots=True)
class Part:
    kind: PartKind
    phase: Phase
    name: str = ""
    friendly_name: str = ""
    check: bool = False
    skip: Skip = Skip.NEVER


_PLAN_CHECK = Part(
    PartKind.STEP,
    Phase.PREREQUISITES,
    "RpSrsPrerequisitesCheck",
    "Prerequisites check for the recovery plan",
    check=True,
)
_PLAN_END = Part(PartKind.STEP, Phase.FINALIZE, "EndRecoveryPlanTask", "Finalizing the recovery plan")
_PLAN_ENVIRONMENT = Part(PartKind.STEP, Phase.ENVIRONMENT, "RpEnvironmentCreationTask", "Create the environment")
_ALL_FAILOVER = Part(PartKind.FAILOVER, Phase.FAILOVER, "FailoverAllActionGroup", "Recovery plan failover")
_ALL_SHUTDOWN = Part(PartKind.SHUTDOWN, Phase.SHUTDOWN, "ShutdownAllActionGroup", "All groups shutdown")
_BOOT = Part(PartKind.BOOT, Phase.START, "", "Start")
_REAL_FAILOVER = (_PLAN_CHECK, _PLAN_ENVIRONMENT, _ALL_SHUTDOWN, _ALL_FAILOVER, _BOOT, _PLAN_END)

PLAN_PARTS: dict[Operation, tuple[Part, ...]] = {
    Operation.TEST_FAILOVER: (
        _PLAN_CHECK,
        Part(
            PartKind.STEP,
            Phase.ENVIRONMENT,
            "RpTfoNetworkCreation",
            "Create the test environment",
            skip=Skip.NO_NETWORK,
        ),
        _ALL_FAILOVER,
        _BOOT,
        _PLAN_END,
    ),
    Operation.CLEANUP_TEST_FAILOVER: (
        _PLAN_CHECK,
        Part(PartKind.GROUPS, Phase.CLEANUP, "", "Test failover cleanup"),
        Part(PartKind.STEP, Phase.ENVIRONMENT, "RpTfoDeleteTestNetwork", "Clean up the test environment"),
        _PLAN_END,
    ),
    Operation.FAILOVER: _REAL_FAILOVER,
    Operation.PLANNED_FAILOVER: _REAL_FAILOVER,
    Operation.COMMIT: (Part(PartKind.GROUPS, Phase.COMMIT, "", "Commit"),),
    Operation.CHANGE_RECOVERY_POINT: (
        Part(PartKind.ITEMS, Phase.CHANGE_POINT, "ChangePit", "Change the recovery point of every machine"),
    ),
    Operation.RESYNCHRONIZE: (
        Part(PartKind.ITEMS, Phase.RESYNCHRONIZE, "RepairVMReplication", "Resynchronize every machine"),
    ),
    Operation.DISABLE_REPLICATION: (
        Part(PartKind.ITEMS, Phase.DISABLE, "DisableDr", "Disable replication of every machine"),
    ),
    Operation.ENABLE_REPLICATION: (
        Part(PartKind.ITEMS, Phase.ENABLE, "EnableDr", "Enable replication of every machine"),
    ),
}
"""A plan has no remote job of its own for the last four: each item gets its own, all at once (our choice)."""

STOPS_ON_FAILURE = frozenset({Operation.PLANNED_FAILOVER})
"""A planned run stops at the first error and can be started again; an unplanned one runs to its end with errors [S].
For a test failover, its cleanup and commit nothing is documented: they go on, which is our choice."""

BOOT_ORDERED = frozenset({Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER})
"""Operations that start machines group by group and run actions."""

ONE_WAY = frozenset(
    {
        Operation.TEST_FAILOVER,
        Operation.CLEANUP_TEST_FAILOVER,
        Operation.FAILOVER,
        Operation.PLANNED_FAILOVER,
        Operation.COMMIT,
        Operation.CHANGE_RECOVERY_POINT,
    }
)
"""Operations whose steps above are those from primary to recovery; the way back has others."""

PHASE_WORDS: dict[Phase, str] = {
    Phase.SHUTDOWN: "Shutdown of {item}",
    Phase.FAILOVER: "{job} of {item}",
    Phase.START: "Start of {item}",
    Phase.CLEANUP: "Test failover cleanup of {item}",
    Phase.COMMIT: "Commit of {item}",
    Phase.CHANGE_POINT: "Change the recovery point of {item}",
    Phase.RESYNCHRONIZE: "Resynchronize {item}",
    Phase.DISABLE: "Disable replication of {item}",
    Phase.ENABLE: "Enable replication of {item}",
}
"""What the child job of an item and phase is called."""
