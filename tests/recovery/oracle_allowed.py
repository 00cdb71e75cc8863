"""What Site Recovery allows in each state, written by hand from the recorded states and kept apart from the tables.

Resynchronize of a protected item is taken without being listed (recorded: it succeeded in 37 to 76 s).

The numbers are those of the list of recorded states. A row: number, scenarios, state, active location, further
circumstances, allowed operations in Site Recovery's words, and ours in the words of the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from drconsole.recovery.types.estate.estate import HealthError

VMWARE, MODERN, PHYSICAL = "vmware-to-azure", "vmware-to-azure-modernized", "physical-to-azure"
HYPERV, VMM, VMM_VMM, REGIONS = "hyperv-to-azure", "vmm-to-azure", "vmm-to-vmm", "azure-to-azure"

HYPERV_BOTH = (HYPERV, VMM)
CLASSIC = (VMWARE, PHYSICAL)
V2A = (VMWARE, PHYSICAL, MODERN)
AZURE = (HYPERV, VMM, VMWARE, PHYSICAL, MODERN, REGIONS)
ALL = (*AZURE, VMM_VMM)

OPEN_TEST = {"current_scenario": "TestFailover", "test_failover_state": "WaitingForCompletion"}
AFTER_TEST = {"test_failover_state": "MarkedForDeletion"}
BROKEN_DISK = {"health_errors": (HealthError("78024", "Disk inconsistent", "Error"),)}
BROKEN_DISK_NEW = {"health_errors": (HealthError("153009", "Disk inconsistent", "Error"),)}
ENABLING = {"current_scenario": "EnableProtection"}
WENT_BACK = {"replication_provider": "InMage"}
WENT_BACK_MODERN = {"replication_provider": "InMageRcmFailback"}


@dataclass(frozen=True)
class Oracle:
    number: str
    scenarios: tuple[str, ...]
    state: str
    locations: tuple[str, ...]
    provider: str
    """Site Recovery's allowed operations, comma-separated."""
    ours: str
    phase: str
    more: dict[str, Any] = field(default_factory=dict)


P, R, PR = ("Primary",), ("Recovery",), ("Primary", "Recovery")

