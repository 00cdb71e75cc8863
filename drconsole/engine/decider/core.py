"""The engine's core, a decider: what an event means (``fold``) and what is to be done next (``decide``).

Everything that decides the course of a job is here and in ``tree``. No clock, no I/O, no
asyncio: time comes with the event. The shell turns a ``Do`` into an effect and the effect's outcome
into an event; after a crash the same fold over the same journal gives the same state, and what was
begun and has no end comes out of ``begun_steps`` to be looked at, never to be run again blindly.

The life of a leaf::

    NotStarted -> (its turn) ready -> TaskBegun -> [TaskAccepted] -> TaskEnded
                                          |  absent after settle: TaskReset -> ready, next attempt
                                          |  nothing says: TaskWaiting/WaitingForOutcome -> TaskAnswered | TaskFound
    manual action: ready -> TaskWaiting/WaitingForManualAction -> TaskAnswered
    its key is not held: ready -> TaskWaiting/WaitingForEncryptionKey -> TaskAnswered -> ready
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from drconsole.engine.decider import idle, obligations, tree, warned
from drconsole.engine.decider.nodes import ask_again, forget_nodes, let_go, not_cancelled, observe_nodes, owe_answer
from drconsole.engine.decider.state import Act, Answer, Hold, Job, State, Task, Validation
from drconsole.recovery.states.taking_part import MOVES
from drconsole.recovery.types import events as ev
from drconsole.recovery.types.tasks import TaskKind
from drconsole.recovery.types.words import Description, Operation, Outcome, RemoteAct, RunState, TargetType

UNKNOWN_OUTCOMES = (Outcome.DONE, Outcome.FAILED, Outcome.SKIP, Outcome.RETRY)

ANSWERED = {Outcome.DONE: RunState.SUCCEEDED, Outcome.FAILED: RunState.FAILED, Outcome.SKIP: RunState.OTHER}


class Kind(StrEnum):
    """What the shell may be told to do."""

    BEGIN = "begin"
    OPEN_GATE = "open-gate"
    ACT = "act"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Do:
    """One command to the shell."""

    kind: Kind
    job: str
    task: str = ""
    node: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.kind, self.job, self.task, self.node)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what is under way at once: in all, at the provider, in one phase of one job."""

    overall: int = 256
    provider: int = 256
    group: int = 100


def decide(
    state: State,
    limits: Limits,
    in_hand: Collection[tuple[str, str, str, str]],
    *,
    draining: bool = False,
    keyed: Container[str] = (),
) -> Iterator[Do]:
    """Return what is to be done now, in plan order; when draining, nothing that would have an effect.

    ``keyed`` are the jobs whose encryption key is held: a step that needs one and has none waits for a person. The
    caller folds each begin and gate before it asks for the next command.
    """
    for job in list(state.jobs.values()):
        if job.complete:
            yield from _new(Do(Kind.FINISH, job.id), in_hand)
            continue
        for act in list(job.acts.values()):
            # Also when draining: what is under way could not end without its answer.
            if _can_act(job, act):
                yield from _new(Do(Kind.ACT, job.id, act.task, act.node), in_hand)
        if draining:
            continue
        if job.ready and not job.held and (state.open_steps < limits.overall or _gate_due(job)):
            yield from _begin(state, job, limits, job.id in keyed)


def _new(do: Do, in_hand: Collection[tuple[str, str, str, str]]) -> Iterator[Do]:
    if do.key not in in_hand:
        yield do


def _can_act(job: Job, act: Act) -> bool:
    """Remote work can be cancelled once it has a reference; a script of ours at any time."""
    leaf = job.tasks[act.task]
    return act.action is not RemoteAct.CANCEL or leaf.reference is not None or leaf.spec.kind is TaskKind.SCRIPT


def _gate_due(job: Job) -> bool:
    return any(_needs_no_slot(job.tasks[queue[0]]) for queue in job.ready.values())


def _needs_no_slot(task: Task) -> bool:
    """Gates open also while everything is busy, and so do scripts for which a remote job keeps its slot."""
    return task.spec.kind is TaskKind.MANUAL or task.node is not None


def _begin(state: State, job: Job, limits: Limits, keyed: bool) -> Iterator[Do]:
    for phase in list(job.ready):
        while queue := job.ready.get(phase):
            task = job.tasks[queue[0]]
            if task.spec.kind is TaskKind.MANUAL or (not keyed and tree.needs_key(job, task.spec)):
                yield Do(Kind.OPEN_GATE, job.id, queue[0])
                continue
            if not _needs_no_slot(task):
                if state.open_steps >= limits.overall:
                    break
                if task.spec.kind in tree.PLAIN_STEPS and state.provider_steps >= limits.provider:
                    break
                if job.phase_open.get(phase, 0) >= limits.group:
                    break
            yield Do(Kind.BEGIN, job.id, queue[0])


def begun_steps(state: State) -> list[tuple[Job, Task]]:
    """Every begin without an end, in tree order: what the next engine must look at before all else."""
    return [(job, task) for job in state.jobs.values() for task in job.tasks.values() if task.begun]


def fold(state: State, recorded: ev.Recorded) -> None:
    """Apply one event.

    Raises:
        ValueError: the event cannot follow what came before; the journal or the shell is wrong.
    """
    handler = FOLDS.get(recorded.event.kind)
    if handler is not None:
        handler(state, recorded.event, recorded.world_at, recorded.actor)
        idle.note(state, getattr(recorded.event, "job", ""), recorded.world_at)


