"""States to measure on, made with the product's own commands in a temporary folder, and their engines."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from .terminal import environment


def drconsole(state: Path, *words: str) -> list[str]:
    """The command line of a command on a state."""
    return [sys.executable, "-m", "drconsole", "--state", str(state), *words]


def console(state: Path, screen: str, *words: str) -> list[str]:
    """A console on a screen of it. ``--read-only`` among the words: it starts no engine."""
    return drconsole(state, "console", "--screen", screen, *words)


class States:
    """``with States() as states``: what it made is gone afterwards, and no engine of it runs."""

    def __init__(self, folder: Path | None = None, seed: int = 1) -> None:
        self._folder = folder
        self._seed = seed
        self._made: dict[int, Path] = {}
        self._engines: dict[Path, int] = {}
        self._copies = 0

    def __enter__(self) -> States:
        self.root = Path(tempfile.mkdtemp(prefix="console-bench-", dir=self._folder))
        return self

    def __exit__(self, *_: object) -> None:
        try:
            for state in list(self._engines):
                self.stop(state)
        finally:
            shutil.rmtree(self.root)

    def of(self, items: int) -> Path:
        """A state of so many items, not to be changed; made once."""
        if items not in self._made:
            estate, state = self.root / f"{items}.yaml", self.root / f"of-{items}"
            self.run(state, "estate", "generate", "--items", str(items), "--seed", str(self._seed), "-o", str(estate))
            self.run(state, "estate", "load", str(estate))
            self._made[items] = state
        return self._made[items]

    def copy(self, items: int) -> Path:
        """The same as one's own, to be changed."""
        self._copies += 1
        return Path(shutil.copytree(self.of(items), self.root / f"copy-{self._copies}"))

    def start(self, state: Path, speed: str = "1") -> int:
        """Its engine's process id."""
        told = self.ask(state, "engine", "start", "--speed", speed)
        self._engines[state] = int(told["pid"])
        return self._engines[state]

    def stop(self, state: Path) -> None:
        """End its engine at once: nobody goes on with this state."""
        pid = self._engines.pop(state)
        with suppress(OSError):
            # Another process may have its number by now.
            if os.fsencode(state) in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)

    def run(self, state: Path, *words: str, codes: Sequence[int] = (0,)) -> bytes:
        """Run a command; what it printed. Raises ``RuntimeError`` where it ends with another code."""
        done = subprocess.run(drconsole(state, *words), env=environment(), capture_output=True)
        if done.returncode not in codes:
            raise RuntimeError(f"drconsole {' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def ask(self, state: Path, *words: str) -> Any:
        """What a command says as JSON."""
        return json.loads(self.run(state, "--json", *words))

    def job(self, state: Path, operation: str, plan: str) -> str:
        """Start one; its id."""
        return str(self.ask(state, "run", operation, f"plan:{plan}", "--confirm", plan)["id"])

    def ended(self, state: Path, job: str, patience: float = 300.0) -> None:
        """Until the job has ended, however it did; for an engine whose clock is fast."""
        end = time.monotonic() + patience
        while not self.ask(state, "jobs", job)["ended_at"]:
            if time.monotonic() > end:
                raise RuntimeError(f"job {job} has not ended in {patience:g} s")
            time.sleep(0.5)

    def first(self, state: Path, table: str) -> str:
        """The name on the first line of a list."""
        with sqlite3.connect(f"file:{state}/drconsole.db?mode=ro", uri=True) as db:
            rows = (json.loads(body) for (body,) in db.execute(f'SELECT body FROM "{table}"'))
            return str(min(rows, key=lambda row: int(row["position"]))["name"])