ORACLE = (
    Oracle("1", ALL, "InitialReplicationInProgress", P, "DisableProtection", "disable-replication", "syncing"),
    Oracle(
        "2", AZURE, "InitialReplicationRecoveryCompletionPending", P,
        "DisableProtection", "disable-replication", "syncing",
    ),
    Oracle("3", ALL, "Protected", P, "", "", "busy", ENABLING),
    Oracle(
        "4", (*HYPERV_BOTH, VMM_VMM), "Protected", P,
        "PlannedFailover, UnplannedFailover, DisableProtection, TestFailover",
        "test-failover failover planned-failover resynchronize disable-replication", "protected",
    ),
    Oracle(
        "5", (*V2A, REGIONS), "Protected", P,
        "UnplannedFailover, DisableProtection, TestFailover",
        "test-failover failover resynchronize disable-replication", "protected",
    ),
    Oracle(
        "5b", (REGIONS,), "Protected", P,
        "RepairReplication, UnplannedFailover, DisableProtection, TestFailover",
        "test-failover failover resynchronize disable-replication", "protected",
    ),
    Oracle(
        "6", HYPERV_BOTH, "Protected", P, "TestFailoverCleanup", "cleanup-test-failover", "test-open", OPEN_TEST
    ),
    Oracle(
        "6b", (*V2A, REGIONS, VMM_VMM), "Protected", PR,
        "TestFailoverCleanup", "cleanup-test-failover", "test-open", OPEN_TEST,
    ),
    Oracle(
        "7", (*HYPERV_BOTH, VMM_VMM), "Protected", P,
        "PlannedFailover, UnplannedFailover, DisableProtection, TestFailover",
        "test-failover failover planned-failover resynchronize disable-replication", "protected", AFTER_TEST,
    ),
    Oracle(
        "7v", V2A, "Protected", P,
        "UnplannedFailover, DisableProtection, TestFailover",
        "test-failover failover resynchronize disable-replication", "protected", AFTER_TEST,
    ),
    Oracle(
        "8", HYPERV_BOTH, "UnplannedFailoverCommitPendingStatesBegin", R,
        "CompleteMigration, Commit, DisableProtection, ChangePit",
        "change-recovery-point commit disable-replication", "commit-pending",
    ),
    Oracle(
        "9", (MODERN,), "UnplannedFailoverCommitPendingStatesBegin", R,
        "CompleteMigration, Commit, DisableProtection, ChangePit, SwitchProtection",
        "change-recovery-point commit re-protect disable-replication", "commit-pending",
    ),
    Oracle(
        "9c", CLASSIC, "UnplannedFailoverCommitPendingStatesBegin", R,
        "CompleteMigration, Commit, DisableProtection, ChangePit, SwitchProtection",
        "change-recovery-point commit re-protect disable-replication", "commit-pending",
    ),
    Oracle(
        "10", (VMM_VMM,), "UnplannedFailoverCommitPendingStatesBegin", PR,
        "CompleteMigration, ReverseReplicate, Commit, DisableProtection, ChangePit",
        "commit reverse-replicate disable-replication", "commit-pending",
    ),
    Oracle(
        "11", HYPERV_BOTH, "PlannedFailoverCommitRequired", R,
        "CompleteMigration, Commit, DisableProtection, ChangePit",
        "change-recovery-point commit disable-replication", "commit-pending",
    ),
    Oracle(
        "12", (VMM_VMM,), "PlannedFailoverCommitRequired", PR,
        "CompleteMigration, ReverseReplicate, Commit, DisableProtection, ChangePit",
        "commit reverse-replicate disable-replication", "commit-pending",
    ),
    Oracle(
        "13", HYPERV_BOTH, "PlannedFailoverStatesBegin", R,
        "CompleteMigration, DisableProtection, Failback", "failback disable-replication", "committed",
    ),
    Oracle(
        "13u", HYPERV_BOTH, "UnplannedFailoverStatesBegin", R,
        "CompleteMigration, DisableProtection, Failback", "failback disable-replication", "committed",
    ),
    Oracle(
        "14", (VMM_VMM,), "PlannedFailoverStatesBegin", PR,
        "CompleteMigration, ReverseReplicate, DisableProtection", "reverse-replicate disable-replication", "committed",
    ),
    Oracle(
        "15", (VMM_VMM,), "UnplannedFailoverStatesBegin", PR,
        "CompleteMigration, ReverseReplicate, DisableProtection", "reverse-replicate disable-replication", "committed",
    ),
    Oracle(
        "16", CLASSIC, "UnplannedFailoverStatesBegin", R,
        "CompleteMigration, DisableProtection, SwitchProtection", "re-protect disable-replication", "committed",
    ),
    Oracle(
        "16m", (MODERN,), "UnplannedFailoverStatesBegin", R,
        "CompleteMigration, DisableProtection, SwitchProtection", "re-protect disable-replication", "committed",
    ),
    Oracle(
        "17", (VMM_VMM,), "Protected", R,
        "PlannedFailover, UnplannedFailover, DisableProtection, TestFailover",
        "test-failover failover planned-failover resynchronize disable-replication", "protected",
    ),
    Oracle(
        "18", CLASSIC, "Protected", P,
        "UnplannedFailover, DisableProtection", "failover resynchronize disable-replication", "protected",
        WENT_BACK,
    ),
    Oracle(
        "19", (MODERN,), "Protected", P,
        "PlannedFailover, DisableProtection", "failback resynchronize disable-replication", "protected",
        WENT_BACK_MODERN,
    ),
    Oracle(
        "20", HYPERV_BOTH, "RestoreFinalized", P,
        "ReverseReplicate, DisableProtection", "reverse-replicate disable-replication", "failed-back",
    ),
    Oracle(
        "21", CLASSIC, "UnplannedFailoverCompletionFailed", P,
        "RepairReplication, UnplannedFailover, DisableProtection",
        "failover resynchronize disable-replication", "failover-failed",
    ),
    Oracle(
        "21b", (MODERN, REGIONS), "UnplannedFailoverCompletionFailed", P,
        "RepairReplication, UnplannedFailover, DisableProtection",
        "failover resynchronize disable-replication", "failover-failed",
    ),
    Oracle(
        "21h", HYPERV_BOTH, "UnplannedFailoverCompletionFailed", P,
        "PlannedFailover, RepairReplication, UnplannedFailover, DisableProtection",
        "failover planned-failover resynchronize disable-replication", "failover-failed",
    ),
    Oracle(
        "21e", (VMM_VMM,), "UnplannedFailoverCompletionFailed", PR,
        "PlannedFailover, RepairReplication, UnplannedFailover, DisableProtection",
        "failover planned-failover resynchronize disable-replication", "failover-failed",
    ),
    Oracle(
        "22", (REGIONS,), "UnplannedFailoverCommitted", R,
        "DisableProtection, SwitchProtection", "re-protect disable-replication", "committed",
    ),
    Oracle(
        "8a", (REGIONS,), "UnplannedFailoverCommitPendingStatesBegin", R,
        "CompleteMigration, Commit, DisableProtection, ChangePit",
        "change-recovery-point commit disable-replication", "commit-pending",
    ),
    Oracle(
        "11b", HYPERV_BOTH, "PlannedFailoverCommitRequired", P,
        "Commit, DisableProtection", "commit disable-replication", "commit-pending",
    ),
    Oracle(
        "18f", CLASSIC, "UnplannedFailoverCommitPendingStatesBegin", R,
        "Commit, DisableProtection", "commit disable-replication", "commit-pending",
        WENT_BACK,
    ),
    Oracle(
        "18c", CLASSIC, "UnplannedFailoverStatesBegin", R,
        "DisableProtection, SwitchProtection", "re-protect disable-replication", "committed",
        WENT_BACK,
    ),
    Oracle(
        "18x", CLASSIC, "UnplannedFailoverCompletionFailed", P,
        "UnplannedFailover, DisableProtection", "failover disable-replication", "failover-failed",
        WENT_BACK,
    ),
    Oracle(
        "19f", (MODERN,), "PlannedFailoverCommitRequired", R,
        "Commit, DisableProtection", "commit disable-replication", "commit-pending",
        WENT_BACK_MODERN,
    ),
    Oracle(
        "19c", (MODERN,), "PlannedFailoverStatesBegin", R,
        "DisableProtection, SwitchProtection", "re-protect disable-replication", "committed",
        WENT_BACK_MODERN,
    ),
    Oracle("23", (REGIONS,), "FailoverCompleted", PR, "", "", "commit-pending"),
    Oracle("23", (REGIONS,), "FailoverCommited", PR, "", "", "committed"),
    Oracle("23", (REGIONS,), "UnplannedFailoverCommitRequired", PR, "", "", "commit-pending"),
    Oracle("23", (REGIONS,), "NotProtected", PR, "", "", "syncing"),
    Oracle(
        "4r", (*HYPERV_BOTH, VMM_VMM), "Protected", P,
        "PlannedFailover, UnplannedFailover, DisableProtection, TestFailover, RepairReplication",
        "test-failover failover planned-failover resynchronize disable-replication", "protected", BROKEN_DISK,
    ),
    Oracle(
        "5r", (*V2A, REGIONS), "Protected", P,
        "UnplannedFailover, DisableProtection, TestFailover, RepairReplication",
        "test-failover failover resynchronize disable-replication", "protected", BROKEN_DISK,
    ),
    Oracle(
        "4r", (*HYPERV_BOTH, VMM_VMM), "Protected", P,
        "PlannedFailover, UnplannedFailover, DisableProtection, TestFailover, RepairReplication",
        "test-failover failover planned-failover resynchronize disable-replication", "protected", BROKEN_DISK_NEW,
    ),
    Oracle(
        "5r", (*V2A, REGIONS), "Protected", P,
        "UnplannedFailover, DisableProtection, TestFailover, RepairReplication",
        "test-failover failover resynchronize disable-replication", "protected", BROKEN_DISK_NEW,
    ),
    Oracle("own-1", ALL, "UnprotectedStatesBegin", PR, "DisableProtection", "disable-replication", "unprotected"),
    Oracle("own-2", ALL, "Unprotected", PR, "", "enable-replication", "unprotected"),
    Oracle("own-3", ALL, "DisablingProtection", PR, "DisableProtection", "disable-replication", "unprotected"),
)  # fmt: skip

CIRCUMSTANCES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "enabling": ENABLING,
    "open test": OPEN_TEST,
    "after a test": AFTER_TEST,
    "disks differ": BROKEN_DISK,
    "disks differ, newer code": BROKEN_DISK_NEW,
    "went back": WENT_BACK,
    "went back, modernized": WENT_BACK_MODERN,
}
"""All that a row may ask for beside state, location and scenario."""
ONLY_OF = {"went back": CLASSIC, "went back, modernized": (MODERN,)}
"""Scenarios that a provider's name can be seen in."""
BUSY = ("enabling", "open test")
"""Under these nothing may be done, but for the rows that name them."""


def says(scenario: str, state: str, location: str, circumstance: str) -> Oracle | None:
    """The row of this situation: the one that names the circumstance, else the plain one; None = there is none."""
    here = [row for row in ORACLE if scenario in row.scenarios and row.state == state and location in row.locations]
    named = [row for row in here if row.more == CIRCUMSTANCES[circumstance] and row.number != "5b"]
    plain = [] if circumstance in BUSY else [row for row in here if not row.more and row.number != "5b"]
    return next(iter(named or plain), None)
