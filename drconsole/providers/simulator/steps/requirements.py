"""In which order things can be done: what a step needs to find. The world refuses what finds it otherwise.

Doing the same thing *again* is not against the order where the real service would let it happen: it then
happens again, and the ledger shows it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drconsole.providers.simulator.items import replication, sides
from drconsole.providers.simulator.service.allowing import goes, permits
from drconsole.providers.simulator.service.conditions import COMMITTED, CONDITIONS, FAMILY, PENDING, TEST_OPEN, Family
from drconsole.providers.simulator.state.rows import ItemState
from drconsole.providers.simulator.steps.tables import HYDRATION
from drconsole.recovery.types.estate import Item
from drconsole.recovery.types.words import Operation

Need = Callable[[ItemState], str | None]
"""Says why not; None = it may."""


def _condition(*names: str) -> Need:
    wanted = " or ".join(sorted({f"'{CONDITIONS[name].description}'" for name in names}))

    def need(item: ItemState) -> str | None:
        if item.condition in names:
            return None
        return f"it is '{CONDITIONS[item.condition].description}', not {wanted}"

    return need


def _no_test(item: ItemState) -> str | None:
    return "a test failover is open: clean it up first" if item.test in TEST_OPEN else None


def _no_test_machine(item: ItemState) -> str | None:
    return "there is a test machine already" if item.test_machines or item.test == "ending" else None


def _test(*stages: str) -> Need:
    def need(item: ItemState) -> str | None:
        return None if item.test in stages else "there is no test failover at this stage"

    return need


def _machine(item: ItemState) -> str | None:
    return None if item.machines else "there is no machine at the target"


def _no_machine_on(item: ItemState) -> str | None:
    """Also where a change of the point was cut short, and its machine is gone already."""
    return "the machine at the target is running" if item.machine_on else None


def _machine_off(item: ItemState) -> str | None:
    if not item.machines:
        return "there is no machine at the target"
    return "the machine at the target is running" if item.machine_on else None


def _source_removed(item: ItemState) -> str | None:
    return None if item.source_gone else "the restore on the recovery machine is not finalized"


def _synchronized(item: ItemState) -> str | None:
    return None if item.back and item.synced_to is not None else "its data has not been synchronized"


def _nothing_to_lose(item: ItemState) -> str | None:
    """A planned failover loses nothing, or does not happen [S]."""
    if item.source_on:
        return "the machine that it is failed over from is running: shut it down first"
    return None if replication.all_is_here(item) else "its latest changes have not been synchronized"


def _hydrated(item: ItemState) -> str | None:
    return None if item.hydrated else "its machine has not been prepared for Azure: the extra step comes first"


def _going_back(item: ItemState) -> str | None:
    return None if item.back else "its failback has not begun"


def _going_there(item: ItemState) -> str | None:
    return "it comes back: its failback is finalized by other steps" if item.back else None


_ON_THE_WAY = ("protected", "failover-failed")
_TEST = (_condition("protected"), _no_test_machine)

NEEDS: dict[tuple[Operation, str], tuple[Need, ...]] = {
    (Operation.TEST_FAILOVER, "VmTfoInitiateFailover"): _TEST,
    (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm"): (_test("copied", "hydrated", "created"),),
    (Operation.TEST_FAILOVER, "VmTfoBootTestVm"): (_test("created"),),
    (Operation.CLEANUP_TEST_FAILOVER, "VmTfoEndFailover"): (_test(*TEST_OPEN),),
    (Operation.CLEANUP_TEST_FAILOVER, "VmTfoDeleteTestVm"): (_test("ending"),),
    (Operation.FAILOVER, "VmShutdownVmOnPrimary"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.FAILOVER, "VmPrepareForUnPlannedFailover"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.FAILOVER, "VmHydration"): (_condition(*PENDING), _machine_off),
    (Operation.TEST_FAILOVER, "VmHydration"): (_test("copied", "hydrated"),),
    (Operation.FAILOVER, "VmFailover"): (_condition(*_ON_THE_WAY, *PENDING), _no_test),
    (Operation.FAILOVER, "VmFoStartVmOnSecondary"): (_condition(*PENDING), _machine),
    (Operation.PLANNED_FAILOVER, "VmShutdownVmOnPrimary"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.PLANNED_FAILOVER, "VmPrepareForFailover"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.PLANNED_FAILOVER, "VmFailover"): (
        _condition(*_ON_THE_WAY, *PENDING),
        _no_test,
        _nothing_to_lose,
    ),
    (Operation.PLANNED_FAILOVER, "VmFoStartVmOnSecondary"): (_condition(*PENDING), _machine),
    (Operation.CHANGE_RECOVERY_POINT, "ShutdownVmRecovery"): (_condition(*PENDING),),
    (Operation.CHANGE_RECOVERY_POINT, "CancelFailoverRecovery"): (_condition(*PENDING), _no_machine_on),
    (Operation.CHANGE_RECOVERY_POINT, "VmFailover"): (_condition(*PENDING, "failover-failed"),),
    (Operation.CHANGE_RECOVERY_POINT, "VmFoStartVmOnSecondary"): (_condition(*PENDING), _machine),
    (Operation.COMMIT, "VmCommit"): (_condition(*PENDING),),
    (Operation.COMMIT, "FinalizeRestoreOnRecovery"): (_condition("planned-over"), _going_back),
    (Operation.COMMIT, "FinalizeRestoreOnPrimary"): (_condition("planned-over"), _going_back, _source_removed),
    (Operation.FAILBACK, "PrepareVmOnPremForFailback"): (_condition(*COMMITTED),),
    (Operation.FAILBACK, "VmDataSynchronization"): (_condition(*COMMITTED),),
    (Operation.FAILBACK, "VmShutdownVmOnPrimary"): (_condition("protected"), _going_back),
    (Operation.FAILBACK, "VmPrepareForFailover"): (_condition("protected"), _going_back),
    (Operation.FAILBACK, "VmFailover"): (_condition("protected", "planned-over"), _going_back, _nothing_to_lose),
    (Operation.FAILBACK, "VmFoStartVmOnSecondary"): (_condition("planned-over"), _going_back, _machine),
    (Operation.RE_PROTECT, "VmCommitFailover"): (_condition(*PENDING),),
    (Operation.RE_PROTECT, "DiscoverReplicaTask"): (_condition(*COMMITTED),),
    (Operation.RE_PROTECT, "GetSwitchProtectionRequirementsTask"): (_condition(*COMMITTED),),
    (Operation.RE_PROTECT, "ProtectReplicaTask"): (_condition(*COMMITTED), _machine),
    (Operation.REVERSE_REPLICATE, "VmCommit"): (_condition(*PENDING),),
    **{
        (Operation.REVERSE_REPLICATE, step): (_condition(*COMMITTED), _machine)
        for step in (
            "VmShutdownVmOnSecondary",
            "VmPrepareForReverseReplication",
            "VmInitiateReverseReplication",
            "VmStartInitialReplication",
        )
    },
    (Operation.REVERSE_REPLICATE, "CreateProtectionTarget"): (_condition("restored"),),
    (Operation.REVERSE_REPLICATE, "EnableProtection"): (_condition("restored"),),
    (Operation.REVERSE_REPLICATE, "UpdateDraState"): (_condition("protected"),),
    (Operation.RESYNCHRONIZE, "RepairVmReplicationTask"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.ENABLE_REPLICATION, "CreateProtectionTarget"): (_condition("unprotected"), sides.can_begin_anew),
    (Operation.ENABLE_REPLICATION, "EnableProtection"): (
        _condition("unprotected", "enabling"),
        sides.can_begin_anew,
    ),
    (Operation.ENABLE_REPLICATION, "VmStartInitialReplication"): (_condition("enabling", "initial"),),
    (Operation.ENABLE_REPLICATION, "UpdateDraState"): (_condition("enabling", "initial", "first-point"),),
    (Operation.DISABLE_REPLICATION, "DisableProtectionOnPrimary"): (
        _condition(*(name for name in CONDITIONS if name not in ("unprotected", "finalizing"))),
        _no_test,
    ),
    (Operation.DISABLE_REPLICATION, "DisableProtectionOnSecondary"): (_condition("disabling"),),
    (Operation.DISABLE_REPLICATION, "UpdateDraState"): (_condition("unprotected"),),
}

APART: dict[tuple[Operation, str, Family], tuple[Need, ...]] = {
    (Operation.REVERSE_REPLICATE, "VmStartInitialReplication", Family.H2A): (_condition("restored"),),
    (Operation.COMMIT, "VmCommit", Family.H2A): (_condition(*PENDING), _going_there),
    **{
        (Operation.FAILBACK, step, Family.H2A): (_condition(*COMMITTED), _synchronized)
        for step in ("VmShutdownVmOnPrimary", "VmPrepareForFailover")
    },
    (Operation.FAILBACK, "VmFailover", Family.H2A): (
        _condition(*COMMITTED, "planned-over"),
        _synchronized,
        _nothing_to_lose,
    ),
}
"""What is otherwise in one family."""

AFTER_EXTRA: Mapping[tuple[Operation, str], Need] = {
    (Operation.FAILOVER, "VmFoStartVmOnSecondary"): _hydrated,
    (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm"): _test("hydrated", "created"),
}
"""What a machine that needs the intermediate step must have it for."""

CODES: Mapping[Operation, str] = {
    Operation.PLANNED_FAILOVER: "25014",
    Operation.FAILBACK: "25014",
    Operation.RE_PROTECT: "25038",
    Operation.REVERSE_REPLICATE: "25038",
}
"""What the service says where an item is not ready for it (recorded), for others ``OperationNotAllowed``."""
_NOT_READY_TO_COMMIT = "25037"
_ALREADY = "45031"
_CHECKED_ONLY = frozenset({Operation.PLANNED_FAILOVER, Operation.FAILBACK})
_NEEDS_BOTH_SITES = frozenset({Operation.RE_PROTECT, Operation.REVERSE_REPLICATE})


def refusal_code(operation: Operation, step: str) -> str:
    """With which code a step that is out of order is refused."""
    if step.startswith("FinalizeRestore"):
        return _NOT_READY_TO_COMMIT
    return "OperationNotAllowed" if operation in _CHECKED_ONLY else CODES.get(operation, "OperationNotAllowed")


def check_code(operation: Operation, item: ItemState) -> str:
    """With which code a prerequisites check fails."""
    if operation is Operation.ENABLE_REPLICATION and item.condition != "unprotected":
        return _ALREADY
    return CODES.get(operation, "OperationNotAllowed")


def unmet(operation: Operation, step: str, item: ItemState, family: Family, extra: bool) -> str | None:
    """Why this step cannot be done now; None = it can. ``extra``: the item needs the intermediate step."""
    if step == HYDRATION.name and not extra:
        return "it needs no extra step to run in Azure"
    for need in APART.get((operation, step, family)) or NEEDS.get((operation, step), ()):
        if why := need(item):
            return why
    last = AFTER_EXTRA.get((operation, step)) if extra else None
    return last(item) if last else None


def check(operation: Operation, item: ItemState, configured: Item) -> str | None:
    """Why a prerequisites check of this operation fails; None = it is passed."""
    if not permits(operation, item.condition, item.test, configured.scenario, item.back):
        return f"it is '{CONDITIONS[item.condition].description}'" + (
            " with a test failover open" if item.test in TEST_OPEN else ""
        )
    if operation is Operation.ENABLE_REPLICATION:
        return sides.can_begin_anew(item)
    if operation in _NEEDS_BOTH_SITES:
        return _cannot_turn(operation, item, configured)
    return None


def _cannot_turn(operation: Operation, item: ItemState, configured: Item) -> str | None:
    """Replication the other way needs both sites, between VMM sites and between Azure regions the old source machine,
    and for a re-protect one that runs."""
    if item.unreachable:
        return f"it cannot be reached at {configured.source}"
    if operation is Operation.REVERSE_REPLICATE and item.source_gone:
        site = sides.source_site(configured, item)
        return f"its machine at {site} is gone: restore it from a backup first"
    if operation is Operation.RE_PROTECT and item.source_gone and FAMILY[configured.scenario] is Family.A2A:
        site = sides.source_site(configured, item)
        return f"its old machine at {site} might have been deleted: disable its replication (azure-docs issue 81429)"
    if operation is Operation.RE_PROTECT and not item.machine_on:
        return f"its machine at {sides.target_site(configured, item)} does not run"
    return None


def wrong_way(operation: Operation, direction: str, item: ItemState, configured: Item) -> str | None:
    """Why it cannot be asked for in this direction; None = it can."""
    right = goes(operation, item.back)
    if right is None or direction == right:
        return None
    here, there = sides.source_site(configured, item), sides.target_site(configured, item)
    return f"it replicates from {here} to {there}: a {operation} goes {right}, not {direction}"
