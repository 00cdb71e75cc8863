"""Durable steps a second: the real writer path at 64 waiting tasks, against what one would write without it.

    python tests/bench/journal.py [--rounds 5] [--steps 6000] [--dbos_steps 640] [--folder DIR]

One step here is what a step of the engine writes to be durable before its effect: a ``task.begun``
event in the chained journal and the task's row. The other arms write the same event and row with
plain sqlite3, one transaction a step (WAL, synchronous=FULL), and run steps that do nothing in as many
workflows of DBOS on SQLite where it is installed (``pip install '.[bench]'``), as it opens its file by itself.
All arms take turns, in every round.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sqlite3 as plain
import time
from datetime import UTC, datetime
from pathlib import Path

from measure import arguments, fsync_ms, rounds, scratch, verdict

from drconsole.recovery.types.work.events import Recorded, TaskBegun
from drconsole.store.entries import Entry, RowChange
from drconsole.store.sqlite import sqlite3
from drconsole.store.writing.writer import SqliteJournal

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
WAITING = 64
BODY = {
    "id": "failover/web-01/VmFailover",
    "name": "VmFailover",
    "friendly_name": "Start failover",
    "kind": "step",
    "state": "InProgress",
    "state_description": "InProgress",
    "item": "web-01",
    "job": "j1-1",
    "parent": "failover/web-01",
    "position": 17,
    "started_at": "2026-03-01T03:00:00Z",
    "ended_at": None,
    "errors": [],
}


def entry(number: int) -> Entry:
    event = Recorded(TaskBegun("j1-1", f"failover/web-{number}/VmFailover", 1), NOW, NOW, "engine")
    return Entry((event,), (RowChange("task", f"j1-1/{number}", BODY, "j1-1", "InProgress"),))


def writer(folder: Path, steps: int, number: list[int]) -> float:
    async def run() -> float:
        number[0] += 1
        path = folder / f"writer-{number[0]}.db"
        journal = SqliteJournal.open(path, loop=asyncio.get_running_loop(), on_fatal=print)
        counter = iter(range(steps))

        async def task() -> None:
            for n in counter:
                await journal.submit(entry(n))

        start = time.perf_counter()
        await asyncio.gather(*(task() for _ in range(WAITING)))
        taken = time.perf_counter() - start
        await journal.close()
        return steps / taken

    return asyncio.run(run())


def one_each(folder: Path, steps: int, number: list[int]) -> float:
    number[0] += 1
    db = plain.connect(folder / f"plain-{number[0]}.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute(
        "CREATE TABLE event(rev INTEGER PRIMARY KEY, at, world_at, actor, kind, job, data) STRICT".replace(
            " at, world_at, actor, kind, job, data",
            " at TEXT, world_at TEXT, actor TEXT, kind TEXT, job TEXT, data TEXT",
        )
    )
    db.execute("CREATE TABLE task(key TEXT PRIMARY KEY, job TEXT, state TEXT, body TEXT, rev INTEGER) STRICT")
    start = time.perf_counter()
    for n in range(steps):
        data = json.dumps({"job": "j1-1", "task": f"failover/web-{n}/VmFailover", "attempt": 1})
        db.execute("BEGIN IMMEDIATE")
        db.execute(
            "INSERT INTO event(at, world_at, actor, kind, job, data) VALUES (?, ?, 'engine', 'task.begun', 'j1-1', ?)",
            (NOW.isoformat(), NOW.isoformat(), data),
        )
        db.execute(
            "INSERT OR REPLACE INTO task VALUES (?, 'j1-1', 'InProgress', ?, ?)", (f"j1-1/{n}", json.dumps(BODY), n)
        )
        db.execute("COMMIT")
    taken = time.perf_counter() - start
    db.close()
    return steps / taken


def in_dbos(folder: Path, steps: int, number: list[int]) -> float:
    from dbos import DBOS, DBOSConfig

    number[0] += 1
    path = folder / f"dbos-{number[0]}.sqlite"
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": f"sqlite:///{path}",
        "run_admin_server": False,
        "log_level": "ERROR",
    }
    DBOS(config=config)

    @DBOS.step()
    async def step(n: int) -> int:
        return n

    @DBOS.workflow()
    async def workflow(count: int) -> int:
        for n in range(count):
            await step(n)
        return count

    async def run() -> float:
        start = time.perf_counter()
        handles = [await DBOS.start_workflow_async(workflow, steps // WAITING) for _ in range(WAITING)]
        for handle in handles:
            await handle.get_result()
        return (steps // WAITING) * WAITING / (time.perf_counter() - start)

    DBOS.launch()
    try:
        return asyncio.run(run())
    finally:
        DBOS.destroy(destroy_registry=True)


def journal_mode(file: Path) -> str:
    """As the file was left: WAL is written into it, all else is the default of whoever opens it."""
    db = plain.connect(file)
    try:
        return str(db.execute("PRAGMA journal_mode").fetchone()[0])
    finally:
        db.close()


def main() -> None:
    args = arguments(__doc__, rounds=5, steps=6000, dbos_steps=640)
    with scratch(args.folder) as folder:
        print(
            f"fsync of 4 KiB here: {fsync_ms(folder):.3f} ms; SQLite {sqlite3.sqlite_version} / {plain.sqlite_version}"
        )
        number = [0]
        arms = {
            "writer": lambda: writer(folder, args.steps, number),
            "plain": lambda: one_each(folder, max(500, args.steps // 4), number),
        }
        if importlib.util.find_spec("dbos"):
            arms["dbos"] = lambda: in_dbos(folder, args.dbos_steps, number)
        found = rounds(arms, args.rounds)
        print(f"medians of {args.rounds} rounds")
        print(f"writer path, {WAITING} waiting tasks: {found['writer']:,.0f} durable steps/s")
        print(f"sqlite3, one transaction a step: {found['plain']:,.0f} durable steps/s")
        verdict("writer against sqlite3", found["writer"] / found["plain"], 8)
        if "dbos" not in found:
            print("DBOS is not installed: pip install '.[bench]'")
            return
        mode = journal_mode(next(folder.glob("dbos-*.sqlite")))
        print(
            f"DBOS on SQLite (journal mode {mode}), {WAITING} workflows at once of {args.dbos_steps // WAITING} steps "
            f"each: {found['dbos']:,.0f} durable steps/s"
        )
        verdict("writer against DBOS", found["writer"] / found["dbos"], 50)


if __name__ == "__main__":
    main()
