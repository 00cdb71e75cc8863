"""The field's standard words, as closed sets.

Operations and directions are spelled as on the command line; what Site Recovery's
own API spells differently stands beside them (``PROVIDER_*``).
"""

from __future__ import annotations

from enum import StrEnum


class Operation(StrEnum):
    """Operation that can be done to a recovery plan or a replicated item."""

    TEST_FAILOVER = "test-failover"
    CLEANUP_TEST_FAILOVER = "cleanup-test-failover"
    FAILOVER = "failover"
    PLANNED_FAILOVER = "planned-failover"
    CHANGE_RECOVERY_POINT = "change-recovery-point"
    COMMIT = "commit"
    RE_PROTECT = "re-protect"
    REVERSE_REPLICATE = "reverse-replicate"
    FAILBACK = "failback"
    RESYNCHRONIZE = "resynchronize"
    DISABLE_REPLICATION = "disable-replication"
    ENABLE_REPLICATION = "enable-replication"


PLANNED = frozenset({Operation.PLANNED_FAILOVER, Operation.FAILBACK})
"""Planned failovers: a failback is Site Recovery's planned failover in the other direction. They shut the source down
and lose no data."""
FAILS_OVER = PLANNED | {Operation.FAILOVER}
"""Operations that fail an item over, there or back."""
MOVES = FAILS_OVER | {Operation.TEST_FAILOVER}
"""Operations that bring machines up on the other side."""


class Scenario(StrEnum):
    """From what to what an item replicates; Site Recovery's own scenarios (V2A, H2A, E2E, A2A)."""

    VMWARE_TO_AZURE = "vmware-to-azure"
    """Classic: provider InMageAzureV2."""
    VMWARE_TO_AZURE_MODERNIZED = "vmware-to-azure-modernized"
    """Provider InMageRcm."""
    PHYSICAL_TO_AZURE = "physical-to-azure"
    """Also Hyper-V machines protected as physical servers; provider InMageAzureV2."""
    HYPERV_TO_AZURE = "hyperv-to-azure"
    """Hyper-V site without VMM (B2A)."""
    VMM_TO_AZURE = "vmm-to-azure"
    """Hyper-V managed by VMM (E2A)."""
    VMM_TO_VMM = "vmm-to-vmm"
    """Between two on-premises sites (E2E)."""
    AZURE_TO_AZURE = "azure-to-azure"


class Direction(StrEnum):
    """Direction of a failover, relative to the item as it was created."""

    PRIMARY_TO_RECOVERY = "primary-to-recovery"
    RECOVERY_TO_PRIMARY = "recovery-to-primary"


class Location(StrEnum):
    """The side on which an item is active."""

    PRIMARY = "Primary"
    RECOVERY = "Recovery"


class PointChoice(StrEnum):
    """The six choices of a recovery point [S]."""

    LATEST = "latest"
    LATEST_PROCESSED = "latest-processed"
    LATEST_APP_CONSISTENT = "latest-app-consistent"
    LATEST_MULTI_VM_PROCESSED = "latest-multi-vm-processed"
    LATEST_MULTI_VM_APP_CONSISTENT = "latest-multi-vm-app-consistent"
    CUSTOM = "custom"


class Consistency(StrEnum):
    CRASH = "CrashConsistent"
    APPLICATION = "ApplicationConsistent"


class Mode(StrEnum):
    """The kind of reality a provider acts on; every screen and report says it in words."""

    SIMULATION = "SIMULATION"
    EXERCISE = "EXERCISE"
    LIVE = "LIVE"


class TargetType(StrEnum):
    PLAN = "plan"
    ITEM = "item"


class Grain(StrEnum):
    """Part of an operation that a provider carries out by itself."""

    STEP = "step"
    """The engine runs every step of every item."""
    ITEM = "item"
    """One remote job an item."""
    PLAN = "plan"
    """One remote job for the whole plan."""


class RunState(StrEnum):
    """States of jobs and tasks [REC]."""

    NOT_STARTED = "NotStarted"
    IN_PROGRESS = "InProgress"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    CANCELLED = "Cancelled"
    CANCELLING = "Cancelling"
    SUSPENDED = "Suspended"
    OTHER = "Other"
    """With description Skipped: a step that was not needed, or came after a failed one."""
    COMPLETED_WITH_INFORMATION = "CompletedWithInformation"
    PARTIALLY_SUCCEEDED = "PartiallySucceeded"

    @property
    def ended(self) -> bool:
        """Return whether nothing follows this state."""
        return self in ENDED


