"""A key in a console on 10,000 items while 50 jobs run, against the same console with no job.

    python tests/bench/keys.py [--items 10000] [--jobs 50] [--keys 60] [--rounds 6] [--folder DIR]

A real console in a pseudo-terminal of 120x40, without an engine: it is told news four times a second as its feed
would tell them (the jobs, some hundred changed items, the engine's status). Measured is the time from the key going
down to the bytes that draw the cursor's new row, in turns with and without jobs; and what it writes, works and holds
while nobody presses anything.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from fcntl import ioctl
from pathlib import Path
from typing import Any

from measure import arguments, rounds, scratch, verdict

PERIOD = 0.25
"""Seconds between two news: four a second, the most that the feed tells."""
CHANGED = 200
"""Items that are different in each."""
ROW = re.compile(rb"\x1b\[(?:\d+;)*7(?:;\d+)*m(vm\d{5})")
"""The cursor's row: in reverse, its name first."""
SILENCE = 3.0


# The console's side


class World:
    """Rows made from real ones: as many items as wanted, and jobs that move on with every look."""

    def __init__(self, told: dict[str, Any], items: int, jobs: int) -> None:
        self.item: dict[str, Any] = told["item"]
        self.job: dict[str, Any] = told["job"]
        self.statuses = {False: told["quiet"], True: told["running"]}
        self.others: dict[str, Any] = told["others"]
        self.names = [f"vm{number:05d}" for number in range(items)]
        self.jobs = jobs
        self.rev = 1

    def item_row(self, number: int, job: str | None) -> dict[str, Any]:
        name = self.names[number]
        behind = (number * 7 + self.rev) % 50
        return {
            **self.item,
            "name": name,
            "key": name,
            "current_job": job,
            "allowed_operations": [] if job else self.item["allowed_operations"],
            "replicated_until": f"2026-03-02T08:00:{59 - behind:02d}Z",
            "as_of": "2026-03-02T08:00:59Z",
        }

    def job_row(self, number: int, ended: bool) -> dict[str, Any]:
        each = len(self.names) // self.jobs
        done = self.rev % max(1, each)
        names = self.names[number * each : (number + 1) * each]
        outcomes = {name: "Succeeded" if place < done else "InProgress" for place, name in enumerate(names)}
        state = {"state": "Succeeded", "state_description": "Completed", "ended_at": self.job["started_at"]}
        return {**self.job, "id": f"j1-{number}", "items": outcomes, **(state if ended else {"ended_at": None})}

    def first(self) -> Any:
        from drconsole.console.state.model.model import Link, News

        items = {name: self.item_row(number, None) for number, name in enumerate(self.names)}
        rows = {**self.others, "item": items}
        status = self.statuses[False]
        return News(rows, rev=self.rev, link=Link.HERE, status=status, seen_at=time.monotonic())

    def next(self, draw: random.Random, running: bool, ended: bool) -> Any:
        """What changed in a quarter of a second; without jobs only the engine's answer that it is there."""
        from drconsole.console.state.model.model import Link, News

        self.rev += 1
        rows: dict[str, Any] = {}
        if running or ended:
            rows["job"] = {f"j1-{number}": self.job_row(number, ended) for number in range(self.jobs)}
            # The rows in the window are among them: what is seen is what costs.
            changed = {*range(40), *draw.sample(range(len(self.names)), CHANGED)}
            rows["item"] = {
                self.names[number]: self.item_row(number, f"j1-{number % self.jobs}" if running else None)
                for number in changed
            }
        status = self.statuses[running]
        return News(rows, rev=self.rev, link=Link.HERE, status=status, seen_at=time.monotonic())


def console(rows: Path, items: int, jobs: int) -> None:
    """The program in the pseudo-terminal; SIGUSR1 begins the jobs, SIGUSR2 ends them."""
    from drconsole.console.app import ConsoleApp
    from drconsole.console.state.session import Session
    from drconsole.settings.state import StatePaths

    world = World(json.loads(rows.read_text()), items, jobs)
    app = ConsoleApp(Session(StatePaths.of(rows.parent), screen="items"), feed=False)
    running, over = threading.Event(), threading.Event()

    def feed() -> None:
        draw, was, looked = random.Random(1), False, 0.0
        app._told(world.first())
        while not over.wait(PERIOD):
            now = running.is_set()
            # Where nothing moves, the engine is asked every two seconds.
            if now or was or time.monotonic() - looked >= 2.0:
                looked = time.monotonic()
                app._told(world.next(draw, now, was and not now))
            was = now

    signal.signal(signal.SIGUSR1, lambda *_: running.set())
    signal.signal(signal.SIGUSR2, lambda *_: running.clear())
    feeding = threading.Thread(target=feed, daemon=True)
    app.call_later(feeding.start)
    app.run(mouse=False)
    over.set()


# The terminal's side


