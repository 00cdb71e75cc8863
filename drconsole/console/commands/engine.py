"""Commands for the engine's process, and for the provider's clock where the provider is a simulation."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from drconsole.console.context import Command, Console
from drconsole.console.state.model.model import Link
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.words.text import clean, pace
from drconsole.settings.speed import Speed, parse_speed

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed


def why_no_engine(app: Console) -> str | None:
    """Return that no engine answers, and what starts one; None = one answers."""
    if app.model.link is Link.SOUGHT:
        return "the engine is being looked for: try it again in a moment"
    return None if app.model.link is Link.HERE else "no engine answers: :engine start"


class EngineStart(Command):
    """Run an engine where none answers: it goes on with the jobs under way"""

    id = "engine-start"
    title = "Start engine"
    words = ("engine start",)
    verb = "engine start"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        return "an engine runs already" if app.model.link is Link.HERE else None

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.link.ensure import ensure_engine

        app.say("starting the engine ...")
        client, started = await asyncio.to_thread(ensure_engine, app.session.paths, client="console")
        client.close()
        app.say("the engine is started" if started else "an engine runs already")

    async def run_typed(self, app: Console, typed: Typed) -> None:
        from drconsole.link import messages

        await self.run(app)
        if typed.speed is not None:
            await app.ask(messages.SetClock(typed.speed))


class EngineDrain(Command):
    """Let the engine finish the steps under way, begin no new one, and exit"""

    id = "engine-drain"
    title = "Drain engine"
    words = ("engine drain",)
    verb = "engine drain"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        return why_no_engine(app)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.confirm import ConfirmDialog
        from drconsole.link import messages

        running = len(app.model.open_jobs())
        lines = [
            "The engine begins no new step, waits for all steps under way, and exits.",
            f"{counted(running, 'job')} under way: the next engine goes on with what is left of it.",
        ]
        if await app.push_screen_wait(ConfirmDialog("drain the engine?", lines, yes="drain it")):
            await app.ask(messages.Drain())
            app.say("the engine begins no new step, and exits when the steps under way have ended")


class EngineStop(Command):
    """End the engine now; refused while a job runs, unless 'force' follows"""

    id = "engine-stop"
    title = "Stop engine"
    words = ("engine stop",)
    verb = "engine stop"
    dangerous = True
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return why_no_engine(app)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.confirm import ConfirmDialog
        from drconsole.link import messages

        if argument not in ("", "force", "--force"):
            raise BadInput(
                "bad-arguments",
                f"engine stop does not know '{clean(argument)}'",
                advice="engine stop, or engine stop force",
            )
        force = bool(argument)
        lines = ["Jobs stand still until the next engine: the provider finishes what it has begun, no step follows."]
        if force:
            under_way = counted(len(app.model.open_jobs()), "job")
            lines.append(f"The engine exits at once. {under_way} under way: the next engine resumes.")
        if await app.push_screen_wait(ConfirmDialog("stop the engine?", lines, yes="stop it")):
            await app.ask(messages.Stop(force))
            app.say("the engine stops; :engine start starts the next one")

    async def run_typed(self, app: Console, typed: Typed) -> None:
        if (why := self.why_not(app)) is not None:
            raise Refused("not-now", why)
        await self.run(app, "force" if typed.force else "")


class ClockCommand(Command):
    """Command that sets the provider's clock"""

    dangerous = True

    def why_not(self, app: Console) -> str | None:
        if (why := why_no_engine(app)) is not None:
            return why
        return None if app.model.sets_clock else "only the clock of a simulation can be set"

    async def set(self, app: Console, speed: Speed | None = None, paused: bool | None = None) -> None:
        """Set the clock and report it; None = leave it as it is. Raises ``DrError``."""
        from drconsole.link import messages

        found = await app.ask(messages.SetClock(speed, paused))
        how = pace(found["speed"]) if found["speed"] is not None else "speed not known"
        app.say(f"the provider's clock: {how}" + (", PAUSED" if found["paused"] else ""))


class ClockSpeed(ClockCommand):
    """Set the speed of the provider's clock: its seconds in one second, or max"""

    id = "clock-speed"
    title = "Clock speed"
    words = ("clock speed",)
    verb = "clock speed 60"
    argument = "text"

    async def run(self, app: Console, argument: str = "") -> None:
        speed = parse_speed(argument)
        if speed is None:
            raise BadInput("bad-speed", f"'{clean(argument)}' is not a speed", advice="such as :clock speed 60, or max")
        await self.set(app, speed=speed)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self.run(app, "" if typed.speed is None else str(typed.speed))


class ClockPause(ClockCommand):
    """Pause the provider's clock, or resume it"""

    def __init__(self, word: str, about: str, *, paused: bool) -> None:
        self.id, self.title, self.about = f"clock-{word}", f"{word.capitalize()} clock", about
        self.words, self.verb = (f"clock {word}",), f"clock {word}"
        self._paused = paused

    async def run(self, app: Console, argument: str = "") -> None:
        await self.set(app, paused=self._paused)


class Doctor(Command):
    """Examine the store and the journal: every check with its result"""

    id = "doctor"
    title = "Doctor"
    verb = "doctor"

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.doctor import DoctorDialog

        await app.push_screen_wait(DoctorDialog())


COMMANDS: tuple[Command, ...] = (
    Doctor(),
    EngineStart(),
    EngineDrain(),
    EngineStop(),
    ClockSpeed(),
    ClockPause("pause", "Stop the provider's clock", paused=True),
    ClockPause("resume", "Let the provider's clock run again", paused=False),
)
