"""The operations of Site Recovery on a plan or an item: a class each, all through the same dialog."""

from __future__ import annotations

from typing import ClassVar

from drconsole.console.context import Command, Console
from drconsole.console.state.places import Target, target_named, why_not_now
from drconsole.recovery.types.errors import Refused
from drconsole.recovery.types.words import Operation


class OperationCommand(Command):
    """Previews an operation on what the cursor is on; nothing starts before it is confirmed."""

    operation: ClassVar[Operation]
    dangerous = True
    argument = "target"

    def why_not(self, app: Console) -> str | None:
        return why_not_now(app.model, self.operation, app.target())

    def reason(self, app: Console, target: Target | None) -> str | None:
        """The same of any target."""
        return why_not_now(app.model, self.operation, target)

    async def run(self, app: Console, argument: str = "") -> None:
        """Preview, confirm, start, and open the job's page. Raises ``DrError``."""
        from drconsole.console.dialogs.operation import OperationDialog

        target = target_named(app.model, argument) if argument else app.target()
        why = self.reason(app, target)
        if target is None or why is not None:
            raise Refused("not-now", why or f"{self.title}: of which plan or item?", advice=_which(target))
        job = await app.push_screen_wait(OperationDialog(self.operation, target))
        if job is not None:
            app.open("job:JobScreen", job)


def _which(target: Target | None) -> str:
    return "put the cursor on one, or name it" if target is None else ""


class TestFailover(OperationCommand):
    """Rehearse a failover in a network of its own; production is not touched"""

    id = "test-failover"
    operation = Operation.TEST_FAILOVER
    title = "Test failover"
    keys = ("t",)
    bar = "test"
    verb = "run test-failover {target} --confirm {target}"


class CleanupTestFailover(OperationCommand):
    """Delete what a test failover left, so that the next one can be made"""

    id = "cleanup-test-failover"
    operation = Operation.CLEANUP_TEST_FAILOVER
    title = "Clean up test failover"
    keys = ("T",)
    bar = "cleanup"
    words = ("cleanup",)
    verb = "run cleanup-test-failover {target} --confirm {target}"


class Failover(OperationCommand):
    """Start the machines at the recovery site; what was not replicated yet may be lost"""

    id = "failover"
    operation = Operation.FAILOVER
    title = "Failover"
    keys = ("f",)
    bar = "failover"
    verb = "run failover {target} --confirm {target}"


class PlannedFailover(OperationCommand):
    """Without data loss: shut down, send everything, start at the other site"""

    id = "planned-failover"
    operation = Operation.PLANNED_FAILOVER
    title = "Planned failover"
    keys = ("p",)
    bar = "planned"
    words = ("planned",)
    verb = "run planned-failover {target} --confirm {target}"


class ChangeRecoveryPoint(OperationCommand):
    """After a failover and before its commit: start from another recovery point"""

    id = "change-recovery-point"
    operation = Operation.CHANGE_RECOVERY_POINT
    title = "Change recovery point"
    keys = ("v",)
    bar = "point"
    words = ("change-point",)
    verb = "run change-recovery-point {target} --point latest-processed --confirm {target}"


class Commit(OperationCommand):
    """Settle a failover: its recovery points are deleted, no other can be chosen afterwards"""

    id = "commit"
    operation = Operation.COMMIT
    title = "Commit"
    keys = ("c",)
    bar = "commit"
    verb = "run commit {target} --confirm {target}"


class Resynchronize(OperationCommand):
    """Compare source and copy anew, where replication asks for it"""

    id = "resynchronize"
    operation = Operation.RESYNCHRONIZE
    title = "Resynchronize"
    words = ("resync",)
    verb = "run resynchronize {target} --confirm {target}"


class DisableReplication(OperationCommand):
    """Stop replicating: the machine is no longer protected, its recovery points are gone"""

    id = "disable-replication"
    operation = Operation.DISABLE_REPLICATION
    title = "Disable replication"
    words = ("disable",)
    verb = "run disable-replication {target} --confirm {target}"


class EnableReplication(OperationCommand):
    """Begin to replicate a machine that is not protected"""

    id = "enable-replication"
    operation = Operation.ENABLE_REPLICATION
    title = "Enable replication"
    words = ("enable",)
    verb = "run enable-replication {target} --confirm {target}"


class ReProtect(OperationCommand):
    """Replicate back from where the machine now runs (VMware, physical, Azure)"""

    id = "re-protect"
    operation = Operation.RE_PROTECT
    title = "Re-protect"
    keys = ("P",)
    bar = "re-protect"
    words = ("reprotect",)
    verb = "run re-protect {target} --confirm {target}"


class ReverseReplicate(OperationCommand):
    """Turn replication around, from where the machine now runs (Hyper-V)"""

    id = "reverse-replicate"
    operation = Operation.REVERSE_REPLICATE
    title = "Reverse replicate"
    keys = ("B",)
    bar = "reverse"
    words = ("reverse",)
    verb = "run reverse-replicate {target} --confirm {target}"


class Failback(OperationCommand):
    """Bring a machine that runs in Azure home, without data loss (Hyper-V, modernized VMware)"""

    id = "failback"
    operation = Operation.FAILBACK
    title = "Failback"
    keys = ("F",)
    bar = "failback"
    verb = "run failback {target} --confirm {target}"


COMMANDS: tuple[type[Command], ...] = (
    TestFailover,
    CleanupTestFailover,
    Failover,
    PlannedFailover,
    ChangeRecoveryPoint,
    Commit,
    ReProtect,
    ReverseReplicate,
    Failback,
    Resynchronize,
    DisableReplication,
    EnableReplication,
)
