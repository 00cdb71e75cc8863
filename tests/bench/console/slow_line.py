"""A page over a line of 64 kbit/s with a round trip of 150 ms, without ``ssh -C``.

    python tests/bench/console/slow_line.py [--items 200] [--rounds 3]

The console's bytes are taken as they come, each chunk with its time, and then put on the line: it carries 8,000 bytes
a second, one chunk after the other, and everything is 75 ms under way in each direction. Told is the time from the
key to the last byte at the other end. What SSH and TCP add to the bytes is left out. Beside it stands the same with
compression as ``ssh -C`` does it, and the time without any line.
"""

from __future__ import annotations

import statistics
import zlib
from collections.abc import Iterator

from outside.figures import Figure, Options, number, run
from outside.states import States, console
from outside.terminal import Burst, Program

FULL, QUICK = Options(200, 3), Options(200, 1)
GOAL = 0.5
BYTES_PER_SECOND = 64_000 / 8
ONE_WAY = 0.150 / 2
QUIET = 0.4

WALK = (
    ("list of plans", "2"),
    ("page of a plan", "enter"),
    ("list of items", "3"),
    ("page down in it", "page-down"),
    ("page of an item", "enter"),
    ("list of jobs", "5"),
    ("journal", "6"),
    ("overview", "1"),
)
"""What is opened, in this order, by which key."""


def over_the_line(chunks: list[tuple[float, int]]) -> float:
    """Seconds from a key at this end until the last byte has come back: (time, bytes) as they were written there."""
    free = 0.0
    for at, size in chunks:
        free = max(free, ONE_WAY + at) + size / BYTES_PER_SECOND
    return free + ONE_WAY


def compressed(before: bytes, burst: Burst) -> list[tuple[float, int]]:
    """The chunks as ``ssh -C`` sends them: one stream, flushed at each of them."""
    stream = zlib.compressobj(6)
    stream.compress(before)
    stream.flush(zlib.Z_SYNC_FLUSH)
    return [(at, len(stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH))) for at, data in burst.chunks]


def measure(states: States, options: Options) -> Iterator[Figure]:
    state = states.copy(options.items)
    states.start(state)
    plain: dict[str, list[float]] = {name: [] for name, _ in WALK}
    packed: dict[str, list[float]] = {name: [] for name, _ in WALK}
    bare: dict[str, list[float]] = {name: [] for name, _ in WALK}
    sizes: dict[str, list[int]] = {name: [] for name, _ in WALK}
    with Program(console(state, "items")) as program:
        program.until(states.first(state, "item"))
        program.settle()
        for turn in range(options.rounds + 1):
            for name, key in WALK:
                before = program.written
                burst = program.press(key, quiet=QUIET)
                if turn:  # the first time a screen is made, which happens once
                    plain[name].append(over_the_line([(at, len(data)) for at, data in burst.chunks]))
                    packed[name].append(over_the_line(compressed(before, burst)))
                    bare[name].append(burst.last)
                    sizes[name].append(burst.bytes)
    for name, _ in WALK:
        sides = (
            f"{number(statistics.median(sizes[name]), 'B')}; with ssh -C {statistics.median(packed[name]):.2f} s; "
            f"without a line {statistics.median(bare[name]):.2f} s"
        )
        yield Figure(f"{name} at 64 kbit/s and 150 ms", statistics.median(plain[name]), GOAL, "s", sides)


if __name__ == "__main__":
    run(__doc__, measure, FULL)
