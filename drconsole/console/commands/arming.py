"""Commands that arm the operator for the vault that the state is bound to, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.commands.engine import why_no_engine
from drconsole.console.context import Command, Console
from drconsole.records.rows.estate.estate import PlaceRow
from drconsole.records.tables import WORLD
from drconsole.recovery.types.work.errors import Refused
from drconsole.render.estate.arming import place_lines

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed


def place_of(app: Console) -> PlaceRow | None:
    """Return the vault that the state is bound to; None = a world of our own making."""
    world = app.model.row(WORLD, WORLD)
    return world.get("place") if world is not None else None


class Arm(Command):
    """Let yourself act on the vault for an hour, or until this console closes"""

    id = "arm"
    title = "Arm"
    verb = "arm"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        place = place_of(app)
        if place is None:
            return "nobody has to be armed here"
        if place["read_only"]:
            return "this state's connection is read-only"
        return why_no_engine(app)

    async def run(self, app: Console, argument: str = "") -> None:
        """Ask for the vault's name, then arm. Raises ``DrError``."""
        from drconsole.console.dialogs.confirm import ConfirmDialog
        from drconsole.link import messages

        place = place_of(app)
        why = self.why_not(app)
        if place is None or why is not None:
            raise Refused("not-now", why or "nobody has to be armed here")
        lines = [
            "For an hour, or until this console closes, what you confirm here is done at:",
            "",
            *place_lines(place),
        ]
        title = f"arm for {app.model.mode()}?"
        if await app.push_screen_wait(ConfirmDialog(title, lines, yes="arm", name=place["vault"])):
            await app.ask(messages.Arm(place["vault"], with_console=True))
            app.say(f"you are armed for {place['vault']} for an hour; :disarm ends it")

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await (DISARM.run(app) if typed.off else self.run(app))


class Disarm(Command):
    """Take back that you may act on the vault"""

    id = "disarm"
    title = "Disarm"
    verb = "arm --off"

    def why_not(self, app: Console) -> str | None:
        return "nobody has to be armed here" if place_of(app) is None else why_no_engine(app)

    async def run(self, app: Console, argument: str = "") -> None:
        """Disarm the operator. Raises ``DrError``."""
        from drconsole.link import messages

        await app.ask(messages.Arm(off=True))
        app.say("you are not armed: nothing can be changed from here")


DISARM = Disarm()
COMMANDS: tuple[Command, ...] = (Arm(), DISARM)
