"""The parts of a recovery plan's job, in order, as data. Names and order are those of recorded jobs [REC]."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.steps.item_steps import WAIT
from drconsole.recovery.steps.steps import Phase, Skip
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import Operation


class PartKind(StrEnum):
    """Layout of a part of a plan's job."""

    STEP = "step"
    """One step of the plan itself."""
    WAIT = "wait"
    """The run stops for a person."""
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


_CHECK = Part(
    PartKind.STEP,
    Phase.PREREQUISITES,
    "RpSrsPrerequisitesCheck",
    "Prerequisites check for the recovery plan",
    check=True,
)
_END = Part(PartKind.STEP, Phase.FINALIZE, "EndRecoveryPlanTask", "Finalizing the recovery plan")
_ENVIRONMENT = Part(PartKind.STEP, Phase.ENVIRONMENT, "RpEnvironmentCreationTask", "Create the environment")
_ALL_FAILOVER = Part(PartKind.FAILOVER, Phase.FAILOVER, "FailoverAllActionGroup", "Recovery plan failover")
_ALL_SHUTDOWN = Part(PartKind.SHUTDOWN, Phase.SHUTDOWN, "ShutdownAllActionGroup", "All groups shutdown")
_BOOT = Part(PartKind.BOOT, Phase.START, "", "Start")
_ALL_CHECKS = Part(PartKind.ITEMS, Phase.CHECK, "CheckAllActionGroup", "Prerequisites check of every machine")
"""A planned run checks every machine before it touches the first. Recorded is the check before the shutdown in the
job of one machine; that a plan does all its checks first, and this part's name, are our choice."""
_REAL_FAILOVER = (_CHECK, _ENVIRONMENT, _ALL_SHUTDOWN, _ALL_FAILOVER, _BOOT, _END)
_PLANNED_FAILOVER = (_CHECK, _ALL_CHECKS, *_REAL_FAILOVER[1:])
_FAILBACK = (
    _CHECK,
    _ALL_CHECKS,
    Part(
        PartKind.STEP,
        Phase.ENVIRONMENT,
        "PrepareVmOnPremForFailback",
        "Preparing the on-premises virtual machine",
    ),
    Part(PartKind.ITEMS, Phase.DATA_SYNC, "DataSyncAllActionGroup", "Data synchronization"),
    Part(PartKind.WAIT, Phase.DATA_SYNC, WAIT, "Waiting for user input"),
    _ALL_SHUTDOWN,
    _ALL_FAILOVER,
    _BOOT,
    _END,
)
_REVERSE = "Reverse replicate"

PLAN_PARTS: dict[Operation, tuple[Part, ...]] = {
    Operation.TEST_FAILOVER: (
        _CHECK,
        Part(
            PartKind.STEP,
            Phase.ENVIRONMENT,
            "RpTfoNetworkCreation",
            "Create the test environment",
            skip=Skip.NO_NETWORK,
        ),
        _ALL_FAILOVER,
        _BOOT,
        _END,
    ),
    Operation.CLEANUP_TEST_FAILOVER: (
        _CHECK,
        Part(PartKind.GROUPS, Phase.CLEANUP, "", "Test failover cleanup"),
        Part(PartKind.STEP, Phase.ENVIRONMENT, "RpTfoDeleteTestNetwork", "Clean up the test environment"),
        _END,
    ),
    Operation.FAILOVER: _REAL_FAILOVER,
    Operation.PLANNED_FAILOVER: _PLANNED_FAILOVER,
    Operation.FAILBACK: _PLANNED_FAILOVER,
    Operation.COMMIT: (Part(PartKind.GROUPS, Phase.COMMIT, "", "Commit"),),
    Operation.RE_PROTECT: (Part(PartKind.GROUPS, Phase.RE_PROTECT, "", _REVERSE),),
    Operation.REVERSE_REPLICATE: (Part(PartKind.GROUPS, Phase.REVERSE, "", _REVERSE),),
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

_OTHER_PARTS: dict[tuple[Operation, Family], tuple[Part, ...]] = {
    (Operation.FAILBACK, Family.H2A): _FAILBACK,
}


PLAN_STEP_NAMES = frozenset(
    part.name
    for parts in (*PLAN_PARTS.values(), *_OTHER_PARTS.values())
    for part in parts
    if part.kind is PartKind.STEP
)
"""Task names of a plan's own steps."""


def plan_parts(operation: Operation, family: Family | None) -> tuple[Part, ...]:
    """The parts of a plan's job for machines of this family. Raises ``KeyError`` for an operation without any."""
    other = _OTHER_PARTS.get((operation, family)) if family else None
    return other or PLAN_PARTS[operation]


PHASE_WORDS: dict[Phase, str] = {
    Phase.CHECK: "Prerequisites check of {item}",
    Phase.DATA_SYNC: "Data synchronization of {item}",
    Phase.SHUTDOWN: "Shutdown of {item}",
    Phase.FAILOVER: "{job} of {item}",
    Phase.START: "Start of {item}",
    Phase.CLEANUP: "Test failover cleanup of {item}",
    Phase.COMMIT: "Commit of {item}",
    Phase.CHANGE_POINT: "Change the recovery point of {item}",
    Phase.RE_PROTECT: "Reprotect {item}",
    Phase.REVERSE: "Reverse replication of {item}",
    Phase.RESYNCHRONIZE: "Resynchronize {item}",
    Phase.DISABLE: "Disable replication of {item}",
    Phase.ENABLE: "Enable replication of {item}",
}
"""What the child job of an item and phase is called."""
