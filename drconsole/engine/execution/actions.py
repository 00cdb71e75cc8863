"""Actions of recovery plans (scripts, manual actions) and the answers that remote jobs are owed."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from functools import partial

from drconsole.engine.decider.state import UNKNOWN_OUTCOMES, Act, Job, Task, outcomes_of
from drconsole.engine.execution.carrier import Carrier
from drconsole.engine.execution.keyring import KEY_OUTCOMES, WHY
from drconsole.engine.execution.looking import StillOut, answered, taken
from drconsole.engine.execution.patience import ATTEMPTS
from drconsole.engine.execution.scripts.context import ScriptContext, script_context
from drconsole.engine.execution.scripts.running import Order, ScriptState, Truth
from drconsole.engine.execution.scripts.wrapper import ABORTED
from drconsole.engine.execution.work import work_for, work_key
from drconsole.providers.port import NoAnswer, Rejected, Status, Unreachable
from drconsole.recovery.steps.item_steps import WAIT
from drconsole.recovery.types.words import Description, RemoteAct, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import TaskError, TaskKind

LOOK_AGAIN = 15.0


_WAITS_AS = {WAIT: Description.WAITING_FOR_USER_INPUT}


def gate(job: Job, task: Task) -> ev.TaskWaiting:
    """A manual action stops the run until somebody says that it was done; so does a failback after its data sync."""
    if task.spec.kind is not TaskKind.MANUAL:
        return ev.TaskWaiting(job.id, task.spec.id, Description.WAITING_FOR_ENCRYPTION_KEY, WHY, KEY_OUTCOMES)
    action = task.spec.action
    why = action.instructions if action and action.instructions else task.spec.friendly_name
    description = _WAITS_AS.get(task.spec.name, Description.WAITING_FOR_MANUAL_ACTION)
    return ev.TaskWaiting(job.id, task.spec.id, description, why, outcomes_of(description))


def script_key(job: Job, task: Task) -> str:
    return work_key(job, task)


async def context_now(engine: Carrier, job: Job, task: Task) -> ScriptContext:
    """The context on a fresh look; where the provider does not answer, as it was seen last."""
    with contextlib.suppress(Unreachable):
        await engine.look()
    return script_context(job, task, engine.estate.view)


async def run_script(engine: Carrier, job: Job, task: Task) -> None:
    """The begin is durable: start it, once, and wait."""
    if task.spec.action is None:
        raise ValueError(f"task {task.spec.id} of job {job.id} has no script")
    key = script_key(job, task)
    order = Order(key, task.spec.action, await context_now(engine, job, task))
    try:
        place = await engine.scripts.prepare(order)
        # Durable before it may run: a place that is gone later is then known to have been there.
        await engine.durable(ev.TaskAccepted(job.id, task.spec.id, task.attempt, place))
        await engine.scripts.start(order)
    except FileExistsError as error:
        _take(engine, job, task, ScriptState(Truth.LOST, why=f"{error.strerror}; what became of it is not known"))
        return
    except OSError as error:
        _take(engine, job, task, ScriptState(Truth.DONE, why=f"could not be started: {error}"))
        return
    _take(engine, job, task, await engine.scripts.wait(key))


async def find_script(engine: Carrier, job: Job, task: Task) -> None:
    """It was begun in another life: what became of it?"""
    key = script_key(job, task)
    if task.reference is not None:
        engine.scripts.prepared(key)
    state = await engine.scripts.truth(key)
    if state.truth is Truth.RUNNING:
        state = await engine.scripts.wait(key)
    _take(engine, job, task, state)


def _take(engine: Carrier, job: Job, task: Task, state: ScriptState) -> None:
    if not task.begun:
        return
    name = task.spec.id
    if state.truth is Truth.ABSENT and (task.attempt < ATTEMPTS or job.cancelling):
        engine.record(ev.TaskReset(job.id, name, task.attempt + 1, "the script was never started"))
        return
    if state.truth in (Truth.LOST, Truth.ABSENT):
        waiting = Description.WAITING_FOR_OUTCOME
        why = state.why or f"started {ATTEMPTS} times, and it never came up"
        if not task.waiting:
            engine.record(ev.TaskWaiting(job.id, name, waiting, why, UNKNOWN_OUTCOMES))
        return
    end = RunState.SUCCEEDED if state.ok else RunState.CANCELLED if state.why == ABORTED else RunState.FAILED
    errors = () if state.ok else (_script_error(task, state),)
    description = Description.COMPLETED if state.ok else str(end)
    engine.record(ev.TaskEnded(job.id, name, task.attempt, end, description, errors, state.output))


def _script_error(task: Task, state: ScriptState) -> TaskError:
    return TaskError(
        code="script-failed",
        message=f"The script '{task.spec.friendly_name}' failed: {state.why}.",
        possible_causes="It ended with another exit code than 0, ran past its limit or could not be started.",
        recommended_action="Read its output, mend it, and do its work by hand if the run has gone on.",
        task=task.spec.id,
    )


async def answer_remote(engine: Carrier, job: Job, leaf: Task, act: Act) -> str | None:
    """Tell a remote job what it waits for, or to cancel; returns why it was not taken, None where it was.

    An answer that was begun in another life is not repeated while the node may still take it: a
    second resume could answer the next manual action.
    """
    work = work_for(job, leaf)
    if act.begun and not await _still_waits(engine, job, leaf, act):
        return None
    if not act.begun:
        await engine.durable(ev.ActBegun(job.id, act.task, act.node, act.action, act.comment, act.outcome))
    for _ in range(ATTEMPTS):
        if not leaf.begun or leaf.reference is None:
            return "the work had ended"
        try:
            await taken(
                partial(engine.provider.act, work, leaf.reference, act.action, act.comment, act.node, act.outcome)
            )
        except Rejected as rejection:
            return f"rejected: {rejection}"
        except NoAnswer as silence:
            if not await _still_waits(engine, job, leaf, act):
                return None
            if isinstance(silence, StillOut):
                return str(silence)
            continue
        return None
    return f"sent {ATTEMPTS} times without an answer"


async def _still_waits(engine: Carrier, job: Job, leaf: Task, act: Act) -> bool:
    """After the settle time, by looking: is the answer still owed?"""
    clock = engine.provider.clock
    work = work_for(job, leaf)
    await clock.sleep_until(clock.now() + timedelta(seconds=engine.provider.settle(work.operation)))
    while leaf.begun:
        try:
            seen = await answered(engine.provider.observe(work, leaf.reference))
        except Unreachable:
            seen = None
        if seen is None or seen.status is Status.UNKNOWN:
            await clock.sleep_until(clock.now() + timedelta(seconds=LOOK_AGAIN))
            continue
        if act.action is RemoteAct.CANCEL:
            return seen.status in (Status.RUNNING, Status.WAITING) and not any(
                node.state is RunState.CANCELLING for node in seen.nodes
            )
        return any(node.id == act.node and node.state is RunState.SUSPENDED for node in seen.nodes)
    return False
