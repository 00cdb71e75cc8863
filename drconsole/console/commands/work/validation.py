"""Command that validates the machines that failed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console, Target
from drconsole.console.state.model.targets import label_of, target_items, target_named, target_row
from drconsole.records.view import active_side
from drconsole.recovery.types.words import Location, Operation
from drconsole.recovery.types.work.errors import Refused

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed
    from drconsole.records.rows.estate.items import ItemRow


class Validate(Command):
    """Record whether a failed-over machine works: log in, look, say it; of a plan all machines on one page"""

    id = "validate"
    title = "Validate"
    keys = ("V",)
    bar = "validate"
    verb = "validate {item} --result ok --comment TEXT"
    dangerous = True
    several = True
    argument = "target"

    def why_not(self, app: Console) -> str | None:
        targets = [each for each in self._chosen(app) if target_row(app.model, each) is not None]
        return self.why_none(app, targets) if targets else ""

    def why_none(self, app: Console, targets: Sequence[Target]) -> str | None:
        """Return why no machine of these can be validated; None = one can."""
        if not targets:
            return "put the cursor on a machine that has failed over, or name it"
        if self.items(app, targets):
            return None
        which = label_of(app.model, targets[0]) if len(targets) == 1 else "what is marked"
        return f"{which} is not failed over, or is in a job"

    def _chosen(self, app: Console) -> Sequence[Target]:
        return app.here.chosen() if app.here is not None else ()

    def items(self, app: Console, targets: Sequence[Target]) -> list[str]:
        """Return the keys of the machines that can be validated, each once, in the order of their plans."""
        rows = (row for target in targets for row in target_items(app.model, target))
        return list(dict.fromkeys(row["key"] for row in rows if _failed_over(row)))

    async def run(self, app: Console, argument: str = "") -> None:
        await self._open(app, argument)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self._open(app, typed.subject, typed)

    async def _open(self, app: Console, said: str, typed: Typed | None = None) -> None:
        from drconsole.console.dialogs.validation.dialog import ValidateDialog
        from drconsole.console.dialogs.validation.page import RESULTS

        targets = [target_named(app.model, said)] if said else self._chosen(app)
        if (why := self.why_none(app, targets)) is not None:
            raise Refused("not-failed-over", why)
        items = self.items(app, targets)
        left_out = {row["key"] for each in targets for row in target_items(app.model, each)} - set(items)
        dialog = ValidateDialog(items, targets[0] if len(targets) == 1 else None, left_out=len(left_out))
        if typed is not None and len(items) == 1:
            dialog.page.result = next((result for result, _ in RESULTS.values() if result == typed.outcome), None)
            dialog.begin_with(comment=typed.comment)
        await app.push_screen_wait(dialog)


def _failed_over(item: ItemRow) -> bool:
    """Return whether an item's machine can be validated as far as its row tells; the engine decides."""
    there = active_side(item) is Location.RECOVERY or Operation.COMMIT in item["allowed_operations"]
    return there and not item["current_job"]


COMMANDS: tuple[Command, ...] = (Validate(),)
