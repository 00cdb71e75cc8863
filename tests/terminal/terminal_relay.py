"""A slow line: bytes between a client and a server on loopback take their time, in both directions."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine

from support.patience import PATIENCE

BYTES_PER_SECOND = 64_000 / 8
ONE_WAY = 0.150 / 2
CHUNK = 512


class Relay:
    """A line of 64 kbit/s with a round trip of 150 ms to a port on loopback; ``port`` is its near end."""

    def __init__(self, to: int) -> None:
        self._to = to
        self.carried = 0
        """Bytes that came over the line, both ways."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port: int = self._do(self._open())

    def _do(self, work: Coroutine[object, object, int]) -> int:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _open(self) -> int:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=CHUNK)
        return int(self._server.sockets[0].getsockname()[1])

    async def _connected(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        far, to_far = await asyncio.open_connection("127.0.0.1", self._to, limit=CHUNK)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._carry(near, to_far), self._carry(far, to_near))

    async def _carry(self, out_of: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
        """One direction: a chunk leaves when those before it have left, and is under way as long as each."""
        leaves = 0.0
        while data := await out_of.read(CHUNK):
            now = self._loop.time()
            leaves = max(leaves, now) + len(data) / BYTES_PER_SECOND
            self._loop.call_at(leaves + ONE_WAY, self._arrives, into, data)
            await asyncio.sleep(leaves - now)
        self._loop.call_at(leaves + ONE_WAY, into.close)

    def _arrives(self, into: asyncio.StreamWriter, data: bytes) -> None:
        self.carried += len(data)
        if not into.is_closing():
            into.write(data)

    async def _close(self) -> int:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        return 0

    def end(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
