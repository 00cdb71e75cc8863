"""Verb of each operation in capitals, and whether production is touched: what nobody may mistake. Pure."""

from __future__ import annotations

from drconsole.recovery.types.words import Operation
from drconsole.render.words.marks import Severity

VERBS: dict[str, str] = {
    Operation.TEST_FAILOVER: "TEST",
    Operation.CLEANUP_TEST_FAILOVER: "CLEAN UP THE TEST",
    Operation.FAILOVER: "FAIL OVER",
    Operation.PLANNED_FAILOVER: "FAIL OVER AS PLANNED",
    Operation.FAILBACK: "FAIL BACK",
    Operation.CHANGE_RECOVERY_POINT: "CHANGE THE POINT",
    Operation.COMMIT: "COMMIT",
    Operation.RE_PROTECT: "RE-PROTECT",
    Operation.REVERSE_REPLICATE: "REVERSE REPLICATION",
    Operation.RESYNCHRONIZE: "RESYNCHRONIZE",
    Operation.DISABLE_REPLICATION: "STOP PROTECTION",
    Operation.ENABLE_REPLICATION: "START PROTECTION",
}
TESTS = frozenset({Operation.TEST_FAILOVER, Operation.CLEANUP_TEST_FAILOVER})
"""Operations that leave production alone."""


def verb_of(operation: str) -> str:
    """Return what the operator types a name for."""
    return VERBS.get(operation) or operation.replace("-", " ").upper()


def is_test(operation: str) -> bool:
    """Return whether the operation touches no production."""
    return operation in TESTS


def stakes(operation: str) -> tuple[str, Severity]:
    """Return in one word what the operation touches, and the colour of its frame."""
    return ("TEST", Severity.NOTE) if is_test(operation) else ("PRODUCTION", Severity.BAD)
