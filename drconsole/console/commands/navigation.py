"""Moving about: the screens, what is under the cursor, back, filter, focus, and the way out."""

from __future__ import annotations

from drconsole.console.commands.jobs import job_here
from drconsole.console.context import Command, Console, press
from drconsole.console.state.screens import FIRST, SCREENS
from drconsole.records.view import Row
from drconsole.records.waits import OF_MACHINES
from drconsole.recovery.types.errors import BadInput, Refused
from drconsole.recovery.types.words import counted
from drconsole.render.text import clean

AGAIN = 10.0
"""Seconds in which a second q quits although jobs run."""


class Go(Command):
    """To the list of one of the screens; a page that was open on it is closed"""

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
        """Always the list: what is typed next (down, f) must meet the line under its cursor, not an old page."""
        if app.current_mode != self.id:
            await app.switch_mode(self.id)
        while len(app.screen_stack) > 1:
            await app.pop_screen()


class GoPoints(Go):
    """From a plan's or an item's page to the points of its items"""

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        about = here.about() if here is not None else None
        await super().run(app)
        screen = app.here
        if about is not None and screen is not None:
            screen.show_about(about)


class Open(Command):
    """The page of what the cursor is on, or of a plan or item by its name"""

    id = "open"
    at_once = True
    title = "Open"
    keys = ("enter",)
    bar = "open"
    verb = "next {target}"
    words = ("show",)
    argument = "target"

    def in_bar(self, app: Console) -> bool:
        return app.here is not None and app.here.opens()

    async def run(self, app: Console, argument: str = "") -> None:
        from drconsole.console.state.targets import target_named

        if argument:
            kind, key = target_named(app.model, argument)
            await app.open(f"{kind}:{kind.title()}Screen", key)
        elif app.here is not None:
            await app.here.enter()


class OpenJob(Command):
    """The one on what the cursor is on, or one by its id"""

    id = "open-job"
    at_once = True
    title = "Open job"
    keys = ("o",)
    verb = "jobs {job}"
    words = ("job",)
    argument = "job"

    def why_not(self, app: Console) -> str | None:
        return None if job_here(app) is not None else "no job is under way on it"

    async def run(self, app: Console, argument: str = "") -> None:
        job = argument or job_here(app)
        if job is None or app.model.row("job", job) is None:
            raise BadInput(
                "unknown-job",
                f"there is no job {clean(job)}",
                place="job",
                advice=f"{press(app, 'jobs')} for all of them",
            )
        await show_job(app, job)


class OpenWaiting(Command):
    """Open the job that waits, or the machine that runs and must not; of several the next one each time"""

    id = "needs-a-person"
    at_once = True
    title = "What needs a person"
    keys = ("exclamation_mark",)
    verb = "status"
    words = ("waits", "needs")

    def pages(self, app: Console) -> list[tuple[str, str]]:
        return list(dict.fromkeys(_page(wait) for wait in app.model.waits()))

    def why_not(self, app: Console) -> str | None:
        return None if self.pages(app) else "nothing needs a person"

    async def run(self, app: Console, argument: str = "") -> None:
        pages = self.pages(app)
        here = app.here.about() if app.here is not None else None
        if here not in pages and app.here is not None and (job := app.here.job()) is not None:
            here = ("job", job)
        kind, key = pages[(pages.index(here) + 1) % len(pages)] if here in pages else pages[0]
        if kind == "job":
            await show_job(app, key)
        elif here != (kind, key):
            await app.open("item:ItemScreen", key)


def _page(wait: Row) -> tuple[str, str]:
    return ("item", str(wait["item_key"])) if wait.get("kind") in OF_MACHINES else ("job", str(wait["job"]))


async def show_job(app: Console, job: str) -> None:
    """Its page; not a second one on top of itself."""
    here = app.here
    if here is None or here.about() != ("job", job):
        await app.open("job:JobScreen", job)


class Back(Command):
    """First the filter goes, then the page; from a list to the overview"""

    id = "back"
    at_once = True
    title = "Back"
    keys = ("escape", "backspace", "b")
    bar = "back"

    def why_not(self, app: Console) -> str | None:
        here = app.here
        bottom: object = app.screen_stack[0]
        at_home = app.current_mode == FIRST and here is bottom
        return "" if here is None or (at_home and not here.narrowed) else None

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is not None and here.narrowed:
            here.widen()
        elif len(app.screen_stack) > 1:
            await app.pop_screen()
        else:
            await app.switch_mode(FIRST)


class Filter(Command):
    """Show only lines with these words"""

    id = "filter"
    at_once = True
    title = "Filter"
    keys = ("slash",)
    bar = "filter"
    words = ("find", "search")
    argument = "text"

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.can_find else ""

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is None or not here.can_find:
            raise Refused("no-list", "there is no list here to filter")
        if argument:
            here.find(argument)
        else:
            await here.ask_filter()


class NoFilter(Command):
    """Show all lines again"""

    id = "no-filter"
    at_once = True
    title = "No filter"
    keys = ("n",)
    words = ("none", "all")

    def why_not(self, app: Console) -> str | None:
        return None if app.here is not None and app.here.narrowed else ""

    async def run(self, app: Console, argument: str = "") -> None:
        if app.here is not None:
            app.here.widen()


class NextPane(Command):
    """The keys go to the next part of the screen, or to the one before"""

    at_once = True

    def __init__(self, id: str, title: str, about: str, key: str, *, back: bool = False) -> None:  # noqa: A002
        self.id, self.title, self.about, self.keys = id, title, about, (key,)
        self._back = back

    async def run(self, app: Console, argument: str = "") -> None:
        (app.screen.focus_previous if self._back else app.screen.focus_next)()


class Quit(Command):
    """Leave the console; the engine and what it does go on"""

    id = "quit"
    title = "Quit"
    keys = ("q",)
    bar = "quit"
    words = ("exit",)

    async def run(self, app: Console, argument: str = "") -> None:
        running = frozenset(str(job["id"]) for job in app.model.open_jobs())
        now = app.monotonic()
        told = app.session.warned
        if not running or (told is not None and running <= told[0] and now - told[1] <= AGAIN):
            app.exit()
            return
        app.session.warned = (running, now)
        goes = "goes" if len(running) == 1 else "go"
        app.say(
            f"{counted(len(running), 'job')} {goes} on without this console; {press(app, self.id)} once more to quit"
        )


LEADING: tuple[Command, ...] = (Open(), Back())
"""First in the key bar; the others after what is done to plans, items and jobs."""

COMMANDS: tuple[Command, ...] = (
    OpenWaiting(),
    OpenJob(),
    Filter(),
    NoFilter(),
    Go("overview", "Overview", "What runs, what needs a person, and how every plan stands", "status", ("ov", "home")),
    Go("plans", "Recovery plans", "All of them, and how each stands", "plans"),
    Go("items", "Replicated items", "All of them, and how each is protected", "items"),
    GoPoints(
        "points", "Latest recovery points", "Of every item; from a plan's page those of its items", "points {item}"
    ),
    Go("jobs", "Jobs", "All of them, the newest first", "jobs"),
    Go("journal", "Journal", "Every event, newest at the end", "journal"),
    NextPane("next-pane", "Next part", "The keys go to the next part of the screen", "tab"),
    NextPane("previous-pane", "Previous part", "The keys go to the part of the screen before", "shift+tab", back=True),
    Quit(),
)
