"""Clocks of the provider: the wall's for Azure itself, the emulated world's for an emulator."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from drconsole.providers.azure.calls import Call, JsonObject, Transport, Urgency
from drconsole.providers.azure.wire.json import at
from drconsole.providers.azure.wire.moments import moment
from drconsole.providers.port import Unreachable

NUDGE = 1.0
"""Longest sleep in seconds without a look at an emulator's clock."""


class WallClock:
    """``port.Clock`` of Azure itself."""

    speed: float | None = 1.0
    paused = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, when: datetime) -> None:
        await asyncio.sleep(max(0.0, (when - self.now()).total_seconds()))

    @contextmanager
    def hold(self) -> Iterator[None]:
        yield


class EmulatorClock:
    """``port.Clock`` of an emulator: read from it, and counted on from there at its speed until it is read again.

    A world at speed ``max`` jumps by itself while something is under way, and stands still else; here it then goes on
    at the pace of the wall, so that a wait ends. It never goes back.
    """

    def __init__(self, transport: Transport, steady: Callable[[], float] = time.monotonic) -> None:
        self._transport = transport
        self._steady = steady
        self._told: datetime | None = None
        self._asked_at = -NUDGE
        """When a sleeper asked last: one a second is enough for all."""
        self._base, self._base_at = datetime.now(UTC), steady()
        self.speed: float | None = 1.0
        self.paused = False

    async def read(self) -> None:
        """Raises ``Unreachable``."""
        answer = await self._transport.ask(Call("GET", "/_emulator/clock"), Urgency.OPEN_VIEW)
        if answer.ok and answer.body is not None:
            self._take(answer.body)

    def _take(self, body: JsonObject) -> None:
        told = moment(at(body, "now"))
        if told is None:
            return
        speed = at(body, "speed")
        jumps = not isinstance(speed, int | float) or isinstance(speed, bool)
        before = self.now()
        stands = jumps and told == self._told
        first, self._told = self._told is None, told
        if not stands:
            self._base, self._base_at = told if first else max(told, before), self._steady()
        self.speed = 1.0 if jumps else float(str(speed))
        self.paused = at(body, "paused") is True

    def now(self) -> datetime:
        if self.paused or self.speed is None:
            return self._base
        return self._base + timedelta(seconds=(self._steady() - self._base_at) * self.speed)

    async def sleep_until(self, when: datetime) -> None:
        while True:
            if self._steady() - self._asked_at >= NUDGE:
                self._asked_at = self._steady()
                with contextlib.suppress(Unreachable):
                    await self.read()
            left = (when - self.now()).total_seconds()
            if left <= 0:
                return
            pause = NUDGE if self.paused or not self.speed else left / self.speed
            await asyncio.sleep(min(max(pause, 0.001), NUDGE))

    @contextmanager
    def hold(self) -> Iterator[None]:
        yield
