"""Clocks of the provider: the wall's for Azure itself, the emulated world's for an emulator."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from drconsole.providers.azure.calls import Call, JsonObject, Transport, Urgency
from drconsole.providers.azure.wire.json import at
from drconsole.providers.azure.wire.moments import moment

NUDGE = 1.0
"""Seconds between two looks at an emulator's clock while it stands, and the longest sleep without one."""


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
    """``port.Clock`` of an emulator: read from it, and counted on from there at its speed until it is read again."""

    def __init__(self, transport: Transport, steady: Callable[[], float] = time.monotonic) -> None:
        self._transport = transport
        self._steady = steady
        self._world = datetime.now(UTC)
        self._read_at = steady()
        self.speed: float | None = 1.0
        self.paused = False

    async def read(self) -> None:
        """Raises ``Unreachable``."""
        answer = await self._transport.ask(Call("GET", "/_emulator/clock"), Urgency.RUNNING_JOB)
        if answer.ok and answer.body is not None:
            self._take(answer.body)

    def _take(self, body: JsonObject) -> None:
        now = moment(at(body, "now"))
        if now is None:
            return
        speed = at(body, "speed")
        self.speed = float(speed) if isinstance(speed, int | float) and not isinstance(speed, bool) else None
        self.paused = at(body, "paused") is True
        self._world, self._read_at = now, self._steady()

    def now(self) -> datetime:
        if self.speed is None or self.paused:
            return self._world
        return self._world + timedelta(seconds=(self._steady() - self._read_at) * self.speed)

    async def sleep_until(self, when: datetime) -> None:
        while True:
            await self.read()
            left = (when - self.now()).total_seconds()
            if left <= 0:
                return
            goes = self.speed is not None and not self.paused
            pause = left / self.speed if goes and self.speed else NUDGE
            await asyncio.sleep(min(max(pause, 0.001), NUDGE))

    @contextmanager
    def hold(self) -> Iterator[None]:
        yield
