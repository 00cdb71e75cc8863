"""Page of one job: elapsed time against the forecast, what it waits for, and its task tree; facts below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult

from drconsole.console.context import press
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines, wait_lines
from drconsole.console.screens.jobs import job_target
from drconsole.console.state.model import Changed
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.clock import seconds_between
from drconsole.records.rows.jobs import EvidenceRow, JobItemRow, TaskNode
from drconsole.records.view import Row
from drconsole.recovery.types.words import counted
from drconsole.render.jobs import (
    WORTH_A_WORD,
    forecast_text,
    headline,
    items_text,
    outcome_mark,
    output_lines,
    task_name,
    told_apart,
    took_text,
)
from drconsole.render.labels import labels
from drconsole.render.labels import of as label_of
from drconsole.render.lines import Marked, error_lines, marked
from drconsole.render.marks import Mark, Severity, run_mark
from drconsole.render.text import clean, duration, time_of_day, utc, words
from drconsole.render.tree import assemble, ended, waited, walk

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
        job = self.model.row("job", self.key)
        if job is None:
            self.query_one("#head", Lines).show([("? the store has no such job", Severity.UNKNOWN)])
            return
        if (not changed or "task" in changed) and self.model.job == self.key:
            rows = [row for row in self.model.rows("task") if row.get("job") == self.key]
            self._tree = assemble(told_apart(rows))
            self.query_one(TaskTree).show(self._tree)
        self.query_one("#head", Lines).show(self._head(job))
        self._draw_facts(job)

    # Parts of the page

    def _head(self, job: Row) -> list[Marked]:
        now = self.model.world_now(self.console_app.monotonic())
        mark = run_mark(job.get("state"), job.get("state_description"))
        elapsed = seconds_between(job.get("started_at"), job.get("ended_at") or now)
        done, total = ended(self._tree)
        idle = waited(self._tree, job.get("started_at"), job.get("ended_at") or now) if total else None
        ran = duration(elapsed) if elapsed is not None else "not known"
        if idle and idle >= WORTH_A_WORD:
            ran += f", waited {duration(idle)}"
        count = f"; {done} of {counted(total, 'task')} ended" if total else ""
        took = "took" if job.get("ended_at") else "elapsed"
        lines: list[Marked] = [
            headline(job, self.model.mode()),
            marked(mark, f"{took} {ran}{count}"),
            forecast_line(job, elapsed, idle or 0.0),
        ]
        lines += wait_lines(self.console_app, job, here=True)
        return [*lines, *self._action_hints(job), *self._next(job, now)]

    def _next(self, job: Row, now: str | None) -> list[Marked]:
        """Return the next step of the target once its newest job has ended."""
        target = job_target(job)
        if target is None or not job.get("ended_at"):
            return []
        newest = next((each["id"] for each in self.model.rows("job") if job_target(each) == target), None)
        if newest != self.key:
            return []
        return next_lines(self.console_app, next_step(self.model, *target, now))

    def _action_hints(self, job: Row) -> list[Marked]:
        """Return the keys of the actions that the job allows; hold comes before cancel, since it can be undone."""
        names = {"hold": "hold", "cancel": "cancel (final)", "retry": "retry"}  # ``wait_lines`` has resume and answer
        ways = [
            f"{way} to {text}"
            for action, text in names.items()
            if action in (job.get("allowed_actions") or ()) and (way := press(self.console_app, action))
        ]
        return ["; ".join(ways)] if ways else []

    def _draw_facts(self, job: Row) -> None:
        task = self.query_one(TaskTree).cursor_task
        lines = [] if task is None else list(task_facts(task))
        self.query_one("#facts", Lines).show([*lines, *job_facts(job, self._tree)])

    @on(TaskTree.Moved)
    def _moved(self) -> None:
        if (job := self.model.row("job", self.key)) is not None:
            self._draw_facts(job)
        self.draw_bars()

    # For commands

    def target(self) -> tuple[str, str] | None:
        return job_target(self.model.row("job", self.key))

    def about(self) -> tuple[str, str] | None:
        return ("job", self.key)

    def job(self) -> str | None:
        return self.key


def forecast_line(job: Row, elapsed: float | None, idle: float = 0.0) -> Marked:
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
    if ran > high and not job.get("ended_at"):
        return f"{line}  ‼ {duration(ran - high)} over", Severity.WARN
    return line


def task_facts(task: TaskNode) -> Iterator[Marked]:
    """Yield all facts of the task under the cursor."""
    mark = run_mark(task.get("state"), task.get("state_description"))
    took = took_text(task, task["tasks"])
    times = f"begun {time_of_day(task.get('started_at'))}" if task.get("started_at") else "not begun"
    times += f", took {took}" if took else ""
    attempt = f", attempt {task['attempt']}" if task.get("attempt") else ""
    yield marked(mark, f"{task_name(task)}: {times}{attempt}")
    for error in task.get("errors") or ():
        yield from error_lines(error)
    for name in ("instructions", "why", "answer", "script", "folder", "output"):
        # Leave out a reason that repeats the instructions of a manual action.
        said = task.get(name)
        if said and not (name == "why" and said == task.get("instructions")):
            yield f"  {name}: {clean(said).strip()}"


def job_facts(job: Row, tree: Sequence[TaskNode]) -> list[Marked]:
    """Return the items with their outcomes, errors with advice, evidence, and the consequences of a cancel."""
    lines: list[Marked] = []
    items = job.get("items") or ()
    known = labels(items)
    if items:
        lines.append(f"Items: {items_text(job)}")
        for item in items:
            whose, why = known[item["key"]], clean(item["reason"] or "")
            lines.append(marked(outcome_mark(job, item), f"{whose}: {why}" if why else whose))
            lines += point_lines(job, item)
    seen: set[str] = set()
    for error in [*(job.get("errors") or ()), *(error for _, task in walk(tree) for error in task.get("errors") or ())]:
        told = f"{error.get('code')} {error.get('message')} {error.get('task')}"
        if told not in seen:
            seen.add(told)
            lines += error_lines(error)
    for _, task in walk(tree):
        if said := output_lines(task):
            lines += [f"{task_name(task)}:", *(f"  {line}" for line in said)]
    consequences = job.get("consequences") or ()
    if consequences:
        lines.append(("Cancelled; what that left behind:", Severity.WARN))
        lines += [f"  {label_of(known, c)}: {words(c.get('outcome'))}. {clean(c.get('text'))}" for c in consequences]
    lines += [_evidence(each, known) for each in job.get("evidence") or ()]
    accepted = ", ".join(clean(each) for each in job.get("accepted") or ())
    if accepted:
        lines.append(f"Findings accepted: {accepted}")
    lines += _reasons(job)
    began = f"Begun {utc(job.get('started_at'))} by {clean(job.get('operator'))}"
    return [*lines, f"{began}, ended {utc(job['ended_at'])}" if job.get("ended_at") else began]


def point_lines(job: Row, item: JobItemRow) -> Iterator[str]:
    """Yield the recovery point that was chosen for an item, and the one that was really used, with the data loss."""
    chosen: Mapping[str, Any] = next(
        (each["point"] for each in job.get("points") or () if each["key"] == item["key"]), {}
    )
    used = item["point_used"]
    if chosen:
        when = utc(chosen.get("time"), "the newest when the item's failover starts")
        loss = f", data loss {duration(chosen['data_loss'])} when chosen" if chosen.get("data_loss") is not None else ""
        yield f"   point chosen: {clean(chosen.get('choice') or 'custom')}, {when}{loss}"
    if used:
        lost = loss_of(chosen, used)
        loss = f", data loss {duration(lost)}" if lost is not None else ", data loss not known"
        kind = f", {words(used['consistency']).lower()}" if used.get("consistency") else ""
        yield f"   point used: {utc(used.get('time'))} ({clean(used.get('id'))}){kind}{loss}"


def loss_of(chosen: Mapping[str, Any], used: Mapping[str, Any]) -> float | None:
    """Return the data loss, in seconds, of the point that was used; None = it is not known.

    An ended job says it. Before, it is the loss of the chosen point plus the time by which the used point is older; a
    used point that is newer than the chosen one loses nothing that was known of.
    """
    if used.get("data_loss") is not None:
        return float(used["data_loss"])
    loss, older = chosen.get("data_loss"), seconds_between(used.get("time"), chosen.get("time"))
    if used.get("id") and used.get("id") == chosen.get("id"):
        return None if loss is None else float(loss)
    return None if loss is None or older is None else max(0.0, float(loss) + older)


def _evidence(seen: EvidenceRow, known: Mapping[str, str]) -> Marked:
    ok, expected = seen.get("ok"), seen.get("expected")
    if ok is None:
        mark = Mark("?", "?", "UNKNOWN", Severity.UNKNOWN)
    elif expected is None:
        mark = Mark("·", ".", "seen", Severity.IDLE)
    elif ok is expected:
        mark = Mark("✓", "+", "ok", Severity.OK)
    else:
        mark = Mark("✗", "x", "NOT SO", Severity.BAD)
    text = f"{label_of(known, seen)}, {clean(seen.get('probe'))}: {clean(seen.get('seen'))}"
    return marked(mark, f"{text} ({time_of_day(seen.get('as_of'))})")


def _reasons(job: Row) -> list[Marked]:
    """Return the reasons of the forecast."""
    reasons = (job.get("forecast") or {}).get("reasons") or ()
    return [
        f"Forecast: {clean(r.get('text'))}" + (f" ({duration(r['seconds'])})" if r.get("seconds") else "")
        for r in reasons
    ]
