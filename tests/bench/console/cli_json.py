"""CPU of ``status --json`` and ``items ITEM --json``, over bare Python that reads the same rows; and what they import.

    python tests/bench/console/cli_json.py [--items 10000] [--rounds 9]

Whole processes, from their start to their end, on a state without an engine. The reference imports sqlite3 and json.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from outside.figures import Figure, Options, Time, over, run, turns
from outside.process import imported, ran
from outside.states import States, drconsole
from outside.terminal import environment

FULL, QUICK = Options(10_000, 9), Options(10_000, 3)
READ_ONE = str(Path(__file__).parent / "outside" / "references" / "read_one.py")
HEAVY = frozenset({"pydantic", "rich", "textual"})


def timed(argv: list[str]) -> Time:
    done = ran(argv, environment())
    if done.code:
        raise RuntimeError(f"{' '.join(argv)} ended with {done.code}")
    return Time(done.wall, done.cpu)


def measure(states: States, options: Options) -> Iterator[Figure]:
    state = states.of(options.items)
    item = states.first(state, "item")
    commands = {"status": ["status"], item: ["items", item]}
    arms = {}
    for word, words in commands.items():
        arms[f"drconsole {word}"] = partial(timed, drconsole(state, "--json", *words))
        arms[f"bare {word}"] = partial(timed, [sys.executable, READ_ONE, str(state / "drconsole.db"), word])
    found = turns(arms, options.rounds)
    for word, words in commands.items():
        what = f"`{words[0]}{' ITEM' if words[1:] else ''} --json`"
        one, floor = found[f"drconsole {word}"], found[f"bare {word}"]
        yield over(f"{what}, {options.items:,} items, over bare Python", 3, ("command", "bare"), one, floor)
        heavy = imported(drconsole(state, "--json", *words), environment()) & HEAVY
        sides = ", ".join(sorted(heavy)) or "none"
        yield Figure(f"{what}: Textual, Rich, pydantic imported", len(heavy), 0, "of them", sides)


if __name__ == "__main__":
    run(__doc__, measure, FULL)
