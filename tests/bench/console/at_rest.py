"""What a console writes while nobody presses a key: one live cell, a running job, an ended job, an open dialogue.

    python tests/bench/console/at_rest.py [--items 200] [--rounds 15]

``--rounds``: seconds that each page is watched, in stretches of three, of which the median counts: the minute that the
clock goes on by is not held against a page. The engine's clock runs at real time. The live cell is a row of the
store that a writer changes to and fro. The bytes of the hello program, which are none, are watched beside it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
from collections.abc import Iterator, Mapping
from pathlib import Path

from first_frame import GREETING, HELLO
from outside.figures import Figure, Options, number, run
from outside.states import States, console
from outside.terminal import Program

from drconsole.store.entries import Entry, RowChange
from drconsole.store.writing.writer import SqliteJournal

FULL, QUICK = Options(200, 15), Options(200, 9)
STRETCH = 3
"""Seconds: longer than the engine is not asked for."""
CHANGES = 12
ON_TOP = b" SIMULATION "
"""Begins the line on top of every screen."""
PLAN = "vCenter-0001"
"""Of 100 machines in every estate of 200 items or more."""
BEFORE = "VMM-0001"
"""The plan whose failover has ended when the pages are watched."""


def measure(states: States, options: Options) -> Iterator[Figure]:
    items = max(200, options.items)
    with Program(HELLO) as hello:
        hello.until(GREETING)
        hello.settle()
        floor = number(hello.watch(2.0).bytes / 2.0, "B/s")
    size, seen = live_cell(states, states.copy(items))
    yield Figure("bytes of one live cell", size, 600, "B", seen)
    with Program(console(states.of(items), "items", "--read-only")) as program:
        program.until(states.first(states.of(items), "item"))
        yield quiet(program, {}, options.rounds, "list of items at rest, read-only, without an engine", 0, floor)
    yield from with_engine(states, states.copy(items), options.rounds, floor)


def with_engine(states: States, state: Path, seconds: int, floor: str) -> Iterator[Figure]:
    states.start(state, "max")
    over = states.job(state, "failover", BEFORE)
    states.ended(state, over)
    states.run(state, "clock", "speed", "1")
    with Program(console(state, "items")) as program:
        # What has failed over stands above the others.
        program.until("it has failed over")
        yield quiet(program, {}, seconds, "list of items at rest", 0, floor)
        keys = {"5": over, "enter": f"(job {over})"}
        yield quiet(program, keys, seconds, "page of an ended job at rest", 0, floor)
        # Above it stands the plan that is not committed.
        keys = {"2": PLAN, "down": PLAN, "f": "failover of plan"}
        yield quiet(program, keys, seconds, "failover dialogue at rest", 0, floor)
        program.type("escape")
        program.watch(1.0)
        running = states.job(state, "failover", PLAN)
        # The cursor of the list is still on the job that has ended.
        keys = {"5": running, "home": "", "enter": f"(job {running})"}
        yield quiet(program, keys, seconds, "page of a running job of 100 machines at real time", 500, floor)


def quiet(program: Program, keys: Mapping[str, str], seconds: int, what: str, goal: float, floor: str) -> Figure:
    """Watch a page that these keys lead to; what each of them has to bring stands beside it."""
    for key, text in keys.items():
        since = len(program.written)
        program.type(key)
        program.until(text, since, patience=10.0)
        program.watch(1.0)
    program.watch(2.0)
    seen = [program.watch(STRETCH) for _ in range(max(1, seconds // STRETCH))]
    rates = [burst.bytes / STRETCH for burst in seen]
    work = statistics.mean(burst.cpu for burst in seen) / STRETCH * 100
    sides = f"{number(min(rates))} to {number(max(rates))} B/s, {work:.1f} % of a core; hello {floor}"
    return Figure(what, statistics.median(rates), goal, "B/s", sides)


def live_cell(states: States, state: Path) -> tuple[float, str]:
    """Bytes of the frame in which one row of the window changes; and what was seen beside it."""
    with Program(console(state, "items", "--read-only")) as program:
        program.until(states.first(state, "item"))
        program.settle()
        return asyncio.run(_change(state, program))


async def _change(state: Path, program: Program) -> tuple[float, str]:
    with sqlite3.connect(f"file:{state}/drconsole.db?mode=ro", uri=True) as db:
        rows = sorted(
            (json.loads(body) for (body,) in db.execute("SELECT body FROM item")), key=lambda r: r["position"]
        )
    row = rows[5]  # in the window, and not what the cursor is on
    journal = SqliteJournal.open(state / "drconsole.db", loop=asyncio.get_running_loop(), on_fatal=print)
    sizes, work = [], []
    try:
        for turn in range(CHANGES + 2):
            health = "Normal" if turn % 2 else "Warning"
            changed = {**row, "replication_health": health}
            await journal.submit(Entry(rows=(RowChange("item", row["key"], changed),)))
            seen = program.watch(1.5)
            painted = [frame for frame in seen.frames if health.upper().encode() in frame.upper()]
            # A column may have grown with the first ones; with some the line on top has changed by chance.
            if turn >= 2 and painted and not any(ON_TOP in frame for frame in painted):
                sizes.append(sum(map(len, painted)))
                work.append(seen.cpu)
    finally:
        await journal.close()
    if not sizes:
        raise RuntimeError("no change was drawn by itself")
    cpu = statistics.median(work) * 1000
    return statistics.median(sizes), f"greatest {number(max(sizes), 'B')}; {cpu:.0f} ms of CPU in the 1.5 s around it"


if __name__ == "__main__":
    run(__doc__, measure, FULL)
