"""Pace of a world whose clock jumps: with nobody in this process who waits, somebody has to let it jump."""

from __future__ import annotations

import asyncio

from drconsole.providers.simulator import Simulator, World
from drconsole.providers.simulator.state.moments import as_datetime

EVERY = 0.05
"""Seconds between two jumps: what a client polls meanwhile, it sees."""


async def keep(simulator: Simulator) -> None:
    """While the clock's speed is ``max``, jump to what is due next as long as something is under way."""
    clock = simulator.clock
    while True:
        await asyncio.sleep(EVERY)
        if clock.speed is not None or clock.paused or not under_way(simulator.world):
            continue
        due = simulator.world.due
        if due:
            with clock.hold():
                await clock.sleep_until(as_datetime(due[0][0]))


def under_way(world: World) -> bool:
    """Return whether a job runs, or an item goes on by itself to its first copy. What only may happen one day is no
    reason to let time pass."""
    runs = any(job.ended_at is None and (job.running or not job.landed) for job in world.jobs.values())
    return runs or any(item.timer is not None for item in world.items.values())
