"""Lines of a job's page that are searched: each task with its errors and output, then what the job itself tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drconsole.console.screens.job_facts import task_facts
from drconsole.records.rows.jobs import TaskNode
from drconsole.render.finding import Document
from drconsole.render.jobs import node_line
from drconsole.render.lines import Marked
from drconsole.render.tree import walk

OF_THE_JOB = ""
"""Key of the document of the job itself."""


def documents(tree: Sequence[TaskNode], facts: Sequence[Marked]) -> Iterator[Document]:
    """Yield each task by its id: its line in the tree, then its facts; at last the job's own ``facts``."""
    for _, task in walk(tree):
        said = node_line(0, task)
        # The first fact repeats the task's name.
        below = [text_of(line) for line in task_facts(task, task["tasks"])][1:]
        yield task["id"], [f"{said.mark.word if said.mark else ''} {said.text}", *below]
    yield OF_THE_JOB, [text_of(line) for line in facts]


def text_of(line: Marked) -> str:
    return line if isinstance(line, str) else line[0]
