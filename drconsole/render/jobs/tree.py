"""The task rows of a job as the nested tree of the contract, and what can be read off it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from drconsole.records.clock import moment
from drconsole.recovery.types.words import Description, RunState, TaskKind

if TYPE_CHECKING:
    from drconsole.records.rows.work.jobs import JobRow, JobTree, TaskNode, TaskRow

_OF_THE_ROW = frozenset({"parent", "position", "tasks"})


def assemble(rows: Iterable[TaskRow]) -> list[TaskNode]:
    """Nest task rows under their ``parent``, each level in the order of ``position`` (or as they came).

    Every row comes out exactly once: one whose parent is missing (its row is not read yet, or the
    remote job never told it) stands at the root, as does the first of a circle.
    """
    ordered = sorted(rows, key=lambda row: row["position"])
    nodes = {row["id"]: _node(row) for row in ordered}
    parents = {row["id"]: row["parent"] for row in ordered}
    roots: list[TaskNode] = []
    for key, node in nodes.items():
        parent = parents[key]
        if parent is None or parent not in nodes or _circular(key, parents):
            parents[key] = None
            roots.append(node)
        else:
            nodes[parent]["tasks"].append(node)
    return roots


def _node(row: TaskRow) -> TaskNode:
    fields = {name: value for name, value in row.items() if name not in _OF_THE_ROW}
    return cast("TaskNode", fields | {"tasks": []})


def _circular(key: str, parents: Mapping[str, str | None]) -> bool:
    seen = {key}
    at = parents[key]
    while at is not None and at in parents:
        if at == key:
            return True
        if at in seen:
            return False
        seen.add(at)
        at = parents[at]
    return False


def with_tasks(job: JobRow, rows: Iterable[TaskRow]) -> JobTree:
    """A job's row and its tasks' rows as the one object of the contract."""
    return {**job, "tasks": assemble(rows)}


def paused(tasks: Iterable[TaskNode]) -> list[TaskNode]:
    """Return the tree of a held job: a branch in which no task is under way is held, and not in progress."""
    found: list[TaskNode] = []
    for task in tasks:
        below = paused(task["tasks"])
        open_ = task["state"] == RunState.IN_PROGRESS and bool(below)
        held = open_ and not any(_under_way(each) for each in below)
        description = Description.HELD.value if held else task["state_description"]
        found.append({**task, "tasks": below, "state_description": description})
    return found


def _under_way(task: TaskNode) -> bool:
    if task["tasks"]:
        return any(_under_way(each) for each in task["tasks"])
    return task["state"] in (RunState.IN_PROGRESS, RunState.SUSPENDED)


def walk(tasks: Iterable[TaskNode], depth: int = 0) -> Iterator[tuple[int, TaskNode]]:
    """Yield every task with its depth, parents before children."""
    for task in tasks:
        yield depth, task
        yield from walk(task["tasks"], depth + 1)


def leaves(tasks: Iterable[TaskNode]) -> Iterator[TaskNode]:
    return (task for _, task in walk(tasks) if not task["tasks"])


def in_state(tasks: Iterable[TaskNode], state: RunState) -> list[TaskNode]:
    """Return the leaves that are in a state."""
    return [task for task in leaves(tasks) if task["state"] == state]


def ended(tasks: Iterable[TaskNode]) -> tuple[int, int]:
    """Return how many leaves have ended, and how many there are."""
    states = [task["state"] for task in leaves(tasks)]
    return sum(state in set(RunState) and RunState(state).ended for state in states), len(states)


def outcomes(job: JobRow) -> Counter[str]:
    """Return how many items are in each state."""
    return Counter(item["outcome"] for item in job["items"])


def waited(tasks: Iterable[TaskNode], start: str | None, end: str | None) -> float | None:
    """Seconds from start to end in which no task of these ran: held, or waiting for a person; None = not known.

    A forecast does not count them. What cannot be told apart (a step that waits for its outcome) counts as run.
    """
    first, last = moment(start), moment(end)
    if first is None or last is None:
        return None
    begun = [task for task in leaves(tasks) if task["state"] != RunState.NOT_STARTED and _counts(task)]
    if not all(task["started_at"] for task in begun):
        return None
    spans = [
        (max(moment(task["started_at"]) or first, first), min(moment(task["ended_at"]) or last, last)) for task in begun
    ]
    ran, until = 0.0, first
    for at, over in sorted(spans):
        if over > until:
            ran += (over - max(at, until)).total_seconds()
            until = over
    return max(0.0, (last - first).total_seconds() - ran)


def _counts(task: TaskNode) -> bool:
    """Return whether a forecast counts its time: not what a person is waited for, nor what was never begun."""
    waits = task["kind"] == TaskKind.MANUAL or task["state"] == RunState.SUSPENDED
    return not waits and task["state_description"] != Description.SKIPPED


def latest_time(job: JobRow, tasks: Iterable[TaskNode]) -> str | None:
    """Return the latest time in a job and its tasks: the provider's clock when the job last changed."""
    times: list[str | None] = [job["started_at"], job["ended_at"]]
    for _, task in walk(tasks):
        times += [task["started_at"], task["ended_at"]]
    known = [(when, time) for time in times if (when := moment(time))]
    return max(known, key=lambda pair: pair[0])[1] if known else None
