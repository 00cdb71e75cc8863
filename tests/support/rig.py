"""A whole engine on virtual time, over a world and a store that outlive it; and deaths at chosen points.

A life ends by ``Crash``, a ``SystemExit``: asyncio lets it through at once, so nothing of the dying
engine runs on. World and store stay as they are, the next life takes them up.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drconsole.engine.decider.decide import Limits
from drconsole.engine.execution.scripts.running import Order, ScriptState, Truth
from drconsole.engine.service.dispatch import Dispatch
from drconsole.engine.service.doctor import compare
from drconsole.engine.shell import Engine
from drconsole.link.peer import Peer
from drconsole.link.serving.validate import parse
from drconsole.providers.port import Effect
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.scripts import ScriptSeen
from drconsole.recovery.types.words import Grain, Mode
from drconsole.store.chain import verify
from drconsole.store.entries import Entry
from drconsole.store.writing.memory import MemoryJournal, MemoryStore
from support.simloop import SimLoop, run_sim

OPERATOR = Peer(pid=1, uid=1000, user="operator", login_uid=None)


class Crash(SystemExit):
    """The engine dies here."""


class CrashAt:
    """Dies before or after the n-th entry, and at every later one: a dead journal takes nothing."""

    def __init__(self, number: int, when: str) -> None:
        self.number, self.when, self.dead = number, when, False

    def __call__(self, when: str, number: int, kinds: object = ()) -> None:
        if self.dead or (number == self.number and when == self.when):
            self.dead = True
            raise Crash(f"{when} {number}")


class CountEntries:
    def __init__(self) -> None:
        self.entries = 0
        self.kinds: dict[int, frozenset[str]] = {}
        """Of the events in each entry."""

    def __call__(self, when: str, number: int, kinds: Iterable[str] = ()) -> None:
        self.entries = max(self.entries, number)
        self.kinds[number] = frozenset(kinds)


class SlowDisk(MemoryJournal):
    """Entries become durable, in order, some virtual seconds after they were submitted: time in which who does not
    wait for the disk is seen, and after which a death takes what was not yet written."""

    DELAY = 1.0

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._queue: deque[tuple[Entry, asyncio.Future[int]]] = deque()

    def submit(self, entry: Entry) -> asyncio.Future[int]:
        self._check_alive()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[int] = loop.create_future()
        # What its rows were made from may change until it is written.
        self._queue.append((replace(entry, rows=copy.deepcopy(entry.rows)), future))
        loop.call_later(self.DELAY, self._land)
        return future

    def _land(self) -> None:
        if self._dead is not None:
            return  # the loop lives on in the next life, this journal does not
        entry, future = self._queue.popleft()
        done = super().submit(entry)
        if future.done():
            return
        if (error := done.exception()) is not None:
            future.set_exception(error)
        else:
            future.set_result(done.result())

    async def close(self) -> None:
        while self._queue:
            await asyncio.sleep(self.DELAY)
        await super().close()


class QuickDisk(SlowDisk):
    """As slow as a disk is."""

    DELAY = 0.01


class ScriptWorld:
    """Scripts that outlive the engine, on virtual time; counts what really ran."""

    def __init__(self, loop: SimLoop) -> None:
        self._loop = loop
        self.lines: list[str] = []
        self._ends: dict[str, float] = {}
        self._void: set[str] = set()
        self.failing: set[str] = set()
        self.seen: dict[str, ScriptSeen] = {}
        """By path: what ``look`` shows; a path that is not here is a sound script."""
        self.orders: list[Order] = []

    async def look(self, paths: Sequence[str]) -> dict[str, ScriptSeen]:
        return {path: self.seen.get(path, ScriptSeen(content="as it always was")) for path in paths}

    async def prepare(self, order: Order) -> str:
        return order.key

    def prepared(self, key: str) -> None:
        pass

    async def start(self, order: Order) -> None:
        if order.key in self._ends or order.key in self._void:
            return
        self._ends[order.key] = self._loop.time() + 3.0
        self.orders.append(order)
        self.lines.append(order.action.name)
        if order.action.name in self.failing:
            self._void.add("failed " + order.key)

    async def truth(self, key: str) -> ScriptState:
        if key not in self._ends:
            self._void.add(key)
            return ScriptState(Truth.ABSENT)
        if self._loop.time() < self._ends[key]:
            return ScriptState(Truth.RUNNING)
        ok = "failed " + key not in self._void
        return ScriptState(Truth.DONE, ok=ok, why="" if ok else "exit code 1", output="ran\n")

    def left(self, key: str) -> bool:
        return key in self._ends or key in self._void

    async def wait(self, key: str) -> ScriptState:
        while (state := await self.truth(key)).truth is Truth.RUNNING:
            await asyncio.sleep(0.5)
        return state

    def copy_to(self, root: Path) -> None:
        pass

    async def abort(self, key: str) -> None:
        self._ends[key] = self._loop.time()


class Rig:
    """One world, one store, any number of lives."""

    newest_points = False
    """Whether a plan's run takes the newest point of a kind, also one that is newer than what was shown."""

    def __init__(
        self,
        definition: Any,
        grain: Grain,
        *,
        speed: float | None = None,
        limits: Limits | None = None,
        mode: Mode = Mode.SIMULATION,
    ) -> None:
        self.loop = SimLoop()
        self.store = MemoryStore()
        self.limits = limits or Limits()
        self.scripts = ScriptWorld(self.loop)
        self.world = Simulator.create(definition, grain, wall=self.loop.wall, mode=mode)
        self.entries = 0
        self.lives = 0
        self.speed = speed
        self.journal: type[MemoryJournal] = MemoryJournal
        self._ids = itertools.count(1)

    def branch(self) -> Rig:
        """The same world, store and time between two lives, to go another way from here."""
        other = copy.copy(self)
        other.loop = SimLoop()
        other.loop.virtual.now = self.loop.virtual.now
        shared = {id(self.world.draws): self.world.draws}  # draws by name: it has no state
        other.store, other.world = copy.deepcopy((self.store, self.world), shared)
        other.scripts = ScriptWorld(other.loop)
        other._ids = itertools.count(next(self._ids))
        return other

    def live(self, play: Callable[[Player], Awaitable[Any]], crash: Any = None) -> Any:
        """One life; returns what ``play`` returns, or the ``Crash`` that ended it."""
        self.lives += 1
        try:
            return run_sim(self._live(play, crash), self.loop)
        except Crash as death:
            return death

    async def _live(self, play: Callable[[Player], Awaitable[Any]], crash: Any) -> Any:
        journal = self.journal(self.store, crash=crash)
        engine = Engine(
            journal,
            self.simulator(),
            limits=self.limits,
            state_dir=Path("/nonexistent"),
            wall=self.loop.wall,
            scripts=self.scripts,
            refresh=20.0,
        )
        await engine.start()
        if engine.provider.rehearsal is not None and self.lives == 1:
            engine.provider.rehearsal.set_speed(self.speed)
        playing = asyncio.ensure_future(play(Player(engine, self)))
        running = asyncio.ensure_future(engine.run())
        await asyncio.wait({playing, running}, return_when="FIRST_COMPLETED")
        if not playing.done():
            playing.cancel()
            await running
        result = playing.result()
        await engine.close("the life is over")
        await asyncio.gather(running, return_exceptions=True)
        return result

    def simulator(self) -> Simulator:
        return Simulator(self.world, wall=self.loop.wall)

    def jobs(self) -> list[dict[str, Any]]:
        return self.store.rows("job")

    def tasks(self, job: str) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.store.rows("task", job=job)}

    def ledger(self) -> list[Effect]:
        async def look() -> list[Effect]:
            simulator = self.simulator()
            await simulator.open()
            assert simulator.rehearsal is not None
            return simulator.rehearsal.ledger()

        return run_sim(look(), self.loop)

    def counted(self) -> Counter[tuple[str, str]]:
        """How often each effect happened to each item, whatever our keys were."""
        return Counter((effect.item, effect.what) for effect in self.ledger())

    @staticmethod
    def counted_now(player: Player) -> Counter[tuple[str, str]]:
        """As ``counted``, in the middle of a life."""
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        return Counter((effect.item, effect.what) for effect in rehearsal.ledger())

    def doctor(self) -> list[str]:
        """What is wrong with the store: fold against tables, and the hash chain up to what was counted."""
        counters = self.store.counters
        chain = verify(self.store.journal_rows(), anchor_head=counters.head, min_length=counters.events)
        return compare(self.store)[0] + ([] if chain.ok else [f"hash chain at {chain.bad_rev}: {chain.why}"])