def real_rows() -> dict[str, Any]:
    """What the rows are made from, as a real engine wrote them; apart, so that the console loads no engine."""
    sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "console")]
    from console_fakes import samples

    quiet, running = samples()["quiet"], samples()["running"]
    return {
        "item": quiet.tables["item"]["payroll"],
        "job": next(iter(running.tables["job"].values())),
        "quiet": quiet.status,
        "running": running.status,
        "others": {name: quiet.tables[name] for name in ("site", "network", "world")},
    }


class Terminal:
    """A pseudo-terminal with the console in it."""

    def __init__(self, rows: Path, items: int, jobs: int) -> None:
        self.main, other = pty.openpty()
        ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        command = [sys.executable, __file__, "--console", str(rows), "--items", str(items), "--jobs", str(jobs)]
        self.process = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=environment)
        os.close(other)
        self.draw = random.Random(2)
        self.row = b""
        self.written = 0

    def chunks(self, seconds: float) -> Iterator[bytes]:
        """What it writes, until it has written nothing for so long."""
        while select.select([self.main], [], [], seconds)[0]:
            try:
                data = os.read(self.main, 65536)
            except OSError:
                return
            self.written += len(data)
            yield data

    def until(self, found: Callable[[bytes], bool]) -> float:
        """The time at which what it has written is what was waited for."""
        seen = b""
        for data in self.chunks(SILENCE):
            at = time.perf_counter()
            seen += data
            if found(seen):
                return at
        raise SystemExit(f"the console does not draw what was waited for: {seen[-300:]!r}")

    def settle(self, seconds: float) -> None:
        """Take what it writes, and know where its cursor is by then."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for data in self.chunks(left):
                if rows := ROW.findall(data):
                    self.row = rows[-1]
                break

    def press(self) -> float:
        """Milliseconds from a key to the row that the cursor is on then: one down, the next time one up."""
        down = self.row != b"vm00006"
        wanted = b"vm00006" if down else b"vm00005"
        self.settle(self.draw.uniform(0.03, 0.3))
        start = time.perf_counter()
        os.write(self.main, b"j" if down else b"k")
        at = self.until(lambda seen: wanted in ROW.findall(seen))
        self.row = wanted
        return (at - start) * 1000

    def jobs(self, on: bool) -> None:
        self.process.send_signal(signal.SIGUSR1 if on else signal.SIGUSR2)
        self.settle(1.0)

    def usage(self) -> tuple[float, float]:
        """CPU seconds, and resident MiB."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        ticks = int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def at_rest(self, seconds: float) -> str:
        """What it writes and works while nobody presses anything."""
        written, (cpu, _) = self.written, self.usage()
        self.settle(seconds)
        after, memory = self.usage()
        rate = (self.written - written) / seconds
        return f"{rate:.0f} bytes/s, {(after - cpu) / seconds * 100:.1f} % of a core, {memory:.0f} MiB"

    def close(self) -> None:
        self.process.terminate()
        for _ in self.chunks(0.5):
            pass
        self.process.wait(10)


def measured(terminal: Terminal, keys: int, times: int) -> dict[str, float]:
    all_of: dict[str, list[float]] = {"no job": [], "jobs": []}

    def turn(name: str) -> float:
        terminal.jobs(name == "jobs")
        taken = [terminal.press() for _ in range(keys)]
        all_of[name] += taken
        return statistics.median(taken)

    found = rounds({name: lambda name=name: turn(name) for name in all_of}, times)
    for name, taken in all_of.items():
        cuts = statistics.quantiles(taken, n=100)
        print(f"{name}: key to row p50 {cuts[49]:.1f} ms, p90 {cuts[89]:.1f} ms, p99 {cuts[98]:.1f} ms")
    return found


def main() -> None:
    args = arguments(__doc__, items=10_000, jobs=50, keys=30, rounds=5)
    with scratch(args.folder) as folder:
        rows = folder / "rows.json"
        rows.write_text(json.dumps(real_rows()))
        report(args, Terminal(rows, args.items, args.jobs))


def report(args: argparse.Namespace, terminal: Terminal) -> None:
    try:
        terminal.until(lambda seen: b"vm00000" in seen)
        terminal.settle(1.0)
        os.write(terminal.main, b"jjjjj")
        terminal.settle(1.0)
        found = measured(terminal, args.keys, args.rounds)
        for on in (False, True):
            terminal.jobs(on)
            print(f"at rest, {args.items} items, {args.jobs if on else 'no'} jobs: {terminal.at_rest(8.0)}")
        verdict("key to row, with jobs against without", found["jobs"] / found["no job"], 1.5, at_most=True)
    finally:
        terminal.close()


if __name__ == "__main__":
    if "--console" in sys.argv:
        _, _, made, *sys.argv[1:] = sys.argv
        chosen = arguments(__doc__, items=10_000, jobs=50)
        console(Path(made), chosen.items, chosen.jobs)
    else:
        main()
