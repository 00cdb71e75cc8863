"""Rules for what a cancelled job leaves of an item, by how far each step has come: a table for each operation.

Sources: [S] for failovers; [D:hyper-v-azure-failback] for the failback's data synchronization; that a cancelled
failback of modernized VMware reverts by itself: [D:failover-failback-overview-modernized]. The rest follows from what
each step does; no cancelled failover was recorded, so that is our choice.
"""

from __future__ import annotations

from drconsole.recovery.cancel.rule import ANY, DONE, FAILED, OPEN, OPEN_OR_DONE, OPEN_OR_FAILED, Rule
from drconsole.recovery.cancel.rules_there import RULES_THERE, UNTOUCHED_THERE, WORST_THERE
from drconsole.recovery.types.families import Family
from drconsole.recovery.types.words import Direction, Operation

_UNPROTECTED = (
    "{name}: its replication was stopped before its failover started. Cancelled now it stays at {here}, is not failed "
    "over and will not replicate again; only disabling and enabling replication again is left. Should its failover end "
    "before the cancel reaches it, it is failed over to {there} and not started."
)
_SOURCE_DOWN = (
    "{name}: its machine at {here} was shut down, or is about to be, and nothing runs at {there}. Its failover is in "
    "progress, and its replication counts as stopped: cancelled now it may not go on. Then only disabling and enabling "
    "replication again is left. See whether it runs at {here}, and power it on there."
)
_FAILOVER_RULES = (
    Rule(
        "VmFoStartVmOnSecondary",
        DONE,
        "failed-over",
        "{name} is failed over and started: it runs at {there} and stays there.",
    ),
    Rule(
        "VmFoStartVmOnSecondary",
        OPEN,
        "failed-over-not-started",
        "{name} is failed over to {there}; its start is under way and may or may not be completed. Commit or change "
        "its recovery point afterwards.",
    ),
    Rule(
        "VmFailover",
        DONE,
        "failed-over-not-started",
        "{name} is failed over to {there} but not started by this job: start it there by hand; commit or change its "
        "recovery point afterwards.",
    ),
    Rule(
        "VmFailover",
        FAILED,
        "failover-failed",
        "{name}: its failover to {there} has failed already; cancelling changes nothing for it. Fail it over again, or "
        "resynchronize it.",
    ),
    Rule("VmFailover", OPEN, "unprotected", _UNPROTECTED, loses_replication=True),
    Rule("VmShutdownVmOnPrimary", OPEN_OR_DONE, "source-down", _SOURCE_DOWN, loses_replication=True),
    Rule(
        "VmShutdownVmOnPrimary",
        FAILED,
        "source-state-unknown",
        "{name}: the shutdown of its machine at {here} was tried and failed; see whether it runs. Its failover is in "
        "progress, and its replication counts as stopped: it may not go on.",
        loses_replication=True,
    ),
)
"""The shutdown belongs to the failover in progress: that replication was stopped before, and cannot be started again,
is said of the whole of it [S]. Where in the job it is really stopped was never recorded: the worst is said (our
choice)."""
_EXTRA_STEP_RULES = (
    Rule("VmHydration", OPEN, "unprotected", _UNPROTECTED, loses_replication=True),
    Rule(
        "VmHydration",
        FAILED,
        "failover-failed",
        "{name}: it could not be prepared for Azure, so its failover has failed already; cancelling changes nothing "
        "for it. Mend its drivers and DHCP as the error says, and fail it over again.",
    ),
)
"""The machine that was made is taken away again: it could not run in Azure."""
_TEST_LEFT = (
    "{name}: a test machine is left at {there}, or may be: clean up the test failover. Replication is not touched."
)

