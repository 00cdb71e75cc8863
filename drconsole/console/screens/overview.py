"""Overview: running jobs, the plans, the last job; details: what needs a person, alarms, health, the next step."""

from __future__ import annotations

from typing import Any

from drconsole.console.context import press
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines, wait_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.screens.jobs import job_now, job_target
from drconsole.console.state.model import Changed, Link
from drconsole.records.view import Row
from drconsole.recovery.types.remedies import Act
from drconsole.render.command_lines import line_of
from drconsole.render.jobs import waits_for_person
from drconsole.render.lines import Marked, health_line, number_of_items, plan_mark, state_column, text_column
from drconsole.render.marks import Severity, run_mark
from drconsole.render.standing import alarm_lines
from drconsole.render.status import BLOCKED_ADVICE
from drconsole.render.text import clean

TABLES = frozenset({"plan", "item", "job", "gate", "status", "link"})


class OverviewScreen(ListScreen):
    """Overview: jobs that wait for a person, other jobs that run, plans, and the last job that ended."""

    crumb = "Overview"
    empty = "no plans and no jobs yet"
    columns = (
        text_column("What", lambda row: row["what"]),
        text_column("Name", lambda row: row["name"]),
        state_column("State", lambda row: row["mark"]),
        text_column("Now", lambda row: row["now"]),
    )

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Row] = {}

    def rows(self) -> list[Row]:
        now = self._now()
        jobs = self.model.rows("job")
        running = sorted(
            (job for job in jobs if not job.get("ended_at")), key=lambda job: not waits_for_person(job, ())
        )
        last = next((job for job in jobs if job.get("ended_at")), None)
        return [
            *(_job_row(job, now) for job in running),
            *(_plan_row(plan) for plan in self.model.rows("plan")),
            *([_job_row(last, now)] if last else ()),
        ]

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        if changed and TABLES.isdisjoint(changed):
            return
        shown = {str(row["key"]): row for row in self.rows()}
        if changed and list(shown) == list(self._shown):
            new = {key: row for key, row in shown.items() if row != self._shown[key]}
            if new:
                self.table.update(new)
        else:
            self.table.show(list(shown.values()))
        self._shown = shown
        self.draw_detail()

    def detail(self, row: Row | None) -> list[Marked]:
        lines = self._link()
        for job in self.model.open_jobs():
            found = wait_lines(self.console_app, job, here=self.job() == job["id"])
            if found:
                lines += [
                    (f"{clean(job['id'])} {clean(job.get('operation'))} {clean(job.get('target'))}", Severity.WARN)
                ]
                lines += found
        items = self.model.rows("item")
        lines += alarm_lines(items)
        lines += health_line(items)
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

    def _hint(self, row: Row) -> list[Marked]:
        if row["kind"] == "plan":
            return next_lines(self.console_app, next_step(self.model, "plan", str(row["of"]), self._now()))
        return [f"Job {clean(row['of'])}: enter shows its tasks"]

    def target(self) -> tuple[str, str] | None:
        row = self.table.cursor_row
        if row is None:
            return None
        if row["kind"] == "plan":
            return ("plan", str(row["of"]))
        return job_target(self.model.row("job", str(row["of"])))

    def job(self) -> str | None:
        row = self.table.cursor_row
        if row is None:
            return None
        if row["kind"] == "job":
            return str(row["of"])
        plan = self.model.row("plan", str(row["of"]))
        return str(plan["current_job"]) if plan is not None and plan.get("current_job") else None

    async def open_row(self, row: Row) -> None:
        place = "job:JobScreen" if row["kind"] == "job" else "plan:PlanScreen"
        await self.console_app.open(place, str(row["of"]))


def _job_row(job: Row, now: str | None) -> dict[str, Any]:
    return {
        "key": f"job {job['id']}",
        "kind": "job",
        "of": str(job["id"]),
        "what": f"job {clean(job['id'])}",
        "name": f"{clean(job.get('operation'))} {clean(job.get('target'))}",
        "mark": run_mark(job.get("state"), job.get("state_description")),
        "now": job_now(job, now),
    }


def _plan_row(plan: Row) -> dict[str, Any]:
    way = f"{clean(plan.get('source'))} to {clean(plan.get('target'))}"
    job = f"job {clean(plan['current_job'])}, " if plan.get("current_job") else ""
    return {
        "key": f"plan {plan['key']}",
        "kind": "plan",
        "of": str(plan["key"]),
        "what": "plan",
        "name": clean(plan.get("name")),
        "mark": plan_mark(plan),
        "now": f"{job}{number_of_items(plan)} items, {way}",
    }
