"""Rules for what a cancelled job leaves of an item where a kind of machine or a direction has rules of its own.

They stand before the usual ones (``rules``); sources as there.
"""

from __future__ import annotations

from drconsole.recovery.cancel.rule import ANY, DONE, OPEN, OPEN_OR_DONE, OPEN_OR_FAILED, Rule
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import Direction, Operation

_BACK = Direction.RECOVERY_TO_PRIMARY
WORST_THERE: dict[tuple[Operation, Family | None, Direction | None], str] = {
    (Operation.FAILBACK, Family.H2A, _BACK): "VmDataSynchronization",
    (Operation.COMMIT, Family.H2A, _BACK): "FinalizeRestoreOnRecovery",
    **{(Operation.REVERSE_REPLICATE, Family.H2A, way): "EnableProtection" for way in Direction},
}

_FAILBACK_END = (
    Rule(
        "VmFoStartVmOnSecondary",
        DONE,
        "failed-back",
        "{name} is failed back and started: it runs at {there} and stays there.",
    ),
    Rule(
        "VmFoStartVmOnSecondary",
        OPEN,
        "failed-over-not-started",
        "{name} is failed back to {there}; its start is under way and may or may not be completed. Commit afterwards.",
    ),
    Rule(
        "VmFailover",
        DONE,
        "failed-over-not-started",
        "{name} is failed back to {there} but not started by this job: start it there by hand, and commit afterwards.",
    ),
)
_REVERTED = (
    "reverted",
    "{name}: Site Recovery takes the failback back by itself: it stays at {here}, and its replication goes on. See "
    "that its machine at {here} runs again.",
)

RULES_THERE: dict[tuple[Operation, Family | None, Direction | None], tuple[Rule, ...]] = {
    (Operation.FAILBACK, Family.RCM, _BACK): (
        *_FAILBACK_END,
        Rule("VmFailover", OPEN_OR_FAILED, *_REVERTED),
        Rule("VmShutdownVmOnPrimary", ANY, *_REVERTED),
    ),
    (Operation.FAILBACK, Family.H2A, _BACK): (
        *_FAILBACK_END,
        Rule(
            "VmFailover",
            OPEN_OR_FAILED,
            "primary-corrupt",
            "{name}: its machine at {here} is shut down and the one at {there} is not finished: run failback again.",
        ),
        Rule(
            "VmShutdownVmOnPrimary",
            OPEN_OR_DONE,
            "primary-corrupt",
            "{name}: its machine at {here} was shut down, or is about to be, and the one at {there} is left "
            "corrupt: run failback again, or start the one at {here} by hand.",
        ),
        Rule(
            "VmDataSynchronization",
            ANY,
            "primary-corrupt",
            "{name}: its machine at {there} is left corrupt until failback is started again; the one at {here} runs "
            "on.",
        ),
    ),
    (Operation.COMMIT, Family.H2A, _BACK): (
        Rule("FinalizeRestoreOnPrimary", DONE, "committed", "{name} is committed; its machine at {here} is deleted."),
        Rule(
            "FinalizeRestoreOnRecovery",
            OPEN_OR_DONE,
            "commit-may-be-done",
            "{name}: its commit may be done and its machine at {here} deleted; look, and commit again.",
        ),
    ),
}
"""Rules that are asked before ``RULES``."""
UNTOUCHED_THERE: dict[tuple[Operation, Direction | None], tuple[str, str]] = {
    (Operation.COMMIT, _BACK): ("untouched", "{name}: not committed; the machine that it came back from is kept."),
}
