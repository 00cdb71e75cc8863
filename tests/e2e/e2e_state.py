"""A state folder, driven as people drive it: a command is a process of its own, and so is the engine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.forking import forks
from support.judge import ONCE
from support.patience import PATIENCE

from drconsole.engine.process.folder.lock import holder, is_free
from drconsole.link.client import Client
from drconsole.providers.port import Effect
from drconsole.providers.simulator import Simulator
from drconsole.settings.state import StatePaths


@dataclass(frozen=True)
class Said:
    """What one command said."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its one JSON document."""
        assert "Traceback" not in self.out + self.err, self
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data["error"]
        return found

    def done(self) -> Any:
        assert self.code == 0, self
        return self.data

    def answered(self) -> Any:
        """The answer of ``check``: exit 0 when ready, 3 when not."""
        assert self.code == (0 if self.data["ready"] else 3), self
        return self.data

    def refused(self, code: int, word: str | None = None) -> dict[str, Any]:
        """Its error object; with the exit code, and the error's own code where one is named."""
        assert self.code == code, self
        assert {"code", "message", "place", "advice"} <= set(self.error), self
        assert self.error["message"], self
        if word is not None:
            assert self.error["code"] == word, self
        return self.error


class Place:
    """One state, its engine, and everything that was started here."""

    anew = False
    """Whether ``say`` starts Python for every command, instead of forking one that has read the program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "s"
        self.started: list[subprocess.Popen[str]] = []
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("DRCONSOLE_")}
        self.env |= {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "home")}
        self.env |= {"NO_COLOR": "1", "PYTHONUTF8": "1"}

    @property
    def paths(self) -> StatePaths:
        return StatePaths.of(self.state)

    # -- commands

    def argv(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "drconsole", "--state", str(self.state), *words]

    def say(self, *words: str, env: Mapping[str, str] | None = None) -> Said:
        """One command with ``--json``, to its end."""
        given = {"cwd": self.folder, "env": {**self.env, **(env or {})}, "timeout": PATIENCE}
        if self.anew:
            line = [*self.argv("--json"), *words]
            done = subprocess.run(line, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **given)
        else:
            done = forks().run(["--state", str(self.state), "--json", *words], **given)
        return Said(words, done.returncode, done.stdout, done.stderr)

    def begin(self, *words: str, env: Mapping[str, str] | None = None, **more: Any) -> subprocess.Popen[str]:
        """One command with ``--json``, going on beside the test.

        Ctrl-C reaches it also where these tests were started in the background: a shell lets what it puts there, and
        all that comes of it, ignore SIGINT.
        """
        more.setdefault("preexec_fn", lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        process = subprocess.Popen(
            [*self.argv("--json"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=self.folder,
            env={**self.env, **(env or {})},
            **more,
        )
        self.started.append(process)
        return process

    def finish(self, process: subprocess.Popen[str]) -> Said:
        out, err = process.communicate(timeout=PATIENCE)
        return Said(tuple(map(str, process.args)), process.returncode, out, err)

    # -- estate and engine

    def load(self, estate: str | Path = "contoso", grain: str = "step") -> dict[str, Any]:
        found: dict[str, Any] = self.say("estate", "load", str(estate), "--grain", grain).done()
        return found

    def start(self, speed: str = "max", env: Mapping[str, str] | None = None) -> int:
        """A detached engine; its pid."""
        return int(self.say("engine", "start", "--speed", speed, env=env).done()["pid"])

    def client(self) -> Client:
        return Client.connect(self.paths)

    def kill(self) -> int:
        """``kill -9`` of this state's engine; returns once it is gone."""
        pid = int(holder(self.paths.lock)["pid"])
        os.kill(pid, signal.SIGKILL)
        self.until(lambda: is_free(self.paths.lock), "the lock is free")
        return pid

    def gone(self) -> bool:
        return is_free(self.paths.lock)

    def until(self, condition: Callable[[], Any], what: str) -> Any:
        """What ``condition`` says once it is true. Most of the time is left to what is waited for."""
        end = time.monotonic() + PATIENCE
        began = time.monotonic()
        while not (found := condition()):
            looked = time.monotonic()
            assert looked < end, f"never: {what}"
            time.sleep(max(0.01, 2 * (looked - began)))
            began = time.monotonic()
        return found

    def clear(self) -> None:
        """End everything that was started here."""
        for process in self.started:
            process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=PATIENCE)
        # A starter that was just killed may have left an engine that only now takes the lock.
        for _ in range(3):
            pid = holder(self.paths.lock).get("pid")
            if not is_free(self.paths.lock) and isinstance(pid, int) and pid != os.getpid():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        self.paths.socket.unlink(missing_ok=True)

    # -- what is there

    def item(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.say("items", name).done()
        return found

    def items(self) -> dict[str, dict[str, Any]]:
        return {item["name"]: item for item in self.say("items").done()}

    def job(self, job: str) -> dict[str, Any]:
        found: dict[str, Any] = self.say("jobs", job).done()
        return found

    def unmoved(self) -> list[Any]:
        """What must be the same after something that was refused: jobs, items' states, the journal."""
        items = {
            name: (item["protection_state"], item["failover_recovery_point"], item["current_job"])
            for name, item in self.items().items()
        }
        return [items, self.say("jobs").done(), [e for e in self.say("journal").done() if e["kind"] != "link.rejected"]]

    def ledger(self) -> list[Effect]:
        """What really happened in the world; asked once no engine has it open."""
        assert self.gone()

        async def look() -> list[Effect]:
            simulator = Simulator(self.paths.folder / "world.db")
            await simulator.open()
            try:
                return simulator.rehearsal.ledger()
            finally:
                await simulator.close()

        return asyncio.run(look())

    def nothing_twice(self) -> None:
        """No effect of a failover happened twice to an item, and the world refused nothing."""
        effects = self.ledger()
        counted = Counter((effect.item, effect.what) for effect in effects)
        doubled = {place: number for place, number in counted.items() if place[1] in ONCE and number > 1}
        assert doubled == {}
        assert [effect for effect in effects if effect.what == "refused"] == []
        assert counted


def flat(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every task of a tree."""
    found: list[dict[str, Any]] = []
    for task in tasks:
        found += [task, *flat(task.get("tasks") or [])]
    return found
