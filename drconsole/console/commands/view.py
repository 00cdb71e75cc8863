"""Commands on the view: read anew, sort."""

from __future__ import annotations

from drconsole.console.context import Command, Console


class Refresh(Command):
    """Recovery points: on their list of all items that are shown; elsewhere of the item, or how the engine stands"""

    id = "refresh"
    title = "Read anew"
    keys = ("r",)
    bar = "read"
    verb = "points {item}"
    words = ("read",)

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            await app.here.read_again()


class RefreshAll(Command):
    """Recovery points of all items that are shown, or of the plan that is shown"""

    id = "refresh-all"
    title = "Read all anew"
    keys = ("ctrl+r",)
    verb = "points {item}"
    words = ("read all",)

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_read_all else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            await app.here.read_again(all_shown=True)


class Sort(Command):
    """By the next column and then the other way round, or by the column that is named"""

    id = "sort"
    title = "Sort"
    keys = ("s",)
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_find else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None and app.here.can_find:
            app.here.sort(argument)


COMMANDS: tuple[Command, ...] = (Refresh(), RefreshAll(), Sort())
