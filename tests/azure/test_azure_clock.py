"""Clock of an emulated world, as the provider follows it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drconsole.providers.azure.calls import Answer
from drconsole.providers.azure.clock import EmulatorClock

START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


class World:
    """An emulator's clock, and the wall's, in the hands of a test."""

    def __init__(self, speed: Any = 60.0) -> None:
        self.at, self.speed, self.paused, self.wall = START, speed, False, 0.0

    async def ask(self, call: Any, urgency: Any = None) -> Answer:
        body = {"now": self.at.isoformat(), "speed": self.speed, "paused": self.paused}
        return Answer(200, {}, body)

    def clock(self) -> EmulatorClock:
        return EmulatorClock(self, lambda: self.wall)  # type: ignore[arg-type]


async def test_it_counts_on_at_the_worlds_speed_and_never_goes_back():
    world = World()
    clock = world.clock()
    await clock.read()
    assert (clock.now(), clock.speed) == (START, 60.0)
    world.wall = 2.0
    assert clock.now() == START + timedelta(seconds=120)
    world.at = START + timedelta(seconds=110)
    await clock.read()
    assert clock.now() == START + timedelta(seconds=120)


async def test_it_stands_while_the_world_is_paused():
    world = World()
    world.paused = True
    clock = world.clock()
    await clock.read()
    world.wall = 50.0
    assert clock.now() == START
    assert clock.paused


async def test_a_world_that_jumps_is_followed_and_one_that_stands_still_lets_a_wait_end():
    world = World("max")
    clock = world.clock()
    await clock.read()
    world.at = START + timedelta(hours=1)
    await clock.read()
    assert clock.now() == START + timedelta(hours=1)
    for world.wall in (1.0, 5.0, 10.0):
        await clock.read()
    assert clock.now() == START + timedelta(hours=1, seconds=10)


@pytest.mark.parametrize("speed", [60.0, "max"])
async def test_a_sleep_ends_when_its_time_has_come(speed):
    world = World(speed)
    clock = world.clock()
    world.at = START + timedelta(hours=2)
    await clock.sleep_until(START + timedelta(hours=1))
    assert clock.now() >= START + timedelta(hours=1)


async def test_all_who_sleep_ask_for_the_time_once_a_second():
    world, asked = World(1.0), []
    clock = world.clock()
    ask = world.ask

    async def counted(call, urgency=None):
        asked.append(world.wall)
        return await ask(call, urgency)

    world.ask = counted  # type: ignore[method-assign]
    sleepers = [asyncio.ensure_future(clock.sleep_until(START + timedelta(seconds=0.02))) for _ in range(20)]
    await asyncio.sleep(0)
    world.wall = 0.5
    await asyncio.gather(*sleepers)
    assert len(asked) == 1
