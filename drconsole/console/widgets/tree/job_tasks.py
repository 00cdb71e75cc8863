"""Tasks of one job as its page shows them: lanes and a tree, of which a change makes anew only what it concerns.

No Textual. A job of 10,000 machines has 80,000 tasks, and tells of a few of them each second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from drconsole.records.rows.work.jobs import JobRow, TaskNode, TaskRow
from drconsole.recovery.types.words import RunState
from drconsole.render.drawing.lanes import OF_THE_PLAN, PLAN, Lane, counts_text, lane_of, task_at, worst_first
from drconsole.render.jobs.jobs import output_lines, told_apart
from drconsole.render.jobs.tree import assemble, paused
from drconsole.render.words.labels import labels

FEW = 12
"""Lanes that can be seen at one look."""
ENDED = frozenset(state.value for state in RunState if state.ended)


class JobTasks:
    """Rows of a job's tasks, and what is made of them."""

    def __init__(self) -> None:
        self.version = 0
        """Number of changes so far."""
        self._rows: dict[str, TaskRow] = {}
        self._below: dict[str, int] = {}
        """Task -> number of tasks below it."""
        self._of_item: dict[str, dict[str, None]] = {}
        """Item key -> ids of its tasks."""
        self._lanes: dict[str, Lane] = {}
        self._ordered: list[Lane] | None = None
        self._tree: list[TaskNode] | None = None
        self._counts: str | None = None
        self._ended: tuple[int, int] | None = None
        self._told: set[str] = set()
        """Ids of tasks with errors, or whose script failed."""
        self._job: tuple[object, ...] = ()
        self._labels: dict[str, str] = {}
        self._start: str | None = None
        self._held = False
        self._left_out: frozenset[str] = frozenset()

    def replace(self, job: JobRow, rows: Iterable[TaskRow]) -> None:
        """Take all tasks of a job."""
        for held in (self._rows, self._below, self._of_item, self._lanes):
            held.clear()
        self._told.clear()
        self._job = ()
        self.change(job, rows)

    def change(self, job: JobRow, rows: Iterable[TaskRow] = ()) -> None:
        """Take the job's row, and the tasks that are new or have changed."""
        stale = self._take_job(job)
        for row in rows:
            stale |= self._take(row)
        for key in stale:
            self._make_lane(key)
        if stale:
            self.version += 1
            self._ordered = self._tree = self._ended = self._counts = None

    def _take_job(self, job: JobRow) -> set[str]:
        """Return the keys of all lanes if the job's row tells something new of them."""
        left_out = frozenset(each["key"] or "" for each in job["skipped"])
        told = tuple(item["key"] for item in job["items"]), job["started_at"], job["held"], left_out
        if told == self._job:
            return set()
        self._job, self._start, self._held, self._left_out = told, job["started_at"], job["held"], left_out
        self._labels = labels(job["items"])
        return {*self._labels, *self._of_item}

    def _take(self, row: TaskRow) -> set[str]:
        """Return the keys of the lanes that a row concerns."""
        name, item, parent = row["id"], row["item_key"] or PLAN, row["parent"]
        old = self._rows.get(name)
        self._rows[name] = row
        stale = {item}
        if old is None:
            self._of_item.setdefault(item, {})[name] = None
            if parent is not None:
                self._below[parent] = self._below.get(parent, 0) + 1
                if (above := self._rows.get(parent)) is not None:
                    stale.add(above["item_key"] or PLAN)  # it has no stretch of its own any more
        elif (before := old["item_key"] or PLAN) != item:
            self._of_item[before].pop(name, None)
            self._of_item.setdefault(item, {})[name] = None
            stale.add(before)
        telling = row["errors"] or row.get("answer") or output_lines(row)
        (self._told.add if telling else self._told.discard)(name)
        return stale

    def _leaves(self, key: str) -> list[TaskRow]:
        found = (self._rows[name] for name in self._of_item.get(key, ()) if name not in self._below)
        return sorted(found, key=_position)

    def _make_lane(self, key: str) -> None:
        tasks = self._leaves(key)
        if not tasks and key not in self._labels:
            self._lanes.pop(key, None)
            return
        label = OF_THE_PLAN if key == PLAN else self._labels.get(key, key)
        lane = lane_of(key, label, tasks, self._start)
        if not lane.stretches and key in self._left_out:
            lane = replace(lane, note="left out")
        self._lanes[key] = lane

    # What is made of them

    def lanes(self, *, worst: bool = False) -> list[Lane]:
        """Return a lane a machine in the order of the job, the plan's own last; ``worst``: by gravity instead."""
        if worst:
            if self._ordered is None:
                self._ordered = worst_first(self.lanes())
            return self._ordered
        known = [self._lanes[key] for key in self._labels if key in self._lanes]
        others = [lane for key, lane in self._lanes.items() if key not in self._labels and key != PLAN]
        return [*known, *others, *([self._lanes[PLAN]] if PLAN in self._lanes else [])]

    def counts(self) -> str:
        """Return how many machines stand how, where there are too many to see."""
        if self._counts is None:
            self._counts = counts_text(self._lanes.values()) if len(self._lanes) > FEW else ""
        return self._counts

    def task_of(self, lane: str) -> TaskRow | None:
        """Return the task that says how the machine of a lane stands; None = it has no task."""
        return task_at(self._leaves(lane), waits_first=lane == PLAN)

    def tree(self) -> list[TaskNode]:
        """Return the tasks nested; a branch of a held job in which nothing runs is held."""
        if self._tree is None:
            nested = assemble(told_apart(self._rows.values()))
            self._tree = paused(nested) if self._held else nested
        return self._tree

    def rows(self) -> list[TaskRow]:
        """Return all tasks, as the store has them."""
        return sorted(self._rows.values(), key=_position)

    def told(self) -> list[TaskRow]:
        """Return the tasks that have something to tell: errors, answers, and what a failed script said."""
        return sorted(told_apart(self._rows[name] for name in self._told), key=_position)

    def ended(self) -> tuple[int, int]:
        """Return how many tasks without tasks below them have ended, and how many there are."""
        if self._ended is None:
            states = [row["state"] for name, row in self._rows.items() if name not in self._below]
            self._ended = sum(state in ENDED for state in states), len(states)
        return self._ended


def _position(row: TaskRow) -> int:
    return row["position"]
