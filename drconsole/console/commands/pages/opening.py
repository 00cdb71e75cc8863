"""Commands that open a page: of a line, a job, what needs a person, and the tests of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.console.commands.work.jobs import job_here
from drconsole.console.context import Command, Console, press
from drconsole.records.tables import ITEMS, JOBS
from drconsole.records.waiting.of_room import APPROVAL, POLL
from drconsole.records.waiting.waits import OF_MACHINES
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean

if TYPE_CHECKING:
    from drconsole.records.rows.status import NeedsRow


class Open(Command):
    """Show the page of the line under the cursor, or of a plan or item by its name"""

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
        from drconsole.console.state.model.targets import target_named

        if argument:
            kind, key = target_named(app.model, argument)
            await app.open(kind, key)
        elif app.here is not None:
            await app.here.enter()


class OpenJob(Command):
    """Show the job on the plan or item under the cursor, or a job by its id"""

    id = "open-job"
    at_once = True
    title = "Open job"
    keys = ("o",)
    verb = "jobs {job}"
    words = ("job",)
    argument = "job"

    def why_not(self, app: Console) -> str | None:
        return None if job_here(app) is not None else "no job runs on it"

    async def run(self, app: Console, argument: str = "") -> None:
        job = argument or job_here(app)
        if job is None or app.model.row(JOBS, job) is None:
            raise BadInput(
                "unknown-job",
                f"there is no job {clean(job)}",
                place="job",
                advice=f"{press(app, 'jobs')} to list them",
            )
        await show_job(app, job)


class OpenWaiting(Command):
    """Open the job, the machine or the proposals that need a person; each time the next one"""

    id = "needs-a-person"
    at_once = True
    title = "What needs a person"
    keys = ("exclamation_mark",)
    verb = "status"
    words = ("waits", "needs")

    def pages(self, app: Console) -> list[tuple[str, str]]:
        """Return the pages, each once, of everything that needs a person: ("item" | "job", key), or (kind, "")."""
        return list(dict.fromkeys(_page(need) for need in app.model.waits()))

    def why_not(self, app: Console) -> str | None:
        return None if self.pages(app) else "nothing needs a person"

    async def run(self, app: Console, argument: str = "") -> None:
        pages = self.pages(app)
        here = app.here.about() if app.here is not None else None
        if here not in pages and app.here is not None and (job := app.here.job()) is not None:
            here = (JOBS, job)
        kind, key = pages[(pages.index(here) + 1) % len(pages)] if here in pages else pages[0]
        if kind in _PAGES:
            app.action_run(_PAGES[kind])
        elif kind == JOBS:
            await show_job(app, key)
        elif here != (kind, key):
            await app.open(ITEMS, key)


_PAGES = {APPROVAL: "proposals", POLL: "poll"}
"""Kind of an agreement (an approval, a poll) -> the command that opens its page."""


def _page(need: NeedsRow) -> tuple[str, str]:
    if (kind := need.get("kind", "")) in _PAGES:
        return kind, ""
    if need.get("kind") in OF_MACHINES:
        return ITEMS, need["item_key"] or ""
    return JOBS, need["job"] or ""


async def show_job(app: Console, job: str) -> None:
    """Open the page of a job, unless it is the one on the screen."""
    here = app.here
    if here is None or here.about() != (JOBS, job):
        await app.open(JOBS, job)


class Drills(Command):
    """Show when each plan was tested, when its next test failover is due, and what is late"""

    id = "drills"
    at_once = True
    title = "Tests of plans"
    keys = ("D",)
    verb = "plans"
    words = ("calendar", "tests")

    async def run(self, app: Console, argument: str = "") -> None:
        here = app.here
        if here is None or here.crumb != "Tests of plans":
            await app.open("drills:DrillsScreen")
