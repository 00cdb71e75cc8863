"""Start of an engine on a large state, over a bare read and decode of the same rows; and its memory over theirs.

    python tests/bench/console/engine_start.py [--items 100000] [--rounds 1]

Counted from the start of ``engine run`` until its socket answers, and by then: the socket is bound last. Each start is
the first one on a copy of the loaded state. The reference reads what such an engine has to know: all rows of the
simulated world, its definition and its state. It decodes each of them and keeps them all.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from outside.figures import Figure, Options, Time, number, over, run, turns
from outside.process import cpu_seconds, memory, ran
from outside.states import States, drconsole
from outside.terminal import environment

FULL, QUICK = Options(100_000, 1), Options(10_000, 1)
READ_ROWS = str(Path(__file__).parent / "outside" / "references" / "read_rows.py")
WORLD = "world.db"
PATIENCE = 600.0


def answers(path: Path) -> bool:
    with closing(socket.socket(socket.AF_UNIX)) as line:
        return line.connect_ex(str(path)) == 0


def started(state: Path) -> tuple[Time, float, float]:
    """Time until the engine's socket answers; resident MiB then, and the most that there was."""
    begin = time.perf_counter()
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(drconsole(state, "engine", "run"), env=environment(), **quiet)  # type: ignore[call-overload]
    try:
        while not answers(state / "engine.sock"):
            if process.poll() is not None or time.perf_counter() > begin + PATIENCE:
                raise RuntimeError(f"the engine does not answer (exit code {process.poll()})")
            time.sleep(0.01)
        took, held = Time(time.perf_counter() - begin, cpu_seconds(process.pid)), memory(process.pid)
        return took, held.resident, held.peak
    finally:
        process.terminate()
        process.wait()


def read(state: Path) -> tuple[Time, float, float]:
    done = ran([sys.executable, READ_ROWS, str(state / WORLD)], environment())
    _, _, resident = done.out.split()
    return Time(done.wall, done.cpu), float(resident), done.peak


def measure(states: States, options: Options) -> Iterator[Figure]:
    arms = {"engine": lambda: started(states.copy(options.items)), "reading": lambda: read(states.of(options.items))}
    found = turns(arms, options.rounds, warm=False)
    engine, reading = found["engine"], found["reading"]
    what = f"engine start on {options.items:,} items over reading the same rows"
    yield over(what, 3, ("engine", "reading"), [time for time, _, _ in engine], [time for time, _, _ in reading])
    mine, theirs = (statistics.median(resident for _, resident, _ in arm) for arm in (engine, reading))
    peaks = [statistics.median(peak for _, _, peak in arm) for arm in (engine, reading)]
    sides = f"RSS {number(mine, 'MiB')} over {number(theirs, 'MiB')}; peaks {peaks[0]:,.0f} over {peaks[1]:,.0f} MiB"
    yield Figure(f"memory of an engine on {options.items:,} items over theirs", mine / theirs, 2, sides=sides)


if __name__ == "__main__":
    run(__doc__, measure, FULL)
