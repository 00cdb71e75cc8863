"""Memory of a console that shows its rows and rests, over that of a Textual program that says hello.

    python tests/bench/console/memory.py [--items 100000] [--rounds 2]

RSS counts pages that processes share (Python's own, libraries) in full in each; PSS divides them among those that
run. RSS is what counts against the goal: PSS depends on what else runs.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from first_frame import GREETING, HELLO
from outside.figures import Figure, Options, number, run, turns
from outside.process import Memory, memory
from outside.states import States, console
from outside.terminal import Program

FULL, QUICK = Options(100_000, 2), Options(10_000, 1)
GOAL = 1.6


def resting(argv: list[str], text: str) -> Memory:
    with Program(argv) as program:
        program.until(text)
        program.settle()
        return memory(program.pid)


def measure(states: States, options: Options) -> Iterator[Figure]:
    arms = {"hello": lambda: resting(HELLO, GREETING)}
    for items in (options.items, 100):
        state = states.of(items)
        argv, first = console(state, "items", "--read-only"), states.first(state, "item")
        arms[f"{items:,} items"] = lambda argv=argv, first=first: resting(argv, first)  # type: ignore[misc]
    found = turns(arms, options.rounds, warm=False)
    floor = found.pop("hello")
    for name, taken in found.items():
        yield figure(f"memory at rest, {name}, over hello", taken, floor)


def figure(what: str, one: list[Memory], floor: list[Memory]) -> Figure:
    sides = []
    for name in ("resident", "shared_out", "peak"):
        mine, theirs = _median(one, name), _median(floor, name)
        if mine is not None and theirs is not None:
            word = {"resident": "RSS", "shared_out": "PSS", "peak": "peak RSS"}[name]
            sides.append(f"{word} {number(mine / theirs)} ({number(mine)} over {number(theirs)} MiB)")
    ratio = statistics.median(each.resident for each in one) / statistics.median(each.resident for each in floor)
    return Figure(what, ratio, GOAL, sides=", ".join(sides))


def _median(found: list[Memory], name: str) -> float | None:
    values = [getattr(each, name) for each in found]
    return None if None in values else float(statistics.median(values))


if __name__ == "__main__":
    run(__doc__, measure, FULL)