SUCCEEDED = frozenset({RunState.SUCCEEDED, RunState.COMPLETED_WITH_INFORMATION})
"""States in which a job or a task has done all that it was to do."""
ENDED = frozenset(
    {
        RunState.SUCCEEDED,
        RunState.FAILED,
        RunState.CANCELLED,
        RunState.OTHER,
        RunState.COMPLETED_WITH_INFORMATION,
        RunState.PARTIALLY_SUCCEEDED,
    }
)


class Description(StrEnum):
    """State descriptions: the workflow status of [PS]; the last three are our own."""

    NOT_STARTED = "NotStarted"
    IN_PROGRESS = "InProgress"
    COMPLETED = "Completed"
    FAILED = "Failed"
    SKIPPED = "Skipped"
    CANCELLED = "Cancelled"
    CANCELLING = "Cancelling"
    PARTIALLY_SUCCEEDED = "PartiallySucceeded"
    COMPLETED_WITH_INFORMATION = "CompletedWithInformation"
    WAITING_FOR_MANUAL_ACTION = "WaitingForManualAction"
    WAITING_FOR_STOP_TEST_FAILOVER = "WaitingForStopTestFailover"
    WAITING_FOR_USER_INPUT = "WaitingForUserInputAfterDataSync"
    HELD = "Held"
    WAITING_FOR_OUTCOME = "WaitingForOutcome"
    WAITING_FOR_ENCRYPTION_KEY = "WaitingForEncryptionKey"


def apart(name: str) -> str:
    """Site Recovery's run-together words apart: ``WaitingForManualAction`` -> ``Waiting for manual action``."""
    parts, before = [""], ""
    for letter in name:
        if "A" <= letter <= "Z" and ("a" <= before <= "z" or "0" <= before <= "9"):
            parts.append("")
        parts[-1] += letter
        before = letter
    return " ".join([parts[0], *(part if part.isupper() else part.lower() for part in parts[1:])])


def counted(number: int, noun: str) -> str:
    """``1 machine``, ``3 machines``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def lasting(seconds: float) -> str:
    """``2 h 4 min``, ``7 min 31 s``, ``31 s``."""
    whole = round(seconds)
    for great, name, small, small_name in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if whole >= great:
            rest = whole % great // small
            return f"{whole // great} {name}" + (f" {rest} {small_name}" if rest else "")
    return f"{whole} s"


def difference(seconds: float) -> str:
    """As ``lasting``, of two times that are not the same: never ``0 s``."""
    return lasting(seconds) if seconds >= 1 else "less than a second"


class Level(StrEnum):
    """Gravity of a finding: an error blocks, a warning never does."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Health(StrEnum):
    """replicationHealth and failoverHealth."""

    NONE = "None"
    NORMAL = "Normal"
    WARNING = "Warning"
    CRITICAL = "Critical"


class RemoteAct(StrEnum):
    """Act that remote work can be asked for."""

    CANCEL = "cancel"
    RESUME = "resume"
    RESTART = "restart"


class Outcome(StrEnum):
    """Outcome of a task that waited: as a person said it, or a script of ours ended."""

    DONE = "done"
    FAILED = "failed"
    SKIP = "skip"
    RETRY = "retry"


PLAN_CONTEXT_DIRECTION = {
    Direction.PRIMARY_TO_RECOVERY: "PrimaryToSecondary",
    Direction.RECOVERY_TO_PRIMARY: "SecondaryToPrimary",
}
"""FailoverDirection of a RecoveryPlanContext [D:site-recovery-runbook-automation]; the API's requests say
PrimaryToRecovery and RecoveryToPrimary."""


class TaskKind(StrEnum):
    SEQUENCE = "sequence"
    """Container: children one after the other."""
    PARALLEL = "parallel"
    """Container: children all at once."""
    STEP = "step"
    """Leaf: the provider does it (``step`` names it; None = the whole operation, ITEM and PLAN grain)."""
    SCRIPT = "script"
    MANUAL = "manual"
    RUNBOOK = "runbook"
    OBSERVED = "observed"
    """A node of a remote job, seen and not run."""


CONTAINERS = frozenset({TaskKind.SEQUENCE, TaskKind.PARALLEL})
