"""List of jobs, the newest first: how far each is against its forecast and its objective, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.console.screens.common.hints import wait_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model.jobs import job_known, jobs_known
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.records.clock import seconds_between
from drconsole.records.foreign import is_foreign
from drconsole.records.objectives import objective_of
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import FOREIGN_JOBS, ITEMS, JOBS, PLANS
from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.chart import bar
from drconsole.render.drawing.parts import plain
from drconsole.render.jobs.jobs import OTHERS, items_text, waits_for_person
from drconsole.render.jobs.objectives import objective_mark
from drconsole.render.rows.lines import Marked, error_lines, fields, state_column, text_column
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import Mark, run_mark
from drconsole.render.words.text import NOTHING, clean, duration, utc
from drconsole.render.words.took import WORTH_A_WORD


def job_target(job: JobRow | None) -> Target | None:
    """Return the target of a job; None = it has none that a screen can show."""
    if job is None or not job["target_key"] or job["target_type"] not in (PLANS, ITEMS):
        return None
    return job["target_type"], job["target_key"]


def job_now(job: JobRow, now: str | None) -> str:
    """Return how long a job has run against its forecast, or how long it took."""
    elapsed = seconds_between(job["started_at"], job["ended_at"] or now)
    ran = duration(elapsed) if elapsed is not None else "time not known"
    if job["ended_at"]:
        return f"took {ran}"
    forecast = job["forecast"]
    stands = [wait["since"] for wait in job["waits_for"] if wait["since"]]
    if stands and waits_for_person(job, ()):
        # A forecast does not count the time in which a job waits for a person.
        return f"{ran}, waits {duration(seconds_between(min(stands), now), 'for a person')}"
    if job["held"]:
        return f"{ran}, held"
    if elapsed is not None and elapsed > forecast["high"]:
        return f"{ran} with waits; forecast at most {duration(forecast['high'])}"
    return f"{ran} of {duration(forecast['likely'])}"


PROGRESS = 10
"""Cells of a job's bar."""
SHORT_ID = 8
"""Letters that are shown of the provider's own id."""


def progress_text(job: JobRow, now: str | None) -> str:
    """``━━━━━━╸╌╌╌``: the time that a job has run against its likely time; nothing of one that has ended."""
    elapsed, likely = seconds_between(job["started_at"], now), job["forecast"]["likely"]
    if job["ended_at"] or elapsed is None or not likely:
        return ""
    idle = max(0.0, seconds_between(job["idle_since"], now) or 0.0)
    return plain(bar(max(0.0, elapsed - job["waited"] - idle), None, likely, PROGRESS))


def _id(job: JobRow) -> str:
    """Return a job's id; of a long one of the provider's as much as tells it from others."""
    return clean(job["id"][:SHORT_ID] + "…" if is_foreign(job) else job["id"])


@dataclass(frozen=True, slots=True)
class JobLine:
    """Line of a job: its row, and what of it depends on the provider's time."""

    row: JobRow
    progress: str
    took: str
    """How long it runs or ran, its waits counted."""
    waited: str
    """How long nothing in it ran."""
    objective: Mark | None
    """None = nobody set one."""


def job_line(job: JobRow, now: str | None) -> JobLine:
    """Return the line of a job by now."""
    held = objective_of(job, now)
    until = job["ended_at"] or now
    idle = max(0.0, seconds_between(job["idle_since"], until) or 0.0)
    elapsed, waited = seconds_between(job["started_at"], until), job["waited"] + idle
    stood = duration(waited) if waited >= WORTH_A_WORD else NOTHING
    objective = None if held is None else objective_mark(held)
    return JobLine(job, progress_text(job, now), duration(elapsed), stood, objective)


class JobsScreen(ListScreen[JobLine]):
    """List of all jobs."""

    remembered = "jobs"
    crumb = "Jobs"
    source = JOBS
    empty = "no jobs yet: an operation on a plan or an item starts one"
    columns = (
        text_column("Job", lambda line: _id(line.row)),
        state_column("State", lambda line: run_mark(line.row["state"], line.row["state_description"])),
        text_column("Operation", lambda line: clean(line.row["operation"])),
        text_column("Target", lambda line: clean(line.row["target"] or NOTHING)),
        text_column("Progress", lambda line: line.progress),
        text_column("Time", lambda line: line.took, number=True),
        Column("RTO", lambda line: Cell("", line.objective) if line.objective is not None else Cell(NOTHING)),
        text_column("By", lambda line: clean(line.row["operator"] or NOTHING)),
        text_column("Started", lambda line: utc(line.row["started_at"])),
        text_column("Waited", lambda line: line.waited, number=True),
        text_column("Items", lambda line: items_text(line.row)),
    )

    def key_of(self, row: JobLine) -> str:
        return row.row["id"]

    def rows(self) -> list[JobLine]:
        now = self._now()
        return [job_line(job, now) for job in jobs_known(self.model)]

    def row(self, key: str) -> JobLine | None:
        found = job_known(self.model, key)
        return None if found is None else job_line(found, self._now())

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        if others := changed.get(FOREIGN_JOBS):
            changed = {**changed, JOBS: changed.get(JOBS, frozenset()) | others}
        super().draw(changed)
        if "status" in changed:
            # The provider's clock has gone on: redraw the times of the jobs that run.
            self.update(job["id"] for job in self.model.open_jobs())

    def update(self, keys: Iterable[str]) -> None:
        if rows := {key: self.row(key) for key in keys}:
            self.table.update(rows)

    def detail(self, row: JobLine | None) -> list[Marked]:
        if row is None:
            return []
        job = row.row
        if is_foreign(job):
            return [OTHERS, *fields((("Job", clean(job["id"])),))]
        lines = wait_lines(self.console_app, job, here=True)
        for error in job["errors"]:
            lines += error_lines(error)
        time: tuple[tuple[str, Marked], ...] = (("Time", job_now(job, self._now())),) if not job["ended_at"] else ()
        lead = job.get("lead")
        led: tuple[tuple[str, Marked], ...] = (("Leads", clean(lead["name"])),) if lead is not None else ()
        return lines + fields((("Items", items_text(job) or NOTHING), *time, *led, ("By", clean(job["operator"]))))

    def target(self) -> Target | None:
        line = self.table.cursor_row
        return job_target(line.row) if line is not None else None

    def job(self) -> str | None:
        return self.table.cursor_key

    async def open_row(self, row: JobLine) -> None:
        if is_foreign(row.row):
            self.console_app.say(OTHERS)
            return
        await self.console_app.open(JOBS, self.key_of(row))
