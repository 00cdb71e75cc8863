"""Overview: running jobs, the plans, the last job; details: what needs a person, alarms, health, the next step."""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.console.context import press
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines, wait_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.screens.jobs import job_now, job_target
from drconsole.console.state.model import Changed, Link
from drconsole.console.state.targets import Target
from drconsole.records.rows.jobs import JobRow
from drconsole.records.rows.plans import PlanRow
from drconsole.records.tables import GATES, ITEMS, JOBS, PLANS
from drconsole.recovery.types.remedies import Act
from drconsole.render.command_lines import line_of
from drconsole.render.jobs import waits_for_person
from drconsole.render.lines import Marked, number_of_items, plan_mark, state_column, text_column
from drconsole.render.marks import Mark, Severity, run_mark
from drconsole.render.standing import alarm_lines, stands_line
from drconsole.render.status import BLOCKED_ADVICE
from drconsole.render.text import clean

TABLES = frozenset({PLANS, ITEMS, JOBS, GATES, "status", "link"})
"""Changes that concern the overview."""


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """Line of a job or a plan."""

    table: str
    """``JOBS`` or ``PLANS``."""
    key: str
    what: str
    name: str
    mark: Mark
    now: str


class OverviewScreen(ListScreen[OverviewLine]):
    """Overview: jobs that wait for a person, other jobs that run, plans, and the last job that ended."""

    crumb = "Overview"
    source = PLANS
    empty = "no plans and no jobs yet"
    columns = (
        text_column("What", lambda line: line.what),
        text_column("Name", lambda line: line.name),
        state_column("State", lambda line: line.mark),
        text_column("Now", lambda line: line.now),
    )

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, OverviewLine] = {}

    def key_of(self, row: OverviewLine) -> str:
        return f"{row.table} {row.key}"

    def rows(self) -> list[OverviewLine]:
        now = self._now()
        jobs = self.model.rows(JOBS)
        running = sorted((job for job in jobs if not job["ended_at"]), key=lambda job: not waits_for_person(job, ()))
        last = next((job for job in jobs if job["ended_at"]), None)
        return [
            *(_job_line(job, now) for job in running),
            *(_plan_line(plan) for plan in self.model.rows(PLANS)),
            *([_job_line(last, now)] if last is not None else ()),
        ]

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        if changed and TABLES.isdisjoint(changed):
            return
        shown = {self.key_of(row): row for row in self.rows()}
        if changed and list(shown) == list(self._shown):
            new = {key: row for key, row in shown.items() if row != self._shown[key]}
            if new:
                self.table.update(new)
        else:
            self.table.show(list(shown.values()))
        self._shown = shown
        self.draw_detail()

    def detail(self, row: OverviewLine | None) -> list[Marked]:
        lines = self._link()
        for job in self.model.open_jobs():
            found = wait_lines(self.console_app, job, here=self.job() == job["id"])
            if found:
                head = f"{clean(job['id'])} {clean(job['operation'])} {clean(job['target'])}"
                lines += [(head, Severity.WARN), *found]
        lines += alarm_lines(self.model.alarming())
        lines += stands_line(self.model.items.gravities())
        return lines + (self._hint(row) if row is not None else [])

    def _link(self) -> list[Marked]:
        """Return why the rows do not change: no engine answers, or the engine cannot write."""
        if blocked := self.model.blocked():
            return [(f"✗ the engine answers, but {blocked}", Severity.BAD), f"  {BLOCKED_ADVICE}"]
        if self.model.link in (Link.HERE, Link.STARTING):
            return []
        why = clean(self.model.link_detail) or "these rows are the last ones that an engine wrote"
        lines: list[Marked] = [(f"‼ {self.model.link}: {why}", Severity.WARN)]
        way = press(self.console_app, "engine-start") or f"run {line_of(Act.START_ENGINE)}"
        return lines + ([f"  {way} to start one"] if self.model.link is Link.NONE else [])

    def _hint(self, line: OverviewLine) -> list[Marked]:
        if line.table == PLANS:
            return next_lines(self.console_app, next_step(self.model, (PLANS, line.key), self._now()))
        return [f"Job {clean(line.key)}: enter shows its tasks"]

    def target(self) -> Target | None:
        line = self.table.cursor_row
        if line is None:
            return None
        return (PLANS, line.key) if line.table == PLANS else job_target(self.model.row(JOBS, line.key))

    def job(self) -> str | None:
        line = self.table.cursor_row
        if line is None or line.table == JOBS:
            return line.key if line is not None else None
        plan = self.model.row(PLANS, line.key)
        return plan["current_job"] if plan is not None else None

    async def open_row(self, row: OverviewLine) -> None:
        await self.console_app.open("job:JobScreen" if row.table == JOBS else "plan:PlanScreen", row.key)


def _job_line(job: JobRow, now: str | None) -> OverviewLine:
    name = f"{clean(job['operation'])} {clean(job['target'])}"
    mark = run_mark(job["state"], job["state_description"])
    return OverviewLine(JOBS, job["id"], f"job {clean(job['id'])}", name, mark, job_now(job, now))


def _plan_line(plan: PlanRow) -> OverviewLine:
    way = f"{clean(plan['source'])} to {clean(plan['target'])}"
    job = f"job {clean(plan['current_job'])}, " if plan["current_job"] else ""
    now = f"{job}{number_of_items(plan)} items, {way}"
    return OverviewLine(PLANS, plan["key"], "plan", clean(plan["name"]), plan_mark(plan), now)
