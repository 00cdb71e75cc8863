"""Rules for what may be done to an item next: its protection state decides, not the last job.

Our tables and the provider's ``allowedOperations`` must agree: what either does not list is not allowed. A plan's
own list is loose in Site Recovery (it keeps offering failover after a failover), so it is never asked: what a plan
allows is in ``taking_part``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.row import BACK_PROVIDERS, Condition, Phase, Row
from drconsole.recovery.states.rows import BUSY_ROW, ROWS, UNKNOWN_ROW, UNLISTED
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.families import TO_AZURE
from drconsole.recovery.types.words import PLANNED, Direction, Health, Location, Operation, Scenario, TargetType

OP = Operation

PROVIDER_OPERATIONS: dict[str, Operation] = {
    "TestFailover": OP.TEST_FAILOVER,
    "TestFailoverCleanup": OP.CLEANUP_TEST_FAILOVER,
    "UnplannedFailover": OP.FAILOVER,
    "PlannedFailover": OP.PLANNED_FAILOVER,
    "ChangePit": OP.CHANGE_RECOVERY_POINT,
    "Commit": OP.COMMIT,
    "SwitchProtection": OP.RE_PROTECT,
    "ReverseReplicate": OP.REVERSE_REPLICATE,
    "Failback": OP.FAILBACK,
    "RepairReplication": OP.RESYNCHRONIZE,
    "DisableProtection": OP.DISABLE_REPLICATION,
}
"""Site Recovery's strings and our words. CompleteMigration (commit and disable, no way back) is not offered."""

RESYNC_CODES = frozenset({"78024", "153009"})
"""Health errors that say a disk is inconsistent and a resynchronization is needed."""

PLAN_OPERATIONS = tuple(
    operation for operation in OP if operation not in (OP.RESYNCHRONIZE, OP.DISABLE_REPLICATION, OP.ENABLE_REPLICATION)
)

_IDLE = (None, "", "None")
_LANDED = frozenset({Phase.COMMIT_PENDING, Phase.COMMITTED})

_BY_STATE: dict[tuple[str, Scenario], tuple[Row, ...]] = {
    (state, scenario): tuple(row for row in ROWS if row.protection_state == state and scenario in row.scenarios)
    for state in {row.protection_state for row in ROWS}
    for scenario in Scenario
}
"""The table, first match first, by what a row always asks for."""


class Standing(NamedTuple):
    """All of an item that the tables ask for: thousands of items stand in a handful of ways."""

    scenario: Scenario
    protection_state: str
    active_location: Location
    test_failover_state: str
    current_scenario: str | None
    provider_allowed_operations: tuple[str, ...]
    replication_provider: str | None
    turned: bool
    resync_needed: bool
    stopped: bool
    """The service says that something is wrong with its failover: its machine does not run (``MachineNotRunning``)."""
    withheld: tuple[Operation, ...] = ()


def standing(item: Item, status: ItemStatus) -> Standing:
    return Standing(
        item.scenario,
        status.protection_state,
        status.active_location,
        status.test_failover_state,
        status.current_scenario,
        status.provider_allowed_operations,
        status.replication_provider,
        is_turned(status),
        bool(status.health_errors) and resync_needed(status),
        status.failover_health is Health.CRITICAL,
        status.withheld,
    )


def idle(status: ItemStatus | Standing) -> bool:
    """Return whether no Site Recovery scenario is under way on the item."""
    return status.current_scenario in _IDLE


def has_open_test(status: ItemStatus | Standing) -> bool:
    """Return whether a test failover waits for its cleanup: the provider allows the cleanup.

    Never "the test state is not None": MarkedForDeletion stays long after the cleanup.
    """
    return "TestFailoverCleanup" in status.provider_allowed_operations and (
        idle(status) or status.current_scenario == "TestFailover"
    )


def resync_needed(status: ItemStatus) -> bool:
    return any(error.code in RESYNC_CODES for error in status.health_errors)


def _holds(condition: Condition | None, status: Standing) -> bool:
    match condition:
        case None:
            return True
        case Condition.ENABLING:
            return status.current_scenario == "EnableProtection"
        case Condition.TEST_OPEN:
            return has_open_test(status)
        case Condition.RESYNC_NEEDED:
            return status.resync_needed
        case Condition.REPAIR_OFFERED:
            return "RepairReplication" in status.provider_allowed_operations
        case Condition.PROVIDER_INMAGE | Condition.PROVIDER_INMAGE_RCM_FAILBACK:
            return status.replication_provider == condition.value


def _matches(row: Row, status: Standing) -> bool:
    return (
        status.active_location in row.locations
        and row.test_failover_state in (None, status.test_failover_state)
        and _holds(row.condition, status)
    )


def classify(item: Item, status: ItemStatus) -> Row:
    """The row an item is in. A scenario under way makes it BUSY; a state not in the table makes it UNKNOWN."""
    return _row(standing(item, status))


@lru_cache(maxsize=1024)
def _row(at: Standing) -> Row:
    candidates = _BY_STATE.get((at.protection_state, at.scenario), ())
    row = next((row for row in candidates if _matches(row, at)), UNKNOWN_ROW)
    if idle(at) or row.phase in (Phase.BUSY, Phase.TEST_OPEN):
        return row
    return BUSY_ROW


def phase_of(at: Standing) -> Phase:
    return _row(at).phase


