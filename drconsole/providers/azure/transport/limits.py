"""Rate of requests: a token bucket in which the most urgent request goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush

from drconsole.providers.azure.calls import Urgency

RATE = 8.0
"""Requests a second (our choice: a third of what Resource Manager refills for reads, 25 a second)."""
BURST = 40
LOW = 50
"""Reads that a subscription has left, as the service counts them, from which background reads wait (20 % of 250)."""
LOW_PAUSE = 5.0
"""Seconds that background reads wait then."""


class RateLimit:
    """Token bucket: who asks waits for a token; ``now`` are seconds of a steady clock."""

    def __init__(self, rate: float = RATE, burst: int = BURST, now: Callable[[], float] | None = None) -> None:
        self._rate, self._burst = rate, float(burst)
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._tokens, self._at = float(burst), None if now is None else now()
        self._closed_until = 0.0
        self._background_until = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def closed_for(self) -> float:
        """Seconds until the service takes requests again; 0 = it does."""
        return max(0.0, self._closed_until - self._now())

    def close_for(self, seconds: float) -> None:
        """The service said that it is asked too often (429): nobody asks for so long."""
        self._closed_until = max(self._closed_until, self._now() + seconds)
        self._arm()

    def left(self, reads: int) -> None:
        """The service said how many reads are left."""
        if reads < LOW:
            self._background_until = self._now() + LOW_PAUSE

    async def take(self, urgency: Urgency) -> None:
        """Return when it is this request's turn."""
        self._order += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (int(urgency), self._order, turn))
        self._serve()
        await turn

    def _serve(self) -> None:
        now = self._now()
        self._tokens = min(self._burst, self._tokens + (now - (self._at if self._at is not None else now)) * self._rate)
        self._at = now
        while self._waiting and self._tokens >= 1 and self._opens_at(self._waiting[0][0]) <= now:
            _, _, turn = heappop(self._waiting)
            if not turn.done():
                self._tokens -= 1
                turn.set_result(None)
        self._arm()

    def _opens_at(self, urgency: int) -> float:
        background = self._background_until if urgency == Urgency.BACKGROUND else 0.0
        return max(self._closed_until, background)

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            opens = self._opens_at(self._waiting[0][0]) - self._now()
            refilled = (1 - self._tokens) / self._rate
            delay = max(opens, refilled, 0.001)
            self._timer = asyncio.get_running_loop().call_later(delay, self._serve)
