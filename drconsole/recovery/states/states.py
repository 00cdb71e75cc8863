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
from drconsole.recovery.types.estate import Item, ItemStatus
from drconsole.recovery.types.families import TO_AZURE
from drconsole.recovery.types.words import Direction, Health, Location, Operation, Scenario, TargetType

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

_NOT_FAILED_OVER = "it has not failed over"
_LEFT_ALREADY = {
    Phase.COMMIT_PENDING: "it has already failed over and waits for commit",
    Phase.COMMITTED: "it has already failed over and is committed",
}
NOTHING_TO_DO: dict[Operation, dict[Phase, str]] = {
    OP.TEST_FAILOVER: _LEFT_ALREADY,
    OP.FAILOVER: _LEFT_ALREADY,
    OP.PLANNED_FAILOVER: _LEFT_ALREADY,
    OP.CLEANUP_TEST_FAILOVER: dict.fromkeys(
        (
            Phase.PROTECTED,
            Phase.SYNCING,
            Phase.COMMIT_PENDING,
            Phase.COMMITTED,
            Phase.FAILED_BACK,
            Phase.FAILOVER_FAILED,
        ),
        "no test failover of it is open",
    ),
    OP.COMMIT: {
        **dict.fromkeys((Phase.PROTECTED, Phase.TEST_OPEN, Phase.SYNCING), _NOT_FAILED_OVER),
        Phase.COMMITTED: "its failover is already committed",
    },
    OP.CHANGE_RECOVERY_POINT: {
        **dict.fromkeys((Phase.PROTECTED, Phase.TEST_OPEN, Phase.SYNCING), _NOT_FAILED_OVER),
        Phase.COMMITTED: "its failover is committed: commit deleted all its recovery points",
    },
}
"""Where an operation finds nothing to do at an item of a plan: later runs skip what is already done
[D:recovery-plan-overview]."""

STANDS: dict[Phase, str] = {
    Phase.SYNCING: "is still being replicated for the first time",
    Phase.PROTECTED: "is protected and has not failed over",
    Phase.TEST_OPEN: "has an open test failover",
    Phase.COMMIT_PENDING: "has failed over and waits for commit",
    Phase.COMMITTED: "has failed over and is committed",
    Phase.FAILED_BACK: "has failed back and is not protected yet",
    Phase.FAILOVER_FAILED: "is left from a failover that could not be completed",
    Phase.UNPROTECTED: "is not protected",
    Phase.BUSY: "has an operation under way",
    Phase.UNKNOWN: "is in a state that is not known here",
}

WAY_OUT: dict[Phase, str] = {
    Phase.SYNCING: "wait until initial replication is complete and the first recovery point exists",
    Phase.PROTECTED: "run a failover first",
    Phase.TEST_OPEN: "run cleanup-test-failover first; nothing else is allowed while a test is open",
    Phase.COMMIT_PENDING: "change its recovery point, or commit and then turn replication around",
    Phase.COMMITTED: "fail back, or turn replication around",
    Phase.FAILED_BACK: "run reverse-replicate to protect it again",
    Phase.FAILOVER_FAILED: "run failover again, resynchronize or disable replication",
    Phase.UNPROTECTED: "disable what is left of its replication, then enable replication again",
    Phase.BUSY: "wait until that operation has ended",
    Phase.UNKNOWN: "look at it in the provider's own console",
}

_WAY_TO: dict[tuple[Phase, Operation], str] = {
    (Phase.PROTECTED, OP.CLEANUP_TEST_FAILOVER): "there is no open test failover to clean up",
    (Phase.PROTECTED, OP.ENABLE_REPLICATION): "its replication is enabled already",
    (Phase.COMMITTED, OP.CHANGE_RECOVERY_POINT): "commit deleted all its recovery points; nothing brings them back",
    (Phase.COMMITTED, OP.COMMIT): "there is nothing left to commit",
    (
        Phase.COMMIT_PENDING,
        OP.CHANGE_RECOVERY_POINT,
    ): "no other recovery point can be chosen there: see that its machine is right, validate it and commit",
    (Phase.COMMIT_PENDING, OP.RE_PROTECT): "commit the failover first; here re-protect does not commit it by itself",
    (Phase.COMMIT_PENDING, OP.REVERSE_REPLICATE): "commit the failover first",
    (Phase.COMMIT_PENDING, OP.FAILBACK): "commit the failover first",
    (Phase.COMMITTED, OP.REVERSE_REPLICATE): "fail back and commit first; then its replication can be turned around",
    (Phase.FAILOVER_FAILED, OP.TEST_FAILOVER): "a failover or a resynchronization must succeed first",
}


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


def operation_of(provider_operation: str, item: Item, status: ItemStatus) -> Operation | None:
    """Our word for one of Site Recovery's operation strings; None = not offered here, or not known."""
    return _operation_of(provider_operation, standing(item, status))


def _operation_of(provider_operation: str, at: Standing) -> Operation | None:
    operation = PROVIDER_OPERATIONS.get(provider_operation)
    if operation is OP.PLANNED_FAILOVER and at.scenario in TO_AZURE and _comes_back(at):
        return OP.FAILBACK
    return operation


