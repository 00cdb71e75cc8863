"""Commands that move: to a screen, back from a page, to a filtered list, to another part, and out of the console."""

from __future__ import annotations

from drconsole.console.commands.pages.opening import Drills, Open, OpenJob, OpenWaiting
from drconsole.console.context import Command, Console, press
from drconsole.console.state.screens import FIRST, SCREENS
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import Refused

QUIT_AGAIN = 10.0
"""Seconds in which a second q leaves the console while jobs run."""


class Go(Command):
    """Go to a screen, and close the pages that were open on it"""

    at_once = True

    def __init__(self, id: str, title: str, about: str, verb: str, words: tuple[str, ...] = ()) -> None:  # noqa: A002
        self.id, self.title, self.about, self.verb, self.words = id, title, about, verb, words
        place = list(SCREENS).index(id) + 1
        self.keys = (str(place),)
        self.bar = f"to {len(SCREENS)} screens" if place == 1 else ""

    def in_bar(self, app: Console) -> bool:
        """Return whether 1 and its followers lead to the screens; the config file may say otherwise."""
        found = [app.registry.get(name) for name in SCREENS]
        return all(go is not None and go.keys[:1] == (str(place),) for place, go in enumerate(found, start=1))

    async def run(self, app: Console, argument: str = "") -> None:
        """Show the list itself: the keys that are typed next (down, f) are meant for it, not for an old page."""
        if app.current_mode != self.id:
            await app.switch_mode(self.id)
        while len(app.screen_stack) > 1:
            await app.pop_screen()


class GoAbout(Go):
    """Go to a screen; from the page of a plan, an item or a job to what the screen has on it"""

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        about = here.about() if here is not None else None
        await super().run(app)
        screen = app.here
        if about is not None and screen is not None:
            screen.show_about(about)


class Back(Command):
    """Go back: first clear marks and filter, and show all parts, then close the page; from a list to the overview"""

    id = "back"
    at_once = True
    quiet = True
    title = "Back"
    keys = ("escape", "backspace", "b")
    bar = "back"

    def bar_text(self, app: Console) -> str:
        return "unmark" if app.here is not None and app.here.marked() else self.bar

    def why_not(self, app: Console) -> str | None:
        here = app.here
        bottom: object = app.screen_stack[0]
        at_home = app.current_mode == FIRST and here is bottom
        return "" if here is None or (at_home and not here.narrowed and not here.zoomed) else None

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is not None and here.marked():
            here.clear_marks()
        elif here is not None and here.narrowed:
            here.widen()
        elif here is not None and here.zoomed:
            here.zoom()
        elif len(app.screen_stack) > 1:
            await app.pop_screen()
        else:
            await app.switch_mode(FIRST)


class Filter(Command):
    """Show only the lines that contain these words; on the page of a job: search tasks, errors and output"""

    id = "filter"
    at_once = True
    title = "Filter"
    keys = ("slash",)
    bar = "filter"
    words = ("find", "search")
    argument = "text"

    def bar_text(self, app: Console) -> str:
        return "search" if app.here is not None and app.here.can_search else self.bar

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and (app.here.can_find or app.here.can_search) else ""

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is None or not (here.can_find or here.can_search):
            raise Refused("no-list", "there is nothing here to filter or to search")
        if argument:
            here.find(argument)
        else:
            await here.ask_filter()


class NoFilter(Command):
    """Clear the filter: show all lines again"""

    id = "no-filter"
    at_once = True
    title = "No filter"
    words = ("none", "all")

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.narrowed else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            app.here.widen()


class NextPane(Command):
    """Move to the next part of the screen, or to the one before"""

    at_once = True

    def __init__(self, id: str, title: str, about: str, key: str, *, back: bool = False) -> None:  # noqa: A002
        self.id, self.title, self.about, self.keys = id, title, about, (key,)
        self._back = back

    async def run(self, app: Console, argument: str = "") -> None:
        (app.screen.focus_previous if self._back else app.screen.focus_next)()


class Quit(Command):
    """Leave the console; the engine and its jobs go on"""

    id = "quit"
    title = "Quit"
    keys = ("q",)
    bar = "quit"
    words = ("exit",)

    async def run(self, app: Console, argument: str = "") -> None:
        running = frozenset(str(job["id"]) for job in app.model.open_jobs())
        now = app.monotonic()
        told, view = app.session.warned, app.coaching.view
        over = view is not None and view.ended is not None  # what still runs of an exercise is thrown away
        if not running or over or (told is not None and running <= told[0] and now - told[1] <= QUIT_AGAIN):
            app.exit()
            return
        app.session.warned = (running, now)
        goes = "goes" if len(running) == 1 else "go"
        app.say(
            f"{counted(len(running), 'job')} {goes} on without this console; {press(app, self.id)} again to leave it"
        )


LEADING: tuple[Command, ...] = (Open(), Back())
"""Commands that come first in the key bar; the others come after the commands on plans, items and jobs."""

COMMANDS: tuple[Command, ...] = (
    OpenWaiting(),
    OpenJob(),
    Filter(),
    NoFilter(),
    Go("overview", "Overview", "Show what runs, what needs a person, and every plan", "status", ("ov", "home")),
    Go("plans", "Recovery plans", "List all recovery plans with their states", "plans"),
    Go("items", "Replicated items", "List all replicated items with their states", "items"),
    GoAbout(
        "points",
        "Latest recovery points",
        "List the latest points of every item; from the page of a plan those of its items",
        "points {item}",
    ),
    Go("jobs", "Jobs", "List all jobs, the newest first", "jobs"),
    GoAbout("journal", "Journal", "List every event, the newest at the end; from a job's page its own", "journal"),
    Go("alarms", "Alarms", "List everything that is wrong, worst first, and when each plan was tested", "alarms"),
    Drills(),
    NextPane("next-pane", "Next part", "Move to the next part of the screen", "tab"),
    NextPane("previous-pane", "Previous part", "Move to the previous part of the screen", "shift+tab", back=True),
    Quit(),
)
