"""Every scenario's whole circle, written down by hand: what is done, in which steps, and what the service then says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drconsole.documents.estate import EstateDefinition, parse_estate
from drconsole.recovery.types.words import Direction, Location, Operation

OUT, BACK = Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY
PRIMARY, RECOVERY = Location.PRIMARY, Location.RECOVERY
OP = Operation

_DOCUMENT = """
name: circles
seed: {seed}
defaults: {{os: windows, policy: day, churn: 12, start: {{protected_for: 20d, last_test: 20d}}}}
sites:
  - {{name: plant, kind: vmware}}
  - {{name: rack, kind: physical}}
  - {{name: hill, kind: hyperv-site}}
  - {{name: north, kind: vmm}}
  - {{name: south, kind: vmm}}
  - {{name: cloud, kind: azure, cores_quota: 100}}
  - {{name: east, kind: azure, cores_quota: 100}}
policies:
  - {{name: day, crash_interval: 5m, app_interval: 1h, retention: 24h, rpo_threshold: 1h}}
items:
  - {{name: v2a, scenario: vmware-to-azure, source: plant, target: cloud, agent_version: '9.62'}}
  - {{name: v2a-2, scenario: vmware-to-azure, source: plant, target: cloud, agent_version: '9.62'}}
  - {{name: phy, scenario: physical-to-azure, source: rack, target: cloud, agent_version: '9.62',
      start: {{attended: true}}}}
  - {{name: rcm, scenario: vmware-to-azure-modernized, source: plant, target: cloud, agent_version: '9.62'}}
  - {{name: rcm-2, scenario: vmware-to-azure-modernized, source: plant, target: cloud, agent_version: '9.62'}}
  - {{name: b2a, scenario: hyperv-to-azure, source: hill, target: cloud}}
  - {{name: b2a-2, scenario: hyperv-to-azure, source: hill, target: cloud}}
  - {{name: e2a, scenario: vmm-to-azure, source: north, target: cloud}}
  - {{name: e2e, scenario: vmm-to-vmm, source: north, target: south}}
  - {{name: e2e-2, scenario: vmm-to-vmm, source: north, target: south}}
  - {{name: a2a, scenario: azure-to-azure, source: cloud, target: east}}
  - {{name: a2a-2, scenario: azure-to-azure, source: cloud, target: east}}
plans:
  - {{name: v2as, source: plant, target: cloud, groups: [{{items: [v2a]}}, {{items: [v2a-2]}}]}}
  - {{name: phys, source: rack, target: cloud, groups: [{{items: [phy]}}]}}
  - {{name: rcms, source: plant, target: cloud, groups: [{{items: [rcm]}}, {{items: [rcm-2]}}]}}
  - {{name: b2as, source: hill, target: cloud, groups: [{{items: [b2a]}}, {{items: [b2a-2]}}]}}
  - {{name: e2as, source: north, target: cloud, groups: [{{items: [e2a]}}]}}
  - {{name: e2es, source: north, target: south, groups: [{{items: [e2e]}}, {{items: [e2e-2]}}]}}
  - {{name: a2as, source: cloud, target: east, groups: [{{items: [a2a]}}, {{items: [a2a-2]}}]}}
"""


def estate(seed: int = 1, faults: str = "") -> EstateDefinition:
    text = _DOCUMENT.format(seed=seed) + (f"faults:\n{faults}" if faults else "")
    return parse_estate(text, "circles.yaml", None)


PLAN_OF = {"v2a": "v2as", "phy": "phys", "rcm": "rcms", "b2a": "b2as", "e2a": "e2as", "e2e": "e2es", "a2a": "a2as"}


@dataclass(frozen=True)
class Done:
    """One operation, its steps by name in order, and what the service then says of the item."""

    operation: Operation
    direction: Direction
    steps: tuple[str, ...]
    state: str
    active: Location
    allowed: tuple[str, ...]
    job: str
    """scenarioName of an item's own job."""
    turned: bool = False
    source: str = "on"
    """What the probe of the primary side then sees."""
    target: str = "absent"
    ledger: tuple[str, ...] = ()
    """What the step or job adds to the item's ledger, in order."""
    waits: bool = False
    """Protected only after the first copy."""


