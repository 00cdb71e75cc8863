"""Commands on what a screen shows: refresh it, sort it, show a job in its other picture."""

from __future__ import annotations

from drconsole.console.context import Command, Console


class Refresh(Command):
    """Read recovery points again where they are shown, elsewhere the engine's status"""

    id = "refresh"
    title = "Refresh"
    keys = ("r",)
    bar = "refresh"
    verb = "points {item}"
    words = ("read",)

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            await app.here.read_again()


class RefreshAll(Command):
    """Read the recovery points of all items on the screen again"""

    id = "refresh-all"
    title = "Refresh all"
    keys = ("ctrl+r",)
    verb = "points {item}"
    words = ("read all",)

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_read_all else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            await app.here.read_again(all_shown=True)


class Sort(Command):
    """Order the lines by the next column, then in reverse; or by a column that is named"""

    id = "sort"
    title = "Sort"
    keys = ("s",)
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_find else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None and app.here.can_find:
            app.here.sort(argument)


class Lanes(Command):
    """Show the tasks of a job instead of its lanes, at the machine under the cursor; the same key back"""

    id = "lanes"
    at_once = True
    title = "Lanes or tasks"
    keys = ("L",)
    bar = "lanes/tasks"
    words = ("tasks",)

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.has_lanes else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            app.here.toggle_lanes()


COMMANDS: tuple[Command, ...] = (Refresh(), RefreshAll(), Sort(), Lanes())