def _task(state: State, event: Any) -> tuple[Job, Task]:
    job = state.jobs.get(event.job)
    if job is None or event.task not in job.tasks:
        raise ValueError(f"{event.kind}: no open task {event.task} in job {event.job}")
    return job, job.tasks[event.task]


def _touch_job(state: State, job: Job) -> None:
    state.touched["job", job.id, job.id] = None


def _job_created(state: State, event: ev.JobCreated, at: datetime, actor: str) -> None:
    if event.job in state.jobs:
        raise ValueError(f"job {event.job} exists")
    tasks, roots = tree.plant(event.tree.tasks)
    job = Job(event.job, event, actor, at, tasks, roots)
    job.roots_left, job.complete = len(roots), not roots
    state.jobs[job.id] = job
    for item in event.qualified:
        state.busy[item] = job.id
    for task in tasks.values():
        tree.touch(state, job, task)
    _touch_job(state, job)
    tree.advance(state, job, job, roots, at)


FAILS_OVER = MOVES - {Operation.TEST_FAILOVER}


def runs_noted(state: State, created: ev.JobCreated) -> list[ev.Event]:
    """Events that say, with a new job, of which plan's run its items are."""
    request = created.request
    if request.operation not in FAILS_OVER:
        return []
    if request.target_type is TargetType.PLAN:
        return [ev.RunNoted(created.qualified, request.target)]
    own = tuple(key for key in created.qualified if key in state.runs)
    return [ev.RunNoted(own, None)] if own else []


def _run_noted(state: State, event: ev.RunNoted, at: datetime, actor: str) -> None:
    for item in event.items:
        if event.plan is None:
            state.runs.pop(item, None)
        else:
            state.runs[item] = event.plan


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
        _touch_job(state, job)
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
        _touch_job(state, job)


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
    _touch_job(state, job)
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
    _touch_job(state, job)


def _task_found(state: State, event: ev.TaskFound, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    if not task.begun or event.attempt != task.attempt or event.task not in job.waiting:
        raise ValueError(f"task.found: {event.task} attempt {event.attempt} of job {job.id} waits for nobody")
    del job.waiting[event.task]
    task.state, task.description = RunState.IN_PROGRESS, Description.IN_PROGRESS
    task.why, task.outcomes = "", ()
    tree.enter(state, job, task)
    tree.touch(state, job, task)
    _touch_job(state, job)


def _task_answered(state: State, event: ev.TaskAnswered, at: datetime, actor: str) -> None:
    job, task = _task(state, event)
    if event.task not in job.waiting or event.outcome not in task.outcomes:
        raise ValueError(f"task.answered: {event.task} of job {job.id} does not wait for {event.outcome}")
    task.answer = Answer(event.outcome, event.comment)
    _touch_job(state, job)
    if event.outcome is Outcome.RETRY:
        _again(state, job, task, at)
        return
    _end(state, job, task, ANSWERED[event.outcome], at)


def _nodes_observed(state: State, event: ev.NodesObserved, at: datetime, actor: str) -> None:
    job, leaf = _task(state, event)
    observe_nodes(state, job, leaf, event.nodes, at)
    _touch_job(state, job)


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
    _touch_job(state, job)


def _job_held(state: State, event: ev.JobHeld, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.held = Hold(at, actor, event.comment)
    _touch_job(state, job)


def _job_doubted(state: State, event: ev.JobDoubted, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.held, job.doubted = Hold(at, actor, event.comment), True
    _touch_job(state, job)


def _job_resumed(state: State, event: ev.JobResumed, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.held = None
    _touch_job(state, job)


def _cancel_requested(state: State, event: ev.JobCancelRequested, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.cancelling, job.held, job.consequences = True, None, event.consequences
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
    _touch_job(state, job)


def _job_ended(state: State, event: ev.JobEnded, at: datetime, actor: str) -> None:
    job = state.jobs[event.job]
    job.state, job.description, job.ended_at = event.state, event.description, at
    job.items, job.evidence, job.data_loss = dict(event.items), event.evidence, dict(event.data_loss)
    for item in job.created.qualified:
        if state.busy.get(item) == job.id:
            del state.busy[item]
    _touch_job(state, job)
    state.gone[job.id] = state.jobs.pop(job.id)


def _validation_recorded(state: State, event: ev.ValidationRecorded, at: datetime, actor: str) -> None:
    state.validations[event.item] = Validation(event.item, event.result, event.comment, event.point, at, actor)
    state.touched["validation", "", event.item] = None


def _validation_voided(state: State, event: ev.ValidationVoided, at: datetime, actor: str) -> None:
    state.validations.pop(event.item, None)
    state.touched["validation", "", event.item] = None


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.JobCreated.kind: _job_created,
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
    ev.JobHeld.kind: _job_held,
    ev.JobDoubted.kind: _job_doubted,
    ev.JobResumed.kind: _job_resumed,
    ev.JobCancelRequested.kind: _cancel_requested,
    ev.JobEnded.kind: _job_ended,
    ev.ValidationRecorded.kind: _validation_recorded,
    ev.ValidationVoided.kind: _validation_voided,
    ev.RunNoted.kind: _run_noted,
    **warned.FOLDS,
    **obligations.FOLDS,
}