_TEST = ("VmTfoPrerequisitesCheck", "VmTfoInitiateFailover", "VmTfoPrepareTestVm", "VmTfoBootTestVm")
_CLEANUP = ("VmTfoCleanupPreflightsCheck", "VmTfoEndFailover", "VmTfoDeleteTestVm")
_UFO = ("VmUfoPrerequisitesCheck", "VmShutdownVmOnPrimary", "VmFailover", "VmFoStartVmOnSecondary")
_UFO_SYNC = (*_UFO[:2], "VmPrepareForUnPlannedFailover", *_UFO[2:])
_PFO = (
    "VmPfoPrerequisitesCheck",
    "VmShutdownVmOnPrimary",
    "VmPrepareForFailover",
    "VmFailover",
    "VmFoStartVmOnSecondary",
)
_PIT = (
    "ChangePitPreflightCheck",
    "ShutdownVmRecovery",
    "CancelFailoverRecovery",
    "VmFailover",
    "VmFoStartVmOnSecondary",
)
_COMMIT = ("VmCommitPrerequisitesCheck", "VmCommit")
_REPROTECT = (
    "SwitchReplicationGroupProtectionPreflightTask",
    "DiscoverReplicaTask",
    "GetSwitchProtectionRequirementsTask",
    "ProtectReplicaTask",
)
_REPROTECT_AND_COMMIT = (_REPROTECT[0], "VmCommitFailover", *_REPROTECT[1:])
_REVERSE = (
    "VmReverseReplicationPrerequisitesCheck",
    "VmPrepareForReverseReplication",
    "VmInitiateReverseReplication",
    "UpdateDraState",
)
_REVERSE_UNPLANNED = (_REVERSE[0], "VmCommit", "VmShutdownVmOnSecondary", *_REVERSE[1:])
_FAILBACK_H2A = (
    "VmPfoPrerequisitesCheck",
    "PrepareVmOnPremForFailback",
    "VmDataSynchronization",
    "VmShutdownVmOnPrimary",
    "VmPrepareForFailover",
    "VmFailover",
    "VmFoStartVmOnSecondary",
)

_PROTECTED = ("UnplannedFailover", "DisableProtection", "TestFailover")
_PROTECTED_4 = ("PlannedFailover", *_PROTECTED)
_PENDING = ("CompleteMigration", "Commit", "DisableProtection", "ChangePit")
_PENDING_E2E = ("CompleteMigration", "ReverseReplicate", "Commit", "DisableProtection", "ChangePit")
_BACK_PENDING = ("Commit", "DisableProtection")
_SWITCH = ("DisableProtection", "SwitchProtection")

UFO_PENDING, PFO_PENDING = "UnplannedFailoverCommitPendingStatesBegin", "PlannedFailoverCommitRequired"
UFO_DONE, PFO_DONE = "UnplannedFailoverStatesBegin", "PlannedFailoverStatesBegin"

_MADE = ("machine-created", "machine-started")
_STOP = ("source-shut-down", "replication-stopped")
_TEST_LEDGER = ("test-copy-made", "test-machine-created", "test-machine-started")
_COMMITTED = ("committed", "points-deleted")
_CHANGED = ("machine-stopped", "machine-deleted", *_MADE)


def _tested(active: Location, allowed: tuple[str, ...], way: Direction, **seen: object) -> tuple[Done, Done]:
    return (
        Done(
            OP.TEST_FAILOVER, way, _TEST, "Protected", active, ("TestFailoverCleanup",), "TestFailover",
            ledger=_TEST_LEDGER, **seen,
        ),
        Done(
            OP.CLEANUP_TEST_FAILOVER, way, _CLEANUP, "Protected", active, allowed, "TestFailoverCleanup",
            ledger=("test-machine-deleted",), **seen,
        ),
    )  # fmt: skip


def _over(
    active: Location,
    allowed: tuple[str, ...],
    way: Direction = OUT,
    *,
    sync: bool = False,
    turned: bool = False,
    source: str = "off",
    target: str = "running",
) -> Done:
    ledger = ("source-shut-down", "final-sync", "replication-stopped") if sync else _STOP
    return Done(
        OP.FAILOVER, way, _UFO_SYNC if sync else _UFO, UFO_PENDING, active, allowed, "UnplannedFailover",
        turned=turned, source=source, target=target, ledger=(*ledger, *_MADE),
    )  # fmt: skip


_V2A = (
    *_tested(PRIMARY, _PROTECTED, OUT),
    _over(RECOVERY, (*_PENDING, "SwitchProtection")),
    Done(
        OP.CHANGE_RECOVERY_POINT, OUT, _PIT, UFO_PENDING, RECOVERY, (*_PENDING, "SwitchProtection"), "ChangePit",
        source="off", target="running", ledger=_CHANGED,
    ),
    Done(
        OP.COMMIT, OUT, _COMMIT, UFO_DONE, RECOVERY, ("CompleteMigration", *_SWITCH), "CommitFailover",
        source="off", target="running", ledger=_COMMITTED,
    ),
    Done(
        OP.RE_PROTECT, OUT, _REPROTECT, "InitialReplicationInProgress", PRIMARY, ("DisableProtection",),
        "SwitchReplicationGroupProtection", turned=True, source="off", target="running", waits=True,
        ledger=("turned", "protection-enabled"),
    ),
)  # fmt: skip

