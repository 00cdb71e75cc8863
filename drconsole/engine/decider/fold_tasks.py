"""Fold of what happens to tasks, to the nodes of remote jobs, and to requests to these. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drconsole.engine.decider import tree, warned
from drconsole.engine.decider.nodes import ask_again, forget_nodes, let_go, not_cancelled, observe_nodes, owe_answer
from drconsole.engine.decider.state import Answer, Job, State, Task
from drconsole.recovery.types.words import Description, Outcome, RemoteAct, RunState
from drconsole.recovery.types.work import events as ev

ANSWERED = {Outcome.DONE: RunState.SUCCEEDED, Outcome.FAILED: RunState.FAILED, Outcome.SKIP: RunState.OTHER}


def _task(state: State, event: Any) -> tuple[Job, Task]:
    job = state.jobs.get(event.job)
    if job is None or event.task not in job.tasks:
        raise ValueError(f"{event.kind}: no open task {event.task} in job {event.job}")
    return job, job.tasks[event.task]


def _task_begun(state: State, event: ev.TaskBegun, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    phase = tree.phase_of(task)
    queue = job.ready.get(phase)
    if not queue or event.task not in queue or task.begun or event.attempt != task.attempt:
        raise ValueError(f"task.begun: {event.task} attempt {event.attempt} of job {job.id} is not due")
    queue.remove(event.task)
    if not queue:
        del job.ready[phase]
    task.begun, task.reference, task.why = True, None, ""
    task.state, task.description = RunState.IN_PROGRESS, Description.IN_PROGRESS
    task.started_at = task.started_at or at
    tree.enter(state, job, task)
    tree.touch(state, job, task)


def _task_accepted(state: State, event: ev.TaskAccepted, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    task.reference = event.reference
    tree.touch(state, job, task)


def _task_ended(state: State, event: ev.TaskEnded, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    if not task.begun or event.attempt != task.attempt:
        raise ValueError(f"task.ended: {event.task} attempt {event.attempt} of job {job.id} was not begun")
    task.errors, task.output = event.errors, event.output
    for used in event.points:
        job.points_used[used.item] = used
    for item, outcome in event.items.items():
        if outcome is RunState.FAILED:
            job.failed_items.setdefault(item, task.spec.friendly_name)
        elif outcome is RunState.CANCELLED:
            job.cancelled_items[item] = None
        elif outcome is RunState.OTHER:
            job.incomplete_items.setdefault(item, "not carried through")
    if tree.is_whole(task.spec):
        job.remote_state, job.items_told = event.state, frozenset(event.items)
    if tree.is_remote(task.spec) and event.state is not RunState.FAILED:
        job.errors.extend(event.errors)
    if warned.note(job, task.spec.item, event.errors):
        tree.touch_job(state, job)
    job.acts.pop((event.task, ""), None)
    _end(state, job, task, event.state, at, event.description)


def _end(state: State, job: Job, task: Task, result: RunState, at: datetime, description: str = "") -> None:
    failed_before = len(job.errors), job.stopped
    waited = task.spec.id in job.waiting
    let_go(state, job, task, ended=True)
    tree.close(state, job, task, result, at, description)
    if job.stopped and not failed_before[1]:
        tree.drop_ready(state, job, at)
    if task.node is not None:
        owe_answer(job, task)
    if waited or (len(job.errors), job.stopped) != failed_before or job.complete or task.spec.kind in tree.ACTIONS:
        tree.touch_job(state, job)


def _task_reset(state: State, event: ev.TaskReset, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    if not task.begun or event.attempt != task.attempt + 1:
        raise ValueError(f"task.reset: {event.task} of job {job.id} has no attempt {event.attempt - 1} under way")
    _again(state, job, task, at)
    task.why, task.looked = event.why, True


def _again(state: State, job: Job, task: Task, at: datetime) -> None:
    tree.leave(state, job, task)
    job.waiting.pop(task.spec.id, None)
    forget_nodes(state, job, task)
    if not task.begun:
        task.started_at = None  # it only waited for its key: nothing was attempted, and no time of its own is spent
    task.begun, task.reference, task.attempt = False, None, task.attempt + task.begun
    task.uncancelled = False
    task.outcomes, task.waiting_since = (), None
    task.state, task.description = RunState.NOT_STARTED, Description.NOT_STARTED
    tree.touch(state, job, task)
    tree.touch_job(state, job)
    tree.activate(state, job, task.spec.id, at)


def _task_waiting(state: State, event: ev.TaskWaiting, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    queue = job.ready.get(tree.phase_of(task))
    if queue and event.task in queue:
        queue.remove(event.task)
        if not queue:
            del job.ready[tree.phase_of(task)]
    tree.leave(state, job, task)
    task.state, task.description = RunState.SUSPENDED, event.description
    task.started_at = task.started_at or at
    task.why, task.outcomes, task.waiting_since = event.why, event.outcomes, at
    job.waiting[event.task] = None
    tree.touch(state, job, task)
    tree.touch_job(state, job)


def _task_found(state: State, event: ev.TaskFound, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    if not task.begun or event.attempt != task.attempt or event.task not in job.waiting:
        raise ValueError(f"task.found: {event.task} attempt {event.attempt} of job {job.id} waits for nobody")
    del job.waiting[event.task]
    task.state, task.description = RunState.IN_PROGRESS, Description.IN_PROGRESS
    task.why, task.outcomes = "", ()
    tree.enter(state, job, task)
    tree.touch(state, job, task)
    tree.touch_job(state, job)


def _task_answered(state: State, event: ev.TaskAnswered, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    if event.task not in job.waiting or event.outcome not in task.outcomes:
        raise ValueError(f"task.answered: {event.task} of job {job.id} does not wait for {event.outcome}")
    task.answer = Answer(event.outcome, event.comment, actor, at)
    tree.touch_job(state, job)
    if event.outcome is Outcome.RETRY:
        _again(state, job, task, at)
        return
    _end(state, job, task, ANSWERED[event.outcome], at)


def _nodes_observed(state: State, event: ev.NodesObserved, at: datetime, actor: str) -> None:
    job, leaf = _task(state, event)
    observe_nodes(state, job, leaf, event.nodes, at)
    tree.touch_job(state, job)


def _act_begun(state: State, event: ev.ActBegun, at: datetime, actor: str) -> None:
    job, _ = _task(state, event)
    if act := job.acts.get((event.task, event.node)):
        act.begun = True


def _act_ended(state: State, event: ev.ActEnded, at: datetime, actor: str) -> None:
    job, leaf = _task(state, event)
    job.acts.pop((event.task, event.node), None)
    if event.taken or not leaf.begun:
        return
    if event.action is RemoteAct.CANCEL:
        not_cancelled(state, job, leaf, at)
    else:
        ask_again(state, job, leaf, event.node, event.outcome, at)
    tree.touch_job(state, job)


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.TaskBegun.kind: _task_begun,
    ev.TaskAccepted.kind: _task_accepted,
    ev.TaskEnded.kind: _task_ended,
    ev.TaskReset.kind: _task_reset,
    ev.TaskWaiting.kind: _task_waiting,
    ev.TaskFound.kind: _task_found,
    ev.TaskAnswered.kind: _task_answered,
    ev.NodesObserved.kind: _nodes_observed,
    ev.ActBegun.kind: _act_begun,
    ev.ActEnded.kind: _act_ended,
}
