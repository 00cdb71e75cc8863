"""Verb of each operation in capitals, and what it does to users, in which reality: what nobody may mistake. Pure."""

from __future__ import annotations

from drconsole.recovery.types.words import Mode, Operation
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.words.text import clean

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
EFFECTS: dict[str, str] = {
    Operation.TEST_FAILOVER: "no user is moved",
    Operation.CLEANUP_TEST_FAILOVER: "no user is moved",
    Operation.FAILOVER: "users are moved",
    Operation.PLANNED_FAILOVER: "users are moved",
    Operation.FAILBACK: "users are moved back",
    Operation.CHANGE_RECOVERY_POINT: "machines start again with other data",
    Operation.COMMIT: "recovery points are deleted",
    Operation.RE_PROTECT: "replication is reversed",
    Operation.REVERSE_REPLICATE: "replication is reversed",
    Operation.RESYNCHRONIZE: "data is copied again",
    Operation.DISABLE_REPLICATION: "protection ends",
    Operation.ENABLE_REPLICATION: "protection begins",
}
"""Effect of an operation on users, machines or protection, as a sentence."""
_REALITIES: dict[str, str] = {Mode.SIMULATION: "SIMULATED", Mode.EXERCISE: "EXERCISE"}


def verb_of(operation: str) -> str:
    """Return what the operator types a name for."""
    return VERBS.get(operation) or operation.replace("-", " ").upper()


def is_test(operation: str) -> bool:
    """Return whether the operation touches no production."""
    return operation in TESTS


def deed_of(operation: str, commits: bool) -> str:
    """Return the operation's name; of one that ``commits`` beside what it is called for, with that."""
    return f"{operation} and commit" if commits and operation != Operation.COMMIT else operation


def stakes(operation: str, mode: str, commits: bool = False) -> tuple[str, str]:
    """Return how real the operation is, in one word, and what it does: ``REAL``, ``users are moved``.

    ``mode``: kind of reality; one that is not known counts as real. ``commits``: whether this run commits a failover.
    """
    word = "TEST" if is_test(operation) else _REALITIES.get(mode, "REAL")
    effect = EFFECTS.get(operation, "machines are changed")
    return word, f"{effect}, {EFFECTS[Operation.COMMIT]}" if deed_of(operation, commits) != operation else effect


def head_text(operation: str, mode: str, title: str, room: int, commits: bool = False) -> str:
    """``REAL failover of plan shop: users are moved`` in so many cells. The effect goes first where they are too few:
    half of it would be another one."""
    word, effect = stakes(operation, mode, commits)
    said = f" {word} {clean(title)}"
    if width_of(whole := f"{said}: {effect}") <= room:
        return whole
    return said if width_of(said) <= room else f"{fitted(said, max(0, room - 1))}…"
