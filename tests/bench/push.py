"""How soon another process sees a commit: the link's push against polling ``data_version`` at 20 Hz.

    python tests/bench/push.py [--commits 150] [--folder DIR]

An engine with an estate is started; commands are sent to it at random gaps, and each commit is awaited in
this process both ways. Latency counts from the moment before the command is sent.

Two syncs of the disk are in it, one after the other: the simulated world writes down its new clock durably before it
answers, as a provider's service does, and the journal writes down the event. After a pause of 0.1 s each takes some
three times as long as ``fsync_ms`` finds for one after the other.
"""

from __future__ import annotations

import contextlib
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from measure import arguments, fsync_ms, scratch, verdict

from drconsole.link.client import Client
from drconsole.link.messages import SetClock
from drconsole.recovery.types.work.errors import NoEngine
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader


def drconsole(state: Path, *words: str) -> None:
    command = [sys.executable, "-m", "drconsole", "--state", str(state), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Seen:
    """When a revision was first seen."""

    def __init__(self) -> None:
        self.rev = 0
        self.at = 0.0
        self.changed = threading.Condition()

    def tell(self, rev: int) -> None:
        with self.changed:
            if rev > self.rev:
                self.rev, self.at = rev, time.perf_counter()
                self.changed.notify_all()

    def wait(self, rev: int) -> float:
        with self.changed:
            self.changed.wait_for(lambda: self.rev >= rev, timeout=30)
            return self.at


def pushed(paths: StatePaths, seen: Seen, over: threading.Event) -> None:
    with contextlib.suppress(NoEngine), Client.connect(paths, timeout=10) as client:
        for rev in client.subscribe(heartbeat=0.5):
            if over.is_set():
                return
            seen.tell(rev)


def polled(paths: StatePaths, seen: Seen, over: threading.Event) -> None:
    with Reader(paths.db) as reader:
        version = -1
        while not over.is_set():
            if (now := reader.data_version()) != version:
                version = now
                seen.tell(reader.rev())
            time.sleep(0.05)


def measure(paths: StatePaths, commits: int) -> dict[str, list[float]]:
    watchers = {"push": (Seen(), pushed), "poll": (Seen(), polled)}
    over = threading.Event()
    threads = [threading.Thread(target=watch, args=(paths, seen, over)) for seen, watch in watchers.values()]
    for thread in threads:
        thread.start()
    try:
        return latencies(paths, commits, {name: seen for name, (seen, _) in watchers.items()})
    finally:
        over.set()
        for thread in threads:
            thread.join()


def latencies(paths: StatePaths, commits: int, watchers: dict[str, Seen]) -> dict[str, list[float]]:
    """Milliseconds from the command to each watcher's knowing of its commit; the first ten warm up."""
    found: dict[str, list[float]] = {name: [] for name in watchers}
    draw = random.Random(1)
    with Client.connect(paths, timeout=10) as client, Reader(paths.db) as reader:
        for n in range(commits + 10):
            time.sleep(draw.uniform(0.06, 0.15))
            start = time.perf_counter()
            client.ask(SetClock(speed=1.0 + n % 2, paused=None))
            rev = reader.rev()
            for name, seen in watchers.items():
                at = seen.wait(rev)
                if n >= 10:
                    found[name].append((at - start) * 1000)
    return found


def main() -> None:
    args = arguments(__doc__, commits=150)
    with scratch(args.folder) as folder:
        print(f"fsync of 4 KiB here: {fsync_ms(folder):.3f} ms; {os.cpu_count()} cores")
        state = folder / "state"
        drconsole(state, "estate", "load", "contoso")
        drconsole(state, "engine", "start")
        try:
            found = measure(StatePaths.of(state), args.commits)
        finally:
            drconsole(state, "engine", "stop", "--force")
        for name, values in found.items():
            cuts = statistics.quantiles(values, n=100)
            print(f"{name}: p50 {cuts[49]:.1f} ms, p90 {cuts[89]:.1f} ms, p99 {cuts[98]:.1f} ms")
        verdict("poll against push, p50", statistics.median(found["poll"]) / statistics.median(found["push"]), 1)


if __name__ == "__main__":
    main()
