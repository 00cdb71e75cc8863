"""First frame with rows of a console, over a Textual program that says hello.

    python tests/bench/console/first_frame.py [--items 10000] [--rounds 7]

Counted from the start of the process to the bytes that hold the first item's name, or the greeting. The console is
read-only on a state without an engine: it shows what is in the store and waits for nobody.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from outside.figures import Figure, Options, Time, over, run, turns
from outside.states import States, console
from outside.terminal import Program

FULL, QUICK = Options(10_000, 7), Options(10_000, 3)
HELLO = [sys.executable, str(Path(__file__).parent / "outside" / "references" / "hello.py")]
GREETING = "Hello-is-here"


def shown(argv: list[str], text: str) -> Time:
    """From the start until a text is written."""
    with Program(argv) as program:
        return Time(*program.until(text))


def measure(states: States, options: Options) -> Iterator[Figure]:
    few, many = states.of(100), states.of(options.items)
    arms = {"hello": lambda: shown(HELLO, GREETING)}
    for name, state in (("few", few), ("many", many)):
        argv, first = console(state, "items", "--read-only"), states.first(state, "item")
        arms[name] = lambda argv=argv, first=first: shown(argv, first)  # type: ignore[misc]
    found = turns(arms, options.rounds)
    for name, items in (("many", options.items), ("few", 100)):
        what = f"first frame with rows, {items:,} items, over hello"
        yield over(what, 1.5, ("console", "hello"), found[name], found["hello"])


if __name__ == "__main__":
    run(__doc__, measure, FULL)