def _operation_of(provider_operation: str, at: Standing) -> Operation | None:
    operation = PROVIDER_OPERATIONS.get(provider_operation)
    if operation is OP.PLANNED_FAILOVER and at.scenario in TO_AZURE and _comes_back(at):
        return OP.FAILBACK
    return operation


def _translate(strings: Iterable[str], at: Standing) -> frozenset[Operation]:
    """Those of our operations that exist there. Between two VMM sites Site Recovery lists ChangePit (rows 10
    and 12), while a recovery point can be chosen only when failing over to Azure [S]: nobody could use it."""
    found = {operation for string in strings if (operation := _operation_of(string, at)) is not None}
    return frozenset(operation for operation in found if nowhere(operation, at.scenario) is None)


def _in_order(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    wanted = frozenset(operations)
    return tuple(operation for operation in Operation if operation in wanted)


def table_operations(item: Item, status: ItemStatus) -> tuple[Operation, ...]:
    """Return what our tables allow, whatever the provider says; in the order of ``Operation``."""
    return _of_tables(standing(item, status))


@lru_cache(maxsize=1024)
def _of_tables(at: Standing) -> tuple[Operation, ...]:
    row = _row(at)
    return _in_order(_translate(row.allowed, at) | {*row.own, *UNLISTED.get(row.phase, ())})


def allowed_operations(item: Item, status: ItemStatus) -> tuple[Operation, ...]:
    """Return what our tables and the provider both allow; enable-replication is ours alone, and what the service takes
    without listing it is allowed where nothing contradicts: it agrees with our tables on something else."""
    return allowed_standing(standing(item, status))


@lru_cache(maxsize=1024)
def allowed_standing(at: Standing) -> tuple[Operation, ...]:
    row = _row(at)
    ours = _translate(row.allowed, at)
    theirs = _translate(at.provider_allowed_operations, at)
    agreed = ours & theirs
    unlisted = UNLISTED.get(row.phase, ()) if agreed else ()
    return _in_order((agreed | {*row.own, *unlisted}) - {*at.withheld})


@lru_cache(maxsize=1024)
def nowhere(operation: Operation, scenario: Scenario) -> str | None:
    """The reason when an operation exists in neither direction of a scenario."""
    reasons = [not_offered(operation, scenario, direction, TargetType.ITEM) for direction in Direction]
    return reasons[0] if all(reasons) else None


PLANNED_PENDING = "PlannedFailoverCommitRequired"


def goes_on(item: Item, status: ItemStatus, operation: Operation) -> bool:
    """Return whether a plan's planned failover that is run again has this item's machine only to start.

    [S]: a planned failover stops at an error and can be started again; a runbook or script that fails stops it too, and
    it is mended and run again [D:hyper-v-vmm-recovery-script]. By then machines may have failed over which their group
    never started. A plan goes on offering its failover; such an item alone does not
    (rows 11 and 12), so it is the plan that goes on. That Site Recovery starts it then was not recorded: it is our
    choice, and is said.
    """
    return operation in PLANNED and goes_on_at(standing(item, status), operation)


@lru_cache(maxsize=1024)
def goes_on_at(at: Standing, operation: Operation | None) -> bool:
    if operation not in PLANNED or not at.stopped or at.protection_state != PLANNED_PENDING:
        return False
    if _row(at).phase is not Phase.COMMIT_PENDING:
        return False
    return not_offered(operation, at.scenario, way_of(at, OP.COMMIT), TargetType.PLAN) is None


def is_turned(status: ItemStatus | Standing) -> bool:
    """Return whether the service's item was made anew the other way round: its Primary is our item's target side."""
    return status.turned or status.replication_provider in BACK_PROVIDERS


def active_side(status: ItemStatus | Standing) -> Location:
    """The side of the item as it was created on which it is active, wherever the service's own item began."""
    return _OTHER[status.active_location] if is_turned(status) else status.active_location


_OTHER = {Location.PRIMARY: Location.RECOVERY, Location.RECOVERY: Location.PRIMARY}


def _comes_back(status: ItemStatus | Standing) -> bool:
    """Return whether the item would next fail over from where it was failed over to."""
    return active_side(status) is Location.RECOVERY


_FINISHING = frozenset({OP.COMMIT, OP.CHANGE_RECOVERY_POINT})


def direction_of(item: Item, status: ItemStatus, operation: Operation | None = None) -> Direction:
    """Return which way the item goes, relative to how it was created.

    While a failover waits for its commit, and for commit and change-recovery-point always, it is that failover's
    direction; otherwise that of the next failover.
    """
    return way_of(standing(item, status), operation)


@lru_cache(maxsize=4096)
def way_of(at: Standing, operation: Operation | None) -> Direction:
    """``direction_of`` of an item that stands so."""
    back = _comes_back(at)
    phase = _row(at).phase
    finishes = operation in _FINISHING or goes_on_at(at, operation)
    if (finishes or (operation is None and phase is Phase.COMMIT_PENDING)) and phase in _LANDED:
        back = not back
    return Direction.RECOVERY_TO_PRIMARY if back else Direction.PRIMARY_TO_RECOVERY


def authority(item: Item, status: ItemStatus) -> str:
    """The site whose copy of the item counts."""
    return item.target if active_side(status) is Location.RECOVERY else item.source


def to_azure(scenario: Scenario, direction: Direction) -> bool:
    """Return whether a failover of this scenario in this direction ends in Azure."""
    if scenario is Scenario.AZURE_TO_AZURE:
        return True
    return scenario in TO_AZURE and direction is Direction.PRIMARY_TO_RECOVERY
