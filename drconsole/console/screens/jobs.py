"""List of jobs, the newest first: elapsed time against the forecast, and how each ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from drconsole.console.screens.common.hints import wait_lines
from drconsole.console.screens.common.lists import ListScreen
from drconsole.console.state.model import Changed
from drconsole.records.clock import seconds_between
from drconsole.records.view import Row, row_key
from drconsole.render.jobs import items_text, waits_for_person
from drconsole.render.lines import Marked, error_lines, fields, state_column, text_column
from drconsole.render.marks import run_mark
from drconsole.render.text import NOTHING, clean, duration, utc


def job_target(job: Row | None) -> tuple[str, str] | None:
    """Return the target of a job: ("plan" | "item", key); None = it has none that a screen can show."""
    if job is None or not job.get("target_key") or job.get("target_type") not in ("plan", "item"):
        return None
    return str(job["target_type"]), str(job["target_key"])


def job_now(job: Row, now: str | None) -> str:
    """Return how long a job has run against its forecast, or how long it took."""
    elapsed = seconds_between(job.get("started_at"), job.get("ended_at") or now)
    ran = duration(elapsed) if elapsed is not None else "time not known"
    if job.get("ended_at"):
        return f"took {ran}"
    forecast = job.get("forecast") or {}
    high = forecast.get("high")
    stands = [str(asked["since"]) for asked in job.get("waits_for") or () if asked.get("since")]
    if stands and waits_for_person(job, ()):
        # A forecast does not count the time in which a job waits for a person.
        return f"{ran}, waits {duration(seconds_between(min(stands), now), 'for a person')}"
    if job.get("held"):
        return f"{ran}, held"
    if elapsed is not None and high is not None and elapsed > high:
        return f"{ran} with waits; forecast at most {duration(high)}"
    return f"{ran} of {duration(forecast.get('likely'), 'no forecast')}"


class JobsScreen(ListScreen):
    """List of all jobs."""

    crumb = "Jobs"
    table_name = "job"
    empty = "no jobs yet: an operation on a plan or an item starts one"
    columns = (
        text_column("Job", lambda job: clean(job["id"])),
        text_column("Operation", lambda job: clean(job.get("operation") or NOTHING)),
        text_column("Target", lambda job: clean(job.get("target") or NOTHING)),
        state_column("State", lambda job: run_mark(job.get("state"), job.get("state_description"))),
        text_column("Time", lambda job: str(job["now"])),
        text_column("Started", lambda job: utc(job.get("started_at"))),
        text_column("By", lambda job: clean(job.get("operator") or NOTHING)),
        text_column("Items", items_text),
    )

    def rows(self) -> list[Row]:
        now = self._now()
        return [_with_time(job, now) for job in self.model.rows("job")]

    def row(self, key: str) -> Row | None:
        found = self.model.row("job", key)
        return None if found is None else _with_time(found, self._now())

    def _now(self) -> str | None:
        return self.model.world_now(self.console_app.monotonic())

    def draw(self, changed: Changed) -> None:
        super().draw(changed)
        if "status" in changed:
            # The provider's clock has gone on: redraw the times of the jobs that run.
            self.update(str(job["id"]) for job in self.model.open_jobs())

    def update(self, keys: Iterable[str]) -> None:
        if rows := {key: self.row(key) for key in keys}:
            self.table.update(rows)

    def detail(self, row: Row | None) -> list[Marked]:
        if row is None:
            return []
        lines = wait_lines(self.console_app, row, here=True)
        for error in row.get("errors") or ():
            lines += error_lines(error)
        return lines + fields((("Items", items_text(row) or NOTHING), ("By", clean(row.get("operator")))))

    def target(self) -> tuple[str, str] | None:
        return job_target(self.table.cursor_row)

    def job(self) -> str | None:
        return self.table.cursor_key

    async def open_row(self, row: Row) -> None:
        await self.console_app.open("job:JobScreen", row_key(row))


def _with_time(job: Row, now: str | None) -> dict[str, Any]:
    return {**job, "now": job_now(job, now)}
