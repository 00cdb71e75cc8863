"""First frame with rows over a large store, over the same over a small one.

    python tests/bench/console/many_items.py [--items 100000] [--rounds 3]

What a console costs is to be what its window costs, whatever the store holds. The small store has a hundredth.
"""

from __future__ import annotations

from collections.abc import Iterator

from first_frame import shown
from outside.figures import Figure, Options, over, run, turns
from outside.states import States, console

FULL, QUICK = Options(100_000, 3), Options(20_000, 2)


def measure(states: States, options: Options) -> Iterator[Figure]:
    small = max(100, options.items // 100)
    arms = {}
    for items in (small, options.items):
        state = states.of(items)
        argv, first = console(state, "items", "--read-only"), states.first(state, "item")
        arms[f"{items:,} items"] = lambda argv=argv, first=first: shown(argv, first)
    found = turns(arms, options.rounds)
    few, many = found
    yield over(f"first frame with rows, {many} over {few}", 1.2, (many, few), found[many], found[few])


if __name__ == "__main__":
    run(__doc__, measure, FULL)
