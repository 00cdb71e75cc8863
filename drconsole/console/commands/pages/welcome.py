"""Command that opens the welcome page."""

from __future__ import annotations

from drconsole.console.context import Command, Console


class Welcome(Command):
    """Show the welcome page: what is real here, and the keys of a first failover"""

    id = "welcome"
    title = "Welcome"
    words = ("hello", "intro")

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.welcome import WelcomeDialog

        await app.push_screen(WelcomeDialog())


COMMANDS: tuple[Command, ...] = (Welcome(),)
