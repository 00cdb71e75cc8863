"""An engine process whose engine is a stand-in: ``fake_engine.py STATE [SPEED]``.

``fake.json`` in the state folder says how it behaves; what it did it appends to ``fake.log``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from drconsole.engine.process import entry as process
from drconsole.link.messages import AnswerTask, HoldJob, Message
from drconsole.link.peer import Peer
from drconsole.link.wire import body_of
from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.settings.config.values import Limits
from drconsole.settings.environment import ENCRYPTION_PASSWORD
from drconsole.settings.speed import parse_speed
from drconsole.settings.state import StatePaths
from drconsole.store.journal import no_room


class FakeEngine:
    on_revision: Callable[[int], None] | None = None

    def __init__(self, folder: Path, on_fatal: Callable[[BaseException], None]) -> None:
        self.folder, self.on_fatal = folder, on_fatal
        file = folder / "fake.json"
        self.script: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        self.revision = 1
        self.idle = asyncio.Event()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self.script.get("busy"):
            self.idle.set()

    def note(self, line: str) -> None:
        with (self.folder / "fake.log").open("a") as log:
            log.write(line + "\n")

    async def start(self) -> None:
        self.note("start")
        if ENCRYPTION_PASSWORD in os.environ:
            self.note("has the password")
        if self.script.get("start") == "refuse":
            raise BadInput("store.newer", "the store is of a newer program", place="drconsole.db")
        if self.script.get("start") == "full":
            raise no_room(self.folder / "drconsole.db", freed=True)
        if self.script.get("start") == "hang":
            await asyncio.Event().wait()

    async def run(self) -> None:
        await self.failed

    def open_jobs(self) -> list[str]:
        return list(self.script.get("jobs", []))

    def under_way(self) -> int:
        return int(not self.idle.is_set())

    async def drain(self) -> None:
        self.note("drain")
        await self.idle.wait()

    async def close(self, reason: str) -> None:
        if self.script.get("close") == "hang":
            await asyncio.Event().wait()
        self.note(f"close: {reason}; {self.under_way()} under way")

    async def handle(self, peer: Peer, message: Message, request_id: str) -> dict[str, Any]:
        self.note(f"{message.kind} {json.dumps(body_of(message))}")
        if isinstance(message, AnswerTask):
            self.idle.set()
        if isinstance(message, HoldJob) and message.job == "raise":
            self.failed.set_exception(ValueError("a fault of no rule"))
        if isinstance(message, HoldJob) and message.job == "store":
            self.on_fatal(DrError("store.failed", "disk full"))
        return {"kind": message.kind}

    def require(self, peer: Peer, message: Message) -> None:
        """No room here: nothing takes a seat."""

    def who_asks(self, peer: Peer) -> Peer:
        return peer

    def commands(self, peer: Peer) -> bool:
        return False

    def looks_only(self, peer: Peer) -> bool:
        return False

    def seats(self, peer: Peer) -> Sequence[str]:
        return ()

    def gone(self, peer: Peer) -> None:
        """Nothing ends with a process here."""

    def rejected(self, peer: Peer, code: str, message: str) -> None:
        self.note(f"rejected {code}")


async def build(paths: StatePaths, limits: Limits, on_fatal: Callable[[BaseException], None]) -> process.Parts:
    engine = FakeEngine(paths.folder, on_fatal)
    return process.Parts(engine, engine, lambda: "SIMULATION", 1, lambda: True)


if __name__ == "__main__":
    try:
        sys.exit(process.run_engine(Path(sys.argv[1]), parse_speed(sys.argv[2]) if sys.argv[2:] else None, build=build))
    except DrError as error:
        sys.stderr.write(f"{error.message} ({error.place})\n")
        sys.exit(error.exit_code)
