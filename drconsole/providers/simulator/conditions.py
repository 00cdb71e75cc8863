"""What the service calls the condition of a replicated item, and what it then allows: the world's own table.

Strings and sets are those of recorded Site Recovery traffic (docs of rows: "Site Recovery states"). Rows
that were never recorded are our choice and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drconsole.recovery.words import Location, Operation, Scenario


class Family(StrEnum):
    V2A = "V2A"
    H2A = "H2A"
    OTHER = "other"
    """Shown, never worked on."""


FAMILY = {
    Scenario.VMWARE_TO_AZURE: Family.V2A,
    Scenario.PHYSICAL_TO_AZURE: Family.V2A,
    Scenario.HYPERV_TO_AZURE: Family.H2A,
    Scenario.VMM_TO_AZURE: Family.H2A,
}
PROVIDER_NAME = {Family.V2A: "InMageAzureV2", Family.H2A: "HyperVReplicaAzure", Family.OTHER: "Unknown"}


@dataclass(frozen=True, slots=True)
class Condition:
    state: str
    description: str
    active: Location = Location.PRIMARY
    replicates: bool = False
    failed_over: bool = False
    """A failover is done and waits to be committed."""


_R = Location.RECOVERY

CONDITIONS: dict[str, Condition] = {
    "initial": Condition("InitialReplicationInProgress", "Initial replication is in progress"),
    "first-point": Condition("InitialReplicationRecoveryCompletionPending", "Waiting for first recovery point"),
    "finalizing": Condition("Protected", "Protected", replicates=True),
    "protected": Condition("Protected", "Protected", replicates=True),
    "failed-over": Condition("UnplannedFailoverCommitPendingStatesBegin", "Failover completed", _R, failed_over=True),
    "planned-over": Condition("PlannedFailoverCommitRequired", "Planned failover finished", _R, failed_over=True),
    "committed": Condition("UnplannedFailoverStatesBegin", "Failover committed", _R),
    "planned-committed": Condition("PlannedFailoverStatesBegin", "Planned failover committed", _R),
    "failover-failed": Condition("UnplannedFailoverCompletionFailed", "Failover couldn't be completed"),
    # After a cancelled failover: never recorded; [S] says that replication cannot be started again.
    "cancelled": Condition(
        "UnprotectedStatesBegin", "Failover cancelled: replication was stopped and cannot be started again"
    ),
    # Enable replication under way, before the first copy begins (as in recorded vmProtectionState).
    "enabling": Condition("UnprotectedStatesBegin", "Enabling protection"),
    "disabling": Condition("DisablingProtection", "Disabling protection"),
    "unprotected": Condition("Unprotected", "Replication is not enabled"),
}

_PROTECTED_V2A = ("UnplannedFailover", "DisableProtection", "TestFailover")
_PROTECTED_H2A = ("PlannedFailover", *_PROTECTED_V2A)
_PENDING = ("CompleteMigration", "Commit", "DisableProtection", "ChangePit")
_DISABLE = ("DisableProtection",)

_ALLOWED: dict[str, dict[Family, tuple[str, ...]]] = {
    "initial": dict.fromkeys(Family, _DISABLE),
    "first-point": dict.fromkeys(Family, _DISABLE),
    "protected": {Family.V2A: _PROTECTED_V2A, Family.H2A: _PROTECTED_H2A, Family.OTHER: _PROTECTED_V2A},
    # Classic VMware before commit was not recorded; as the modernized one (row 9).
    "failed-over": {Family.V2A: (*_PENDING, "SwitchProtection"), Family.H2A: _PENDING},
    "planned-over": {Family.H2A: _PENDING},
    # Hyper-V after an unplanned failover was not recorded; as after a planned one (row 13).
    "committed": {
        Family.V2A: ("CompleteMigration", "DisableProtection", "SwitchProtection"),
        Family.H2A: ("CompleteMigration", "DisableProtection", "Failback"),
    },
    "planned-committed": {Family.H2A: ("CompleteMigration", "DisableProtection", "Failback")},
    # Recorded for classic VMware only (row 21).
    "failover-failed": dict.fromkeys(Family, ("RepairReplication", "UnplannedFailover", "DisableProtection")),
    "cancelled": dict.fromkeys(Family, _DISABLE),
    "enabling": dict.fromkeys(Family, _DISABLE),
    "disabling": dict.fromkeys(Family, _DISABLE),
}

TEST_OPEN = ("copied", "created", "ending")
TEST_STATES = {"none": "None", "cleaned": "MarkedForDeletion", **dict.fromkeys(TEST_OPEN, "WaitingForCompletion")}

WANTED = {
    Operation.TEST_FAILOVER: "TestFailover",
    Operation.CLEANUP_TEST_FAILOVER: "TestFailoverCleanup",
    Operation.FAILOVER: "UnplannedFailover",
    Operation.PLANNED_FAILOVER: "PlannedFailover",
    Operation.CHANGE_RECOVERY_POINT: "ChangePit",
    Operation.COMMIT: "Commit",
    Operation.RESYNCHRONIZE: "RepairReplication",
    Operation.DISABLE_REPLICATION: "DisableProtection",
}
"""The string in the allowed set that an operation needs."""

SCENARIOS = {
    Operation.TEST_FAILOVER: "TestFailover",
    Operation.CLEANUP_TEST_FAILOVER: "TestFailoverCleanup",
    Operation.FAILOVER: "UnplannedFailover",
    Operation.PLANNED_FAILOVER: "PlannedFailover",
    Operation.CHANGE_RECOVERY_POINT: "ChangePit",
    Operation.COMMIT: "CommitFailover",
    Operation.RESYNCHRONIZE: "RepairVMReplication",
    Operation.DISABLE_REPLICATION: "DisableDr",
    Operation.ENABLE_REPLICATION: "EnableDr",
}
"""scenarioName of an operation's job."""


def allowed(condition: str, test: str, scenario: Scenario) -> tuple[str, ...]:
    """What an idle item allows; nothing in a condition that has no row."""
    if condition == "protected" and test in TEST_OPEN:
        return ("TestFailoverCleanup",)
    return _ALLOWED.get(condition, {}).get(FAMILY.get(scenario, Family.OTHER), ())


def permits(operation: Operation, condition: str, test: str, scenario: Scenario) -> bool:
    """Whether an idle item lets this operation begin; resynchronization is also taken by a protected item."""
    if operation is Operation.ENABLE_REPLICATION:
        return condition == "unprotected"
    if operation is Operation.RESYNCHRONIZE and condition == "protected":
        return test not in TEST_OPEN
    return WANTED.get(operation) in allowed(condition, test, scenario)


def offers(operation: Operation, scenario: Scenario) -> bool:
    """Whether this world can do it at all."""
    family = FAMILY.get(scenario)
    if family is None or operation not in SCENARIOS:
        return False
    return not (operation is Operation.PLANNED_FAILOVER and family is Family.V2A)
