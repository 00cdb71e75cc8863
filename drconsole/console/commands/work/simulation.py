"""Command that does in a simulation what people outside would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.commands.engine import why_no_engine
from drconsole.console.context import Command, Console
from drconsole.console.state.model.targets import Target, target_named
from drconsole.recovery.types.estate.targets import by_key
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.estate.faults import fault_line
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed


class Repair(Command):
    """Clear what is wrong with an item (power, quota, network), as people outside would; in a simulation only"""

    id = "repair"
    title = "Repair"
    verb = "simulate repair {item}"
    dangerous = True
    argument = "target"

    def why_not(self, app: Console) -> str | None:
        return self.reason(app, app.target())

    def reason(self, app: Console, target: Target | None) -> str | None:
        if target is None or target[0] != TargetType.ITEM:
            return ""
        if (why := why_no_engine(app)) is not None:
            return why
        return None if app.model.sets_clock else "only a simulation has nobody outside who does it"

    async def run(self, app: Console, argument: str = "") -> None:
        """Clear the faults of an item, and report each. Raises ``DrError``."""
        await self._repair(app, argument, None, "")

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self._repair(app, typed.subject, typed.fault or None, typed.comment)

    async def _repair(self, app: Console, item: str, fault: str | None, comment: str) -> None:
        from drconsole.link import messages

        target = target_named(app.model, item) if item else app.target()
        why = self.reason(app, target)
        if target is None or why is not None:
            raise Refused("not-now", why or f"{self.title}: which item?", advice="put the cursor on one, or name it")
        found = await app.ask(messages.Repair(by_key(*target), fault, comment))
        for each in found["faults"]:
            app.say(f"{clean(found['item'])}: {fault_line(each)}")


COMMANDS: tuple[Command, ...] = (Repair(),)
