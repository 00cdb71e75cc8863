"""Page of one job: elapsed time against the forecast, what it waits for, and its task tree; facts below."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from drconsole.console.context import press
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines, wait_lines
from drconsole.console.screens.job_facts import job_facts, task_facts
from drconsole.console.screens.jobs import job_target
from drconsole.console.state.model import Changed
from drconsole.console.state.targets import Target
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.clock import seconds_between
from drconsole.records.rows.jobs import JobRow, TaskNode
from drconsole.records.tables import JOBS, TASKS
from drconsole.recovery.types.words import counted
from drconsole.render.jobs import (
    WORTH_A_WORD,
    forecast_text,
    headline,
    told_apart,
)
from drconsole.render.lines import Marked, marked
from drconsole.render.marks import Severity, run_mark
from drconsole.render.text import clean, duration
from drconsole.render.tree import assemble, ended, waited

BAR = 20
"""Cells of the forecast's bar."""


class JobScreen(BaseScreen):
    """Page of one job; it follows the job's tasks while it is open."""

    DEFAULT_CSS = """
    JobScreen > #head { height: auto; max-height: 40%; }
    JobScreen > #tree { height: 2fr; min-height: 5; border-top: solid $idle; }
    JobScreen > #facts { height: 1fr; min-height: 4; border-top: solid $idle; }
    """
    AUTO_FOCUS = "#tree"

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.crumb = f"job {clean(key)}"
        self._tree: Sequence[TaskNode] = []

    def body(self) -> ComposeResult:
        yield Lines(id="head")
        yield TaskTree(id="tree", empty="loading tasks")
        yield Lines(id="facts")

    def on_screen_resume(self) -> None:
        """Follow the tasks again after another job's page has covered this one."""
        if self.model.job != self.key:
            self.console_app.follow_job(self.key)

    def on_screen_suspend(self) -> None:
        # Under a dialog the page goes on following: it is still there when the dialog closes.
        if self.console_app.here is not self:
            self.console_app.follow_job(None)

    def on_unmount(self) -> None:
        if self.model.job == self.key:
            self.console_app.follow_job(None)

    def draw(self, changed: Changed) -> None:
        job = self.model.row(JOBS, self.key)
        if job is None:
            self.query_one("#head", Lines).show([("? the store has no such job", Severity.UNKNOWN)])
            return
        if (not changed or TASKS in changed) and self.model.job == self.key:
            rows = [row for row in self.model.rows(TASKS) if row["job"] == self.key]
            self._tree = assemble(told_apart(rows))
            self.query_one(TaskTree).show(self._tree)
        self.query_one("#head", Lines).show(self._head(job))
        self._draw_facts(job)

    # Parts of the page

    def _head(self, job: JobRow) -> list[Marked]:
        now = self.model.world_now(self.console_app.monotonic())
        mark = run_mark(job["state"], job["state_description"])
        start, end = job["started_at"], job["ended_at"] or now
        elapsed = seconds_between(start, end)
        done, total = ended(self._tree)
        idle = waited(self._tree, start, end) if total else None
        ran = duration(elapsed) if elapsed is not None else "not known"
        if idle and idle >= WORTH_A_WORD:
            ran += f", waited {duration(idle)}"
        count = f"; {done} of {counted(total, 'task')} ended" if total else ""
        took = "took" if job["ended_at"] else "elapsed"
        lines: list[Marked] = [
            headline(job, self.model.mode()),
            marked(mark, f"{took} {ran}{count}"),
            forecast_line(job, elapsed, idle or 0.0),
        ]
        lines += wait_lines(self.console_app, job, here=True)
        return [*lines, *self._action_hints(job), *self._next(job, now)]

    def _next(self, job: JobRow, now: str | None) -> list[Marked]:
        """Return the next step of the target once its newest job has ended."""
        target = job_target(job)
        if target is None or not job["ended_at"]:
            return []
        newest = next((each["id"] for each in self.model.rows(JOBS) if job_target(each) == target), None)
        if newest != self.key:
            return []
        return next_lines(self.console_app, next_step(self.model, target, now))

    def _action_hints(self, job: JobRow) -> list[Marked]:
        """Return the keys of the actions that the job allows; hold comes before cancel, since it can be undone."""
        names = {"hold": "hold", "cancel": "cancel (final)", "retry": "retry"}  # ``wait_lines`` has resume and answer
        ways = [
            f"{way} to {text}"
            for action, text in names.items()
            if action in job["allowed_actions"] and (way := press(self.console_app, action))
        ]
        return ["; ".join(ways)] if ways else []

    def _draw_facts(self, job: JobRow) -> None:
        task = self.query_one(TaskTree).cursor_task
        lines = [] if task is None else list(task_facts(task))
        self.query_one("#facts", Lines).show([*lines, *job_facts(job, self._tree)])

    @on(TaskTree.Moved)
    def _moved(self) -> None:
        if (job := self.model.row(JOBS, self.key)) is not None:
            self._draw_facts(job)
        self.draw_bars()

    # For commands

    def target(self) -> Target | None:
        return job_target(self.model.row(JOBS, self.key))

    def about(self) -> tuple[str, str] | None:
        return (JOBS, self.key)

    def job(self) -> str | None:
        return self.key


def forecast_line(job: JobRow, elapsed: float | None, idle: float = 0.0) -> Marked:
    """Return the elapsed time against the forecast, as a bar: its length is the highest forecast.

    Strokes mark the lowest and the likely forecast. ``idle``: seconds in which the job was held or waited for a person,
    which a forecast does not count.
    """
    forecast = job["forecast"]
    low, likely, high = forecast["low"], forecast["likely"], forecast["high"]
    if elapsed is None or not high:
        return f"Forecast: {forecast_text(forecast)}"
    ran = max(0.0, elapsed - idle)
    filled = min(BAR, int(BAR * ran / high))
    cells = ["━"] * filled + ["╌"] * (BAR - filled)
    for seconds, stroke in ((low, "┆"), (likely, "│")):
        cells[min(BAR - 1, int(BAR * seconds / high))] = stroke
    line = f"{''.join(cells)} forecast ┆ {duration(low)} │ {duration(likely)}, at most {duration(high)}"
    if ran > high and not job["ended_at"]:
        return f"{line}  ‼ {duration(ran - high)} over", Severity.WARN
    return line
