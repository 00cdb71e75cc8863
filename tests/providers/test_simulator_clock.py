"""The world's clock: it goes at its speed, stands still when paused, and at max jumps to what somebody waits for."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from benches import estate
from support.simloop import Deadlock, SimLoop, run_sim

from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput

MINUTE = timedelta(minutes=1)


def play(main, speed):
    loop = SimLoop()
    world = Simulator.create(estate(), Grain.STEP, wall=loop.wall)

    async def opened():
        simulator = Simulator(world, wall=loop.wall)
        await simulator.open()
        simulator.rehearsal.set_speed(speed)
        return await main(simulator.clock, simulator.rehearsal, loop)

    return run_sim(opened(), loop)


@pytest.mark.parametrize("speed", [0.5, 1.0, 60.0, 7200.0])
def test_at_a_speed_world_time_passes_that_much_faster(speed):
    async def main(clock, rehearsal, loop):
        begun, wall = clock.now(), loop.time()
        await clock.sleep_until(begun + 10 * MINUTE)
        return clock.now() - begun, loop.time() - wall

    world, wall = play(main, speed)
    assert timedelta(minutes=10) <= world < timedelta(minutes=10, seconds=1)
    assert wall == pytest.approx(600 / speed, rel=1e-3)


def test_at_max_it_jumps_to_the_earliest_deadline_and_takes_no_wall_time():
    async def main(clock, rehearsal, loop):
        begun, woken = clock.now(), []

        async def sleeper(minutes):
            with clock.hold():
                await clock.sleep_until(begun + minutes * MINUTE)
                woken.append((minutes, clock.now() - begun))

        await asyncio.gather(*(sleeper(minutes) for minutes in (30, 5, 10, 5)))
        return woken, loop.time()

    woken, wall = play(main, None)
    assert woken == [(minutes, minutes * MINUTE) for minutes in (5, 5, 10, 30)]
    assert wall == 0


def test_at_max_it_stands_still_while_a_holder_is_awake():
    async def main(clock, rehearsal, loop):
        begun, seen = clock.now(), []

        async def sleeper():
            with clock.hold():
                await clock.sleep_until(begun + MINUTE)

        with clock.hold():
            waiting = asyncio.create_task(sleeper())
            for _ in range(50):
                await asyncio.sleep(1)
                seen.append(clock.now())
        await waiting
        return begun, seen, clock.now()

    begun, seen, end = play(main, None)
    assert set(seen) == {begun}
    assert end == begun + MINUTE


def test_at_max_it_stands_still_when_nobody_waits():
    async def main(clock, rehearsal, loop):
        begun = clock.now()
        await asyncio.sleep(3600)
        return clock.now() - begun

    assert play(main, None) == timedelta(0)


def test_a_woken_sleeper_is_awake_before_it_runs_so_that_time_waits_for_it():
    async def main(clock, rehearsal, loop):
        begun, seen = clock.now(), []

        async def first():
            with clock.hold():
                await clock.sleep_until(begun + MINUTE)
                seen.append(clock.now() - begun)
                await asyncio.sleep(5)
                seen.append(clock.now() - begun)

        async def second():
            with clock.hold():
                await clock.sleep_until(begun + 2 * MINUTE)
                seen.append(clock.now() - begun)

        await asyncio.gather(first(), second())
        return seen

    assert play(main, None) == [MINUTE, MINUTE, 2 * MINUTE]


def test_a_hold_may_be_left_in_another_task_than_it_was_entered_in():
    async def main(clock, rehearsal, loop):
        begun = clock.now()
        holding = clock.hold()
        holding.__enter__()

        async def work():
            await asyncio.wait_for(clock.sleep_until(begun + MINUTE), timeout=5)

        task = asyncio.create_task(work())
        task.add_done_callback(lambda _: holding.__exit__(None, None, None))
        await task
        await asyncio.sleep(0)
        with clock.hold():
            await clock.sleep_until(begun + 2 * MINUTE)
        return clock.now() - begun

    assert play(main, None) == 2 * MINUTE


def test_a_cancelled_sleeper_counts_as_awake_again_and_then_as_gone():
    async def main(clock, rehearsal, loop):
        begun = clock.now()

        async def sleeper(minutes):
            with clock.hold():
                await clock.sleep_until(begun + minutes * MINUTE)

        with clock.hold():
            doomed = asyncio.create_task(sleeper(5))
            await asyncio.sleep(1)
            doomed.cancel()
            await asyncio.gather(doomed, return_exceptions=True)
        await sleeper(7)
        return clock.now() - begun

    assert play(main, None) == 7 * MINUTE


def test_at_max_sleeping_outside_a_hold_is_an_error_and_not_a_runaway_clock():
    async def main(clock, rehearsal, loop):
        await clock.sleep_until(clock.now() + MINUTE)

    with pytest.raises(RuntimeError):
        play(main, None)


@pytest.mark.parametrize("speed", [None, 10.0])
def test_a_paused_clock_stands_still_and_goes_on_afterwards(speed):
    async def main(clock, rehearsal, loop):
        begun = clock.now()
        rehearsal.pause()

        async def sleeper():
            with clock.hold():
                await clock.sleep_until(begun + MINUTE)

        waiting = asyncio.create_task(sleeper())
        await asyncio.sleep(3600)
        still, paused = clock.now() - begun, clock.paused
        rehearsal.resume()
        await waiting
        return still, paused, clock.now() - begun

    still, paused, end = play(main, speed)
    assert paused
    assert still == timedelta(0)
    assert MINUTE <= end < MINUTE + timedelta(seconds=1)


@pytest.mark.parametrize("new", [None, 60.0])
def test_a_sleeper_wakes_earlier_when_the_clock_goes_faster(new):
    async def main(clock, rehearsal, loop):
        begun = clock.now()

        async def sleeper():
            with clock.hold():
                await clock.sleep_until(begun + 60 * MINUTE)

        waiting = asyncio.create_task(sleeper())
        await asyncio.sleep(10)
        rehearsal.set_speed(new)
        await waiting
        return loop.time()

    assert play(main, 1.0) < 100


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_there_is_no_such_speed(speed):
    async def main(clock, rehearsal, loop):
        rehearsal.set_speed(speed)

    with pytest.raises(BadInput):
        play(main, 1.0)


def test_a_clock_that_is_paused_for_ever_wakes_nobody():
    async def main(clock, rehearsal, loop):
        rehearsal.pause()
        with clock.hold():
            await clock.sleep_until(clock.now() + MINUTE)

    with pytest.raises(Deadlock):
        play(main, None)