def _translate(strings: Iterable[str], at: Standing) -> frozenset[Operation]:
    """Those of our operations that exist there. Between two VMM sites Site Recovery lists ChangePit (rows 10
    and 12), while a recovery point can be chosen only when failing over to Azure [S]: nobody could use it."""
    found = {operation for string in strings if (operation := _operation_of(string, at)) is not None}
    return frozenset(operation for operation in found if _nowhere(operation, at.scenario) is None)


def _in_order(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    wanted = frozenset(operations)
    return tuple(operation for operation in Operation if operation in wanted)


def table_operations(item: Item, status: ItemStatus) -> tuple[Operation, ...]:
    """Return what our tables allow, whatever the provider says; in the order of ``Operation``."""
    at = standing(item, status)
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
    return _in_order(agreed | {*row.own, *unlisted})


def why_not(item: Item, status: ItemStatus, operation: Operation) -> str:
    """One sentence: why an operation is not allowed, and what would make it so. Empty when it is allowed."""
    if operation in allowed_operations(item, status):
        return ""
    missing = _nowhere(operation, item.scenario)
    row = classify(item, status)
    stands = f"{item.name} {STANDS[row.phase]} ({_raw(status)})"
    if row.phase is Phase.BUSY:
        job = f", job {status.current_job}" if status.current_job else ""
        return f"{item.name} has {status.current_scenario} under way{job}: {WAY_OUT[row.phase]}."
    if missing is not None:
        return f"{operation.value} does not exist for {item.name} ({item.scenario.value}): {missing}."
    if operation in table_operations(item, status):
        return (
            f"{stands}, but the provider does not allow {operation.value} now: refresh and look at its health errors."
        )
    if row.phase is Phase.COMMIT_PENDING and operation in _LEAVES and status.failover_health is Health.CRITICAL:
        return f"{stands}, and its machine does not run: {_bring_up(item, status)}."
    if OP.ENABLE_REPLICATION in row.own:
        return f"{stands}: protect it again first."
    return f"{stands}: {_WAY_TO.get((row.phase, operation), WAY_OUT[row.phase])}."


_LEAVES = frozenset({OP.TEST_FAILOVER, OP.FAILOVER, OP.PLANNED_FAILOVER, OP.FAILBACK})


def _bring_up(item: Item, status: ItemStatus) -> str:
    """The ways in which the machine of a failover that is done is brought up at its point."""
    ways = [
        f"run {operation.value} of its recovery plan again, which goes on from there"
        for operation in sorted(PLANNED)
        if goes_on(item, status, operation)
    ]
    if OP.CHANGE_RECOVERY_POINT in allowed_operations(item, status):
        ways.append("change its recovery point to the one that it has")
    return ", or ".join([*ways, "start the machine there by hand"])


def _nowhere(operation: Operation, scenario: Scenario) -> str | None:
    """The reason when an operation exists in neither direction of a scenario."""
    reasons = [not_offered(operation, scenario, direction, TargetType.ITEM) for direction in Direction]
    return reasons[0] if all(reasons) else None


def _raw(status: ItemStatus) -> str:
    return status.protection_state_description or status.protection_state


PLANNED = frozenset({OP.PLANNED_FAILOVER, OP.FAILBACK})
"""A failback is Site Recovery's planned failover in the other direction."""
PLANNED_PENDING = "PlannedFailoverCommitRequired"


def goes_on(item: Item, status: ItemStatus, operation: Operation) -> bool:
    """Return whether a plan's planned failover that is run again has this item's machine only to start.

    [S]: a planned failover stops at an error and can be started again; a runbook or script that fails stops it too, and
    it is mended and run again [D:hyper-v-vmm-recovery-script]. By then machines may have failed over which their group
    never started. A plan goes on offering its failover; such an item alone does not
    (rows 11 and 12), so it is the plan that goes on. That Site Recovery starts it then was not recorded: it is our
    choice, and is said.
    """
    return goes_on_at(standing(item, status), operation)


@lru_cache(maxsize=1024)
def goes_on_at(at: Standing, operation: Operation | None) -> bool:
    if operation not in PLANNED or not at.stopped or at.protection_state != PLANNED_PENDING:
        return False
    if _row(at).phase is not Phase.COMMIT_PENDING:
        return False
    return not_offered(operation, at.scenario, way_of(at, OP.COMMIT), TargetType.PLAN) is None


def nothing_to_do(item: Item, status: ItemStatus, operation: Operation) -> str | None:
    """Return why a plan's run passes by this item without anything being wrong; None = it does not."""
    return passed_by(standing(item, status), operation)


def passed_by(at: Standing, operation: Operation) -> str | None:
    phase = _row(at).phase
    if operation is OP.FAILBACK and phase is Phase.COMMIT_PENDING and not goes_on_at(at, operation):
        back = way_of(at, OP.COMMIT) is Direction.RECOVERY_TO_PRIMARY
        return "it has already failed back and waits for commit" if back else None
    return None if goes_on_at(at, operation) else NOTHING_TO_DO.get(operation, {}).get(phase)


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
