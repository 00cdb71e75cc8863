"""Warnings: what a task says although it succeeded. They stand in its job, and on the item as long as its machine.

A warning can ride on an operation that succeeded (28175: the machine has another name; 28061), and nobody opens a job
that went well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from drconsole.engine.decider.state import Job, State
from drconsole.records.rows.common import SaidRow
from drconsole.records.rows.estate.items import ItemWarningRow
from drconsole.records.rows.work.jobs import JobWarningRow
from drconsole.recovery.types.words import Operation, TargetType
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import TaskError

SAME_MACHINE = frozenset({Operation.COMMIT, Operation.RESYNCHRONIZE})
"""Operations after which an item has the machine that it had; any other one makes it anew, or ends it."""


def note(job: Job, item: str | None, errors: Collection[TaskError]) -> bool:
    """Keep the warnings among a task's errors; whether there was a new one."""
    if not errors:
        return False
    known = set(job.warnings)
    request = job.created.request
    if item is None and request.target_type is TargetType.ITEM:
        item = request.target
    for error in errors:
        if error.level.casefold() != "warning":
            continue
        # A remote job tells of all its tasks' errors once more, without their items.
        if item is not None:
            job.warnings.pop((None, error.code, error.message), None)
        elif any(told[1:] == (error.code, error.message) for told in job.warnings):
            continue
        job.warnings.setdefault((item, error.code, error.message), error)
    return set(job.warnings) != known


def kept(state: State, job: Job) -> Iterator[ev.WarningsKept]:
    """Return what stands on its items from now on, as far as that is another than before."""
    for item in job.created.qualified:
        before = state.warnings.get(item)
        told = tuple(error for (of, _, _), error in job.warnings.items() if of == item)
        old = before.warnings if before is not None else ()
        if job.created.request.operation in SAME_MACHINE:
            new = (*old, *(error for error in told if error not in old))
        else:
            new = told
        if new != old:
            yield ev.WarningsKept(item, job.id, new)


def fold_kept(state: State, event: ev.WarningsKept, at: datetime, actor: str) -> None:
    if event.warnings:
        state.warnings[event.item] = event
    else:
        state.warnings.pop(event.item, None)


FOLDS = {ev.WarningsKept.kind: fold_kept}


def of_job(job: Job, names: Mapping[str, str]) -> list[JobWarningRow]:
    return [
        {"key": item, "item": names.get(item, item) if item is not None else None, **_json(error)}
        for (item, _, _), error in job.warnings.items()
    ]


def of_item(state: State, item: str) -> list[ItemWarningRow]:
    found = state.warnings.get(item)
    return [{"job": found.after_job, **_json(error)} for error in found.warnings] if found is not None else []


def _json(error: TaskError) -> SaidRow:
    return {
        "code": error.code,
        "message": error.message,
        "possible_causes": error.possible_causes,
        "recommended_action": error.recommended_action,
    }
