"""The engine's process and the provider's clock, where it is ours."""

from __future__ import annotations

import asyncio
from typing import Any

from drconsole.console.context import Command, Console
from drconsole.console.state.model import Link
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.words import counted
from drconsole.render.text import clean, pace
from drconsole.settings.speed import parse_speed


def no_engine(app: Console) -> str | None:
    return None if app.model.link is Link.HERE else "no engine answers: :engine start"


class EngineStart(Command):
    """Where none answers: jobs under way go on with it"""

    id = "engine-start"
    title = "Start engine"
    words = ("engine start",)
    verb = "engine start"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        return "an engine answers" if app.model.link is Link.HERE else None

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.link.ensure import ensure_engine

        app.say("starting the engine ...")
        client, started = await asyncio.to_thread(ensure_engine, app.session.paths, client="console")
        client.close()
        app.say("the engine is started" if started else "another engine answers")


class EngineDrain(Command):
    """Let the engine begin nothing new, finish what is under way, and go"""

    id = "engine-drain"
    title = "Drain engine"
    words = ("engine drain",)
    verb = "engine drain"
    dangerous = True

    def why_not(self, app: Console) -> str | None:
        return no_engine(app)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.confirm import ConfirmDialog

        running = len(app.model.open_jobs())
        lines = [
            "It begins nothing new, waits for all steps under way, and goes.",
            f"{counted(running, 'job')} under way: what is not ended then goes on with the next engine.",
        ]
        if await app.push_screen_wait(ConfirmDialog("drain the engine?", lines, yes="drain it")):
            await app.ask("Drain")
            app.say("the engine begins nothing new and goes when what is under way has ended")


class EngineStop(Command):
    """Now; refused while a job runs, unless 'force' is said"""

    id = "engine-stop"
    title = "Stop engine"
    words = ("engine stop",)
    verb = "engine stop"
    dangerous = True
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return no_engine(app)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.confirm import ConfirmDialog

        if argument not in ("", "force", "--force"):
            raise BadInput(
                "bad-arguments", f"engine stop {clean(argument)}?", advice="engine stop, or engine stop force"
            )
        force = bool(argument)
        lines = ["Nothing goes on at the provider that waits for us: until the next engine, jobs stand still."]
        if force:
            lines.append(
                f"It leaves at once; {counted(len(app.model.open_jobs()), 'job')} under way, resumed by the next."
            )
        if await app.push_screen_wait(ConfirmDialog("stop the engine?", lines, yes="stop it")):
            await app.ask("Stop", {"force": force})
            app.say("the engine stops; :engine start starts the next one")


class ClockCommand(Command):
    """The provider's clock, where it is ours"""

    dangerous = True

    def why_not(self, app: Console) -> str | None:
        if (why := no_engine(app)) is not None:
            return why
        return None if clock(app).get("ours") else "the provider's clock is not ours to set"

    async def set(self, app: Console, **what: Any) -> None:
        found = await app.ask("SetClock", {"speed": None, "paused": None, **what})
        app.say(f"the provider's clock goes {pace(found['speed'])}" + (", PAUSED" if found.get("paused") else ""))


def clock(app: Console) -> Any:
    return app.model.status.get("clock") or {}


class ClockSpeed(ClockCommand):
    """World seconds in a second, or max"""

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


class ClockPause(ClockCommand):
    """Stop the provider's clock, or let it go on"""

    def __init__(self, word: str, about: str, *, paused: bool) -> None:
        self.id, self.title, self.about = f"clock-{word}", f"{word.capitalize()} clock", about
        self.words, self.verb = (f"clock {word}",), f"clock {word}"
        self._paused = paused

    async def run(self, app: Console, argument: str = "") -> None:
        await self.set(app, paused=self._paused)


class Doctor(Command):
    """Examine store and journal: every check with what it found"""

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
    ClockPause("resume", "Let the provider's clock go on", paused=False),
)
