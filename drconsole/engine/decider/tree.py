"""Progress of a job's tree: whose turn it is, and what an end means for the tasks above and after it. Pure. A sequence
goes on with its next child, a parallel container starts all at once; a failure is a value that travels by these rules
and never an exception.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

from drconsole.engine.decider.state import Job, State, Task
from drconsole.recovery.checks.landing.encryption import KEYLESS_STEPS
from drconsole.recovery.types.words import Description, RunState
from drconsole.recovery.types.work.tasks import TaskKind, TaskSpec

PLAIN_STEPS = frozenset({TaskKind.STEP, TaskKind.RUNBOOK})
"""What the provider does, and its limit on parallel work counts."""
ACTIONS = frozenset({TaskKind.SCRIPT, TaskKind.MANUAL, TaskKind.RUNBOOK})

DESCRIBED = {
    RunState.SUCCEEDED: Description.COMPLETED,
    RunState.FAILED: Description.FAILED,
    RunState.CANCELLED: Description.CANCELLED,
    RunState.OTHER: Description.SKIPPED,
    RunState.PARTIALLY_SUCCEEDED: Description.PARTIALLY_SUCCEEDED,
    RunState.COMPLETED_WITH_INFORMATION: Description.COMPLETED_WITH_INFORMATION,
}


def plant(specs: tuple[TaskSpec, ...]) -> tuple[dict[str, Task], list[str]]:
    """The tasks of a tree by id, and its roots in order.

    Raises:
        ValueError: an id is used twice, or a parent does not stand before its child.
    """
    tasks: dict[str, Task] = {}
    roots: list[str] = []
    for position, spec in enumerate(specs):
        if spec.id in tasks:
            raise ValueError(f"task {spec.id} stands twice in the tree")
        tasks[spec.id] = Task(spec, position)
        if spec.parent is None:
            roots.append(spec.id)
        elif spec.parent in tasks:
            parent = tasks[spec.parent]
            parent.children.append(spec.id)
            parent.left += 1
        else:
            raise ValueError(f"task {spec.id} stands before its parent {spec.parent}")
    return tasks, roots


def touch(state: State, job: Job, task: Task) -> None:
    state.touched["task", job.id, task.spec.id] = None


def touch_job(state: State, job: Job) -> None:
    state.touched["job", job.id, job.id] = None


def phase_of(task: Task) -> str:
    return task.spec.phase or ""


def activate(state: State, job: Job, task_id: str, at: datetime) -> None:
    """It is this task's turn: begin, skip or cancel it, and all below it."""
    task = job.tasks[task_id]
    task.due = True
    reason = _not_now(job, task.spec)
    if reason is not None:
        _drop(state, job, task, *reason, at)
        return
    if not task.container:
        job.ready.setdefault(phase_of(task), deque()).append(task_id)
        return
    task.state, task.description, task.started_at = RunState.IN_PROGRESS, Description.IN_PROGRESS, at
    touch(state, job, task)
    if task.left == 0:
        close(state, job, task, RunState.SUCCEEDED, at)
    elif task.spec.kind is TaskKind.PARALLEL:
        for child in task.children:
            activate(state, job, child, at)
    else:
        advance(state, job, task, task.children, at)


def advance(state: State, job: Job, owner: Task | Job, siblings: list[str], at: datetime) -> None:
    """Give the turn to the first sibling that has not had it, and on while siblings end at once."""
    if owner.advancing:
        return
    owner.advancing = True
    for task_id in siblings:
        task = job.tasks[task_id]
        if not task.due:
            activate(state, job, task_id, at)
        if not task.state.ended:
            break
    owner.advancing = False


def close(state: State, job: Job, task: Task, result: RunState, at: datetime, description: str = "") -> None:
    """A task has ended: tell its parent, and through it those that come after."""
    if task.begun or task.spec.id in job.open:
        leave(state, job, task)
    task.begun = False
    task.state, task.description = result, description or DESCRIBED[result]
    task.ended_at = at
    task.outcomes = ()
    job.waiting.pop(task.spec.id, None)
    touch(state, job, task)
    if result is RunState.FAILED and not task.container:
        _record_failure(job, task)
    if result is RunState.CANCELLED and task.spec.item:
        job.cancelled_items[task.spec.item] = None
    if task.node is not None:
        job.complete = _nothing_left(job)
        return
    if is_whole(task.spec):
        _whole_not_done(job, task, result)
    if task.spec.parent is None:
        job.roots_left -= 1
        job.complete = _nothing_left(job)
        advance(state, job, job, job.roots, at)
        return
    _child_ended(state, job, job.tasks[task.spec.parent], task, at)


def _nothing_left(job: Job) -> bool:
    """A script that a remote job asked for may outlast that job, or leave the question how it ended."""
    return not job.roots_left and not job.open and not job.waiting


def enter(state: State, job: Job, task: Task) -> None:
    """A leaf is under way."""
    job.open[task.spec.id] = None
    phase = phase_of(task)
    job.phase_open[phase] = job.phase_open.get(phase, 0) + 1
    state.open_steps += 1
    state.provider_steps += task.spec.kind in PLAIN_STEPS