_V2A_BACK = (
    _over(RECOVERY, _BACK_PENDING, BACK, turned=True, source="on", target="stopped"),
    Done(
        OP.COMMIT, BACK, _COMMIT, UFO_DONE, RECOVERY, _SWITCH, "CommitFailover",
        turned=True, source="on", target="absent", ledger=(*_COMMITTED, "azure-machine-deleted"),
    ),
    Done(
        OP.RE_PROTECT, BACK, _REPROTECT, "InitialReplicationInProgress", PRIMARY, ("DisableProtection",),
        "SwitchReplicationGroupProtection", waits=True, ledger=("turned", "protection-enabled"),
    ),
)  # fmt: skip

_RCM_BACK = (
    Done(
        OP.FAILBACK, BACK, _PFO, PFO_PENDING, RECOVERY, _BACK_PENDING, "PlannedFailover",
        turned=True, source="on", target="stopped",
        ledger=("source-shut-down", "final-sync", "replication-stopped", *_MADE),
    ),
    Done(
        OP.COMMIT, BACK, _COMMIT, PFO_DONE, RECOVERY, _SWITCH, "CommitFailover",
        turned=True, source="on", target="absent", ledger=(*_COMMITTED, "azure-machine-deleted"),
    ),
    _V2A_BACK[2],
)  # fmt: skip

_H2A_BACK = (
    Done(
        OP.FAILBACK, BACK, _FAILBACK_H2A, PFO_PENDING, PRIMARY, _BACK_PENDING, "PlannedFailover",
        source="on", target="stopped",
        ledger=("on-premises-prepared", "turned", "data-synchronized", "source-shut-down", "final-sync", *_MADE),
    ),
    Done(
        OP.COMMIT, BACK, ("FinalizeRestoreOnRecovery", "FinalizeRestoreOnPrimary"), "RestoreFinalized", PRIMARY,
        ("ReverseReplicate", "DisableProtection"), "FinalizeFailback",
        ledger=("azure-machine-deleted", "turned", "failback-finalized"),
    ),
    Done(
        OP.REVERSE_REPLICATE, OUT, ("CreateProtectionTarget", "EnableProtection", "VmStartInitialReplication"),
        "Protected", PRIMARY, _PROTECTED_4, "ReprotectReplicationGroup", ledger=("initial-replication-started",),
    ),
)  # fmt: skip


def _of_a_physical_server(done: Done) -> Done:
    """On its way into Azure only: it needs the step of 8 to 10 minutes, and whoever is there switches it off, since the
    service cannot."""
    steps, ledger = list(done.steps), done.ledger
    if done.operation is OP.FAILOVER:
        steps.remove("VmShutdownVmOnPrimary")
        ledger = tuple("source-off" if what == "source-shut-down" else what for what in ledger)
    for name in {OP.FAILOVER: ["VmFailover"], OP.TEST_FAILOVER: ["VmTfoInitiateFailover"]}.get(done.operation, []):
        steps.insert(steps.index(name) + 1, "VmHydration")
    return replace(done, steps=tuple(steps), ledger=ledger)


_FAIL_BACK = ("CompleteMigration", "DisableProtection", "Failback")
_H2A = (
    *_tested(PRIMARY, _PROTECTED_4, OUT),
    _over(RECOVERY, _PENDING, sync=True),
    Done(
        OP.CHANGE_RECOVERY_POINT, OUT, _PIT, UFO_PENDING, RECOVERY, _PENDING, "ChangePit",
        source="off", target="running", ledger=_CHANGED,
    ),
    Done(
        OP.COMMIT, OUT, _COMMIT, UFO_DONE, RECOVERY, _FAIL_BACK, "CommitFailover",
        source="off", target="running", ledger=_COMMITTED,
    ),
)  # fmt: skip
_H2A_PLANNED = (
    Done(
        OP.PLANNED_FAILOVER, OUT, _PFO, PFO_PENDING, RECOVERY, _PENDING, "PlannedFailover",
        source="off", target="running",
        ledger=("source-shut-down", "final-sync", "replication-stopped", *_MADE),
    ),
    Done(
        OP.COMMIT, OUT, _COMMIT, PFO_DONE, RECOVERY, _FAIL_BACK, "CommitFailover",
        source="off", target="running", ledger=_COMMITTED,
    ),
)  # fmt: skip

_REVERSED = ("turned", "initial-replication-started")


def _e2e(way: Direction, here: Location, there: Location, source: str, target: str) -> tuple[Done, ...]:
    """Out and back are the same thing, seen from the other side."""
    off = {"source": "off", "target": "running"} if way is OUT else {"source": "on", "target": "stopped"}
    return (
        *_tested(here, _PROTECTED_4, way, source=source, target=target),
        _over(there, _PENDING_E2E, way, sync=True, **off),
        Done(
            OP.REVERSE_REPLICATE, way, _REVERSE_UNPLANNED, "Protected", there, _PROTECTED_4, "ReverseReplication",
            ledger=(*_COMMITTED, *_REVERSED), **off,
        ),
    )  # fmt: skip


