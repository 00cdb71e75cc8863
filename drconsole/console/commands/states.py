"""Commands that leave this console for another one: on another state, or on this exercise begun anew."""

from __future__ import annotations

import asyncio
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.console.commands.engine import why_no_engine
from drconsole.console.context import Command, Console
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.estate.presence import who
from drconsole.render.words.text import clean
from drconsole.settings.known_states import known_states
from drconsole.settings.state import StatePaths

if TYPE_CHECKING:
    from drconsole.console.state.typed import ShellLine, Typed


def state_named(said: str, known: list[Path]) -> Path:
    """Return the state folder of a name, or of a path. Raises ``BadInput`` for none, and for several."""
    named = [folder for folder in known if folder.name == said]
    if len(named) == 1:
        return named[0]
    if named:
        paths = " or ".join(str(folder) for folder in named)
        raise BadInput("ambiguous-state", f"{len(named)} states are called '{clean(said)}'", advice=paths)
    folder = StatePaths.of(Path(said).expanduser()).folder
    if not StatePaths.of(folder).db.exists():
        advice = nearest(said, [each.name for each in known]) or "drconsole --state DIR estate load NAME makes one"
        raise BadInput("no-estate", f"there is no state '{clean(said)}'", place="state", advice=advice)
    return folder


class SwitchState(Command):
    """Open a console on another state: without a name, list those that are known"""

    id = "state"
    title = "Other state"
    words = ("states",)
    argument = "text"

    async def run(self, app: Console, argument: str = "") -> None:
        """Leave this console for another one. Raises ``BadInput``, and ``Refused`` where none would open."""
        from drconsole.console.dialogs.states import StatesDialog, looked_at, why_not

        here = app.session.paths.folder
        if argument:
            named = state_named(argument, known_states())
            if named != here and (why := why_not(await asyncio.to_thread(looked_at, named))):
                raise Refused("not-readable", why)
            folder: Path | None = named
        else:
            folder = await app.push_screen_wait(StatesDialog(known_states(), here))
        if folder == here:
            app.say(f"this is {clean(str(here))} already")
        elif folder is not None:
            from drconsole.console.state.wish import Wish

            app.session.wish = Wish(state=folder)
            app.exit()


def _checked(shell: ShellLine, document: str, estate: str) -> str:
    """Read the document that a reset would take, and return its path. Raises ``BadInput`` where it cannot be loaded."""
    document = os.path.expanduser(document)
    try:
        shell.printed(shlex.join(("estate", "check", document or estate)))
        return document
    except BadInput as error:
        if document or error.code != "no-such-estate":
            raise
        message = f"the document of {clean(estate)} does not travel with the program"
        raise BadInput(error.code, message, place="FILE", advice="name it: :reset FILE") from error


AS_NOW = ""
GRAINS = {
    AS_NOW: "The simulated provider runs steps or whole plans by itself, whichever it does now",
    "step": "The simulated provider is told each step of a run",
    "plan": "The simulated provider runs whole plans by itself, as Azure does",
}
"""Grain of a simulated provider -> what that means."""


class Reset(Command):
    """Begin the exercise again, as its document or another one says: all jobs and the journal go; a simulation only"""

    id = "reset"
    title = "Reset exercise"
    verb = "simulate reset --confirm NAME --estate FILE --grain plan"
    dangerous = True
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        if app.model.mode() == "LIVE":
            return "LIVE: only a simulation can be begun again"
        if (why := why_no_engine(app)) is not None:
            return why
        if not app.model.sets_clock:
            return "only a simulation can be begun again"
        if others := [each for each in app.model.consoles if each["pid"] != app.session.pid]:
            return f"others have it open: {', '.join(dict.fromkeys(who(each) for each in others))}"
        return None

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self._ask(app, typed.document, typed.grain)

    async def run(self, app: Console, argument: str = "") -> None:
        """Reset; ``argument`` is a document, and options of ``simulate reset``. Raises ``DrError``."""
        if not argument:
            await self._ask(app)
        elif app.session.shell is None:
            raise Refused("needs-a-shell", "a document is named in a shell", advice=f"drconsole {self.verb}")
        else:
            option = "" if argument.startswith("-") else "--estate "
            await self.run_typed(app, app.session.shell.read(f"simulate reset {option}{argument}"))

    async def _ask(self, app: Console, document: str = "", grain: str = AS_NOW) -> None:
        """Ask for the estate's name, and leave this console for the reset.

        Raises ``DrError`` while the console is still open: also for a document that cannot be loaded.
        """
        from drconsole.console.dialogs.confirm import ConfirmDialog

        if why := self.why_not(app):
            raise Refused("not-now", why)
        estate = (app.model.status["estate"] if app.model.status is not None else None) or ""
        if app.session.shell is not None:
            document = await asyncio.to_thread(_checked, app.session.shell, document, estate)
        lines = [
            f"{estate} begins again, as {f'the document {document}' if document else 'its document'} says.",
            f"{GRAINS[grain]} (:reset FILE --grain {' or '.join(filter(None, GRAINS))}).",
            "All jobs, the journal, recovery points and validations of this exercise go; they are put aside as files.",
            "The console closes for some seconds and opens again.",
        ]
        if await app.push_screen_wait(ConfirmDialog("reset this exercise?", lines, yes="reset it", name=estate)):
            from drconsole.console.state.wish import Wish

            app.session.wish = Wish(reset=estate, document=document, grain=grain)
            app.exit()


COMMANDS: tuple[Command, ...] = (SwitchState(), Reset())
