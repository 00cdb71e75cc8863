"""Folded state as rows: what the tables hold and every reader sees, in the fields of the command line.

Pure. ``rows(state, touched)`` is written in the transaction of the events that touched them, and the
same functions over a fold of the whole journal are what ``doctor`` compares the tables with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from drconsole.engine.decider import obligations, warned
from drconsole.engine.decider.outcome import expected
from drconsole.engine.decider.state import Job, State, Task, Validation
from drconsole.records.rows import (
    AboutRow,
    ChosenPointRow,
    ConsequenceRow,
    ErrorRow,
    ForecastRow,
    GateRow,
    ItemPointRow,
    JobItemRow,
    JobRow,
    OptionsRow,
    PointUsedRow,
    TaskRow,
    ValidationRow,
    WaitRow,
)
from drconsole.recovery.types.events import PointUsed
from drconsole.recovery.types.points import ChosenPoint
from drconsole.recovery.types.tasks import Consequence, Forecast, RunOptions, TaskError, TaskKind, TaskSpec
from drconsole.recovery.types.words import Description, Grain, Operation, RunState

RESTARTABLE = frozenset(
    {
        Operation.CLEANUP_TEST_FAILOVER,
        Operation.RE_PROTECT,
        Operation.REVERSE_REPLICATE,
        Operation.ENABLE_REPLICATION,
        Operation.DISABLE_REPLICATION,
        Operation.RESYNCHRONIZE,
    }
)
"""Failed jobs that offer Restart (allowedActions of recorded jobs); a failed failover is begun anew instead.
Resynchronize was not recorded as failed: our choice, it changes nothing that a second run could harm."""
RESTARTED = (RunState.FAILED, RunState.CANCELLED, RunState.PARTIALLY_SUCCEEDED)


@lru_cache(maxsize=4096)
def stamp(when: datetime | None) -> str | None:
    """ISO 8601 in UTC, whole seconds where there is no fraction."""
    if when is None:
        return None
    text = when.isoformat(timespec="microseconds" if when.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def job_row(job: Job) -> JobRow:
    """A job in the fields of the command line, without its tasks."""
    created = job.created
    names = created.item_names
    state, description = job_state(job)
    return {
        "id": job.id,
        "parent": None,
        "origin": "ours",
        "operation": created.request.operation,
        "target": created.target_name,
        "target_key": created.request.target,
        "target_type": created.request.target_type,
        "direction": created.request.options.direction,
        "options": options_json(created.request.options),
        "state": state,
        "state_description": description,
        "started_at": stamp(job.started_at),
        "ended_at": stamp(job.ended_at),
        "allowed_actions": allowed_actions(job),
        "errors": [error_json(error) for error in job.errors],
        "warnings": warned.of_job(job, names),
        "items": _items(job),
        "skipped": [{**about(one.item, names), "reason": one.reason} for one in created.skipped],
        "points": points_json(created.points, names),
        "forecast": forecast_json(created.forecast, names),
        "digest": created.digest,
        "grain": created.grain,
        "accepted": list(created.accepted),
        "held": job.held is not None,
        "hold": None
        if job.held is None
        else {"since": stamp(job.held.since), "operator": job.held.actor, "comment": job.held.comment},
        "waits_for": [waits_json(job.tasks[task_id]) for task_id in job.waiting],
        "consequences": [consequence_json(consequence, names) for consequence in job.consequences],
        "evidence": [
            {
                **about(e.item, names),
                "probe": e.probe,
                "seen": e.seen,
                "ok": e.ok,
                "expected": expected(created.request.operation, created.request.options.direction, e.probe),
                "as_of": stamp(e.as_of),
            }
            for e in job.evidence
        ],
        "retry_of": created.retry_of,
        "operator": job.actor,
    }


def job_state(job: Job) -> tuple[RunState, str]:
    """State and description as shown: a wait for a person outweighs what else goes on."""
    if job.ended:
        return job.state, job.description
    if job.waiting:
        return RunState.SUSPENDED, job.tasks[next(iter(job.waiting))].description
    if job.cancelling:
        return RunState.CANCELLING, Description.CANCELLING
    if job.held:
        return RunState.IN_PROGRESS, Description.HELD
    return RunState.IN_PROGRESS, Description.IN_PROGRESS


def allowed_actions(job: Job) -> list[str]:
    if job.ended:
        failed = job.state in RESTARTED
        return ["retry"] if failed and job.created.request.operation in RESTARTABLE else []
    if job.cancelling or job.complete:
        return []
    if job.held:
        return ["resume", "cancel"]
    # The provider runs the rest as one piece, which cannot be held between its steps.
    return ["hold", "cancel"] if job.created.grain is Grain.STEP else ["cancel"]


def about(key: str | None, names: Mapping[str, str]) -> AboutRow:
    """Of which item an entry is: its key, and ``item`` as a label that two may share. None: of the whole."""
    return {"key": key, "item": None if key is None else names.get(key, key)}


def _items(job: Job) -> list[JobItemRow]:
    """Every item of a job with how it ended, why so, and the recovery point that it was really taken from."""
    names, reasons = job.created.item_names, _reasons(job)
    used = {point.item: point for point in job.points_used.values()}
    return [
        {
            "key": key,
            "name": names.get(key, key),
            "outcome": outcome,
            "reason": reasons.get(key),
            "point_used": used_json(used[key], job.data_loss.get(key)) if key in used else None,
        }
        for key, outcome in _outcomes(job).items()
    ]


def used_json(used: PointUsed, data_loss: float | None) -> PointUsedRow:
    return {"id": used.id, "time": stamp(used.time), "consistency": used.consistency, "data_loss": data_loss}


def points_json(points: Mapping[str, ChosenPoint], names: Mapping[str, str]) -> list[ItemPointRow]:
    """The point that was chosen for each item."""
    return [{"key": key, "name": names.get(key, key), "point": point_json(point)} for key, point in points.items()]


def _outcomes(job: Job) -> dict[str, RunState]:
    if job.items:
        return job.items
    running = dict.fromkeys(job.created.qualified, RunState.IN_PROGRESS)
    running.update(dict.fromkeys(job.failed_items, RunState.FAILED))
    running.update({skipped.item: RunState.OTHER for skipped in job.created.skipped})
    return running


def _reasons(job: Job) -> dict[str, str]:
    """Why an item was left out, or not carried to its end, as far as a task or the sorting out has told."""
    failed = {item: f"{task} failed" for item, task in job.failed_items.items()}
    return {**{one.item: one.reason for one in job.created.skipped}, **job.incomplete_items, **failed}


def task_row(job: Job, task: Task) -> TaskRow:
    """A task in the fields of the command line; its place in the tree is ``parent`` and ``position``."""
    spec = task.spec
    row: TaskRow = {
        "id": spec.id,
        "name": spec.name,
        "friendly_name": spec.friendly_name,
        "kind": spec.kind,
        "state": task.state,
        "state_description": task.description,
        "item": job.created.item_names.get(spec.item, spec.item) if spec.item else None,
        "item_key": spec.item,
        "job": job.id,
        "parent": spec.parent,
        "position": task.position,
        "started_at": stamp(task.started_at),
        "ended_at": stamp(task.ended_at),
        "errors": [error_json(error) for error in task.errors],
    }
    if task.attempt > 1:
        row["attempt"] = task.attempt
    if task.reference:
        row["reference"] = task.reference
    if spec.kind is TaskKind.SCRIPT and spec.action is not None:
        row["script"], row["folder"] = spec.action.path, task.reference
    if spec.child_job:
        row["child_job"] = f"{job.id}/{spec.id}"
    if spec.action is not None and spec.action.instructions:
        row["instructions"] = spec.action.instructions
    if task.why:
        row["why"] = task.why
    if task.output:
        row["output"] = task.output
    if task.waiting:
        row["outcomes"] = list(task.outcomes)
        row["waiting_since"] = stamp(task.waiting_since)
    if task.answer:
        row["answer"] = task.answer.text
    return row


def gate_row(job: Job, task: Task) -> GateRow:
    """What needs a person: which task, since when, what for and what ends it."""
    return {
        "job": job.id,
        "operation": job.created.request.operation,
        "target": job.created.target_name,
        **waits_json(task),
        "item": job.created.item_names.get(task.spec.item, task.spec.item) if task.spec.item else None,
        "item_key": task.spec.item,
    }


def validation_row(note: Validation) -> ValidationRow:
    return {
        "item": note.item,
        "result": note.result,
        "comment": note.comment,
        "point": note.point,
        "at": stamp(note.at),
        "operator": note.actor,
    }


def waits_json(task: Task) -> WaitRow:
    return {
        "task": task.spec.id,
        "friendly_name": task.spec.friendly_name,
        "state_description": task.description,
        "why": task.why,
        "since": stamp(task.waiting_since),
        "outcomes": list(task.outcomes),
    }


def consequence_json(left: Consequence, names: Mapping[str, str]) -> ConsequenceRow:
    return {
        **about(left.item, names),
        "outcome": left.outcome,
        "text": left.text,
        "loses_replication": left.loses_replication,
    }


def error_json(error: TaskError) -> ErrorRow:
    return {
        "code": error.code,
        "message": error.message,
        "possible_causes": error.possible_causes,
        "recommended_action": error.recommended_action,
        "level": error.level,
        "task": error.task,
    }


def point_json(point: ChosenPoint) -> ChosenPointRow:
    return {
        "choice": point.choice,
        "id": point.id,
        "time": stamp(point.time),
        "consistency": point.consistency,
        "multi_vm": point.multi_vm,
        "data_loss": point.data_loss,
        "note": point.note,
    }


def forecast_json(forecast: Forecast, names: Mapping[str, str]) -> ForecastRow:
    return {
        "low": round(forecast.low),
        "likely": round(forecast.likely),
        "high": round(forecast.high),
        "reasons": [{"text": r.text, **about(r.item, names), "seconds": round(r.seconds)} for r in forecast.reasons],
    }


def options_json(options: RunOptions) -> OptionsRow:
    return {
        "point": options.point,
        "point_id": options.point_id,
        "direction": options.direction,
        "shutdown": options.shutdown,
        "network": options.network,
        "encryption_key": options.certificate.thumbprint if options.certificate else None,
        "comment": options.comment,
    }


def spec_json(spec: TaskSpec, names: dict[str, str]) -> dict[str, Any]:
    """A task that has not run, for previews."""
    return {
        "id": spec.id,
        "parent": spec.parent,
        "name": spec.name,
        "friendly_name": spec.friendly_name,
        "kind": spec.kind,
        "item": names.get(spec.item, spec.item) if spec.item else None,
        "item_key": spec.item,
        "state": RunState.NOT_STARTED,
        "state_description": Description.NOT_STARTED,
        "why": spec.skipped or ("waits for a person" if spec.kind is TaskKind.MANUAL else ""),
    }


def touched_rows(
    state: State, touched: Iterable[tuple[str, str, str]]
) -> list[tuple[str, str, str | None, str | None, Mapping[str, Any] | None]]:
    """(table, key, job, state, body) of each touched row; body None = the row is no more."""
    rows: list[tuple[str, str, str | None, str | None, Mapping[str, Any] | None]] = []
    for table, job_id, key in touched:
        if table == "validation":
            note = state.validations.get(key)
            rows.append((table, key, None, None, validation_row(note) if note else None))
            continue
        if table == "obligation":
            owed = state.obligations.get(key)
            rows.append((table, key, None, None, dict(obligations.row(owed, stamp)) if owed else None))
            continue
        job = state.jobs.get(job_id) or state.gone[job_id]
        if table == "job":
            row = job_row(job)
            rows.append((table, key, None, str(row["state"]), row))
            continue
        task = job.tasks[key]
        rows.append((table, f"{job.id}/{key}", job.id, str(task.state), task_row(job, task)))
        gate = gate_row(job, task) if task.waiting and task.outcomes else None
        if gate is not None or task.answer or task.waiting_since is not None:
            rows.append(("gate", f"{job.id}/{key}", job.id, None, gate))
    return rows
