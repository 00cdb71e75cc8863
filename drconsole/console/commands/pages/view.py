"""Commands on what a screen shows: refresh it, sort it, show a job in its other picture."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.console.context import Command, Console
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean


class Refresh(Command):
    """Read recovery points again where they are shown, elsewhere the engine's status"""

    id = "refresh"
    title = "Refresh"
    keys = ("r",)
    bar = "refresh"
    verb = "points {item}"
    several = True
    words = ("read",)

    def bar_text(self, app: Console) -> str:
        return "read points" if app.here is not None and app.here.marked() else self.bar

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


class Repaint(Command):
    """Write the whole screen again, where another program wrote over it"""

    id = "repaint"
    at_once = True
    title = "Repaint"
    keys = ("ctrl+l",)

    async def run(self, app: Console, argument: str = "") -> None:
        app.repaint()


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

    def choices(self, app: Console) -> Sequence[str]:
        return app.here.column_titles if app.here is not None else ()


class SearchOn(Command):
    """Go to the next place where the text that was searched for stands, or to the one before"""

    at_once = True
    quiet = True

    def __init__(self, id: str, title: str, about: str, key: str, step: int) -> None:  # noqa: A002
        self.id, self.title, self.about, self.keys, self._step = id, title, about, (key,), step

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_search and app.here.filtered else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            app.here.search_on(self._step)


class EngineLog(Command):
    """Show the engine's log, the newest line at the end; / searches it"""

    id = "log"
    title = "Engine log"

    async def run(self, app: Console, argument: str = "") -> None:
        await app.open("log:LogScreen")


class Zoom(Command):
    """Show the part of the page with the focus on the full screen; the same key back"""

    id = "zoom"
    at_once = True
    title = "Full screen"
    keys = ("z",)
    words = ("full-screen",)

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            app.here.zoom()


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


class Columns(Command):
    """Hide a column of the list, or show it again; all shows all of them"""

    id = "columns"
    title = "Columns"
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_choose_columns else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None and app.here.can_choose_columns:
            app.here.choose_columns(argument.strip())

    def choices(self, app: Console) -> Sequence[str]:
        return (*app.here.column_titles[1:], "all") if app.here is not None and app.here.column_titles else ()


class Mark(Command):
    """Put a mark on the line under the cursor for what is done to several, or take it away"""

    id = "mark"
    title = "Mark"
    keys = ("space",)
    bar = "mark"

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_mark else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None and app.here.can_mark:
            app.here.mark()


class MarkAll(Mark):
    """Put marks on all lines that are shown; again: take them away"""

    id = "mark-all"
    title = "Mark all shown"
    keys = ("asterisk",)
    bar = ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None and app.here.can_mark:
            app.here.mark_all()


class Mouse(Command):
    """Take the mouse, or leave it to the terminal, which then selects text: on, off, or the other of both"""

    id = "mouse"
    title = "Mouse"
    argument = "text"

    async def run(self, app: Console, argument: str = "") -> None:
        """Switch the mouse. Raises ``BadInput`` for another word."""
        if argument not in ("", "on", "off"):
            raise BadInput("bad-arguments", f"mouse: '{clean(argument)}' is neither on nor off", advice=":mouse on")
        on = argument == "on" if argument else not app.session.mouse
        app.set_mouse(on)
        app.say("the console takes the mouse: a click opens, the wheel scrolls" if on else MOUSE_OFF)

    def choices(self, app: Console) -> Sequence[str]:
        return "on", "off"


MOUSE_OFF = "the terminal has the mouse: it selects text, as everywhere else"


class ChangeTheme(Command):
    """Change the colours until this console ends; without a name: say which themes there are"""

    id = "theme"
    title = "Theme"
    argument = "text"

    async def run(self, app: Console, argument: str = "") -> None:
        """Change the theme. Raises ``BadInput`` for one that is not there."""
        told = app.wear(argument.strip())
        if argument.strip() and told:
            raise BadInput("no-theme", told)
        app.say(told or f"theme {clean(argument.strip())}; the config file's [console] theme keeps it")

    def choices(self, app: Console) -> Sequence[str]:
        return app.themes()


COMMANDS: tuple[Command, ...] = (
    Refresh(),
    RefreshAll(),
    Repaint(),
    Sort(),
    Columns(),
    Mark(),
    MarkAll(),
    SearchOn("next-hit", "Next hit", "Go to the next place of the text that was searched for", "n", 1),
    SearchOn("previous-hit", "Previous hit", "Go to the place before, of the text that was searched for", "N", -1),
    Lanes(),
    Zoom(),
    EngineLog(),
    Mouse(),
    ChangeTheme(),
)