RULES: dict[Operation, tuple[Rule, ...]] = {
    Operation.FAILOVER: (*_FAILOVER_RULES[:2], *_EXTRA_STEP_RULES, *_FAILOVER_RULES[2:]),
    Operation.PLANNED_FAILOVER: _FAILOVER_RULES,
    Operation.TEST_FAILOVER: (Rule("VmTfoInitiateFailover", ANY, "test-machine-left", _TEST_LEFT),),
    Operation.CLEANUP_TEST_FAILOVER: (
        Rule("VmTfoDeleteTestVm", DONE, "cleaned-up", "{name}: its test machine at {there} is deleted."),
        Rule(
            "VmTfoEndFailover",
            ANY,
            "test-machine-may-be-left",
            "{name}: its test failover was being ended; the test machine at {there} may be left. Clean up again.",
        ),
    ),
    Operation.COMMIT: (
        Rule("VmCommit", DONE, "committed", "{name} is committed; its recovery points are deleted."),
        Rule(
            "VmCommit",
            OPEN,
            "commit-may-be-done",
            "{name}: its commit may be done and its recovery points deleted; look before you go on.",
        ),
    ),
    Operation.CHANGE_RECOVERY_POINT: (
        Rule("VmFoStartVmOnSecondary", DONE, "point-changed", "{name} runs at {there} from the other recovery point."),
        Rule(
            "VmFailover",
            DONE,
            "failed-over-not-started",
            "{name} is at the other recovery point but not started by this job: start it at {there} by hand.",
        ),
        Rule(
            "VmFailover",
            OPEN,
            "unprotected",
            "{name}: its machine at {there} was taken away and the new one is being made. Cancelled now there is "
            "none, and it will not replicate again; only disabling and enabling replication again is left. Should the "
            "new one be made before the cancel reaches it, it is failed over and not started.",
            loses_replication=True,
        ),
        Rule(
            "VmFailover",
            FAILED,
            "failover-failed",
            "{name}: its new machine at {there} could not be made, and the old one was taken away; cancelling changes "
            "nothing for it. Fail it over again, or resynchronize it.",
        ),
        Rule(
            "CancelFailoverRecovery",
            DONE,
            "recovery-machine-gone",
            "{name}: the failed-over machine at {there} was taken down and the new one is not there. Its recovery "
            "points are kept: change the recovery point again.",
        ),
        Rule(
            "CancelFailoverRecovery",
            OPEN_OR_FAILED,
            "recovery-machine-down",
            "{name}: the failed-over machine at {there} was shut down, and may be taken away: change the recovery "
            "point again.",
        ),
        Rule(
            "ShutdownVmRecovery",
            OPEN_OR_DONE,
            "recovery-machine-down",
            "{name}: the failed-over machine at {there} was shut down: start it, or change the recovery point again.",
        ),
    ),
    Operation.RE_PROTECT: (
        Rule(
            "ProtectReplicaTask",
            DONE,
            "re-protected",
            "{name} is re-protected; its first copy to {there} goes on by itself.",
        ),
        Rule(
            "ProtectReplicaTask",
            OPEN_OR_FAILED,
            "re-protect-unfinished",
            "{name}: turning its replication around was not finished: it runs at {here}, unprotected, and may be "
            "re-protected in part. Look, and re-protect it again.",
        ),
        Rule(
            "VmCommitFailover",
            OPEN_OR_DONE,
            "committed",
            "{name}: its failover is committed and its recovery points are deleted; it is not protected. Re-protect "
            "it again.",
        ),
    ),
    Operation.REVERSE_REPLICATE: (
        Rule("UpdateDraState", DONE, "reversed", "{name} replicates from {here} to {there} now."),
        Rule(
            "VmInitiateReverseReplication",
            DONE,
            "reverse-begun",
            "{name}: its replication was started the other way, and the job does not see to the rest. Look at its "
            "state: where it is not protected, run reverse-replicate again.",
        ),
        Rule(
            "VmInitiateReverseReplication",
            ANY,
            "reverse-unfinished",
            "{name}: turning its replication around was not finished: it runs at {here}, unprotected. Run "
            "reverse-replicate again.",
        ),
        Rule(
            "EnableProtection",
            ANY,
            "reverse-unfinished",
            "{name}: turning its replication around was not finished: it runs at {primary}, unprotected. Run "
            "reverse-replicate again.",
        ),
        Rule(
            "VmCommit",
            OPEN_OR_DONE,
            "committed",
            "{name}: its failover is committed and its recovery points are deleted; it is not protected. Run "
            "reverse-replicate again.",
        ),
    ),
    Operation.FAILBACK: (
        Rule(
            "VmFoStartVmOnSecondary",
            DONE,
            "failed-back",
            "{name} is failed back and started: it runs at {there} and stays there.",
        ),
        Rule(
            "VmFailover",
            ANY,
            "failback-unfinished",
            "{name}: its failback was under way: see whether it runs at {here} or at {there}.",
        ),
    ),
    Operation.RESYNCHRONIZE: (
        Rule(
            "RepairVmReplicationTask",
            OPEN_OR_DONE,
            "resynchronizing",
            "{name}: the resynchronization may have begun; it then goes on by itself.",
        ),
    ),
    Operation.DISABLE_REPLICATION: (
        Rule(
            "UpdateDraState",
            DONE,
            "replication-removed",
            "{name}: its replication is removed.",
            loses_replication=True,
        ),
        Rule(
            "DisableProtectionOnPrimary",
            ANY,
            "replication-may-be-removed",
            "{name}: its replication may be removed in part: disable it again, then enable it again.",
            loses_replication=True,
        ),
    ),
    Operation.ENABLE_REPLICATION: (
        Rule("UpdateDraState", DONE, "replication-enabled", "{name}: its replication is enabled."),
        Rule(
            "CreateProtectionTarget",
            ANY,
            "enabling-unfinished",
            "{name}: enabling was not finished: disable its replication, then enable it again.",
        ),
    ),
}
"""First match wins, so what comes last in a run stands first."""