def leave(state: State, job: Job, task: Task) -> None:
    """A leaf is no longer under way: ended, or waiting for a person."""
    if task.spec.id in job.open:
        del job.open[task.spec.id]
        job.phase_open[phase_of(task)] -= 1
        state.open_steps -= 1
        state.provider_steps -= task.spec.kind in PLAIN_STEPS


def drop_ready(state: State, job: Job, at: datetime) -> None:
    """After a cancel or a stop: what had its turn and was not begun will not be."""
    not_begun = [task_id for queue in job.ready.values() for task_id in queue]
    not_begun += [task_id for task_id in job.waiting if _only_lacks_key(job.tasks[task_id])]
    job.ready.clear()
    for task_id in not_begun:
        task = job.tasks[task_id]
        reason = _not_now(job, task.spec)
        if reason is not None:
            _drop(state, job, task, *reason, at)


def _only_lacks_key(task: Task) -> bool:
    return task.spec.kind is TaskKind.STEP and not task.begun


def _child_ended(state: State, job: Job, parent: Task, child: Task, at: datetime) -> None:
    parent.left -= 1
    if child.state in (RunState.FAILED, RunState.PARTIALLY_SUCCEEDED) and not child.spec.tolerated:
        parent.failed_children += 1
    elif child.state is RunState.CANCELLED:
        parent.cancelled_children += 1
    elif child.state is not RunState.OTHER:
        parent.done_children += 1
        parent.noted_children += child.state is not RunState.SUCCEEDED
    if parent.left:
        if parent.spec.kind is TaskKind.SEQUENCE:
            advance(state, job, parent, parent.children, at)
        return
    close(state, job, parent, _container_result(parent), at)


def _container_result(parent: Task) -> RunState:
    if parent.cancelled_children:
        return RunState.CANCELLED
    if parent.failed_children:
        some = parent.done_children and not parent.spec.child_job
        return RunState.PARTIALLY_SUCCEEDED if some else RunState.FAILED
    if parent.noted_children:
        return RunState.COMPLETED_WITH_INFORMATION
    return RunState.SUCCEEDED if parent.done_children else RunState.OTHER


def _not_now(job: Job, spec: TaskSpec) -> tuple[RunState, str] | None:
    """Return why a task whose turn has come is not to run; None = it runs."""
    if job.cancelling:
        return RunState.CANCELLED, "the job was cancelled"
    if job.stopped:
        return RunState.OTHER, job.stopped
    if spec.skipped is not None:
        return RunState.OTHER, spec.skipped
    if spec.item is not None and spec.item in job.failed_items:
        return RunState.OTHER, f"{job.failed_items[spec.item]} failed"
    return None


def _drop(state: State, job: Job, task: Task, result: RunState, why: str, at: datetime) -> None:
    """End a task that never ran, with everything below it; only its own parent is told."""
    below = list(task.children)
    while below:
        child = job.tasks[below.pop()]
        child.due, child.state, child.description, child.why = True, result, DESCRIBED[result], why
        below.extend(child.children)
        _note_not_run(job, child, result, why)
        touch(state, job, child)
    task.why = why
    _note_not_run(job, task, result, why)
    close(state, job, task, result, at)
    task.started_at = task.ended_at = None


def _note_not_run(job: Job, task: Task, result: RunState, why: str) -> None:
    item = task.spec.item
    if item is None or task.spec.skipped is not None:
        return
    if result is RunState.CANCELLED:
        job.cancelled_items[item] = None
    elif job.stopped:
        job.incomplete_items.setdefault(item, why)


def _whole_not_done(job: Job, task: Task, result: RunState) -> None:
    """Nobody told what became of each item: it shares the end of the whole."""
    for item in job.created.qualified:
        if item in job.items_told:
            continue
        if result is RunState.FAILED:
            job.failed_items.setdefault(item, task.spec.friendly_name)
        elif result is RunState.CANCELLED:
            job.cancelled_items[item] = None
        elif result is RunState.OTHER:
            job.incomplete_items.setdefault(item, task.why or "not carried through")


def _record_failure(job: Job, task: Task) -> None:
    spec = task.spec
    job.errors.extend(task.errors)
    if spec.tolerated:
        job.tolerated += 1
        return
    if spec.item is not None:
        job.failed_items[spec.item] = spec.friendly_name
        if job.created.tree.stop_on_failure:
            job.stopped = f"{spec.friendly_name} failed for {spec.item}, and a planned run stops at an error"
    elif spec.kind in ACTIONS:
        job.plan_failures += 1
        if job.created.tree.stop_on_failure:
            job.stopped = f"{spec.friendly_name} failed, and a planned run stops at an error"
    elif task.node is None:
        job.stopped = f"{spec.friendly_name} failed"


def needs_key(job: Job, spec: TaskSpec) -> bool:
    """Return whether it cannot be begun without the job's encryption key: up to the step that makes an item's
    machine."""
    encrypted = job.created.encrypted
    if not encrypted or spec.kind is not TaskKind.STEP or spec.step in KEYLESS_STEPS:
        return False
    return spec.item in encrypted if spec.item is not None else is_remote(spec)


def is_remote(spec: TaskSpec) -> bool:
    """The whole operation as a remote job, on one item or on all."""
    return spec.kind is TaskKind.STEP and spec.step is None


def is_whole(spec: TaskSpec) -> bool:
    return is_remote(spec) and spec.item is None
