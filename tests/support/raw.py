"""Client of the link that sends bytes, and so can misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from support.patience import PATIENCE


class Raw:
    """A client that sends bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, path: Path, hello: bool = True, told: str = "") -> Raw:
        raw = cls(*await asyncio.open_unix_connection(str(path), limit=1 << 22))
        if hello:
            raw.say({"hello": {"protocol": 1, "version": "0.1.0", "client": "test", "as": told}})
            assert "hello" in await raw.hear()
        return raw

    def say(self, message: Any) -> None:
        self.send(json.dumps(message).encode() + b"\n")

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def hear(self) -> dict[str, Any]:
        line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
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
            await asyncio.wait_for(self.reader.read(), PATIENCE)
        return True

    def close(self) -> None:
        self.writer.close()
