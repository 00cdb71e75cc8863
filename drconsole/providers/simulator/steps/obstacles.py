"""Obstacles to a step although it is in order. The tables of steps say with which error it fails then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import machines, replication, sides
from drconsole.providers.simulator.service.conditions import CONDITIONS, Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Run
from drconsole.recovery.types.words import Operation

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

NO_MACHINE = (
    ("SiteUnreachable", machines.site_silent),
    ("BookmarkNotFound", machines.point_gone),
    ("28031", machines.no_cores),
)
"""Why no machine can be made of an item: the site does not answer, its point is gone, or the target has no cores
left. The last one reserves the cores."""


def no_shutdown(world: World, run: Run, item: ItemState, at: int) -> str | None:
    """The primary side is the one that may be out of reach; on the way back the source is the other one."""
    if sides.nothing_hosts(world.configured[item.key], item):
        return "A physical server is switched off by hand."
    return primary_out_of_reach(world, run, item, at)


def primary_out_of_reach(world: World, run: Run, item: ItemState, at: int) -> str | None:
    out = item.unreachable and not item.back and item.source_on
    return "It cannot be reached at the source." if out else None


def no_last_sync(world: World, run: Run, item: ItemState, at: int) -> str | None:
    """A planned failover loses nothing, or does not happen [S]."""
    return "" if item.source_on or not synchronizes(world, run, item) else None


def synchronizes(world: World, run: Run, item: ItemState) -> bool:
    """A Hyper-V item that fails back copies although the service calls it committed."""
    if run.operation == Operation.FAILBACK and sides.family_of(world, item) is Family.H2A:
        return item.back and replication.can_synchronize(item)
    if replication.all_is_here(item):  # a planned failover that is started again
        return True
    return CONDITIONS[item.condition].replicates and replication.can_synchronize(item)


def source_off(world: World, run: Run, item: ItemState, at: int) -> str | None:
    return None if item.source_on else "its source machine is off"


def no_data_sync(world: World, run: Run, item: ItemState, at: int) -> str | None:
    return world.configured[run.item].source if item.unreachable else None


def cannot_reverse(world: World, run: Run, item: ItemState, at: int) -> str | None:
    """A machine that runs cannot be replicated to (our choice of where that is found out)."""
    site = sides.source_of(world, item)
    return f"its old machine at {site} is running" if item.source_on else None
