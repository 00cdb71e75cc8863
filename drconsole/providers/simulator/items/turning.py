"""Replication turns: what was failed over to becomes the source, and the side it came from the target.

VMware, physical and Azure machines turn in re-protect, VMM sites in reverse replication. Hyper-V turns
when its failback begins to copy data, and again at the end of the failback's commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import cores, replication, sides
from drconsole.providers.simulator.state.rows.item import ItemState

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def turn(world: World, item: ItemState, at: int, work: str) -> None:
    """Swap the roles of both sides. Points are gone; what was written at the new source stays counted."""
    configured = world.configured[item.key]
    _release(world, item)
    item.left = None if item.source_gone else sides.source_name(configured, item)
    item.left_damaged = False
    item.base, item.pauses = item.machine_base, item.machine_pauses
    item.born = at if item.machine_born is None else item.machine_born
    item.source_on, item.source_gone, item.source_lost = item.machine_on, False, False
    item.source_off_at = None if item.machine_on else item.born if item.machine_off_at is None else item.machine_off_at
    item.source_name, item.source_counted = item.machine, True
    item.back = not item.back
    item.starts += 1
    item.point_id = item.point_time = None
    clear_target(item)
    replication.forget(item)
    source, target = sides.source_site(configured, item), sides.target_site(configured, item)
    world.emit(at, item.key, "turned", work, f"from={source} to={target}", source)
    world.touch(item)


def clear_target(item: ItemState) -> None:
    """No machine at the target is the item's any more."""
    item.machines, item.machine_on, item.hydrated = [], False, False
    item.machine_base, item.machine_born, item.machine_off_at, item.machine_pauses = 0, None, None, []


def face_forward(world: World, item: ItemState) -> None:
    """Before replication is enabled anew: it goes from primary to recovery again, whatever stands where."""
    if not item.back:
        return
    on, machine, counted = item.machine_on, item.machine, bool(item.machines)
    recovery = None if item.source_gone else sides.source_name(world.configured[item.key], item)
    recovery_on = item.source_on
    item.source_name, item.source_on = machine or item.left, on
    item.source_gone = item.source_lost = False
    item.source_off_at = None if on else item.machine_off_at or item.born
    item.source_counted, item.left, item.back = counted, None, False
    clear_target(item)
    if recovery is not None:
        item.machines, item.machine_on = [recovery], recovery_on


def stop_old_source(world: World, item: ItemState, at: int, work: str) -> None:
    """See that the machine that was failed over from is off."""
    configured = world.configured[item.key]
    if item.source_on and not item.source_gone:
        item.source_on, item.source_off_at = False, at
        world.emit(at, item.key, "old-source-shut-down", work, "", sides.source_site(configured, item))


def delete_source(world: World, item: ItemState, at: int, work: str, what: str) -> None:
    """The machine at the source, and its disks, are no more."""
    configured = world.configured[item.key]
    if item.source_gone:
        return
    if item.source_on:
        item.source_on, item.source_off_at = False, at
    _release(world, item)
    item.source_gone = True
    name, site = sides.source_name(configured, item), sides.source_site(configured, item)
    world.emit(at, item.key, what, work, name, site)


def revert(world: World, item: ItemState, at: int, work: str) -> None:
    """A failback of modernized VMware that did not come to its end: the source runs and replicates again
    ([D:failover-failback-overview-modernized]: on failure it is cancelled by itself, and replication resumes)."""
    if item.machines:
        return
    item.condition = "protected"
    if not item.source_on:
        power_on_source(world, item, at, work, "the failback was taken back")
    replication.follow(item, at)
    world.touch(item)


def _release(world: World, item: ItemState) -> None:
    if item.source_counted:
        item.source_counted = False
        configured = world.configured[item.key]
        cores.give_back(world, sides.source_site(configured, item), configured.cores)


def power_on_source(world: World, item: ItemState, at: int, work: str, why: str) -> None:
    """The machine at the source runs again; what it did not write while it was off is a pause."""
    if item.source_off_at is not None:
        item.pauses.append([max(item.source_off_at, item.born), at])
    item.source_on, item.source_off_at = True, None
    world.emit(at, item.key, "source-returned", work, why, sides.source_of(world, item))
    world.touch(item)
