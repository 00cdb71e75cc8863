"""Page of one job: how far it is against forecast and objective, a lane a machine or its task tree; facts below."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from drconsole.console.context import key_of, press
from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.screens.common.hints import next_lines, wait_lines
from drconsole.console.screens.job_facts import ITEMS_LISTED, NO_ITEMS, job_facts, task_facts
from drconsole.console.screens.job_head import (
    Run,
    course_of,
    forecast_line,
    objective_lines,
    planned_text,
    run_of,
    stand_line,
)
from drconsole.console.screens.jobs import job_target
from drconsole.console.state.model import Changed
from drconsole.console.state.targets import Target
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.tree.job_tasks import JobTasks
from drconsole.console.widgets.tree.lane_list import LaneList
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.rows.items import ItemRow
from drconsole.records.rows.jobs import JobRow
from drconsole.records.tables import JOBS, TASKS
from drconsole.recovery.types.words import counted
from drconsole.render.jobs import headline
from drconsole.render.left_behind import stands_now
from drconsole.render.lines import Marked
from drconsole.render.marks import Severity
from drconsole.render.objectives import GOOD, of_job, says_why
from drconsole.render.text import clean

FEW, TALL = 12, 36
"""Lanes, and lines of the screen, with which the task tree stands below the lanes."""


class JobScreen(BaseScreen):
    """Page of one job; it follows the job's tasks while it is open."""

    DEFAULT_CSS = """
    JobScreen > #head { height: auto; max-height: 45%; }
    JobScreen > #lanes { height: 2fr; min-height: 5; border-top: solid $idle; }
    JobScreen > #tree { height: 2fr; min-height: 5; border-top: solid $idle; }
    JobScreen > #facts { height: 1fr; min-height: 4; border-top: solid $idle; }
    JobScreen.-tasks > #lanes { display: none; }
    JobScreen.-lanes > #tree { display: none; }
    JobScreen.-both > #lanes { height: auto; }
    """
    AUTO_FOCUS = ""
    has_lanes = True

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.crumb = f"job {clean(key)}"
        self.job_tasks = JobTasks()
        self._lanes: bool | None = None
        """Whether the lanes are shown, or else the tree alone; None = nothing was drawn yet."""

    def body(self) -> ComposeResult:
        yield Lines(id="head")
        yield LaneList(id="lanes")
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
        if self._lanes is None:
            # The lanes of one machine tell less than its tasks.
            self._lanes = len(job["items"]) > 1
            self._lay_out()
            self._focus_part()
        self._take(job, changed)
        self._draw_parts(job)

    def _take(self, job: JobRow, changed: Changed) -> None:
        if self.model.job != self.key:
            return
        if not changed:
            self.job_tasks.replace(job, (row for row in self.model.rows(TASKS) if row["job"] == self.key))
        else:
            rows = (self.model.row(TASKS, key) for key in changed.get(TASKS, ()))
            self.job_tasks.change(job, (row for row in rows if row is not None and row["job"] == self.key))

    def _draw_parts(self, job: JobRow) -> None:
        now = self.model.world_now(self.console_app.monotonic())
        run = run_of(job, now)
        self.query_one("#head", Lines).show(self._head(run, now))
        if self.lane_list.display:
            count = len(self.job_tasks.lanes())
            self.lane_list.show(
                lambda worst: self.job_tasks.lanes(worst=worst), count, course_of(run), planned_text(run)
            )
            self._lay_out()
        if self.task_tree.display:
            self.task_tree.show(self.job_tasks.tree())
        self._draw_titles(run)
        self._draw_facts(job)

    # Parts of the page

    @property
    def lane_list(self) -> LaneList:
        return self.query_one(LaneList)

    @property
    def task_tree(self) -> TaskTree:
        return self.query_one(TaskTree)

    def _lay_out(self) -> None:
        """Show the lanes or the tree; both where the screen has room for both."""
        room = self.size.height >= TALL and 0 < self.lane_list.count <= FEW
        self.set_class(not self._lanes, "-tasks")
        self.set_class(bool(self._lanes) and room, "-both")
        self.set_class(bool(self._lanes) and not room, "-lanes")

    def on_resize(self) -> None:
        if self._lanes is not None and (job := self.model.row(JOBS, self.key)) is not None:
            self._lay_out()
            self._draw_parts(job)

    def _focus_part(self) -> None:
        (self.lane_list if self._lanes else self.task_tree).focus(scroll_visible=False)

    def _draw_titles(self, run: Run) -> None:
        key = key_of(self.console_app, "lanes")
        held = f" ─ {of_job(run.job, run.objective, why=False)[0]}" if run.objective is not None else ""
        machines = counted(len(run.job["items"]), "machine")
        _title(self.lane_list, f"{machines}{held}{f' ─ {key}: tasks' if key else ''}")
        done, total = self.job_tasks.ended()
        _title(self.task_tree, f"{done} of {counted(total, 'task')} ended{f' ─ {key}: lanes' if key else ''}")

    def _head(self, run: Run, now: str | None) -> list[Marked]:
        job = run.job
        lines: list[Marked] = [headline(job, self.model.mode()), stand_line(run, *self.job_tasks.ended())]
        if not self._lanes or (run.objective is not None and says_why(run.objective)):
            lines += objective_lines(run)  # else the title of the lanes has it
        if not self._lanes or job["ended_at"]:
            lines.append(forecast_line(run))
        lines += wait_lines(self.console_app, job, here=True)
        return [*lines, *self._action_hints(job), *self._next(job, now)]

    def _next(self, job: JobRow, now: str | None) -> list[Marked]:
        """Return how the machines stand once a job has ended badly, and the next step of its target if it is the
        target's newest job."""
        target = job_target(job)
        if target is None or not job["ended_at"]:
            return []
        stands = stands_now(self._items_now(job)) if job["state"] not in GOOD else []
        newest = next((each["id"] for each in self.model.rows(JOBS) if job_target(each) == target), None)
        if newest != self.key:
            return stands
        return [*stands, *next_lines(self.console_app, next_step(self.model, target, now))]

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
        items = {item["key"]: item for item in self._items_now(job)} if job["ended_at"] else NO_ITEMS
        self.query_one("#facts", Lines).show([*self._task_lines(), *job_facts(job, self.job_tasks.told(), items)])

    def _items_now(self, job: JobRow) -> list[ItemRow]:
        """Return the job's items as they stand now; of a job of very many only the first."""
        return self.model.items.rows([item["key"] for item in job["items"][:ITEMS_LISTED]])

    def _task_lines(self) -> list[Marked]:
        """Return the facts of the task under the cursor; on a lane: of the task that says how the machine stands."""
        if self.task_tree.display and (self.task_tree.has_focus or not self._lanes):
            node = self.task_tree.cursor_task
            return [] if node is None else list(task_facts(node, node["tasks"]))
        lane = self.lane_list.cursor_lane
        task = self.job_tasks.task_of(lane.key) if lane is not None else None
        return [] if task is None else list(task_facts(task))

    @on(TaskTree.Moved)
    @on(LaneList.Moved)
    def _moved(self) -> None:
        if (job := self.model.row(JOBS, self.key)) is not None:
            self._draw_facts(job)
        self.draw_bars()

    def on_descendant_focus(self) -> None:
        if self._lanes is not None:
            self._moved()

    # Lanes and tree

    @on(LaneList.Chosen)
    def _open_machine(self) -> None:
        self.show_tasks()

    def show_tasks(self) -> None:
        """Show the task tree, at the machine under the cursor of the lanes."""
        lane = self.lane_list.cursor_lane
        task = self.job_tasks.task_of(lane.key) if self._lanes and lane is not None else None
        if self.task_tree.display:
            self.task_tree.focus(scroll_visible=False)
        else:
            self._show_part(lanes=False)
        if task is not None:
            self.task_tree.move_to(task["id"])

    def toggle_lanes(self) -> None:
        """Show the tasks instead of the lanes, or the lanes again."""
        if self._lanes and not self.task_tree.has_focus:
            self.show_tasks()
        else:
            self._show_part(lanes=True)

    def _show_part(self, *, lanes: bool) -> None:
        self._lanes = lanes
        self._lay_out()
        self._focus_part()
        if (job := self.model.row(JOBS, self.key)) is not None:
            self._draw_parts(job)
        self.draw_bars()

    # For commands

    def target(self) -> Target | None:
        return job_target(self.model.row(JOBS, self.key))

    def about(self) -> tuple[str, str] | None:
        return (JOBS, self.key)

    def job(self) -> str | None:
        return self.key


def _title(part: LaneList | TaskTree, text: str) -> None:
    title = Content(f" {text} ").markup
    if part.border_title != title:
        part.border_title = title
