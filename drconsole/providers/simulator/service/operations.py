"""Facts that the service knows of an operation, a row each: its names, who has it, which way it goes."""

from __future__ import annotations

from drconsole.providers.simulator.service.conditions import Family
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Operation

_EVERY = frozenset(Family)
_V2A, _RCM, _H2A, _E2E, _A2A = Family.V2A, Family.RCM, Family.H2A, Family.E2E, Family.A2A


@dataclass(frozen=True, slots=True)
class OperationRow:
    job: str
    """What the service calls the job of it (``scenarioName`` [REC])."""
    allowed_as: str = ""
    """The word with which an item allows it; empty = none has one."""
    families: frozenset[Family] = _EVERY
    """Families that have it."""
    follows: bool = False
    """It goes the way that replication goes."""
    planned: bool = False
    """A failure stops it, and it can be started again [S]."""


OPERATIONS: dict[Operation, OperationRow] = {
    Operation.TEST_FAILOVER: OperationRow("TestFailover", "TestFailover", follows=True),
    Operation.CLEANUP_TEST_FAILOVER: OperationRow("TestFailoverCleanup", "TestFailoverCleanup"),
    Operation.FAILOVER: OperationRow("UnplannedFailover", "UnplannedFailover", follows=True),
    Operation.PLANNED_FAILOVER: OperationRow(
        "PlannedFailover", "PlannedFailover", frozenset({_H2A, _E2E}), follows=True, planned=True
    ),
    Operation.FAILBACK: OperationRow("Failback", "Failback", frozenset({_H2A, _RCM}), planned=True),
    Operation.CHANGE_RECOVERY_POINT: OperationRow("ChangePit", "ChangePit", _EVERY - {_E2E}),
    Operation.COMMIT: OperationRow("CommitFailover", "Commit"),
    Operation.RE_PROTECT: OperationRow(
        "SwitchReplicationGroupProtection", "SwitchProtection", frozenset({_V2A, _RCM, _A2A})
    ),
    Operation.REVERSE_REPLICATE: OperationRow("ReverseReplication", "ReverseReplicate", frozenset({_H2A, _E2E})),
    Operation.RESYNCHRONIZE: OperationRow("RepairVMReplication", "RepairReplication"),
    Operation.DISABLE_REPLICATION: OperationRow("DisableDr", "DisableProtection"),
    Operation.ENABLE_REPLICATION: OperationRow("EnableDr"),
}

_ALLOWED_APART = {(Operation.FAILBACK, _RCM): OPERATIONS[Operation.PLANNED_FAILOVER].allowed_as}
"""Modernized VMware's failback is a planned failover."""


def allowed_as(operation: Operation, family: Family) -> str:
    """The word with which an item of the family allows the operation."""
    return _ALLOWED_APART.get((operation, family), OPERATIONS[operation].allowed_as)
