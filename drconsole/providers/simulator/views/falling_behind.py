"""Items whose data falls behind are told again as time goes by: their RPO and their health grow worse by themselves.
How often a service looks was not recorded: our choice."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from drconsole.providers.simulator.service.conditions import CONDITIONS
from drconsole.providers.simulator.state.moments import MINUTE

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

AGAIN = 5 * MINUTE
AT_ONCE = 100
"""Items told again by one answer: a lost site may hold 100,000."""


def tell_again(world: World, now: int) -> None:
    """Let the next answer tell those that were not told for longest."""
    for key, told in list(islice(world.behind.items(), AT_ONCE)):
        if told > now - AGAIN:
            return
        del world.behind[key]
        item = world.items[key]
        if CONDITIONS[item.condition].replicates:
            world.tell(key)
            if item.stands:
                world.behind[key] = now
