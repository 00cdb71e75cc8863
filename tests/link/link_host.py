"""What stands in for the engine behind a link, and a client that can misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

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

    def gone(self, peer: Peer) -> None:
        """Nothing ends with a process here."""

    def rejected(self, peer: Peer, code: str, message: str) -> None:
        self.rejections.append((code, message))


class Raw:
    """A client that sends bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, path: Path, hello: bool = True) -> Raw:
        raw = cls(*await asyncio.open_unix_connection(str(path), limit=1 << 22))
        if hello:
            raw.say({"hello": {"protocol": 1, "version": "0.1.0", "client": "test"}})
            assert "hello" in await raw.hear()
        return raw

    def say(self, message: Any) -> None:
        self.send(json.dumps(message).encode() + b"\n")

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def hear(self) -> dict[str, Any]:
        line = await asyncio.wait_for(self.reader.readline(), 10)
        assert line, "the engine closed the connection"
        message = json.loads(line)
        assert isinstance(message, dict)
        return message

    async def ask(self, kind: str, identity: str = "1", **body: Any) -> dict[str, Any]:
        self.say({"id": identity, "kind": kind, "body": body})
        return await self.hear()

    async def ended(self) -> bool:
        """Whether the engine closes the connection (whatever it still says before)."""
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(self.reader.read(), 10)
        return True

    def close(self) -> None:
        self.writer.close()


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
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def served_still(path: Path) -> None:
    """An honest newcomer gets its answer."""
    other = await Raw.open(path)
    assert (await other.ask("Status"))["ok"]["kind"] == "Status"
    other.close()
