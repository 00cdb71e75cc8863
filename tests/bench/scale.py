"""5,000 items in 50 plans failed over at clock ``max``: what the engine costs beyond writing its records.

    python tests/bench/scale.py [--items 5000] [--folder DIR]

The same entries (events and rows) are then written again by the same writer, without an engine, at the
same number of waiting tasks. CPU of all threads; what the simulated world costs is taken out of the
engine's share and printed beside it, for it stands for the provider's own machines.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from measure import arguments, fsync_ms, resident_mib, scratch, verdict

from drconsole.documents.estate import generate, parse_estate
from drconsole.engine.core import Limits
from drconsole.engine.shell import Engine
from drconsole.link.peer import own_peer
from drconsole.providers.simulator import Simulator
from drconsole.recovery.words import Grain
from drconsole.store.entries import Entry
from drconsole.store.writer import SqliteJournal


class Metered:
    """A provider whose own CPU time on the loop's thread is counted, call by call."""

    METERED = ("begin", "observe", "inventory", "look")
    """Beside these: reading points, and what the world does when its clock jumps."""

    def __init__(self, inner: Simulator) -> None:
        self._inner = inner
        self.seconds = 0.0
        for name in self.METERED:
            setattr(self, name, self._meter(getattr(inner, name)))
        inner._clock._moved = self._meter_plain(inner._clock._moved)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def recovery_points(self, items: Any) -> Any:
        start = time.thread_time()
        async for read in self._inner.recovery_points(items):
            self.seconds += time.thread_time() - start
            yield read
            start = time.thread_time()

    def _meter_plain(self, call: Any) -> Any:
        def metered(*args: Any) -> Any:
            start = time.thread_time()
            call(*args)
            self.seconds += time.thread_time() - start

        return metered

    def _meter(self, call: Any) -> Any:
        async def metered(*args: Any) -> Any:
            start = time.thread_time()
            try:
                return await call(*args)
            finally:
                self.seconds += time.thread_time() - start

        return metered


async def fail_over(folder: Path, items: int, parallel: int = 5000) -> tuple[float, float, list[Entry], int]:
    """(CPU seconds in all, of which the world's, the entries written, items failed over)."""
    definition = parse_estate(generate(items, 1), "generated.yaml", None)
    Simulator.create(folder / "world.db", definition, Grain.STEP)
    journal = SqliteJournal.open(folder / "store.db", loop=asyncio.get_running_loop(), on_fatal=print)
    provider = Metered(Simulator(folder / "world.db"))
    engine = Engine(journal, provider, limits=Limits(parallel, parallel, 100), state_dir=folder)  # type: ignore[arg-type]
    await engine.start()
    entries: list[Entry] = []
    submit = journal.submit

    def kept(entry: Entry) -> Any:
        entries.append(entry)
        return submit(entry)

    journal.submit = kept  # type: ignore[method-assign]
    assert engine.provider.rehearsal is not None
    engine.provider.rehearsal.pause()
    engine.provider.rehearsal.set_speed(None)
    provider.seconds = 0.0
    start = time.process_time()
    jobs = []
    peer = own_peer()
    for plan in list(engine.estate.view.plans.values()):
        body = {"operation": "failover", "target": f"plan:{plan.name}", "confirm": plan.name, "comment": "measured"}
        body |= {"options": {"shutdown": True}, "accept": (), "digest": None}
        jobs.append((await engine.handle(peer, "StartJob", body, f"start-{plan.key}"))["id"])
    engine.provider.rehearsal.resume()
    while engine.state.jobs:
        await asyncio.sleep(0.05)
        for job in list(engine.state.jobs.values()):
            for task in list(job.waiting):
                body = {"job": job.id, "task": task, "outcome": "done", "comment": "seen"}
                await engine.handle(peer, "AnswerTask", body, f"{job.id}-{task}")
    used = time.process_time() - start
    failed_over = sum(1 for status in engine.estate.view.statuses.values() if status.last_failover is not None)
    await engine.close("measured")
    return used, provider.seconds, entries, failed_over


async def write_again(folder: Path, entries: list[Entry]) -> float:
    """CPU seconds of writing the same entries at 64 waiting tasks, without an engine."""
    journal = SqliteJournal.open(folder / "again.db", loop=asyncio.get_running_loop(), on_fatal=print)
    queue = iter(entries)

    async def task() -> None:
        for entry in queue:
            await journal.submit(entry)

    start = time.process_time()
    await asyncio.gather(*(task() for _ in range(64)))
    used = time.process_time() - start
    await journal.close()
    return used


def main() -> None:
    args = arguments(items=5000, parallel=5000)
    with scratch(args.folder) as folder:
        print(f"fsync of 4 KiB here: {fsync_ms(folder):.3f} ms")
        wall = time.perf_counter()
        used, world, entries, done = asyncio.run(fail_over(folder, args.items, args.parallel))
        wall = time.perf_counter() - wall
        memory = resident_mib()
        events = sum(len(entry.events) for entry in entries)
        rows = sum(len(entry.rows) for entry in entries)
        again = asyncio.run(write_again(folder, entries))
        print(
            f"{done} items failed over in {wall:.1f} s of wall time, {args.parallel} at once at most; "
            f"{events:,} events, {rows:,} rows; {memory:.0f} MiB resident"
        )
        print(
            f"CPU: {used:.2f} s in all, {world:.2f} s of it the simulated world; "
            f"writing the same records: {again:.2f} s"
        )
        verdict("engine against writing", (used - world) / again, 3, at_most=True)
        print(f"with the simulated world: {used / again:.2f}")


if __name__ == "__main__":
    main()
