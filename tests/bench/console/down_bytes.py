"""Bytes that one down key writes in a list with details below it.

    python tests/bench/console/down_bytes.py [--items 10000] [--rounds 10]

``--rounds`` keys in each list, with the list at its top, and with the window at its end so that every key scrolls.
The bare line-API table is pressed beside it.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator

from down_key import TABLE, WINDOW
from outside.figures import Figure, Options, number, run
from outside.states import States, console
from outside.terminal import Program

FULL, QUICK = Options(10_000, 10), Options(10_000, 6)
GOAL = 1000
LISTS = {"items": "item", "plans": "plan", "points": "item"}
"""Screens that have a list -> the table that is listed."""
QUIET = 0.25


def per_key(program: Program, keys: int, *, scrolling: bool) -> float:
    program.press("home", quiet=QUIET)
    if scrolling:
        program.press(*["down"] * WINDOW, quiet=QUIET)
    return statistics.median(program.press("down", quiet=QUIET).bytes for _ in range(keys))


def measure(states: States, options: Options) -> Iterator[Figure]:
    state = states.of(options.items)
    with Program([sys.executable, TABLE, str(options.items)]) as table:
        table.until("row-000000")
        table.settle()
        bare = {scrolling: per_key(table, options.rounds, scrolling=scrolling) for scrolling in (False, True)}
    for screen, listed in LISTS.items():
        with Program(console(state, screen, "--read-only")) as program:
            program.until(states.first(state, listed))
            program.settle()
            for scrolling, how in ((False, ""), (True, ", scrolling")):
                found = per_key(program, options.rounds, scrolling=scrolling)
                sides = f"{number(found / bare[scrolling])} times the bare table's {number(bare[scrolling], 'B')}"
                yield Figure(f"bytes of one down key in the list of {screen}{how}", found, GOAL, "B", sides)


if __name__ == "__main__":
    run(__doc__, measure, FULL)
