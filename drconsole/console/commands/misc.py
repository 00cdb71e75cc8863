"""Commands that find a command: the ``:`` line, the help, the palette; the list of messages, and who is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.commands.typed import run_typed
from drconsole.console.context import Command, Console
from drconsole.console.state.looking import held_back

if TYPE_CHECKING:
    from drconsole.console.state.typed import Typed


class CommandLine(Command):
    """Type a command, or a whole command line, as in :failover shop --point latest; tab completes it"""

    id = "command-line"
    title = "Command line"
    keys = ("colon",)
    bar = "command"

    def bar_text(self, app: Console) -> str:
        held = held_back(app.model, app.session)
        return self.bar if held is None or held.way is None else f"{held.way} to act"

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.command_line import CommandLineDialog
        from drconsole.console.state.typed import Typed

        said = await app.push_screen_wait(CommandLineDialog(argument))
        if said is None:
            return
        if isinstance(said, Typed):
            await run_typed(app, said)
            return
        command, rest = said
        if rest:
            # No ``why_not`` here, which looks at the cursor: ``run`` checks the target that was named.
            await command.run(app, rest)
        else:
            app.action_run(command.id)


class Help(Command):
    """List all keys and commands: type to search, enter runs one"""

    id = "help"
    title = "Help"
    keys = ("question_mark", "f1")
    bar = "help"

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.help import HelpDialog

        found = await app.push_screen_wait(HelpDialog("help: keys and commands", argument))
        if found is not None:
            app.action_run(found)

    async def run_typed(self, app: Console, typed: Typed) -> None:
        await self.run(app, " ".join(typed.words))


class Palette(Command):
    """List the commands that can run here: type to search, enter runs one"""

    id = "palette"
    title = "Palette"
    keys = ("ctrl+p",)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.help import HelpDialog

        found = await app.push_screen_wait(HelpDialog("commands", argument, possible_only=True))
        if found is not None:
            app.action_run(found)


class Messages(Command):
    """List all messages of this sitting in full, the newest first"""

    id = "messages"
    title = "Messages"
    keys = ("m",)

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.reading import ReadingDialog
        from drconsole.render.rows.entries import Entry

        lines = [Entry(f"{each.at}  {each.marked}", "bad" if each.bad else "", hang=11) for each in app.notices]
        app.clear_notices(*app.shown_notices)
        title = "messages, the newest first; times by this computer's clock (UTC)"
        await app.push_screen(ReadingDialog(title, lines[::-1] or [Entry("There is no message yet.")]))


class Who(Command):
    """Show who has a console open here, on which page, and with which seats; it follows them"""

    id = "who"
    title = "Who is here"
    verb = "who"

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.dialogs.who import WhoDialog

        await app.push_screen(WhoDialog())


COMMANDS: tuple[Command, ...] = (CommandLine(), Help(), Palette(), Messages(), Who())
