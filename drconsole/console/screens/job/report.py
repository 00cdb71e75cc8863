"""Page of a job as parts of a report: its head, every task in a table, and what it tells of machines and errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.console.screens.job.facts import items_now
from drconsole.console.screens.job.search import text_of
from drconsole.console.state.clipboard import Copied
from drconsole.console.state.model.model import Model
from drconsole.console.widgets.tree.job_tasks import JobTasks
from drconsole.records.objectives import with_objective
from drconsole.records.rows.work.jobs import TaskNode
from drconsole.records.tables import JOBS
from drconsole.render.drawing.report import Part
from drconsole.render.jobs.can import can_line
from drconsole.render.jobs.jobs import error_text, item_labels, task_name, took_text
from drconsole.render.jobs.tree import walk
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import run_mark
from drconsole.render.words.text import clean, utc

TASKS = ("Task", "State", "Machine", "Begun", "Ended", "Took", "Errors")


def job_parts(head: str, tree: Sequence[TaskNode], facts: Sequence[Marked]) -> list[Part]:
    """Return the parts. ``head`` and ``facts``: the lines above the tasks and below them."""
    return [
        Part("", lines=head.splitlines()),
        Part("Tasks", TASKS, list(_rows(tree))),
        Part("", lines=[text_of(line) for line in facts]),
    ]


def task_copies(told: Sequence[Marked]) -> list[Copied]:
    """Return what can be copied of a task: its first line, then all that is told of it."""
    lines = [text_of(line) for line in told]
    return [Copied("the task", lines[0]), Copied("all of the task", "\n".join(lines))] if lines else []


def chat_copies(model: Model, key: str, tasks: JobTasks, now: str | None) -> list[Copied]:
    """Return the job in one line for a chat; nothing of a job that is not known."""
    job = model.row(JOBS, key)
    if job is None:
        return []
    line = can_line(with_objective(job, now), tasks.tree(), items_now(model, job), model.mode(), now)
    return [Copied("the line for a chat", line)]


def _rows(tree: Sequence[TaskNode]) -> Iterator[list[str]]:
    known = item_labels(task for _, task in walk(tree))
    for depth, task in walk(tree):
        yield [
            "  " * depth + task_name(task, known),
            run_mark(task["state"], task["state_description"]).word,
            known.get(task["item_key"] or "", clean(task["item"] or "")),
            utc(task["started_at"]),
            utc(task["ended_at"]),
            took_text(task, task["tasks"]),
            "; ".join(error_text(error) for error in task["errors"]),
        ]
