"""An event loop on virtual time: it never waits, and a hang is an error instead of a hang."""

from __future__ import annotations

import asyncio
import selectors
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


class Deadlock(Exception):
    """Nothing is ready and nobody waits for a time: it would wait for ever."""


class _Selector(selectors.SelectSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise Deadlock
        self.now += max(0.0, timeout)
        return []


class SimLoop(asyncio.SelectorEventLoop):
    """A loop that has open files only while it runs: a sweep makes thousands, and ``select`` takes 1,024."""

    _ssock: socket.socket | None
    _csock: socket.socket | None

    def __init__(self) -> None:
        self.virtual = _Selector()
        super().__init__(self.virtual)

    def _make_self_pipe(self) -> None:
        """Make none yet."""
        self._ssock = self._csock = None

    def _close_self_pipe(self) -> None:
        if self._ssock is not None:
            super()._close_self_pipe()  # type: ignore[misc]

    @contextmanager
    def with_files(self) -> Iterator[None]:
        super()._make_self_pipe()  # type: ignore[misc]
        try:
            yield
        finally:
            self._close_self_pipe()

    def time(self) -> float:
        return self.virtual.now

    def wall(self) -> datetime:
        """Virtual wall clock, whole microseconds."""
        return START + timedelta(seconds=round(self.virtual.now, 6))


def run_sim(main: Coroutine[Any, Any, T], loop: SimLoop | None = None) -> T:
    """Run to the end on virtual time. Tasks left over are cancelled, as a dying process leaves them."""
    loop = loop or SimLoop()
    with loop.with_files():
        try:
            return loop.run_until_complete(main)
        finally:
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            if left:
                loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
