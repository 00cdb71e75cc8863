"""Operations that Azure is asked for from here, at which grain, and why some are not."""

from __future__ import annotations

from drconsole.providers.azure.wire.acting.requests import PLAN_WIDE
from drconsole.providers.azure.wire.items import NEVER
from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.types.words import Direction, Grain, Operation, Scenario, TargetType

SETTLE = 120.0
"""Seconds in which a request of a dead engine may still land: the longest that one is waited for (60 s without a byte
of an answer) and as much again until the job shows (our choice)."""

VERBS: dict[Operation, frozenset[str]] = {
    Operation.TEST_FAILOVER: frozenset({"TestFailover"}),
    Operation.CLEANUP_TEST_FAILOVER: frozenset({"TestFailoverCleanup"}),
    Operation.FAILOVER: frozenset({"UnplannedFailover"}),
    Operation.PLANNED_FAILOVER: frozenset({"PlannedFailover"}),
    Operation.FAILBACK: frozenset({"PlannedFailover", "Failback"}),
    Operation.COMMIT: frozenset({"Commit"}),
}
"""Operation of a whole plan -> what an item allows to which the service would do it."""


def grain(operation: Operation, scenario: Scenario, target_type: TargetType) -> Grain | None:
    """Return how much the service does by itself; None = it is not offered."""
    if operation in NEVER:
        return None
    if all(not_offered(operation, scenario, way, target_type) is not None for way in Direction):
        return None
    return Grain.PLAN if target_type is TargetType.PLAN and operation in PLAN_WIDE else Grain.ITEM
