"""In which order things can be done: what a step needs to find. The world refuses what finds it otherwise.

Doing the same thing *again* is not against the order where the real service would let it happen: it then
happens again, and the ledger shows it twice.
"""

from __future__ import annotations

from collections.abc import Callable

from drconsole.providers.simulator.conditions import CONDITIONS, TEST_OPEN, permits
from drconsole.providers.simulator.rows import ItemState
from drconsole.recovery.estate import Item
from drconsole.recovery.words import Operation

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


def _machine_off(item: ItemState) -> str | None:
    if not item.machines:
        return "there is no machine at the target"
    return "the machine at the target is running" if item.machine_on else None


_ON_THE_WAY = ("protected", "failover-failed")
_PENDING = ("failed-over", "planned-over")
_TEST = (_condition("protected"), _no_test_machine)

NEEDS: dict[tuple[Operation, str], tuple[Need, ...]] = {
    (Operation.TEST_FAILOVER, "VmTfoInitiateFailover"): _TEST,
    (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm"): (_test("copied", "created"),),
    (Operation.TEST_FAILOVER, "VmTfoBootTestVm"): (_test("created"),),
    (Operation.CLEANUP_TEST_FAILOVER, "VmTfoEndFailover"): (_test(*TEST_OPEN),),
    (Operation.CLEANUP_TEST_FAILOVER, "VmTfoDeleteTestVm"): (_test("ending"),),
    (Operation.FAILOVER, "VmShutdownVmOnPrimary"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.FAILOVER, "VmPrepareForUnPlannedFailover"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.FAILOVER, "VmFailover"): (_condition(*_ON_THE_WAY, *_PENDING), _no_test),
    (Operation.FAILOVER, "VmFoStartVmOnSecondary"): (_condition(*_PENDING), _machine),
    (Operation.PLANNED_FAILOVER, "VmShutdownVmOnPrimary"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.PLANNED_FAILOVER, "VmPrepareForFailover"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.PLANNED_FAILOVER, "VmFailover"): (_condition(*_ON_THE_WAY, *_PENDING), _no_test),
    (Operation.PLANNED_FAILOVER, "VmFoStartVmOnSecondary"): (_condition(*_PENDING), _machine),
    (Operation.CHANGE_RECOVERY_POINT, "ShutdownVmRecovery"): (_condition(*_PENDING), _machine),
    (Operation.CHANGE_RECOVERY_POINT, "CancelFailoverRecovery"): (_condition(*_PENDING), _machine_off),
    (Operation.CHANGE_RECOVERY_POINT, "VmFailover"): (_condition(*_PENDING, "failover-failed"),),
    (Operation.CHANGE_RECOVERY_POINT, "VmFoStartVmOnSecondary"): (_condition(*_PENDING), _machine),
    (Operation.COMMIT, "VmCommit"): (_condition(*_PENDING),),
    (Operation.RESYNCHRONIZE, "RepairVmReplicationTask"): (_condition(*_ON_THE_WAY), _no_test),
    (Operation.ENABLE_REPLICATION, "CreateProtectionTarget"): (_condition("unprotected"),),
    (Operation.ENABLE_REPLICATION, "EnableProtection"): (_condition("unprotected", "enabling"),),
    (Operation.ENABLE_REPLICATION, "VmStartInitialReplication"): (_condition("enabling", "initial"),),
    (Operation.ENABLE_REPLICATION, "UpdateDraState"): (_condition("enabling", "initial", "first-point"),),
    (Operation.DISABLE_REPLICATION, "DisableProtectionOnPrimary"): (
        _condition(*(name for name in CONDITIONS if name not in ("unprotected", "finalizing"))),
        _no_test,
    ),
    (Operation.DISABLE_REPLICATION, "DisableProtectionOnSecondary"): (_condition("disabling"),),
    (Operation.DISABLE_REPLICATION, "UpdateDraState"): (_condition("unprotected"),),
}


def unmet(operation: Operation, step: str, item: ItemState) -> str | None:
    """Why this step cannot be done now; None = it can."""
    for need in NEEDS.get((operation, step), ()):
        if why := need(item):
            return why
    return None


def check(operation: Operation, item: ItemState, configured: Item) -> str | None:
    """Why a prerequisites check of this operation fails; None = it is passed."""
    if not permits(operation, item.condition, item.test, configured.scenario):
        return f"it is '{CONDITIONS[item.condition].description}'" + (
            " with a test failover open" if item.test in TEST_OPEN else ""
        )
    return None