def _e2e_planned(way: Direction, there: Location) -> tuple[Done, ...]:
    off = {"source": "off", "target": "running"} if way is OUT else {"source": "on", "target": "stopped"}
    return (
        Done(
            OP.PLANNED_FAILOVER, way, _PFO, PFO_PENDING, there, _PENDING_E2E, "PlannedFailover",
            ledger=("source-shut-down", "final-sync", "replication-stopped", *_MADE), **off,
        ),
        Done(
            OP.COMMIT, way, _COMMIT, PFO_DONE, there, ("CompleteMigration", "ReverseReplicate", "DisableProtection"),
            "CommitFailover", ledger=_COMMITTED, **off,
        ),
        Done(
            OP.REVERSE_REPLICATE, way, _REVERSE, "Protected", there, _PROTECTED_4, "ReverseReplication",
            ledger=_REVERSED, **off,
        ),
    )  # fmt: skip


def _a2a(way: Direction) -> tuple[Done, ...]:
    over = {"source": "off", "target": "running"} if way is OUT else {"source": "on", "target": "stopped"}
    after = {"source": "absent", "target": "running"} if way is OUT else over
    before = {} if way is OUT else {"source": "absent", "target": "running"}
    gone = ("old-source-deleted",) if way is OUT else ()
    turned = way is BACK
    return (
        *_tested(PRIMARY, _PROTECTED, way, turned=turned, **before),
        _over(RECOVERY, _PENDING, way, turned=turned, **over),
        Done(
            OP.CHANGE_RECOVERY_POINT, way, _PIT, UFO_PENDING, RECOVERY, _PENDING, "ChangePit",
            turned=turned, ledger=_CHANGED, **over,
        ),
        Done(
            OP.COMMIT, way, _COMMIT, "UnplannedFailoverCommitted", RECOVERY, _SWITCH, "CommitFailover",
            turned=turned, ledger=_COMMITTED, **over,
        ),
        Done(
            OP.RE_PROTECT, way, _REPROTECT, "InitialReplicationInProgress", PRIMARY, ("DisableProtection",),
            "SwitchReplicationGroupProtection", turned=not turned, waits=True,
            ledger=(*gone, "turned", "protection-enabled"), **after,
        ),
    )  # fmt: skip


CIRCLES: dict[str, tuple[str, tuple[Done, ...]]] = {
    "vmware classic": ("v2a", (*_V2A, *_V2A_BACK)),
    "vmware classic, re-protect commits": (
        "v2a",
        (
            _V2A[2],
            Done(
                OP.RE_PROTECT,
                OUT,
                _REPROTECT_AND_COMMIT,
                "InitialReplicationInProgress",
                PRIMARY,
                ("DisableProtection",),
                "SwitchReplicationGroupProtection",
                turned=True,
                source="off",
                target="running",
                waits=True,
                ledger=(*_COMMITTED, "turned", "protection-enabled"),
            ),
            *_V2A_BACK,
        ),
    ),
    "physical": ("phy", (*map(_of_a_physical_server, _V2A), *_V2A_BACK)),
    "vmware modernized": ("rcm", (*_V2A, *_RCM_BACK)),
    "hyper-v site": ("b2a", (*_H2A, *_H2A_BACK)),
    "hyper-v site, planned": ("b2a", (*_H2A_PLANNED, *_H2A_BACK)),
    "vmm to azure": ("e2a", (*_H2A, *_H2A_BACK)),
    "vmm to vmm": (
        "e2e",
        (*_e2e(OUT, PRIMARY, RECOVERY, "on", "absent"), *_e2e(BACK, RECOVERY, PRIMARY, "off", "running")),
    ),
    "vmm to vmm, planned": ("e2e", (*_e2e_planned(OUT, RECOVERY), *_e2e_planned(BACK, PRIMARY))),
    "azure to azure": ("a2a", (*_a2a(OUT), *_a2a(BACK))),
}
"""Name -> item, and what is done with it, one after the other; the last brings it back to where it began."""

AFTER_FIRST_COPY: dict[tuple[str, bool], tuple[str, ...]] = {
    ("v2a", True): ("UnplannedFailover", "DisableProtection"),
    ("phy", True): ("UnplannedFailover", "DisableProtection"),
    ("rcm", True): ("PlannedFailover", "DisableProtection"),
    ("a2a", True): _PROTECTED,
    ("v2a", False): _PROTECTED,
    ("phy", False): _PROTECTED,
    ("rcm", False): _PROTECTED,
    ("a2a", False): _PROTECTED,
}
"""Item, turned or not -> what it allows once it is protected again after a re-protect."""
