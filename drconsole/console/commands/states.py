"""Commands that leave this console for another one: on another state, or on this exercise begun anew."""

from __future__ import annotations

from pathlib import Path

from drconsole.console.commands.engine import why_no_engine
from drconsole.console.context import Command, Console
from drconsole.console.state.typed import Typed
from drconsole.console.state.wish import Wish
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.estate.presence import who
from drconsole.render.words.text import clean
from drconsole.settings.known_states import known_states
from drconsole.settings.state import StatePaths


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
        """Leave this console for another one. Raises ``BadInput``."""
        from drconsole.console.dialogs.states import StatesDialog

        here = app.session.paths.folder
        if argument:
            folder: Path | None = state_named(argument, known_states())
        else:
            folder = await app.push_screen_wait(StatesDialog(known_states(), here))
        if folder == here:
            app.say(f"this is {clean(str(here))} already")
        elif folder is not None:
            app.session.wish = Wish(state=folder)
            app.exit()


class Reset(Command):
    """Begin the exercise anew, as its estate says: all jobs and the journal go; in a simulation only"""

    id = "reset"
    title = "Reset exercise"
    verb = "simulate reset --confirm NAME"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        if app.model.mode() == "LIVE":
            return "LIVE: only a simulation can be begun anew"
        if (why := why_no_engine(app)) is not None:
            return why
        if not app.model.sets_clock:
            return "only a simulation can be begun anew"
        if others := [each for each in app.model.consoles if each["pid"] != app.session.pid]:
            return f"others have it open: {', '.join(dict.fromkeys(who(each) for each in others))}"
        return None

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self.run(app)

    async def run(self, app: Console, argument: str = "") -> None:
        """Ask for the estate's name, and leave this console for the reset. Raises ``Refused``."""
        from drconsole.console.dialogs.confirm import ConfirmDialog

        if why := self.why_not(app):
            raise Refused("not-now", why)
        estate = (app.model.status["estate"] if app.model.status is not None else None) or ""
        lines = [
            f"{estate} begins anew, as its document says.",
            "All jobs, the journal, recovery points and validations of this exercise go; they are put aside as files.",
            "The console closes for some seconds and opens again.",
        ]
        if await app.push_screen_wait(ConfirmDialog("reset this exercise?", lines, yes="reset it", name=estate)):
            app.session.wish = Wish(reset=estate)
            app.exit()


COMMANDS: tuple[Command, ...] = (SwitchState(), Reset())
