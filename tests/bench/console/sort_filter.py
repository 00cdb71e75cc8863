"""CPU from the key that sorts or filters a large list to its rows.

    python tests/bench/console/sort_filter.py [--items 100000] [--rounds 1]

Sorted is by three columns, each of them both ways, as ``s`` goes through them; filtered by a name, letter by letter.
Of each the dearest key counts. Beside it: what SQLite needs to find the same first window, without an index.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from outside.figures import Figure, Options, number, run
from outside.states import States, console
from outside.terminal import Burst, Program

FULL, QUICK = Options(100_000, 1), Options(10_000, 1)
GOAL = 150.0
SORTS = 6
LETTERS = "db-0"
SORTED = "SELECT body FROM item ORDER BY json_extract(body, '$.name') LIMIT 40"
FILTERED = "SELECT body FROM item WHERE instr(json_extract(body, '$.name'), 'db-0') LIMIT 40"


def measure(states: States, options: Options) -> Iterator[Figure]:
    state = states.of(options.items)
    sorts: list[Burst] = []
    filters: list[Burst] = []
    for _ in range(options.rounds):
        with Program(console(state, "items", "--read-only")) as program:
            program.until(states.first(state, "item"))
            program.settle()
            sorts += [program.press("s", quiet=0.6) for _ in range(SORTS)]
        with Program(console(state, "items", "--read-only")) as program:
            program.until(states.first(state, "item"))
            program.settle()
            program.press("/", quiet=0.6)
            filters += [program.press(letter, quiet=0.6) for letter in LETTERS]
    yield dearest(f"a key that sorts {options.items:,} items", sorts, bare(state, SORTED))
    yield dearest(f"a key that filters {options.items:,} items", filters, bare(state, FILTERED))


def dearest(what: str, bursts: list[Burst], floor: float) -> Figure:
    cpu = max(burst.cpu for burst in bursts) * 1000
    each = ", ".join(f"{burst.cpu * 1000:.0f}" for burst in bursts)
    wall = max(burst.last for burst in bursts) * 1000
    sides = (
        f"each {each} ms; wall of the slowest {wall:,.0f} ms; "
        f"{number(cpu / floor)} times SQLite's {floor:.0f} ms for the first window"
    )
    return Figure(what, cpu, GOAL, "ms of CPU", sides)


def bare(state: Path, query: str) -> float:
    """Milliseconds of CPU."""
    with sqlite3.connect(f"file:{state}/drconsole.db?mode=ro", uri=True) as db:
        start = time.process_time()
        db.execute(query).fetchall()
        return (time.process_time() - start) * 1000


if __name__ == "__main__":
    run(__doc__, measure, FULL)
