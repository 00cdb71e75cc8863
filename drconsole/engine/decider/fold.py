"""Fold of events into state: what each event means. Pure; only here are the objects of ``state`` changed.

Here are the events of jobs and validations; those of tasks, warnings, failures and obligations have modules of their
own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from drconsole.engine.decider import failing, fold_tasks, idle, runs, tree, warned
from drconsole.engine.decider.beside import Validation
from drconsole.engine.decider.nodes import let_go
from drconsole.engine.decider.owing import obligations
from drconsole.engine.decider.room import approving, handing_over, leading, notes, polling, seating, shelving
from drconsole.engine.decider.state import Act, BrokenGlass, Hold, Job, State
from drconsole.recovery.types.words import RemoteAct, RunState
from drconsole.recovery.types.work import events as ev


def fold(state: State, recorded: ev.Recorded) -> None:
    """Apply one event.

    Raises:
        ValueError: the event cannot follow what came before; the journal or the shell is wrong.
    """
    handler = FOLDS.get(recorded.event.kind)
    if handler is not None:
        handler(state, recorded.event, recorded.world_at, recorded.actor)
        idle.note(state, getattr(recorded.event, "job", ""), recorded.world_at)
    if (by_wall := BY_WALL.get(recorded.event.kind)) is not None:
        by_wall(state, recorded.event, recorded.at, recorded.actor)


def _job_created(state: State, event: ev.JobCreated, at: datetime, actor: str) -> None:
    if event.job in state.jobs:
        raise ValueError(f"job {event.job} exists")
    tasks, roots = tree.plant(event.tree.tasks)
    job = Job(event.job, event, actor, at, tasks, roots)
    job.roots_left, job.complete = len(roots), not roots
    if event.break_glass:
        job.broken_glass.append(BrokenGlass("start", event.break_glass, actor, at))
    state.jobs[job.id] = job
    for item in event.qualified:
        state.busy[item] = job.id
    for task in tasks.values():
        tree.touch(state, job, task)
    tree.touch_job(state, job)
    tree.advance(state, job, job, roots, at)


def _job_held(state: State, event: ev.JobHeld, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.held = Hold(at, actor, event.comment)
    tree.touch_job(state, job)


def _job_doubted(state: State, event: ev.JobDoubted, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.held, job.doubted = Hold(at, actor, event.comment), True
    tree.touch_job(state, job)


def _job_resumed(state: State, event: ev.JobResumed, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    _let_go_on(job, at)
    tree.touch_job(state, job)


def _let_go_on(job: Job, at: datetime) -> None:
    if job.held is not None:
        job.held_for += max(0.0, (at - job.held.since).total_seconds())
    job.held = None


def _cancel_requested(state: State, event: ev.JobCancelRequested, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    _let_go_on(job, at)
    job.cancelling, job.consequences = True, event.consequences
    if event.break_glass:
        job.broken_glass.append(BrokenGlass("cancel", event.break_glass, actor, at))
    for task_id, task in job.tasks.items():
        if task.begun:
            # Also where nobody knows the outcome: it may be running.
            job.acts.setdefault((task_id, ""), Act(task_id, "", RemoteAct.CANCEL, event.comment))
            let_go(state, job, task)
    tree.drop_ready(state, job, at)
    for task_id in list(job.waiting):
        task = job.tasks[task_id]
        if not task.begun:
            tree.close(state, job, task, RunState.CANCELLED, at)
    tree.touch_job(state, job)


def _job_ended(state: State, event: ev.JobEnded, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.state, job.description, job.ended_at = event.state, event.description, at
    job.items, job.evidence, job.data_loss = dict(event.items), event.evidence, dict(event.data_loss)
    for item in job.created.qualified:
        if state.busy.get(item) == job.id:
            del state.busy[item]
    tree.touch_job(state, job)
    state.gone[job.id] = state.jobs.pop(job.id)


def _validation_recorded(state: State, event: ev.ValidationRecorded, at: datetime, actor: str) -> None:
    said = (event.result, event.comment, event.point)
    state.validations[event.item] = Validation(event.item, *said, at, actor, event.seen, event.accepted)
    state.touched["validation", "", event.item] = None


def _validation_voided(state: State, event: ev.ValidationVoided, at: datetime, actor: str) -> None:
    state.validations.pop(event.item, None)
    state.touched["validation", "", event.item] = None


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.JobCreated.kind: _job_created,
    ev.JobHeld.kind: _job_held,
    ev.JobDoubted.kind: _job_doubted,
    ev.JobResumed.kind: _job_resumed,
    ev.JobCancelRequested.kind: _cancel_requested,
    ev.JobEnded.kind: _job_ended,
    ev.ValidationRecorded.kind: _validation_recorded,
    ev.ValidationVoided.kind: _validation_voided,
    **fold_tasks.FOLDS,
    **runs.FOLDS,
    **warned.FOLDS,
    **failing.FOLDS,
    **obligations.FOLDS,
    **approving.FOLDS,
    **notes.FOLDS,
    **leading.FOLDS,
}


def _wall_jumped(state: State, event: ev.WallJumped, at: datetime, actor: str) -> None:
    if event.seconds < 0:
        polling.set_back(state, timedelta(seconds=event.seconds))
        shelving.set_back(state, timedelta(seconds=event.seconds))
        handing_over.set_back(state, timedelta(seconds=event.seconds))


BY_WALL: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.WallJumped.kind: _wall_jumped,
    **seating.FOLDS,
    **polling.FOLDS,
    **shelving.FOLDS,
    **handing_over.FOLDS,
}
"""What folds each event that goes by the wall's clock: what people agree among themselves."""