_UNTOUCHED = {
    Operation.CLEANUP_TEST_FAILOVER: (
        "test-machine-left",
        "{name}: nothing was done yet: its test failover is still open.",
    ),
    Operation.COMMIT: ("untouched", "{name}: not committed; its recovery points are kept."),
}
_NOTHING_DONE = ("untouched", "{name}: nothing was done to it yet; it stays as it is.")

_WORST: dict[Operation, str] = {
    Operation.FAILOVER: "VmFailover",
    Operation.PLANNED_FAILOVER: "VmFailover",
    Operation.TEST_FAILOVER: "VmTfoInitiateFailover",
    Operation.CLEANUP_TEST_FAILOVER: "VmTfoEndFailover",
    Operation.COMMIT: "VmCommit",
    Operation.CHANGE_RECOVERY_POINT: "VmFailover",
    Operation.RE_PROTECT: "ProtectReplicaTask",
    Operation.REVERSE_REPLICATE: "VmInitiateReverseReplication",
    Operation.FAILBACK: "VmFailover",
    Operation.RESYNCHRONIZE: "RepairVmReplicationTask",
    Operation.DISABLE_REPLICATION: "DisableProtectionOnPrimary",
    Operation.ENABLE_REPLICATION: "CreateProtectionTarget",
}

Way = tuple[Operation, Family | None, Direction | None]
"""An operation, the kind of machine and the way it goes; None = not known: the operation's usual rules."""


def rules_of(way: Way) -> tuple[Rule, ...]:
    """First match wins."""
    return RULES_THERE.get(way) or RULES.get(way[0], ())


def worst_of(way: Way) -> str:
    """The step that a running remote job must be feared to be in while nothing better is known."""
    return WORST_THERE.get(way, _WORST[way[0]])


def last_of(way: Way) -> str:
    return rules_of(way)[0].step


def untouched(way: Way) -> tuple[str, str]:
    """Outcome and text where nothing was begun."""
    return UNTOUCHED_THERE.get((way[0], way[2])) or _UNTOUCHED.get(way[0], _NOTHING_DONE)
