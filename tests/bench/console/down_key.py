"""The down key in the list of items, over the same in a bare line-API table; and over many rows, over few.

    python tests/bench/console/down_key.py [--items 100000] [--rounds 4]

Time from the key to the last byte that it caused, and the CPU time up to then. All programs run at once and are
pressed in turns: from the first row twelve times down, so that nothing scrolls, then as often with the window at its
end, so that every key scrolls.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from outside.figures import Figure, Options, Time, over, run, turns
from outside.states import States, console
from outside.terminal import Program

FULL, QUICK = Options(100_000, 4), Options(10_000, 2)
TABLE = str(Path(__file__).parent / "outside" / "references" / "table.py")
KEYS = 12
WINDOW = 40
"""More rows than are seen at once."""


def downs(program: Program, *, scrolling: bool) -> Time:
    """Median of twelve keys."""
    program.press("home", quiet=0.3)
    if scrolling:
        program.press(*["down"] * WINDOW, quiet=0.3)
    bursts = [program.press("down") for _ in range(KEYS)]
    return Time(statistics.median(each.last for each in bursts), statistics.median(each.cpu for each in bursts))


def measure(states: States, options: Options) -> Iterator[Figure]:
    few, many = 100, options.items
    with ExitStack() as stack:
        programs = {"table": stack.enter_context(Program([sys.executable, TABLE, str(many)]))}
        programs["table"].until("row-000000")
        for name, items in (("few", few), ("many", many)):
            state = states.of(items)
            programs[name] = stack.enter_context(Program(console(state, "items", "--read-only")))
            programs[name].until(states.first(state, "item"))
        for program in programs.values():
            program.settle()
        for how in ("", ", scrolling"):
            arms = {
                name: lambda program=program, how=how: downs(program, scrolling=bool(how))
                for name, program in programs.items()
            }
            found = turns(arms, options.rounds)
            what, names = f"down key{how}, {many:,} rows over a bare table of as many", ("console", "table")
            yield over(what, 1.3, names, found["many"], found["table"])
            what, names = f"down key{how}, {many:,} rows over {few}", (f"{many:,}", f"{few}")
            yield over(what, 1.15, names, found["many"], found["few"])


if __name__ == "__main__":
    run(__doc__, measure, FULL)
