"""Timers of a connection, by name: of each name one runs at most."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Timers:
    """Timers on a loop. ``late`` is called with the name of one whose time is over."""

    def __init__(self, loop: asyncio.AbstractEventLoop, late: Callable[[str], None]) -> None:
        self._loop = loop
        self._late = late
        self._running: dict[str, asyncio.TimerHandle] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._running

    def begin(self, name: str, seconds: float) -> None:
        """Begin one, anew where it runs."""
        self.cancel(name)
        self._running[name] = self._loop.call_later(seconds, self._over, name)

    def cancel(self, name: str) -> None:
        """Stop one, if it runs."""
        if (timer := self._running.pop(name, None)) is not None:
            timer.cancel()

    def clear(self) -> None:
        """Stop all."""
        for name in list(self._running):
            self.cancel(name)

    def _over(self, name: str) -> None:
        del self._running[name]
        self._late(name)
