"""Page of one job: how far it is against forecast and objective, a lane a machine or its task tree; facts below."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from drconsole.console.screens.common.base import BaseScreen
from drconsole.console.screens.job.facts import NO_ITEMS, items_now, job_facts, task_facts
from drconsole.console.screens.job.head import after_lines, first_command, head_lines, part_titles, planned_text
from drconsole.console.screens.job.report import chat_copies, job_parts, task_copies
from drconsole.console.screens.job.search import Searching
from drconsole.console.screens.jobs import job_target
from drconsole.console.state.clipboard import Copied
from drconsole.console.state.model.model import Changed
from drconsole.console.state.model.targets import Target
from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.prompt import Prompt
from drconsole.console.widgets.tree.job_tasks import FEW, JobTasks
from drconsole.console.widgets.tree.lane_list import LaneList
from drconsole.console.widgets.tree.task_tree import TaskTree
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import JOBS, TASKS
from drconsole.render.drawing.report import Part
from drconsole.render.jobs.run import Run, course_of, run_of
from drconsole.render.jobs.tree import with_tasks
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Severity
from drconsole.render.words.text import clean

TALL = 36
"""Lines of the screen with which the task tree stands below few lanes."""


class JobScreen(BaseScreen):
    """Page of one job; it follows the job's tasks while it is open."""

    DEFAULT_CSS = """
    JobScreen > #head { height: auto; max-height: 45%; }
    JobScreen > #parts { height: 1fr; }
    JobScreen #run { height: 2fr; min-height: 5; }
    JobScreen #lanes, JobScreen #tree { height: 1fr; min-height: 5; border-top: solid $idle; }
    JobScreen #facts { height: 1fr; min-height: 4; border-top: solid $idle; }
    JobScreen.-tasks #lanes { display: none; }
    JobScreen.-lanes #tree { display: none; }
    JobScreen.-both #lanes { height: auto; max-height: 70%; }
    JobScreen.-huge > #parts { layout: horizontal; }
    JobScreen.-huge #run { width: 5fr; height: 1fr; }
    JobScreen.-huge #facts { width: 3fr; height: 1fr; }
    """
    AUTO_FOCUS = ""
    titles = {"#head": "Job", "#facts": "Details"}
    has_lanes = True
    can_search = True

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key
        self.crumb = f"job {clean(key)}"
        self.job_tasks = JobTasks()
        self._lanes: bool | None = None
        """Whether the lanes are shown, or else the tree alone; None = nothing was drawn yet."""
        self._search = Searching()
        self._shown = -1
        """Version of the tasks that the tree shows."""

    def body(self) -> ComposeResult:
        yield Lines(id="head")
        with Vertical(id="parts"):
            with Vertical(id="run"):
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
            lanes = self.job_tasks.lanes
            self.lane_list.show(lambda worst: lanes(worst=worst), len(lanes()), course_of(run), planned_text(run))
            self._lay_out()
        if self.task_tree.display and self._shown != self.job_tasks.version:
            self._shown = self.job_tasks.version
            self.task_tree.show(self.job_tasks.tree())
        self._search.go_on(self.job_tasks, lambda: self._job_lines(job))
        titles = part_titles(self.console_app, run, self.job_tasks, self._search.found.place())
        _title(self.lane_list, titles[0])
        _title(self.task_tree, titles[1])
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

    def _head(self, run: Run, now: str | None) -> list[Marked]:
        job, (done, total) = run.job, self.job_tasks.ended()
        lines = head_lines(self.console_app, run, done, total, lanes=bool(self._lanes))
        self.next_command = first_command(job)
        return [*lines, *after_lines(self.console_app, job, lambda target: self.next_of(target, now))]

    def _draw_facts(self, job: JobRow) -> None:
        self.query_one("#facts", Lines).show([*self._task_lines(), *self._job_lines(job)])

    def _job_lines(self, job: JobRow) -> list[Marked]:
        items = {item["key"]: item for item in items_now(self.model, job)} if job["ended_at"] else NO_ITEMS
        return job_facts(job, self.job_tasks.told(), items)

    def _task_lines(self) -> list[Marked]:
        """Return the facts of the task under the cursor; on a lane: of the task that says how the machine stands."""
        if self.task_tree.display and (self.task_tree.has_focus or not self._lanes or self._search.found.text):
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

    @on(LaneList.Chosen)
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
            task = self.task_tree.cursor_task
            self._show_part(lanes=True)
            if task is not None and task["item_key"]:
                self.lane_list.move_to(task["item_key"])

    def _show_part(self, *, lanes: bool) -> None:
        self._lanes = lanes
        self._lay_out()
        if not self.query(Prompt):
            self._focus_part()
        if (job := self.model.row(JOBS, self.key)) is not None:
            self._draw_parts(job)
        self.draw_bars()

    # Search

    @property
    def filtered(self) -> str:
        return self._search.found.text

    def find(self, text: str) -> None:
        """Search tasks, errors and output for a text, and go to its first place; empty = end the search."""
        job = self.model.row(JOBS, self.key)
        if job is None or text == self._search.found.text:
            return
        if text and self._search.lanes_before is None:
            self._search.lanes_before = self._lanes
        self._search.begin(self.job_tasks, self._job_lines(job), text)
        for part in (self.task_tree, self.query_one("#facts", Lines)):
            part.light(text)
        if not text and self._search.lanes_before is not None:
            before, self._search.lanes_before = self._search.lanes_before, None
            if before != self._lanes:
                self._show_part(lanes=before)
        self._show_found(job)

    def search_on(self, step: int) -> None:
        self._search.found = self._search.found.moved(step)
        if (job := self.model.row(JOBS, self.key)) is not None:
            self._show_found(job)

    def _show_found(self, job: JobRow) -> None:
        """Put the cursor on the task of the hit, and its line into the window of the facts."""
        hit, facts = self._search.found.here, self.query_one("#facts", Lines)
        if hit is not None and not self.task_tree.display:
            self._show_part(lanes=False)
        if hit is not None and hit.key:
            self.task_tree.move_to(hit.key)
        self._draw_parts(job)
        if hit is not None:
            facts.see(hit.line if hit.key else len(self._task_lines()) + hit.line)
        self.draw_bars()

    def _restore_focus(self) -> None:
        self._focus_part()

    # For commands

    def target(self) -> Target | None:
        return job_target(self.model.row(JOBS, self.key))

    def about(self) -> tuple[str, str] | None:
        return (JOBS, self.key)

    def copies(self) -> list[Copied]:
        lane = self.lane_list.cursor_lane if self._lanes and not self.task_tree.has_focus else None
        first = Copied("machine", lane.label) if lane is not None and lane.key else Copied("job", self.key)
        return [first, *task_copies(self._task_lines())]

    def copy_next(self) -> tuple[Copied, Copied | None] | None:
        """Return also the job's line for a chat, which is made only when it is asked for."""
        first, *others = self.copies()
        now = self.model.world_now(self.console_app.monotonic())
        return self._copy_again.next([first, *chat_copies(self.model, self.key, self.job_tasks, now), *others])

    async def parts(self) -> list[Part]:
        job, head = self.model.row(JOBS, self.key), self.query_one("#head", Lines).text
        return [] if job is None else job_parts(head, self.job_tasks.tree(), self._job_lines(job))

    def row_of(self) -> Mapping[str, object] | None:
        job = self.model.row(JOBS, self.key)
        return None if job is None else with_tasks(job, self.job_tasks.rows())

    def job(self) -> str | None:
        return self.key


def _title(part: LaneList | TaskTree, text: str) -> None:
    title = Content(text).markup
    if part.border_title != title:
        part.border_title = title
