"""Reasons, in words, why an operation is not allowed to an item, and why a plan's run finds nothing to do at one."""

from __future__ import annotations

from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import (
    Standing,
    allowed_operations,
    classify,
    goes_on,
    goes_on_at,
    nowhere,
    phase_of,
    standing,
    table_operations,
    way_of,
)
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.words import PLANNED, Direction, Health, Operation

OP = Operation

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


def nothing_to_do(item: Item, status: ItemStatus, operation: Operation) -> str | None:
    """Return why a plan's run passes by this item without anything being wrong; None = it does not."""
    return passed_by(standing(item, status), operation)


def passed_by(at: Standing, operation: Operation) -> str | None:
    phase = phase_of(at)
    if operation is OP.FAILBACK and phase is Phase.COMMIT_PENDING and not goes_on_at(at, operation):
        back = way_of(at, OP.COMMIT) is Direction.RECOVERY_TO_PRIMARY
        return "it has already failed back and waits for commit" if back else None
    return None if goes_on_at(at, operation) else NOTHING_TO_DO.get(operation, {}).get(phase)


def why_not(item: Item, status: ItemStatus, operation: Operation) -> str:
    """One sentence: why an operation is not allowed, and what would make it so. Empty when it is allowed."""
    if operation in allowed_operations(item, status):
        return ""
    missing = nowhere(operation, item.scenario)
    row = classify(item, status)
    stands = f"{item.name} {STANDS[row.phase]} ({status.protection_state_description or status.protection_state})"
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
