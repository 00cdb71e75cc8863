"""Machines of an exercise as they stand, read from its store for who lets faults come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import JobRow, TaskRow
from drconsole.records.tables import ITEMS, JOBS, TASKS
from drconsole.recovery.steps.item_steps import ITEM_STEP_NAMES
from drconsole.store.reading.reader import Reader
from drconsole.training.instructing.fitting import Machine
from drconsole.training.session.folder import folder_of, running


def machines(reader: Reader) -> list[Machine]:
    """Return all machines, those of running jobs first. Raises ``DrError`` where the store cannot be read."""
    return machines_of(reader, reader.rows(ITEMS), [row for row in reader.rows(JOBS) if row["ended_at"] is None])


def machines_of(reader: Reader, items: Iterable[ItemRow], jobs: Sequence[JobRow]) -> list[Machine]:
    """Return these items as machines, those of running jobs first. ``jobs``: the running ones; their tasks are read."""
    # The first job of an item counts.
    at_work = {item["key"]: job for job in reversed(jobs) for item in job["items"]}
    tasks = {job["id"]: sorted(reader.rows(TASKS, job=job["id"]), key=lambda row: row["position"]) for job in jobs}
    found = []
    for row in items:
        job = at_work.get(row["key"])
        found.append(_machine(row, job, tasks[job["id"]] if job is not None else []))
    return sorted(found, key=lambda one: (not one.operation, one.name))


def machines_in(file: Path) -> list[Machine]:
    """Return the machines of the exercise whose store this file is; where it is no exercise's, of the one that runs.

    Empty where none runs. Raises ``DrError`` where the store cannot be read.
    """
    if folder_of(file.parent) is None:
        found = running()
        if found is None:
            return []
        file = found.folder.state(found.attempt.state).db
    with Reader(file) as reader:
        return machines(reader)


def _machine(row: ItemRow, job: JobRow | None, tasks: Sequence[TaskRow]) -> Machine:
    # Names and ends of its steps in the job, in their order.
    of_item = (task for task in tasks if task["item_key"] == row["key"] and task["name"] in ITEM_STEP_NAMES)
    steps = [(str(task["name"]), task["ended_at"] is not None) for task in of_item]
    return Machine(
        key=row["key"],
        name=row["name"],
        scenario=row["scenario"],
        allowed=tuple(row["allowed_operations"]),
        source_powered=row["source_powered"],
        target_powered=row["target_powered"],
        no_network=any(flag["flag"] == "network" for flag in row["flags"]),
        operation="" if job is None else job["operation"],
        to_come=tuple(name for name, ended in steps if not ended),
        passed=tuple(name for name, ended in steps if ended),
    )
