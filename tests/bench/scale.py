"""5,000 items in 50 plans failed over at clock ``max``: what the engine costs beyond writing its records.

    python tests/bench/scale.py [--items 5000] [--parallel 5000] [--waiting 64] [--rounds 3] [--folder DIR]

One failover is recorded: every entry (events and rows) that the engine hands to its writer. In each round the same
estate is then failed over again, and the same entries are written by the same writer without an engine, at
``--waiting`` tasks; every course has a process of its own. Compared are medians of CPU seconds of all threads.

The simulated world runs in the engine's process and stands for the provider's own machines: its work, metered call
by call and only while it is inside, is taken out of the engine's share and printed beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import pickle
import statistics
import time
import types
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measure import arguments, fsync_ms, resident_mib, rounds, scratch, verdict

from drconsole.documents.estate import generate, parse_estate
from drconsole.engine.decider.decide import Limits
from drconsole.engine.process import garbage
from drconsole.engine.service.dispatch import Dispatch
from drconsole.engine.shell import Engine
from drconsole.link.peer import own_peer
from drconsole.link.serving.validate import parse
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain
from drconsole.store.entries import Entry
from drconsole.store.writing.writer import SqliteJournal


class Meter:
    """CPU time of this thread inside what is metered; what runs while that waits is not counted."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._inside = False

    def run(self, call: Callable[..., Any], *args: Any) -> Any:
        if self._inside:
            return call(*args)
        self._inside, start = True, time.thread_time()
        try:
            return call(*args)
        finally:
            self.seconds += time.thread_time() - start
            self._inside = False

    @types.coroutine
    def drive(self, work: Coroutine[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """Await ``work``, slice by slice: from each resumption to its next suspension."""
        resume: Callable[[Any], Any] = work.send
        sent: Any = None
        while True:
            try:
                waits_for = self.run(resume, sent)
            except StopIteration as done:
                return done.value
            try:
                resume, sent = work.send, (yield waits_for)
            except BaseException as error:
                resume, sent = work.throw, error


class Metered:
    """A provider whose own work is metered: what it is asked, and what the world does between: its clock jumps, its
    changes are committed."""

    ASKED = ("begin", "observe", "act", "inventory", "look")

    def __init__(self, inner: Simulator) -> None:
        self._inner = inner
        self.meter = Meter()
        for name in self.ASKED:
            setattr(self, name, self._metered(getattr(inner, name)))
        moved = inner._clock._moved
        inner._clock._moved = lambda at: self.meter.run(moved, at)
        serve = inner._commits._serve
        inner._commits._serve = lambda: self.meter.run(serve)  # type: ignore[method-assign]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def recovery_points(self, items: Any) -> Any:
        reading = aiter(self._inner.recovery_points(items))
        while True:
            try:
                yield await self.meter.drive(anext(reading))
            except StopAsyncIteration:
                return

    def _metered(self, call: Any) -> Any:
        async def metered(*args: Any) -> Any:
            return await self.meter.drive(call(*args))

        return metered


@dataclass(frozen=True)
class Course:
    """What one failover of the whole estate took: seconds of CPU in all, of the world in it, of wall time."""

    used: float
    world: float
    wall: float
    items: int
    transactions: int
    memory: float

    @property
    def engine(self) -> float:
        return self.used - self.world


async def fail_over(folder: Path, items: int, parallel: int, kept: list[Entry] | None = None) -> Course:
    """``parallel`` steps at once at most; into ``kept`` goes what is written."""
    definition = parse_estate(generate(items, 1), "generated.yaml", None)
    Simulator.create(definition, Grain.STEP).save_as(folder / "world.db")
    journal = SqliteJournal.open(folder / "store.db", loop=asyncio.get_running_loop(), on_fatal=print)
    provider = Metered(Simulator(folder / "world.db"))
    engine = Engine(journal, provider, limits=Limits(parallel, parallel, 100), state_dir=folder)  # type: ignore[arg-type]
    with garbage.for_life():  # as the engine's process starts it
        await engine.start()
    if kept is not None:
        submit = journal.submit
        journal.submit = lambda entry: kept.append(entry) or submit(entry)  # type: ignore[method-assign,func-returns-value]
    rehearsal = engine.provider.rehearsal
    assert rehearsal is not None
    rehearsal.pause()
    rehearsal.set_speed(None)
    provider.meter.seconds = 0.0
    transactions, wall, start = journal._transactions, time.perf_counter(), time.process_time()
    peer, service = own_peer(), Dispatch(engine)
    for plan in list(engine.estate.view.plans.values()):
        body = {"operation": "failover", "target": f"plan:{plan.name}", "confirm": plan.name, "comment": "measured"}
        body |= {"options": {"shutdown": True}, "accept": (), "digest": None}
        await service.handle(peer, parse("StartJob", body), f"start-{plan.key}")
    rehearsal.resume()
    while engine.state.jobs:
        await asyncio.sleep(0.05)
        for job in list(engine.state.jobs.values()):
            for task in list(job.waiting):
                body = {"job": job.id, "task": task, "outcome": "done", "comment": "seen"}
                await service.handle(peer, parse("AnswerTask", body), f"{job.id}-{task}")
    used, wall = time.process_time() - start, time.perf_counter() - wall
    done = sum(1 for status in engine.estate.view.statuses.values() if status.last_failover is not None)
    found = Course(used, provider.meter.seconds, wall, done, journal._transactions - transactions, resident_mib())
    await engine.close("measured")
    return found


async def write(folder: Path, entries: list[Entry], waiting: int) -> tuple[float, int]:
    """(CPU seconds, transactions) of writing these entries at so many waiting tasks, without an engine."""
    journal = SqliteJournal.open(folder / "again.db", loop=asyncio.get_running_loop(), on_fatal=print)
    queue = iter(entries)

    async def task() -> None:
        for entry in queue:
            await journal.submit(entry)

    start = time.process_time()
    await asyncio.gather(*(task() for _ in range(waiting)))
    used = time.process_time() - start
    transactions = journal._transactions
    await journal.close()
    return used, transactions


# Each in a process of its own


def recorded(folder: Path, args: argparse.Namespace, file: Path) -> tuple[int, int, int]:
    """Fail over, and keep what was written in ``file``; (entries, events, rows)."""
    kept: list[Entry] = []
    asyncio.run(fail_over(folder, args.items, args.parallel, kept))
    file.write_bytes(pickle.dumps(kept))
    return len(kept), sum(len(entry.events) for entry in kept), sum(len(entry.rows) for entry in kept)


def failed_over(folder: Path, args: argparse.Namespace) -> Course:
    return asyncio.run(fail_over(folder, args.items, args.parallel))


def written(folder: Path, args: argparse.Namespace, file: Path) -> tuple[float, int]:
    return asyncio.run(write(folder, pickle.loads(file.read_bytes()), args.waiting))


def apart(folder: Path, call: Callable[..., Any], *args: Any) -> Any:
    """Call it in a new process, with a new folder for its files."""
    with scratch(folder) as own, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(call, own, *args).result()


def main() -> None:
    args = arguments(__doc__, items=5000, parallel=5000, waiting=64, rounds=3)
    with scratch(args.folder) as folder:
        print(f"fsync of 4 KiB here: {fsync_ms(folder):.3f} ms")
        file = folder / "entries"
        entries, events, rows = apart(folder, recorded, args, file)
        courses: list[Course] = []
        writings: list[tuple[float, int]] = []

        def engine() -> float:
            courses.append(apart(folder, failed_over, args))
            return courses[-1].engine

        def writing() -> float:
            writings.append(apart(folder, written, args, file))
            return writings[-1][0]

        found = rounds({"engine": engine, "writing": writing}, args.rounds)
    report(args, f"{entries:,} entries of {events:,} events and {rows:,} rows", courses, writings, found)


def report(
    args: argparse.Namespace,
    records: str,
    courses: list[Course],
    writings: list[tuple[float, int]],
    found: dict[str, float],
) -> None:
    print(
        f"{courses[0].items} items failed over, {args.parallel} steps at once at most, in "
        f"{statistics.median(course.wall for course in courses):.1f} s of wall time: {records} in "
        f"{statistics.median(course.transactions for course in courses):,} transactions; "
        f"{statistics.median(course.memory for course in courses):.0f} MiB resident, engine and world together"
    )
    transactions = statistics.median(number for _, number in writings)
    print(f"the same written without an engine, {args.waiting} tasks waiting: {transactions:,} transactions")
    world = statistics.median(course.world for course in courses)
    print(f"CPU seconds, medians of {args.rounds} rounds (least to most):")
    for name, values in (
        ("engine without the simulated world", [course.engine for course in courses]),
        ("the simulated world's own work", [course.world for course in courses]),
        ("writing", [used for used, _ in writings]),
    ):
        print(f"  {name}: {statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})")
    verdict(
        "engine, the simulated world's own work excluded, against writing",
        found["engine"] / found["writing"],
        3,
        at_most=True,
    )
    print(f"with the simulated world: {(found['engine'] + world) / found['writing']:.2f}")


if __name__ == "__main__":
    main()
