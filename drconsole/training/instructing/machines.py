"""Machines of an exercise as they stand, read from its store for who lets faults come."""

from __future__ import annotations

from pathlib import Path

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.records.tables import ITEMS, JOBS, TASKS
from drconsole.recovery.steps.item_steps import ITEM_STEP_NAMES
from drconsole.store.reading.reader import Reader
from drconsole.training.instructing.fitting import Machine
from drconsole.training.session.folder import folder_of, running


def machines(reader: Reader) -> list[Machine]:
    """Return all machines, those of running jobs first. Raises ``DrError`` where the store cannot be read."""
    jobs = [row for row in reader.rows(JOBS) if row["ended_at"] is None]
    found = [_machine(reader, row, jobs) for row in reader.rows(ITEMS)]
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


def _machine(reader: Reader, row: ItemRow, jobs: list[JobRow]) -> Machine:
    job = next((job for job in jobs if any(item["key"] == row["key"] for item in job["items"])), None)
    steps = [] if job is None else _steps(reader, job["id"], row["key"])
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


def _steps(reader: Reader, job: str, item: str) -> list[tuple[str, bool]]:
    """Return the names of the steps of an item in a job, in their order, each with whether it has ended."""
    rows = sorted(reader.rows(TASKS, job=job), key=lambda row: row["position"])
    return [
        (str(row["name"]), row["ended_at"] is not None)
        for row in rows
        if row["item"] == item and row["name"] in ITEM_STEP_NAMES
    ]
