"""The whole circle of each scenario, written by hand from Microsoft's documents: what is done, and where items stand.

Each circle is of one plan of the bundled estate ``circles``. A stage: the operation, its options, and then what Site
Recovery calls the items' state, on which side they are active, which operations it allows, and who has authority.
"""

from __future__ import annotations

from dataclasses import dataclass, field

PROTECTED = "Protected"
UFO_PENDING, UFO_DONE = "UnplannedFailoverCommitPendingStatesBegin", "UnplannedFailoverStatesBegin"
PFO_PENDING, PFO_DONE = "PlannedFailoverCommitRequired", "PlannedFailoverStatesBegin"
A2A_DONE = "UnplannedFailoverCommitted"
OUT, BACK = "primary-to-recovery", "recovery-to-primary"

HYPERV = "failover planned-failover resynchronize disable-replication test-failover"
AZURE = "failover resynchronize disable-replication test-failover"
PENDING = "commit change-recovery-point disable-replication"


@dataclass(frozen=True)
class Stage:
    operation: str
    state: str
    side: str
    """Where the item is active, of its own two sides: Primary or Recovery."""
    allowed: str
    direction: str
    """Of the next failover; while one waits for its commit, of that one."""
    options: dict[str, str | bool] = field(default_factory=dict)


def stage(operation: str, state: str, side: str, allowed: str, direction: str = OUT, **options: str | bool) -> Stage:
    return Stage(operation, state, side, allowed, direction, options)


def _tested(allowed: str) -> tuple[Stage, ...]:
    return (
        stage("test-failover", PROTECTED, "Primary", "cleanup-test-failover"),
        stage("cleanup-test-failover", PROTECTED, "Primary", allowed),
    )


def _hyperv(out: str, pending: str, done: str) -> tuple[Stage, ...]:
    """Azure to Hyper-V: planned failover with data synchronization, complete, commit, reverse replicate."""
    return (
        *_tested(HYPERV),
        stage(out, pending, "Recovery", PENDING),
        stage("change-recovery-point", pending, "Recovery", PENDING, point="latest-app-consistent"),
        stage("commit", done, "Recovery", "failback disable-replication", BACK),
        stage("failback", PFO_PENDING, "Primary", "commit disable-replication", BACK),
        stage("commit", "RestoreFinalized", "Primary", "reverse-replicate disable-replication"),
        stage("reverse-replicate", PROTECTED, "Primary", HYPERV),
    )


def _classic() -> tuple[Stage, ...]:
    """VMware: re-protect, fail back, re-protect."""
    return (
        *_tested(AZURE),
        stage("failover", UFO_PENDING, "Recovery", f"{PENDING} re-protect", point="latest-processed"),
        stage("change-recovery-point", UFO_PENDING, "Recovery", f"{PENDING} re-protect", point="latest-app-consistent"),
        stage("commit", UFO_DONE, "Recovery", "re-protect disable-replication", BACK),
        stage("re-protect", PROTECTED, "Recovery", "failover resynchronize disable-replication", BACK),
        stage("failover", UFO_PENDING, "Primary", "commit disable-replication", BACK),
        stage("commit", UFO_DONE, "Primary", "re-protect disable-replication"),
        stage("re-protect", PROTECTED, "Primary", AZURE),
    )


_E2E_PENDING = "commit reverse-replicate disable-replication"
"""Site Recovery lists a ChangePit there that does not exist: a point can be chosen only when failing over to Azure."""
_E2E_DONE = "reverse-replicate disable-replication"

CIRCLES: dict[str, tuple[Stage, ...]] = {
    "vmware": _classic(),
    "physical": _classic(),
    "modern": (
        *_tested(AZURE),
        stage("failover", UFO_PENDING, "Recovery", f"{PENDING} re-protect"),
        stage("commit", UFO_DONE, "Recovery", "re-protect disable-replication", BACK),
        stage("re-protect", PROTECTED, "Recovery", "failback resynchronize disable-replication", BACK),
        stage("failback", PFO_PENDING, "Primary", "commit disable-replication", BACK),
        stage("commit", PFO_DONE, "Primary", "re-protect disable-replication"),
        stage("re-protect", PROTECTED, "Primary", AZURE),
    ),
    "hyperv": _hyperv("failover", UFO_PENDING, UFO_DONE),
    "vmm": _hyperv("planned-failover", PFO_PENDING, PFO_DONE),
    "sites": (
        *_tested(HYPERV),
        stage("failover", UFO_PENDING, "Recovery", _E2E_PENDING),
        stage("reverse-replicate", PROTECTED, "Recovery", HYPERV, BACK),
        stage("planned-failover", PFO_PENDING, "Primary", _E2E_PENDING, BACK),
        stage("commit", PFO_DONE, "Primary", _E2E_DONE),
        stage("reverse-replicate", PROTECTED, "Primary", HYPERV),
    ),
    "regions": (
        *_tested(AZURE),
        stage("failover", UFO_PENDING, "Recovery", PENDING),
        stage("change-recovery-point", UFO_PENDING, "Recovery", PENDING, point="latest-app-consistent"),
        stage("commit", A2A_DONE, "Recovery", "re-protect disable-replication", BACK),
        stage("re-protect", PROTECTED, "Recovery", AZURE, BACK),
        # The service has a new item now, which was never tested.
        stage("test-failover", PROTECTED, "Recovery", "cleanup-test-failover", BACK),
        stage("cleanup-test-failover", PROTECTED, "Recovery", AZURE, BACK),
        stage("failover", UFO_PENDING, "Primary", PENDING, BACK),
        stage("commit", A2A_DONE, "Primary", "re-protect disable-replication"),
        stage("re-protect", PROTECTED, "Primary", AZURE),
    ),
}
