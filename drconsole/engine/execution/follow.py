"""Following one step to its end, at most once: begin, accepted, end; and what to do when nobody answers.

A ``begin`` without an ``end`` is never run again blindly: the world is looked at, and "absent" is
believed only after the provider's settle time, in which a request of a dead engine may still land.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from drconsole.engine.decider.nodes import node_task_id, unheard
from drconsole.engine.decider.state import UNKNOWN_OUTCOMES, Job, Task
from drconsole.engine.execution.looking import CALL_LIMIT, answered, sent, taken
from drconsole.engine.execution.patience import (
    ATTEMPTS,
    LAST_LOOKS,
    PATIENCE,
    POLL_FIRST,
    POLL_LATER,
    POLL_SLOW,
    SHUTDOWN_LIMIT,
    out_of_time,
    poll,
    spent,
)
from drconsole.providers.port import NoAnswer, Observation, Provider, Rejected, Status, Unreachable, Work
from drconsole.recovery.types.words import Description, RemoteAct, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.observed import ObservedNode, PointUsed
from drconsole.recovery.types.work.tasks import TaskError

FORGOTTEN = "the provider had taken it, and waits again"

ENDS = {
    Status.DONE: RunState.SUCCEEDED,
    Status.FAILED: RunState.FAILED,
    Status.CANCELLED: RunState.CANCELLED,
}


class Recorder(Protocol):
    """Way in which a follower writes: folded at once, durable in order."""

    @property
    def draining(self) -> bool: ...
    @property
    def still_out(self) -> set[str]:
        """Keys of work whose ``begin`` has neither been taken nor refused: of them "absent" says nothing."""

    def note(self, *new: ev.Event) -> None: ...
    def carry(self, job: Job, task: Task, work: Coroutine[Any, Any, None]) -> None:
        """Go on with a begun step in a task of its own."""


class Follower:
    """Carries one begun attempt of one step to its end."""

    def __init__(self, recorder: Recorder, provider: Provider, job: Job, task: Task, work: Work) -> None:
        self._recorder = recorder
        self._provider = provider
        self._clock = provider.clock
        self._job = job
        self._task = task
        self._work = work
        self._attempt = task.attempt
        self._told_to_stop = False
        self._unheard: dict[str, datetime] = {}
        """Nodes that wait although they were answered, since when that is seen."""

    async def begin(self) -> None:
        """The begin is durable; send it, once, and follow."""
        call = asyncio.ensure_future(sent(partial(self._provider.begin, self._work)))
        await asyncio.sleep(0)  # a provider that answers at once needs no timer
        if not call.done():
            await asyncio.wait({call}, timeout=CALL_LIMIT)
        if call.done():
            await self._take_answer(call)
            return
        # Not cancelled: it may have been sent. Nor waited for: the provider's clock would stand still for it.
        self._recorder.still_out.add(self._work.key)
        call.add_done_callback(self._answered_late)
        if self._mine():
            self._give_up_waiting()

    def _answered_late(self, call: asyncio.Future[str]) -> None:
        self._recorder.still_out.discard(self._work.key)
        if call.cancelled():
            return
        call.exception()
        if self._mine():
            self._recorder.carry(self._job, self._task, self._take_answer(call))

    async def _take_answer(self, call: asyncio.Future[str]) -> None:
        try:
            reference: object = call.result()
        except Rejected as rejection:
            if self._mine():
                self._end(RunState.FAILED, Description.FAILED, errors=rejection.errors)
            return
        except NoAnswer:
            reference = None
        if not isinstance(reference, str):
            await self.reconcile()
        elif self._mine():
            self._recorder.note(ev.TaskAccepted(self._job.id, self._task.spec.id, self._attempt, reference))
            await self._follow(settled_at=None)

    async def reconcile(self) -> None:
        """Nobody knows whether it was sent, or what became of it: look, and keep looking."""
        settle = self._provider.settle(self._work.operation)
        await self._follow(settled_at=self._clock.now() + timedelta(seconds=settle))

    async def _follow(self, settled_at: datetime | None) -> None:
        started = last_answer = self._clock.now()
        while self._mine():
            observation = await self._look()
            if not self._mine():
                return
            now = self._clock.now()
            if await self._over_the_limit(observation, now):
                return
            if observation is None or observation.status is Status.UNKNOWN:
                pause = POLL_LATER
                if (now - last_answer).total_seconds() > PATIENCE:
                    self._ask_person("the provider does not say what became of it")
                    pause = POLL_SLOW
            elif observation.status in ENDS:
                self._take_end(observation)
                return
            elif observation.status is Status.ABSENT:
                last_answer = now
                if settled_at is None:
                    settled_at = now + timedelta(seconds=self._provider.settle(self._work.operation))
                if now >= settled_at:
                    self._absent()
                    pause = POLL_SLOW
                else:
                    pause = min(POLL_FIRST, max(0.001, (settled_at - now).total_seconds()))
            else:
                last_answer = now
                self._found()
                self._take_progress(observation)
                self._ask_again(observation, now)
                if self._stands_still(observation):
                    return
                pause = observation.look_again or poll((now - started).total_seconds())
            nobody_looks = self._clock.speed is None or self._recorder.draining
            if not self._mine() or (self._task.waiting and nobody_looks):
                return
            least = self._provider.poll_every * (self._clock.speed or 0.0)
            await self._clock.sleep_until(now + timedelta(seconds=max(pause, least)))

    async def _over_the_limit(self, seen: Observation | None, now: datetime) -> bool:
        """Return whether a tolerated step has had its time: it is told to stop, and then counts as failed."""
        took = spent(self._task, now)
        if took < SHUTDOWN_LIMIT or (seen is not None and seen.status in ENDS):
            return False
        if not self._told_to_stop and self._task.reference is not None:
            self._told_to_stop = True
            stop = partial(self._provider.act, self._work, self._task.reference, RemoteAct.CANCEL, "its time is over")
            with contextlib.suppress(Rejected, NoAnswer):
                await taken(stop)
            if not self._mine():
                return True
        if seen is not None and seen.status is Status.RUNNING and took < SHUTDOWN_LIMIT + LAST_LOOKS:
            return False
        self._end(RunState.FAILED, Description.FAILED, errors=(out_of_time(self._task),))
        return True

    async def _look(self) -> Observation | None:
        try:
            return await answered(self._provider.observe(self._work, self._task.reference))
        except Unreachable:
            return None

    def _mine(self) -> bool:
        """Return whether this attempt still is the one to follow: a person may have answered for it."""
        return self._task.begun and self._task.attempt == self._attempt

    def _take_progress(self, seen: Observation) -> None:
        new: list[ev.Event] = []
        if seen.reference is not None and seen.reference != self._task.reference:
            new.append(ev.TaskAccepted(self._job.id, self._task.spec.id, self._attempt, seen.reference))
        if nodes := self._changed_nodes(seen):
            new.append(ev.NodesObserved(self._job.id, self._task.spec.id, nodes))
        if new:
            self._recorder.note(*new)

    def _ask_again(self, seen: Observation, now: datetime) -> None:
        """A provider that took an answer and does not know of it, as after a power cut, is told again by a person.

        Only after the settle time: an answer shows a while after it was taken.
        """
        waiting = unheard(self._job, self._task, seen.nodes)
        if not (waiting or self._unheard):
            return
        self._unheard = {node: self._unheard.get(node, now) for node in waiting}
        settle = timedelta(seconds=self._provider.settle(self._work.operation))
        for node in waiting:
            if now - self._unheard[node] >= settle:
                leaf = self._task.spec.id
                self._recorder.note(ev.ActEnded(self._job.id, leaf, node, RemoteAct.RESUME, FORGOTTEN))

    def _changed_nodes(self, seen: Observation) -> tuple[ObservedNode, ...]:
        known = self._job.tasks
        leaf = self._task.spec.id
        return tuple(
            node for node in seen.nodes if (task := known.get(node_task_id(leaf, node.id))) is None or task.node != node
        )

    def _stands_still(self, seen: Observation) -> bool:
        """Nobody may wait for a remote job that waits for a person on a clock that jumps, nor when draining."""
        if seen.status is not Status.WAITING or seen.look_again is not None:
            return False
        if self._clock.speed is not None and not self._recorder.draining:
            return False
        if self._job.held is not None:
            return True  # it may wait for a script of ours, which is not begun meanwhile
        prefix = node_task_id(self._task.spec.id, "")
        return any(task_id.startswith(prefix) for task_id in self._job.waiting)

    def _take_end(self, seen: Observation) -> None:
        self._take_progress(seen)
        state = seen.state or ENDS[seen.status]
        over = spent(self._task, self._clock.now()) >= SHUTDOWN_LIMIT
        if state is RunState.CANCELLED and over and not self._job.cancelling:
            self._end(RunState.FAILED, Description.FAILED, errors=(out_of_time(self._task),))
            return
        self._end(
            state,
            Description.COMPLETED if state is RunState.SUCCEEDED else str(state),
            errors=seen.errors,
            output=seen.output,
            points=seen.points,
            items=dict(seen.items) if self._work.step is None else {},
            replaced_ids=dict(seen.replaced_ids),
        )

    def _absent(self) -> None:
        if self._task.reference is not None:
            self._ask_person("the provider had accepted it and no longer knows it")
            return
        if self._attempt >= ATTEMPTS and not self._job.cancelling:
            self._ask_person(f"sent {ATTEMPTS} times, and none of them left a trace in the world")
            return
        why = "no trace of the attempt after the settle time"
        self._recorder.note(ev.TaskReset(self._job.id, self._task.spec.id, self._attempt + 1, why))

    def _give_up_waiting(self) -> None:
        if self._task.spec.tolerated:
            self._end(RunState.FAILED, Description.FAILED, errors=(out_of_time(self._task, CALL_LIMIT),))
        else:
            self._ask_person(
                f"the provider was asked {CALL_LIMIT:.0f} s ago and has neither taken nor refused it; it may still land"
            )

    def _found(self) -> None:
        """The provider says again what becomes of it: nobody has to."""
        if self._task.waiting:
            self._recorder.note(ev.TaskFound(self._job.id, self._task.spec.id, self._attempt))

    def _ask_person(self, why: str) -> None:
        if self._task.waiting:
            return
        self._recorder.note(
            ev.TaskWaiting(self._job.id, self._task.spec.id, Description.WAITING_FOR_OUTCOME, why, UNKNOWN_OUTCOMES)
        )

    def _end(
        self,
        state: RunState,
        description: str,
        *,
        errors: tuple[TaskError, ...] = (),
        output: str = "",
        points: tuple[PointUsed, ...] = (),
        items: dict[str, RunState] | None = None,
        replaced_ids: dict[str, str] | None = None,
    ) -> None:
        self._recorder.note(
            ev.TaskEnded(
                self._job.id,
                self._task.spec.id,
                self._attempt,
                state=state,
                description=description,
                errors=errors,
                output=output,
                points=points,
                items=items or {},
                replaced_ids=replaced_ids or {},
            )
        )
