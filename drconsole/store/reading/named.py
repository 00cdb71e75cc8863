"""Names of the tasks that events are of: the journal has their keys alone, and their rows the names."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.records.rows.work.jobs import TaskRow
from drconsole.records.rows.work.journal import EventRow
from drconsole.records.tables import TASKS
from drconsole.store.reading.reader import Reader


def with_task_names(reader: Reader, events: Sequence[EventRow]) -> list[EventRow]:
    """Return the events, those of a task with its name; one whose task has no row, or no name yet, as it is."""
    keys = list(dict.fromkeys(key for event in events if (key := _task_key(event))))
    tasks = {f"{row['job']}/{row['id']}": row for row in reader.rows_of(TASKS, keys)} if keys else {}
    return [_named(event, tasks.get(_task_key(event))) for event in events]


def _named(event: EventRow, task: TaskRow | None) -> EventRow:
    if task is None or not task["friendly_name"]:
        return event
    return {**event, "task_name": task["friendly_name"], "task_item": task["item"]}


def _task_key(event: EventRow) -> str:
    job, task = event["job"], event.get("task")
    return f"{job}/{task}" if job and task else ""
