"""The world's clock: what it shows (``ClockState``) and how to wait for it (``SimulatorClock``)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import ClassVar

from drconsole.providers.simulator.state.moments import SECOND, as_datetime, moment
from drconsole.providers.simulator.state.rows.row import Row
from drconsole.recovery.types.data import dataclass

Wall = Callable[[], datetime]

ANCHOR_EVERY = SECOND
"""Wall time after which the clock's anchor is written again together with something else (our choice)."""
WRITE_EVERY = 10 * SECOND
"""The same while nothing else is written: so much of the world's time may be lost where the machine's clock is set and
the process dies."""

SETTLES, LOOKS = 0.25, 0.002
"""Seconds on the wall's clock: how long a step of a jump waits for what follows from it, and how often it looks (our
choice)."""
_LEAST_DELAY = 1e-6
"""Seconds: a timer armed for less would come back before the wall clock has moved."""


class SteadyWall:
    """The wall's clock as it was when this was made, and from there on one that nobody sets: a wall clock that is set
    moves no world. Goes on while the machine sleeps."""

    def __init__(self) -> None:
        self._began, self._steady = datetime.now(UTC), _steady()

    def __call__(self) -> datetime:
        return self._began + timedelta(microseconds=(_steady() - self._steady) // 1000)


def _steady() -> int:
    """Nanoseconds since some moment."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic_ns()


@dataclass(slots=True)
class ClockState(Row):
    """World time ``world`` was shown at wall time ``wall``; from there it goes at ``speed``.

    ``speed`` None is ``max``: it shows ``world`` until somebody moves it. Being two anchors and a
    speed, it goes on while no process looks.
    """

    KIND: ClassVar[str] = "clock"

    world: int
    wall: int
    speed: float | None = None
    paused: bool = False

    @property
    def row_key(self) -> str:
        return "clock"

    @property
    def goes(self) -> bool:
        """Return whether it moves with the wall's clock."""
        return self.speed is not None and not self.paused

    def now(self, wall: int) -> int:
        """Never before the anchor: a wall clock set back must not take the world with it."""
        if self.speed is None or self.paused:
            return self.world
        return self.world + max(0, round((wall - self.wall) * self.speed))

    def anchor(self, world: int, wall: int) -> None:
        self.world, self.wall = world, wall

    def keep_up(self, wall: int) -> int:
        """Anchor it to this moment where it was last anchored a while ago; returns by how much the wall has moved.

        The next life starts from there where the wall's clock was set back meanwhile.
        """
        if not self.goes:
            return 0
        moved = wall - self.wall
        if moved >= ANCHOR_EVERY:
            self.anchor(self.now(wall), wall)
        return moved

    def take_up(self, wall: int) -> bool:
        """At the begin of a life: a wall clock that was set back does not make the world wait for it."""
        if wall >= self.wall:
            return False
        self.wall = wall
        return True


class _Sleeper:
    __slots__ = ("deadline", "future", "held", "order", "woken")

    def __init__(self, deadline: int, order: int, held: bool, future: asyncio.Future[None]) -> None:
        self.deadline = deadline
        self.order = order
        self.held = held
        """Whether it slept inside of ``hold``: it does not count as awake meanwhile, and does again once it is
        woken."""
        self.future = future
        self.woken = False

    def __lt__(self, other: _Sleeper) -> bool:
        return (self.deadline, self.order) < (other.deadline, other.order)


class _Hold:
    """``hold``, entered and left thousands of times a second."""

    __slots__ = ("_clock",)

    def __init__(self, clock: SimulatorClock) -> None:
        self._clock = clock

    def __enter__(self) -> None:
        self._clock.awake += 1

    def __exit__(self, *raised: object) -> None:
        clock = self._clock
        clock.awake -= 1
        # Only at ``max`` does the clock wait for holders; else the timer goes on as it was armed.
        if not clock.awake and clock.speed is None:
            clock.rearm()


class SimulatorClock:
    """``providers.port.Clock`` over a world's clock; one an open simulator.

    ``moved(at)`` is called when a jump moves the world, before any sleeper wakes; ``changed()``
    after speed or pause were set: both make the change durable.
    """

    def __init__(
        self, state: Callable[[], ClockState], wall: Wall, moved: Callable[[int], None], changed: Callable[[], None]
    ) -> None:
        self._state = state
        self._wall = wall
        self._moved = moved
        self._changed = changed
        self.awake = 0
        """How many hold it."""
        self._order = 0
        self._sleepers: list[_Sleeper] = []
        self._timer: asyncio.Handle | None = None

    @property
    def speed(self) -> float | None:
        return self._state().speed

    @property
    def paused(self) -> bool:
        return self._state().paused

    def moment(self) -> int:
        """World time in microseconds."""
        state = self._state()
        if state.speed is None or state.paused:
            return state.world
        return state.now(moment(self._wall()))

    def now(self) -> datetime:
        return as_datetime(self.moment())

    def set_speed(self, speed: float | None) -> None:
        """World seconds in a wall second, or None for ``max``."""
        self._reset(speed=speed, paused=self.paused)

    def set_paused(self, paused: bool) -> None:
        self._reset(speed=self.speed, paused=paused)

    async def jump(self, seconds: float) -> None:
        """Move the world forward, at any speed and paused too, as if that time had passed: step by step to each moment
        that somebody waits for, and not on before who was woken has done what follows."""
        until = self.moment() + round(seconds * SECOND)
        while self._sleepers and (due := self._sleepers[0].deadline) < until:
            self._move(max(due, self.moment()))
            await self._settled()
        self._move(max(until, self.moment()))

    def _move(self, at: int) -> None:
        self._state().anchor(at, moment(self._wall()))
        self._moved(at)
        self._wake_due(at)
        self.rearm()

    async def _settled(self) -> None:
        """Return once nobody holds the clock; somebody who takes longer, such as a script, is not waited for."""
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLES
        await asyncio.sleep(0)
        while self.awake and loop.time() < until:  # noqa: ASYNC110  holders are counted, without an event
            await asyncio.sleep(LOOKS)

    def _reset(self, *, speed: float | None, paused: bool) -> None:
        state = self._state()
        state.anchor(self.moment(), moment(self._wall()))
        state.speed, state.paused = speed, paused
        self._changed()
        self.rearm()

    def hold(self) -> _Hold:
        """Holders are counted, not known: a hold may be entered in one task and left in another."""
        return _Hold(self)

    async def sleep_until(self, when: datetime) -> None:
        """Return once ``now() >= when``. At ``max`` with nobody holding: ``RuntimeError``, since that would
        let time run with nobody to say when to stop."""
        deadline = moment(when)
        if deadline <= self.moment():
            return
        held = self.awake > 0
        if not held and self.speed is None:
            raise RuntimeError("at max, sleep_until may be called only inside hold()")
        self._order += 1
        sleeper = _Sleeper(deadline, self._order, held, asyncio.get_running_loop().create_future())
        heappush(self._sleepers, sleeper)
        self.awake -= held
        self.rearm()
        try:
            await sleeper.future
        finally:
            if not sleeper.woken:
                self._sleepers.remove(sleeper)
                heapify(self._sleepers)
                self._wake(sleeper)
                self.rearm()

    def close(self) -> None:
        """Stop moving: nobody is woken any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self, sleeper: _Sleeper) -> None:
        """Count it as awake before its task runs: no gap is left in which the clock could jump again."""
        sleeper.woken = True
        self.awake += sleeper.held
        if not sleeper.future.done():
            sleeper.future.set_result(None)

    def rearm(self) -> None:
        """Arrange for the next wake-up, after whatever may have changed it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._sleepers:
            return
        state = self._state()
        if state.paused:
            return
        loop = self._sleepers[0].future.get_loop()
        speed = state.speed
        if speed is None:
            if not self.awake:
                # Not at once: what is ready to run now may be about to hold.
                self._timer = loop.call_soon(self._jump)
            return
        remaining = (self._sleepers[0].deadline - state.now(moment(self._wall()))) / SECOND
        self._timer = loop.call_later(max(remaining / speed, 0.0) + _LEAST_DELAY, self._tick)

    def _jump(self) -> None:
        self._timer = None
        if self.speed is not None or self.paused or self.awake or not self._sleepers:
            self.rearm()
            return
        # To whole seconds: who waits for the same second wakes together, and one commit serves them all.
        at = max(-(-self._sleepers[0].deadline // SECOND) * SECOND, self.moment())
        self._state().anchor(at, moment(self._wall()))
        self._moved(at)
        self._wake_due(at)

    def _tick(self) -> None:
        self._timer = None
        self._wake_due(self.moment())
        self.rearm()

    def _wake_due(self, at: int) -> None:
        while self._sleepers and self._sleepers[0].deadline <= at:
            self._wake(heappop(self._sleepers))
