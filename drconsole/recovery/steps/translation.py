"""Translation of drconsole's verbs: Site Recovery's operation and the job it makes, by scenario and direction.

Sources: the operations of the REST API [SPEC] and the scenario names of recorded jobs [REC]. Where a verb does not
exist the table has the reason (``offered``).
"""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.steps.item_steps import job_name
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.words import Direction, Operation, Scenario, TargetType

OP = Operation

_CALLS: dict[Operation, str] = {
    OP.TEST_FAILOVER: "testFailover",
    OP.CLEANUP_TEST_FAILOVER: "testFailoverCleanup",
    OP.FAILOVER: "unplannedFailover",
    OP.PLANNED_FAILOVER: "plannedFailover",
    OP.FAILBACK: "plannedFailover",
    OP.CHANGE_RECOVERY_POINT: "applyRecoveryPoint",
    OP.COMMIT: "failoverCommit",
    OP.RE_PROTECT: "reProtect",
    OP.REVERSE_REPLICATE: "reProtect",
    OP.RESYNCHRONIZE: "repairReplication",
    OP.DISABLE_REPLICATION: "remove",
    OP.ENABLE_REPLICATION: "create",
}
_OTHER_CALLS: dict[tuple[Operation, Family], str] = {
    # On the protection container: the item moves to the other region's fabric.
    (OP.RE_PROTECT, Family.A2A): "switchprotection",
}


@dataclass(frozen=True, slots=True)
class Translation:
    """One row of the table; with ``reason`` the verb does not exist there, and the other two are empty."""

    operation: Operation
    scenario: Scenario
    direction: Direction
    call: str
    """The operation of Site Recovery's API."""
    job: str
    """The ``scenarioName`` of its job."""
    reason: str | None = None


def translate(
    operation: Operation, scenario: Scenario, direction: Direction, target_type: TargetType = TargetType.ITEM
) -> Translation:
    """Return what Site Recovery does for a verb there, or why nothing."""
    reason = not_offered(operation, scenario, direction, target_type)
    if reason is not None:
        return Translation(operation, scenario, direction, "", "", reason)
    family = FAMILY[scenario]
    call = _OTHER_CALLS.get((operation, family), _CALLS[operation])
    return Translation(operation, scenario, direction, call, job_name(operation, family, direction, target_type).name)


def table() -> Iterator[Translation]:
    """Every verb, scenario and direction, for a single item."""
    for operation in Operation:
        for scenario in Scenario:
            for direction in Direction:
                yield translate(operation, scenario, direction)
