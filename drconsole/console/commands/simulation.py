"""Command for what people outside do in a simulation, which has none."""

from __future__ import annotations

from drconsole.console.commands.engine import clock, why_no_engine
from drconsole.console.context import Command, Console
from drconsole.console.state.targets import Target, target_named
from drconsole.link import messages
from drconsole.recovery.types.errors import Refused
from drconsole.recovery.types.targets import by_key
from drconsole.recovery.types.words import TargetType
from drconsole.render.faults import fault_line
from drconsole.render.text import clean


class Repair(Command):
    """In a simulation: let people outside clear what is wrong with an item (power, quota, network)"""

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
        return None if clock(app).get("ours") else "only a simulation has nobody outside who does it"

    async def run(self, app: Console, argument: str = "") -> None:
        """Repair, and say what was done. Raises ``DrError``."""
        target = target_named(app.model, argument) if argument else app.target()
        why = self.reason(app, target)
        if target is None or why is not None:
            raise Refused("not-now", why or "repair which item?", advice="put the cursor on one, or name it")
        found = await app.ask(messages.Repair(by_key(target[0], target[1])))
        for fault in found["faults"]:
            app.say(f"{clean(found['item'])}: {fault_line(fault)}")


COMMANDS: tuple[Command, ...] = (Repair(),)
