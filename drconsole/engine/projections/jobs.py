"""Jobs and their tasks as rows. Pure."""

from __future__ import annotations

from drconsole.engine.decider import warned
from drconsole.engine.decider.outcome import expected
from drconsole.engine.decider.state import Job, Task
from drconsole.engine.projections.parts import (
    about,
    consequence_json,
    error_json,
    forecast_json,
    options_json,
    points_json,
    stamp,
    used_json,
)
from drconsole.records.rows.work.jobs import GateRow, JobItemRow, JobRow, TaskNode, TaskRow, WaitRow
from drconsole.records.rows.work.leads import LeadRow
from drconsole.recovery.types.words import Description, Grain, Operation, RunState
from drconsole.recovery.types.work.tasks import TaskKind, TaskSpec
from drconsole.room.leads import Lead

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
"""Failed jobs that offer Restart (allowedActions of recorded jobs); a failed failover is begun again instead.
Resynchronize was not recorded as failed: our choice, it changes nothing that a second run could harm."""
RESTARTED = (RunState.FAILED, RunState.CANCELLED, RunState.PARTIALLY_SUCCEEDED)


def job_row(job: Job) -> JobRow:
    """A job in the fields of the command line, without its tasks."""
    created = job.created
    names = created.item_names
    state, description = job_state(job)
    direction = created.request.options.direction
    # Words as plain text: as members of their enumerations they are by far the dearest part of a row's JSON.
    return {
        "id": job.id,
        "parent": None,
        "origin": "ours",
        "operation": str(created.request.operation),
        "target": created.target_name,
        "target_key": created.request.target,
        "target_type": str(created.request.target_type),
        "direction": direction and str(direction),
        "options": options_json(created.request.options),
        "state": str(state),
        "state_description": str(description),
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
        "grain": str(created.grain),
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
        "proposal": created.proposal or None,
        "break_glass": [
            {"what": one.what, "reason": one.reason, "by": one.by, "at": stamp(one.at)} for one in job.broken_glass
        ],
        "lead": None if job.lead is None else lead_row(job.lead),
        "rto": created.rto,
        "waited": job.waited,
        "held_for": job.held_for,
        "idle_since": stamp(job.idle_since),
    }


def lead_row(lead: Lead) -> LeadRow:
    return {
        "key": lead.key,
        "name": lead.name,
        "since": stamp(lead.since),
        "way": str(lead.way),
        "by": lead.by,
        "comment": lead.comment,
        "asked": [
            {"key": one.key, "name": one.name, "at": stamp(one.at), "comment": one.comment} for one in lead.asked
        ],
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


def _items(job: Job) -> list[JobItemRow]:
    """Return every item of a job with how it ended, why so, and the recovery point that it was really taken from."""
    names, reasons = job.created.item_names, _reasons(job)
    used = {point.item: point for point in job.points_used.values()}
    return [
        {
            "key": key,
            "name": names.get(key, key),
            "outcome": str(outcome),
            "reason": reasons.get(key),
            "point_used": used_json(used[key], job.data_loss.get(key)) if key in used else None,
        }
        for key, outcome in _outcomes(job).items()
    ]


def _outcomes(job: Job) -> dict[str, RunState]:
    if job.items:
        return job.items
    running = dict.fromkeys(job.created.qualified, RunState.IN_PROGRESS)
    running.update(dict.fromkeys(job.failed_items, RunState.FAILED))
    running.update({skipped.item: RunState.OTHER for skipped in job.created.skipped})
    return running


def _reasons(job: Job) -> dict[str, str]:
    """Return why an item was left out, or not carried to its end, as far as a task or the sorting out has told."""
    failed = {item: f"{task} failed" for item, task in job.failed_items.items()}
    skipped = {one.item: one.reason for one in job.created.skipped}
    return {**_other_than_expected(job), **skipped, **job.incomplete_items, **failed}


def _other_than_expected(job: Job) -> dict[str, str]:
    """Return what was seen of an item when its tasks had ended, where that is not what makes it count as done."""
    asked, found = job.created.request, dict[str, list[str]]()
    for seen in job.evidence:
        wanted = expected(asked.operation, asked.options.direction, seen.probe)
        if wanted is not None and seen.ok is not wanted:
            found.setdefault(seen.item, []).append(f"{seen.probe}: {seen.seen}")
    return {item: f"seen after its tasks had ended: {', '.join(words)}" for item, words in found.items()}


def task_row(job: Job, task: Task) -> TaskRow:
    """A task in the fields of the command line; its place in the tree is ``parent`` and ``position``."""
    spec = task.spec
    # Words as plain text: see ``job_row``.
    row: TaskRow = {
        "id": spec.id,
        "name": spec.name,
        "friendly_name": spec.friendly_name,
        "kind": str(spec.kind),
        "state": str(task.state),
        "state_description": str(task.description),
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
        row["answered_by"], row["answered_at"] = task.answer.by, stamp(task.answer.at)
    return row


def gate_row(job: Job, task: Task) -> GateRow:
    """Return what needs a person: which task, since when, what for and what ends it."""
    return {
        "job": job.id,
        "operation": job.created.request.operation,
        "target": job.created.target_name,
        "task": task.spec.id,
        "friendly_name": task.spec.friendly_name,
        "state_description": task.description,
        "why": task.why,
        "since": stamp(task.waiting_since),
        "outcomes": list(task.outcomes),
        "item": job.created.item_names.get(task.spec.item, task.spec.item) if task.spec.item else None,
        "item_key": task.spec.item,
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


def planned_task(spec: TaskSpec, names: dict[str, str]) -> TaskNode:
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
        "job": None,
        "started_at": None,
        "ended_at": None,
        "errors": [],
        "tasks": [],
    }
