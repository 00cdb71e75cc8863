"""A wall clock that is set: the world goes on, its time in the journal never goes back, and the jump is shown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from support.estates import small
from support.rig import Rig

from drconsole.providers.simulator import Simulator
from drconsole.providers.simulator.state import clock as clock_module
from drconsole.providers.simulator.state.clock import SteadyWall
from drconsole.recovery.types.words import Grain


def kinds(rig):
    return [(event["kind"], event.get("seconds")) for event in rig.store.journal()]


def test_a_jump_of_the_walls_clock_is_an_event_and_in_the_status():
    rig = Rig(small(items=2, groups=1), Grain.STEP, speed=60.0)
    set_by = timedelta(0)

    async def play(player):
        nonlocal set_by
        really = rig.loop.wall
        player.engine.wall = lambda: really() + set_by
        await player.sleep(500)
        assert "wall.jumped" not in [kind for kind, _ in kinds(rig)]
        set_by = timedelta(hours=-1)
        await player.sleep(500)
        set_by = timedelta(hours=2)
        await player.sleep(500)
        return (await player.ask("Status"))["clock"]["wall_jump"]

    told = rig.live(play)

    assert [seconds for kind, seconds in kinds(rig) if kind == "wall.jumped"] == [-3600.0, 10800.0]
    assert told["seconds"] == 10800.0


def test_a_wall_set_back_between_two_lives_is_an_event_and_the_worlds_time_goes_on(tmp_path):
    rig = Rig(small(items=2, groups=1), Grain.STEP, speed=60.0)

    async def first(player):
        await player.sleep(1_000)
        player.engine.tell_world()
        return player.engine.provider.clock.now()

    before = rig.live(first)
    rig.loop.virtual.now -= 600

    async def second(player):
        began = player.engine.provider.clock.now()
        await player.sleep(30)
        return began, player.engine.provider.clock.now()

    began, after = rig.live(second)

    assert began == before
    assert after - began == timedelta(seconds=60 * 30)
    told = [event["world_at"] for event in rig.store.journal()]
    assert told == sorted(told)
    assert ("wall.jumped", -600.0) in [
        (kind, round(seconds, -1)) for kind, seconds in kinds(rig) if seconds is not None
    ]


def test_the_file_of_a_world_keeps_up_with_its_clock(tmp_path):
    path = tmp_path / "world.db"
    wall = datetime(2026, 3, 1, tzinfo=UTC)
    Simulator.create(small(items=1, groups=1), Grain.STEP, wall=lambda: wall).save_as(path)

    async def shown(at, close=True):
        simulator = Simulator(path, wall=lambda: at)
        await simulator.open()
        await simulator.inventory(None)
        now = simulator.clock.now()
        if close:
            await simulator.close()
        return now

    later = asyncio.run(shown(wall + timedelta(hours=5)))
    back = asyncio.run(shown(wall + timedelta(hours=1)))
    assert back == later
    assert asyncio.run(shown(wall + timedelta(hours=1, minutes=10))) == later + timedelta(minutes=10)


def test_the_default_wall_is_moved_by_nobody(monkeypatch):
    wall = SteadyWall()
    first = wall()

    class Set(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1999, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(clock_module, "datetime", Set)
    assert timedelta(0) <= wall() - first < timedelta(hours=1)
