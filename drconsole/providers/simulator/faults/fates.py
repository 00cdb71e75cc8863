"""Faults that come and go by themselves: they begin, hold items, end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from drconsole.documents.definition import FAULT_KINDS
from drconsole.providers.simulator import attaching
from drconsole.providers.simulator.items import machines, replication, sides, turning
from drconsole.providers.simulator.items.points import points_of
from drconsole.providers.simulator.service.conditions import CONDITIONS
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import FaultState
from drconsole.recovery.types.words import Operation

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

RETURNS_AFTER = 600
"""Seconds after a failover until a source comes back by itself, where the fault does not say."""


def turn(world: World, fault: FaultState, at: int) -> None:
    """Let the fault begin, or end."""
    if fault.phase == "waiting" and fault.starts_at <= at:
        fault.phase = "active"
        _begin(world, fault, at)
        world.fault_turns(fault)
    elif fault.phase == "active" and fault.ends_at is not None and fault.ends_at <= at:
        end(world, fault, at)


def end(world: World, fault: FaultState, at: int) -> None:
    """End the fault, which is over by itself or was cleared by somebody."""
    fault.phase = "over"
    if FAULT_KINDS[fault.kind].lasting:
        for key in fault.hit:
            _hold(world, fault, world.items[key], -1, at)
        fault.hit = []
    world.touch(fault)


def at_once(kind: str, world: World, item: ItemState, fault: FaultState, at: int) -> None:
    """Do to an item what a fault of this kind does, one that strikes at once."""
    _AT_ONCE[kind](world, item, fault, at)
    _replicate(world, item, at)


def _begin(world: World, fault: FaultState, at: int) -> None:
    if FAULT_KINDS[fault.kind].lasting:
        fault.hit = [key for key in scope(world, fault) if _falls(world, fault, key)]
        for key in fault.hit:
            _hold(world, fault, world.items[key], 1, at)
    elif fault.kind == "point-missing" and "point" in fault.params:
        _hide(world, fault, at)
    elif fault.kind in _AT_ONCE:
        for key in scope(world, fault):
            at_once(fault.kind, world, world.items[key], fault, at)


def _hold(world: World, fault: FaultState, item: ItemState, by: int, at: int) -> None:
    if fault.kind == "agent-lost":
        item.agent_lost += by
    elif fault.kind == "link-down":
        item.unreachable += by
    elif fault.kind == "source-off":
        (_switch_off if by > 0 else _switch_on)(world, item, fault, at)
    elif fault.kind == "source-lost":
        (_source_lost if by > 0 else _source_restored)(world, item, fault, at)
    _replicate(world, item, at)


def _replicate(world: World, item: ItemState, at: int) -> None:
    """Replication stops with its source, and goes on with it; a failover that is being carried out has stopped it, and
    nothing starts it again [S]."""
    if CONDITIONS[item.condition].replicates and not _fails_over(world, item):
        replication.follow(item, at)
    world.touch(item)


def _fails_over(world: World, item: ItemState) -> bool:
    """Return whether its machine at the target is being made, for more than a test."""
    return any(
        run.item == item.key and run.state == "running" and run.reserved and run.operation != Operation.TEST_FAILOVER
        for run in world.runs.values()
    )


def _hide(world: World, fault: FaultState, at: int) -> None:
    wanted = fault.params["point"]
    for key in scope(world, fault):
        item = world.items[key]
        points = points_of(world, item, at)
        found = points.newest_processed() if wanted == "newest" else points.find(wanted)
        if found is not None:
            item.hidden.append(found.id)
            world.touch(item)


def _source_returns(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    """After a failover, or where a failover that did not come had shut it down; not in the middle of one."""
    if (item.machines or not item.busy) and not item.source_on and not item.source_gone:
        turning.power_on_source(world, item, at, "", fault.id)


def _switch_off(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    if item.source_on and not item.source_gone:
        item.source_on, item.source_off_at = False, at
        world.emit(at, item.key, "source-off", "", fault.id, sides.source_of(world, item))


def _switch_on(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    """Start it whether it has failed over meanwhile or not: its owner does not ask."""
    if not item.source_on and not item.source_gone:
        turning.power_on_source(world, item, at, "", fault.id)


def _target_started(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    """The one at the item's own target site, whichever way it replicates."""
    if item.back and not item.source_on and not item.source_gone:
        turning.power_on_source(world, item, at, "", fault.id)
    elif not item.back and item.machines and not item.machine_on:
        machines.power_on(world, item, at, fault.id)


def _target_stopped(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    if item.back and item.source_on and not item.source_gone:
        turning.stop_old_source(world, item, at, "")
        world.touch(item)
    elif not item.back and item.machines and item.machine_on:
        machines.power_off(world, item, at, fault.id)


def _source_lost(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    if item.source_gone:
        return
    if item.source_on:
        item.source_on, item.source_off_at = False, at
    item.source_gone = item.source_lost = True
    world.emit(at, item.key, "source-lost", "", fault.id, sides.source_of(world, item))


def _source_restored(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    """Only what was lost by a fault comes back; what a commit or a re-protect deleted does not."""
    if not item.source_lost:
        return
    item.source_gone = item.source_lost = False
    world.emit(at, item.key, "source-restored", "", fault.id, sides.source_of(world, item))
    world.touch(item)


def _network_mended(world: World, item: ItemState, fault: FaultState, at: int) -> None:
    attaching.mend(world, item, machines.wanted_address(world, item), at)


_AT_ONCE = {
    "source-returns": _source_returns,
    "source-restored": _source_restored,
    "target-started": _target_started,
    "target-stopped": _target_stopped,
    "network-mended": _network_mended,
}


def after_failover(world: World, item: ItemState, at: int) -> None:
    """An item failed over: a source that is to come back will, some time from now."""
    for fault in world.faults_of("source-returns"):
        if fault.phase == "active" and item.key in scope(world, fault) and not (item.source_on or item.source_gone):
            back = FaultState(
                id=f"{fault.id}/{item.key}/{item.made}",
                kind=fault.kind,
                item=item.key,
                starts_at=at + RETURNS_AFTER * SECOND,
                ends_at=at + RETURNS_AFTER * SECOND,
            )
            world.place(back)


def scope(world: World, fault: FaultState) -> Iterable[str]:
    if fault.item is not None:
        return (fault.item,) if fault.item in world.items else ()
    if fault.plan is not None:
        return world.plans[fault.plan].items if fault.plan in world.plans else ()
    return tuple(world.configured)


def _falls(world: World, fault: FaultState, key: str) -> bool:
    return fault.probability is None or world.draws.share("fault", fault.id, key) < fault.probability
