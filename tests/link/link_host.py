"""What stands in for the engine behind a link, and a client that can misbehave."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from support.patience import PATIENCE
from support.raw import Raw

from drconsole.link.messages import Message
from drconsole.link.peer import Peer
from drconsole.link.serving.limits import LinkLimits
from drconsole.link.serving.server import LinkServer
from drconsole.link.wire import body_of
from drconsole.recovery.types.work.errors import Refused

HELLO = {"protocol": 1, "version": "9.9", "mode": "SIMULATION", "epoch": 3, "pid": 42}


class FakeHost:
    """Answers with what it was asked; ``Check`` waits for ``release``, ``Doctor`` breaks."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.peers: list[Peer] = []
        self.rejections: list[tuple[str, str]] = []
        self.seated: dict[str, tuple[str, ...]] = {}
        """By the name that a client says."""
        self.release = asyncio.Event()
        self.finished: list[str] = []

    async def handle(self, peer: Peer, message: Message, request_id: str) -> dict[str, Any]:
        kind, body = message.kind, body_of(message)
        self.asked.append((kind, body, request_id))
        self.peers.append(peer)
        if kind == "Check" or body.get("comment") == "slow":
            await self.release.wait()
        if kind == "Doctor" or body.get("comment") == "break":
            raise RuntimeError("a bug")
        if kind == "CancelJob":
            raise Refused("confirm", "needs a confirmation", place="--confirm", extra={"consequences": [{"item": "a"}]})
        self.finished.append(request_id)
        return {"kind": kind, "large": "x" * 300_000 if kind == "Next" else ""}

    def require(self, peer: Peer, message: Message) -> None:
        """No room here: nothing takes a seat."""

    def who_asks(self, peer: Peer) -> Peer:
        return peer

    def commands(self, peer: Peer) -> bool:
        return False

    def looks_only(self, peer: Peer) -> bool:
        return False

    def seats(self, peer: Peer) -> Sequence[str]:
        return self.seated.get(peer.told, ())

    def gone(self, peer: Peer) -> None:
        """Nothing ends with a process here."""

    def rejected(self, peer: Peer, code: str, message: str) -> None:
        self.rejections.append((code, message))


@contextlib.asynccontextmanager
async def serving(folder: Path, **limits: Any) -> AsyncIterator[tuple[FakeHost, LinkServer, Path]]:
    host = FakeHost()
    server = LinkServer(host, lambda: HELLO, LinkLimits(**limits), rev=7)
    path = folder / "engine.sock"
    await server.listen(path)
    try:
        yield host, server, path
    finally:
        host.release.set()
        await server.close(patience=0.2)


async def until(condition: Any) -> None:
    """Let the loop turn until it holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)


async def served_still(path: Path) -> None:
    """An honest newcomer gets its answer."""
    other = await Raw.open(path)
    assert (await other.ask("Status"))["ok"]["kind"] == "Status"
    other.close()
