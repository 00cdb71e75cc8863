"""The engine at work: what ``decide`` says is begun, followed, answered and ended; what comes of it is recorded.

Order holds by one rule: an event is folded when it is recorded and becomes durable in that order; a
``begin`` is awaited to the disk before its effect. ``CancelledError`` here means one thing only:
this process is going down. No effect is ever cancelled by cancelling its task.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from drconsole.engine.decider import failing, warned
from drconsole.engine.decider.decide import Do, Kind, Limits, begun_steps, decide
from drconsole.engine.decider.outcome import judge, network_evidence, probes_of
from drconsole.engine.decider.owing.obligations import settle
from drconsole.engine.decider.state import Job, Task
from drconsole.engine.execution import actions
from drconsole.engine.execution.books import ENGINE, Books
from drconsole.engine.execution.follow import Follower
from drconsole.engine.execution.keyring import Keyring
from drconsole.engine.execution.looking import look_at, never_had
from drconsole.engine.execution.scripts.running import Scripts
from drconsole.engine.execution.work import attempts_left, work_for, work_key
from drconsole.providers.port import Provider, Unreachable
from drconsole.recovery.states.assessments.loss import data_loss
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.words import RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.observed import Evidence
from drconsole.recovery.types.work.tasks import TaskKind
from drconsole.store.entries import Intent

if TYPE_CHECKING:
    from drconsole.store.journal import Journal


class Doing(Books):
    """Carries jobs out, each step in a task of its own."""

    def __init__(
        self, journal: Journal, provider: Provider, wall: Callable[[], datetime], limits: Limits, scripts: Scripts
    ) -> None:
        super().__init__(journal, provider, wall)
        self.limits = limits
        self.scripts = scripts
        self.keyring = Keyring()
        self.draining = False
        self.still_out: set[str] = set()
        """Work that was sent long ago, and of which nobody knows whether it arrived: see ``Follower``."""
        self._in_hand: dict[tuple[str, str, str, str], asyncio.Task[None]] = {}
        self._pumping: AbstractContextManager[None] | None = None
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changed = asyncio.Event()

    @property
    def failed(self) -> bool:
        """Return whether something went wrong that no rule covers: nothing more is begun."""
        return self._failure.done()

    def fail(self, error: BaseException) -> None:
        """Something no rule covers: stop beginning, and let ``run`` raise it."""
        self.draining = True
        self._changed.set()
        if not self._failure.done():
            self._failure.set_exception(error)
            self._failure.exception()

    # Recording

    def record(self, *new: ev.Event, actor: str = ENGINE, intent: Intent | None = None) -> asyncio.Future[int]:
        """Fold and send to the disk; the future ends when it is durable. What is due is begun."""
        future = self._record(new, actor, intent)
        self._watch(future)
        self._pump_soon()
        return future

    def note(self, *new: ev.Event) -> None:
        """Record what nobody waits for: it goes to the disk with what comes in the next moment."""
        self._watch(self._record(new, ENGINE, None, patient=True))
        self._pump_soon()

    async def durable(self, *new: ev.Event, actor: str = ENGINE, intent: Intent | None = None) -> None:
        await self._record(new, actor, intent)

    # Doing

    def _pump_soon(self) -> None:
        """Decide once for all that ends in this turn of the event loop; the provider's clock stands until then."""
        if self._pumping is None:
            self._pumping = self.provider.clock.hold()
            self._pumping.__enter__()
            asyncio.get_running_loop().call_soon(self._pump_now)

    def _pump_now(self) -> None:
        holding, self._pumping = self._pumping, None
        try:
            self.pump()
        except Exception as error:
            self.fail(error)
        finally:
            self._changed.set()
            if holding is not None:
                holding.__exit__(None, None, None)

    def pump(self) -> None:
        """Carry out all that is to be done now. Begins are folded here, one by one, as ``decide`` gives them."""
        if self._failure.done():
            return
        begun: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        new: list[ev.Recorded] = []
        for do in decide(self.state, self.limits, self._in_hand, draining=self.draining, keyed=self.keyring):
            job = self.state.jobs[do.job]
            if do.kind is Kind.BEGIN:
                task = job.tasks[do.task]
                # Folded at once, so that ``decide`` counts it; its effect waits until ``begun`` is durable.
                new.append(self._fold(ev.TaskBegun(job.id, do.task, task.attempt)))
                self._hold(do, self._begin(job, task, begun))
            elif do.kind is Kind.OPEN_GATE:
                new.append(self._fold(actions.gate(job, job.tasks[do.task])))
            elif do.kind is Kind.ACT:
                self._hold(do, self._act(job, do))
            else:
                self._hold(do, self._finish(job))
        if new:
            durable = self._submit(tuple(new), None)
            if durable.done():
                self._pass_on(durable, begun)
            else:
                durable.add_done_callback(lambda done: self._pass_on(done, begun))

    def _pass_on(self, durable: asyncio.Future[int], begun: asyncio.Future[int]) -> None:
        """Let the effects come: all begins of one pump share an entry, and so the moment of being durable."""
        if durable.cancelled():
            begun.cancel()
        elif (error := durable.exception()) is not None:
            self.fail(error)
            begun.cancel()
        elif not begun.done():
            begun.set_result(durable.result())

    def _hold(self, do: Do, work: Coroutine[Any, Any, None]) -> None:
        """Run it as an asyncio task; the provider's clock does not jump while that runs."""
        holding = self.provider.clock.hold()
        holding.__enter__()

        async def carried() -> None:
            try:
                await work
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.fail(error)
                raise

        task = asyncio.create_task(carried(), name=f"{do.kind} {do.job} {do.task}")
        self._in_hand[do.key] = task

        def ended(done: asyncio.Task[None]) -> None:
            work.close()
            if self._in_hand.get(do.key) is done:
                del self._in_hand[do.key]
            if not done.cancelled():
                done.exception()
                self._pump_soon()
            self._changed.set()
            holding.__exit__(None, None, None)

        task.add_done_callback(ended)

    async def _begin(self, job: Job, task: Task, begun: asyncio.Future[int]) -> None:
        # Write-ahead: no effect before its begin is durable.
        await begun
        if job.doubted and not (task.looked and await self._left_no_trace(job, task)):
            # The journal lost its end: this may have been begun there. To be looked for as after a crash.
            await self._take_up(job, task)
        elif task.spec.kind is TaskKind.SCRIPT:
            await actions.run_script(self, job, task)
        else:
            context = await actions.context_now(self, job, task) if task.spec.kind is TaskKind.RUNBOOK else None
            await self._follower(job, task, context).begin()

    async def _left_no_trace(self, job: Job, task: Task) -> bool:
        """Return whether neither this attempt nor a later one was begun: the lost end may have gone beyond both."""
        for key in attempts_left(job, task):
            if task.spec.kind is TaskKind.SCRIPT:
                traced = self.scripts.left(key)
            else:
                traced = not await never_had(self.provider, replace(work_for(job, task), key=key))
            if traced:
                return False
        return True

    async def _take_up(self, job: Job, task: Task) -> None:
        """A begin without an end, from another life: look, never repeat."""
        if task.spec.kind is TaskKind.SCRIPT:
            await actions.find_script(self, job, task)
        else:
            await self._follower(job, task).reconcile()

    def carry(self, job: Job, task: Task, work: Coroutine[Any, Any, None]) -> None:
        """Go on with a begun step in a task of its own; one that is on it already sees that it is not needed."""
        self._hold(Do(Kind.BEGIN, job.id, task.spec.id), work)

    def look_on(self) -> None:
        """Follow what was begun and no task follows: what nobody looked at while the clock jumped."""
        for job, task in begun_steps(self.state):
            in_hand = Do(Kind.BEGIN, job.id, task.spec.id).key in self._in_hand
            if not in_hand and work_key(job, task) not in self.still_out:
                self.carry(job, task, self._take_up(job, task))

    def _follower(self, job: Job, task: Task, context: Mapping[str, object] | None = None) -> Follower:
        return Follower(self, self.provider, job, task, work_for(job, task, context))

    async def _act(self, job: Job, do: Do) -> None:
        act, leaf = job.acts.get((do.task, do.node)), job.tasks[do.task]
        if act is None:
            return  # the end came first
        if leaf.spec.kind is TaskKind.SCRIPT:
            await self.scripts.abort(actions.script_key(job, leaf))
            why = None
        else:
            why = await actions.answer_remote(self, job, leaf, act)
        if job.id not in self.state.jobs:
            return
        if (do.task, do.node) in job.acts:
            self.record(ev.ActEnded(job.id, do.task, do.node, act.action, why or ev.TAKEN))
        follow = Do(Kind.BEGIN, job.id, do.task)
        if leaf.begun and leaf.spec.kind is not TaskKind.SCRIPT and follow.key not in self._in_hand:
            self.carry(job, leaf, self._take_up(job, leaf))

    async def _finish(self, job: Job) -> None:
        """All tasks have ended: look at the world, and say how it ended."""
        evidence: list[Evidence] = []
        asked = job.created.request
        probes = probes_of(asked.operation, asked.options.direction)
        with contextlib.suppress(Unreachable):
            await self.look(recorded_next=True)
        if probes:
            evidence = await look_at(self.provider, job.created.qualified, probes)
        evidence += network_evidence(job, self.estate.view)
        state, description, items = judge(job, evidence)
        self._touch_items(job.created.qualified)
        owed = settle(
            self.state, self.estate.view, job.created.qualified, self.provider.clock.now(), evidence, ending=job
        )
        ended = ev.JobEnded(job.id, state, description, items, tuple(evidence), self._losses(job))
        self.record(
            *self._voided(job, items),
            *warned.kept(self.state, job),
            *failing.kept(self.state, job, items),
            ended,
            *owed,
        )
        self.keyring.drop(job.id)

    def _losses(self, job: Job) -> dict[str, float]:
        """By the points that machines really went to; a test loses nothing."""
        view, now = self.estate.view, self.provider.clock.now()
        found = {}
        for key, used in job.points_used.items():
            item, status = view.items.get(key), view.statuses.get(key)
            if item is not None and status is not None and classify(item, status).phase is Phase.COMMIT_PENDING:
                found[key] = data_loss(used.time, item, status, now)
        return found

    def _voided(self, job: Job, items: dict[str, RunState]) -> list[ev.Event]:
        """A machine that was made anew, or is gone, is no longer the one somebody logged in to."""
        operation = job.created.request.operation
        if operation in warned.SAME_MACHINE:
            return []
        return [
            ev.ValidationVoided(key, f"{operation} of job {job.id}")
            for key in items
            if key in self.state.validations and key in job.created.qualified
        ]

    def _goes_on(self, key: tuple[str, str, str, str]) -> bool:
        """Return whether it may end by itself; what waits for a person does not."""
        kind, job_id, task_id, _ = key
        if kind != Kind.BEGIN:
            return True
        job = self.state.jobs.get(job_id)
        return job is not None and job.tasks[task_id].begun and not job.tasks[task_id].waiting
