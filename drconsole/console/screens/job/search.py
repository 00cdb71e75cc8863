"""Lines of a job's page that are searched: each task with its errors and output, then what the job itself tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from drconsole.console.screens.job.facts import task_facts
from drconsole.console.widgets.tree.job_tasks import JobTasks
from drconsole.records.rows.work.jobs import TaskNode
from drconsole.render.jobs.jobs import node_line
from drconsole.render.jobs.tree import walk
from drconsole.render.rows.lines import Marked
from drconsole.render.words.finding import Document, Found, search

OF_THE_JOB = ""
"""Key of the document of the job itself."""


class Searching:
    """Words searched for on the page of a job, and the lines that are searched."""

    def __init__(self) -> None:
        self.found = Found()
        self.lanes_before: bool | None = None
        """Whether the lanes were shown before the search; None = nothing is searched for."""
        self._version = -1
        self._documents: list[Document] = []

    def begin(self, tasks: JobTasks, facts: Sequence[Marked], text: str) -> None:
        """Search for a text; empty = end the search."""
        self.found = search(self._lines(tasks, facts), text) if text else Found()

    def go_on(self, tasks: JobTasks, facts: Callable[[], Sequence[Marked]]) -> None:
        """Search again if the tasks have changed; the hit that is shown stays."""
        if self.found.text and self._version != tasks.version:
            self.found = self.found.again(self._lines(tasks, facts()))

    def _lines(self, tasks: JobTasks, facts: Sequence[Marked]) -> list[Document]:
        if self._version != tasks.version:
            self._version, self._documents = tasks.version, list(documents(tasks.tree(), facts))
        return self._documents


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
