"""Commits of a world on its way to its file: one for all who are answered in the same turn of the loop.

A commit costs one wait for the disk, however much it holds. Nobody is answered before the commit that holds what he
asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Commits:
    """Calls ``commit``, at once or for many. One an open simulator."""

    def __init__(self, commit: Callable[[], None]) -> None:
        self._commit = commit
        self._waiting: list[asyncio.Future[None]] = []

    async def durable(self) -> None:
        """Return once what has happened up to now is committed, with all that happens in this turn of the loop.

        Raises what the commit raises.
        """
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._serve)
        waiter = loop.create_future()
        self._waiting.append(waiter)
        await waiter

    def at_once(self) -> None:
        """Commit now, for those who wait as well. Raises what the commit raises; they are then told in their turn."""
        self._commit()
        for waiter in self._taken():
            waiter.set_result(None)

    def _serve(self) -> None:
        if not self._waiting:
            return
        try:
            self.at_once()
        except Exception as error:
            for waiter in self._taken():
                waiter.set_exception(error)

    def _taken(self) -> list[asyncio.Future[None]]:
        """Those who wait, in the order in which they asked; nobody waits any more."""
        waiting, self._waiting = self._waiting, []
        return [waiter for waiter in waiting if not waiter.done()]
