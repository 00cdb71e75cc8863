"""The command that says what this is and what to press."""

from __future__ import annotations

from drconsole.console.context import Command, Console


class Welcome(Command):
    """What this is, what is real here, and which keys lead through a first failover"""

    id = "welcome"
    title = "Welcome"
    words = ("hello", "intro")

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.welcome import WelcomeDialog

        await app.push_screen(WelcomeDialog())


COMMANDS: tuple[Command, ...] = (Welcome(),)
