"""Commands for the operations of Site Recovery on a plan or an item: one each, all with the same dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console, Page, press
from drconsole.console.state.looking import only_looks
from drconsole.console.state.model.targets import Target, allowed_instead, target_named, target_row, why_not_now
from drconsole.records.tables import JOBS
from drconsole.records.view import allows
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput, Refused

if TYPE_CHECKING:
    from drconsole.console.dialogs.operation.dialog import OperationDialog
    from drconsole.console.state.typed import Typed

FEW = 3
"""Operations that are allowed instead, of which the keys are told at most: a longer list is on the page."""


class OperationCommand(Command):
    """Command that previews an operation on a target, and starts it once it is confirmed."""

    dangerous = True
    previews = True
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

    def bar_text(self, app: Console) -> str:
        return f"preview {self.bar}" if only_looks(app.model, app.session) else self.bar

    def why_not(self, app: Console) -> str | None:
        here = app.here
        target = here.target() if here is not None else None
        return marks_in_the_way(here, target) or why_not_now(app.model, self.operation, target)

    def way_out(self, app: Console) -> str:
        """Return the keys of the operations that are allowed instead, where they are few."""
        here = app.here
        target = here.target() if here is not None else None
        named = allowed_instead(app.model, self.operation, target)
        ways = [f"{way} for {name}" if len(named) > 1 else way for name in named if (way := press(app, name))]
        return f" ({', '.join(ways)})" if ways and len(named) <= FEW else ""

    def works(self, app: Console) -> bool | None:
        # The key bar asks with every move of the cursor, and needs no sentence.
        here = app.here
        target = here.target() if here is not None else None
        row = target_row(app.model, target) if target is not None else None
        if row is None:
            return super().works(app)
        return not marks_in_the_way(here, target) and allows(row, self.operation)

    def reason(self, app: Console, target: Target | None) -> str | None:
        """Return why this target does not allow the operation now; None = it does; '' = no target."""
        return why_not_now(app.model, self.operation, target)

    async def run(self, app: Console, argument: str = "") -> None:
        """Preview, confirm, start, and open the job's page. Raises ``DrError``."""
        from drconsole.console.dialogs.operation.dialog import OperationDialog

        target = target_named(app.model, argument) if argument else app.target()
        why = self.reason(app, target)
        if target is None or why is not None:
            raise Refused("not-now", why or f"{self.title}: of which plan or item?", advice=_which(target))
        await self._open(app, OperationDialog(self.operation, target))

    async def run_typed(self, app: Console, typed: Typed) -> None:
        """Preview with the options of a command line; the dialog asks for the confirmation. Raises ``DrError``."""
        from drconsole.console.dialogs.operation.dialog import OperationDialog

        target = target_named(app.model, typed.subject) if typed.subject else app.target()
        if target is None:
            raise BadInput(
                "bad-arguments", f"{self.operation} of which plan or item?", place="TARGET", advice=_which(None)
            )
        if why := self.reason(app, target):
            raise Refused("not-now", why)
        dialog = OperationDialog(self.operation, target)
        dialog.choices.options, dialog.choices.accepted = typed.options, set(typed.accept)
        dialog.begin_with(comment=typed.comment, key=typed.key_file)
        await self._open(app, dialog)

    async def _open(self, app: Console, dialog: OperationDialog) -> None:
        job = await app.push_screen_wait(dialog)
        if job is not None:
            app.open(JOBS, job)


def marks_in_the_way(here: Page | None, target: Target | None) -> str | None:
    """Return why a command on one target is refused while other lines are marked; None = no other line is."""
    others = [each for each in here.marked() if each != target] if here is not None else ()
    return f"{len(others)} marked, and this is done to one alone: esc takes the marks away" if others else None


def _which(target: Target | None) -> str:
    return "put the cursor on one, or name it" if target is None else ""


COMMANDS: tuple[Command, ...] = (
    OperationCommand(
        Operation.TEST_FAILOVER,
        "Rehearse a failover in an isolated network; production is not touched",
        key="t",
        bar="test",
    ),
    OperationCommand(
        Operation.CLEANUP_TEST_FAILOVER,
        "Delete the machines of a test failover, so that another one can follow",
        title="Clean up test failover",
        key="T",
        bar="cleanup",
        word="cleanup",
    ),
    OperationCommand(
        Operation.FAILOVER,
        "Start the machines at the recovery site, or back home; data not replicated yet is lost",
        key="f",
        bar="failover",
    ),
    OperationCommand(
        Operation.PLANNED_FAILOVER,
        "Fail over without data loss: shut down, replicate all data, start at the other site",
        key="p",
        bar="planned",
        word="planned",
    ),
    OperationCommand(
        Operation.CHANGE_RECOVERY_POINT,
        "Start again from another recovery point, after a failover and before its commit",
        key="v",
        bar="point",
        word="change-point",
        options="--point latest-processed ",
    ),
    OperationCommand(
        Operation.COMMIT,
        "Make a failover final: deletes all recovery points, so that no other can be chosen",
        key="c",
        bar="commit",
    ),
    OperationCommand(
        Operation.RE_PROTECT,
        "Replicate back from the site where the machine now runs (VMware, physical, Azure)",
        title="Re-protect",
        key="P",
        bar="re-protect",
        word="reprotect",
    ),
    OperationCommand(
        Operation.REVERSE_REPLICATE,
        "Turn replication round, from the site where the machine now runs (Hyper-V)",
        key="B",
        bar="reverse",
        word="reverse",
    ),
    OperationCommand(
        Operation.FAILBACK,
        "Fail back a machine from Azure, without data loss (Hyper-V, modernized VMware)",
        key="F",
        bar="failback",
    ),
    OperationCommand(
        Operation.RESYNCHRONIZE, "Compare source and copy again, where replication asks for it", word="resync"
    ),
    OperationCommand(
        Operation.DISABLE_REPLICATION,
        "Stop replication: the machine is no longer protected, its recovery points are deleted",
        word="disable",
    ),
    OperationCommand(Operation.ENABLE_REPLICATION, "Start to replicate a machine that is not protected", word="enable"),
)
