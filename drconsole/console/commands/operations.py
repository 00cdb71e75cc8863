"""The operations of Site Recovery on a plan or an item: a command each, all through the same dialog."""

from __future__ import annotations

from drconsole.console.context import Command, Console
from drconsole.console.state.targets import Target, target_named, why_not_now
from drconsole.recovery.types.errors import Refused
from drconsole.recovery.types.words import Operation


class OperationCommand(Command):
    """Previews an operation on what the cursor is on; nothing starts before it is confirmed."""

    dangerous = True
    argument = "target"

    def __init__(
        self,
        operation: Operation,
        about: str,
        *,
        title: str = "",
        key: str = "",
        bar: str = "",
        word: str = "",
        options: str = "",
    ) -> None:
        self.operation = operation
        self.id = operation.value
        self.about = about
        self.title = title or operation.value.replace("-", " ").capitalize()
        self.keys = (key,) if key else ()
        self.bar = bar
        self.words = (word,) if word else ()
        self.verb = f"run {self.id} {{target}} {options}--confirm {{target}}"

    def why_not(self, app: Console) -> str | None:
        return why_not_now(app.model, self.operation, app.target())

    def reason(self, app: Console, target: Target | None) -> str | None:
        """The same of any target."""
        return why_not_now(app.model, self.operation, target)

    async def run(self, app: Console, argument: str = "") -> None:
        """Preview, confirm, start, and open the job's page. Raises ``DrError``."""
        from drconsole.console.dialogs.operation.dialog import OperationDialog

        target = target_named(app.model, argument) if argument else app.target()
        why = self.reason(app, target)
        if target is None or why is not None:
            raise Refused("not-now", why or f"{self.title}: of which plan or item?", advice=_which(target))
        job = await app.push_screen_wait(OperationDialog(self.operation, target))
        if job is not None:
            app.open("job:JobScreen", job)


def _which(target: Target | None) -> str:
    return "put the cursor on one, or name it" if target is None else ""


COMMANDS: tuple[Command, ...] = (
    OperationCommand(
        Operation.TEST_FAILOVER,
        "Rehearse a failover in a network of its own; production is not touched",
        key="t",
        bar="test",
    ),
    OperationCommand(
        Operation.CLEANUP_TEST_FAILOVER,
        "Delete what a test failover left, so that the next one can be made",
        title="Clean up test failover",
        key="T",
        bar="cleanup",
        word="cleanup",
    ),
    OperationCommand(
        Operation.FAILOVER,
        "Start the machines at the recovery site; what was not replicated yet may be lost",
        key="f",
        bar="failover",
    ),
    OperationCommand(
        Operation.PLANNED_FAILOVER,
        "Without data loss: shut down, send everything, start at the other site",
        key="p",
        bar="planned",
        word="planned",
    ),
    OperationCommand(
        Operation.CHANGE_RECOVERY_POINT,
        "After a failover and before its commit: start from another recovery point",
        key="v",
        bar="point",
        word="change-point",
        options="--point latest-processed ",
    ),
    OperationCommand(
        Operation.COMMIT,
        "Settle a failover: its recovery points are deleted, no other can be chosen afterwards",
        key="c",
        bar="commit",
    ),
    OperationCommand(
        Operation.RE_PROTECT,
        "Replicate back from where the machine now runs (VMware, physical, Azure)",
        title="Re-protect",
        key="P",
        bar="re-protect",
        word="reprotect",
    ),
    OperationCommand(
        Operation.REVERSE_REPLICATE,
        "Turn replication around, from where the machine now runs (Hyper-V)",
        key="B",
        bar="reverse",
        word="reverse",
    ),
    OperationCommand(
        Operation.FAILBACK,
        "Bring a machine that runs in Azure home, without data loss (Hyper-V, modernized VMware)",
        key="F",
        bar="failback",
    ),
    OperationCommand(
        Operation.RESYNCHRONIZE, "Compare source and copy anew, where replication asks for it", word="resync"
    ),
    OperationCommand(
        Operation.DISABLE_REPLICATION,
        "Stop replicating: the machine is no longer protected, its recovery points are gone",
        word="disable",
    ),
    OperationCommand(Operation.ENABLE_REPLICATION, "Begin to replicate a machine that is not protected", word="enable"),
)
