"""An item's way from the first copy to being protected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drconsole.providers.simulator.items import replication, sides
from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.state.moments import MINUTE, SECOND
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.words import Consistency

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def first_point(world: World, item: ItemState, at: int) -> list[Any]:
    """The point that ends the wait for a first one."""
    return [world.draws.guid("first", item.key, item.starts), at, str(Consistency.CRASH)]


def begin_initial(world: World, item: ItemState, at: int) -> None:
    """The first copy begins; what follows comes by itself."""
    item.condition = "initial"
    world.set_timer(item, *next_timer(world, item, at))


def next_timer(world: World, item: ItemState, at: int) -> tuple[int, str]:
    """Enabling takes 20 to 60 minutes until the item is protected (recorded). Between VMM sites nothing waits for
    a first point."""
    if item.condition == "initial":
        copied = at + world.draws.between(15, 45, "copy", item.key, item.starts) * MINUTE
        alone = sides.family_of(world, item) is Family.E2E
        return copied, "finalizing" if alone else "first-point"
    if item.condition == "first-point":
        return at + world.draws.between(5, 12, "first", item.key, item.starts) * MINUTE, "finalizing"
    return at + world.draws.between(8, 68, "finalize", item.key, item.starts) * SECOND, "protected"


def go_on(world: World, item: ItemState, at: int) -> None:
    """The item's next condition on its way to being protected."""
    if item.timer is None:
        return
    item.condition, item.timer = item.timer[1], None
    if item.condition == "finalizing":
        item.extras = [first_point(world, item, at)]
        world.emit(at, item.key, "first-point-made", "", "", sides.target_of(world, item))
        item.segments = [(at, None)]
        replication.follow(item, at)
    if item.condition != "protected":
        world.set_timer(item, *next_timer(world, item, at))
    world.touch(item)