class Player:
    """An operator with an engine before him."""

    def __init__(self, engine: Engine, rig: Rig) -> None:
        self.engine = engine
        self.service = Dispatch(engine)
        self.rig = rig

    async def ask(
        self, kind: str, body: Mapping[str, Any] | None = None, request_id: str | None = None
    ) -> dict[str, Any]:
        message = parse(kind, dict(body or {}))
        return await self.service.handle(OPERATOR, message, request_id or f"ask-{self.rig.lives}-{next(self.rig._ids)}")

    async def start(self, operation: str, target: str, request_id: str | None = None, **options: Any) -> dict[str, Any]:
        body = {
            "operation": operation,
            "target": target,
            "confirm": options.pop("confirm", target.partition(":")[2] or target),
            "digest": options.pop("digest", None),
            "accept": options.pop("accept", ()),
            "comment": options.pop("comment", ""),
            "options": options,
        }
        return await self.ask("StartJob", body, request_id or f"start-{next(self.rig._ids)}")

    async def sleep(self, seconds: float) -> None:
        """On the wall's (virtual) clock."""
        await asyncio.sleep(seconds)

    async def answer_gates(self, outcome: str = "done") -> None:
        for job in list(self.engine.state.jobs.values()):
            for task in list(job.waiting):
                body = {"job": job.id, "task": task, "outcome": outcome, "comment": "seen by the operator"}
                await self.ask("AnswerTask", body, f"answer-{job.id}-{task}-{job.tasks[task].attempt}")

    async def ended(self, job: str, *, answering: bool = True, limit: float = 500_000.0) -> dict[str, Any]:
        """Wait for a job's end, answering what waits for a person; virtual seconds."""
        end = self.rig.loop.time() + limit
        while True:
            row = self.rig.store.row("job", job)
            if row is not None and row["ended_at"] is not None:
                return row
            if answering:
                await self.answer_gates()
            assert self.rig.loop.time() < end, f"job {job} does not end: {row}"
            await asyncio.sleep(1.0)

    async def run(self, operation: str, target: str, **options: Any) -> dict[str, Any]:
        started = await self.start(operation, target, **options)
        return await self.ended(started["id"])
