"""Durable steps a second with 64 tasks waiting, over plain sqlite3 with one transaction a step.

    python tests/bench/console/durable_steps.py [--items 6000] [--rounds 5]

``--items``: steps of each round. The arms are those of ``tests/bench/journal.py``, which also has DBOS. The goal is one
for a disk on which an fsync takes under 0.5 ms: the slower the disk, the more a group commit gains. On a disk whose
sync takes as long as you say, here 300 µs:

    cc -shared -fPIC -o slow_sync.so tests/bench/console/outside/slow_sync.c
    SYNC_US=300 TMPDIR=/dev/shm LD_PRELOAD=$PWD/slow_sync.so python tests/bench/console/durable_steps.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from outside.figures import Figure, Options, Time, median, number, run, turns
from outside.states import States

sys.path.append(str(Path(__file__).parents[1]))
from journal import WAITING, one_each, writer
from measure import fsync_ms

FULL, QUICK = Options(6000, 5), Options(2000, 2)


def measure(states: States, options: Options) -> Iterator[Figure]:
    count = [0]
    fsync = fsync_ms(states.root)

    def timed(arm: Callable[[Path, int, list[int]], float], steps: int) -> Time:
        """Of one step."""
        cpu = time.process_time()
        rate = arm(states.root, steps, count)
        return Time(1 / rate, (time.process_time() - cpu) / steps)

    found = turns(
        {
            "writer": lambda: timed(writer, options.items),
            "plain": lambda: timed(one_each, max(500, options.items // 4)),
        },
        options.rounds,
    )
    mine, theirs = median(found["writer"]), median(found["plain"])
    sides = (
        f"{number(1 / mine.wall)} over {number(1 / theirs.wall)} steps/s; CPU a step {mine.cpu * 1e6:.0f} over "
        f"{theirs.cpu * 1e6:.0f} µs, waiting {(mine.wall - mine.cpu) * 1e6:.0f} over "
        f"{(theirs.wall - theirs.cpu) * 1e6:.0f} µs; fsync {fsync:.2f} ms"
        f"{'' if fsync < 0.5 else ': too slow a disk for this goal'}"
    )
    what = f"durable steps a second, {WAITING} waiting, over one transaction a step"
    yield Figure(what, theirs.wall / mine.wall, 8, sides=sides, at_least=True)


if __name__ == "__main__":
    run(__doc__, measure, FULL)
