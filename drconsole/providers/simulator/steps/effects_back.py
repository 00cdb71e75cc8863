"""Effects of commits and of the steps of the way back on the world: re-protect, reverse replication, failback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import growing, machines, replication, sides, turning
from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Run

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

_AZURE_IS_LEFT = frozenset({Family.V2A, Family.RCM})
"""Families whose commit on the way back removes the machine in Azure."""


# Commit


def commit(world: World, run: Run, item: ItemState, at: int) -> None:
    """No other point can be taken any more. On the way back VMware's machine in Azure goes with it."""
    item.condition = {"planned-over": "planned-committed"}.get(item.condition, "committed")
    site = sides.target_of(world, item)
    world.emit(at, run.item, "committed", run.key, "", site)
    replication.forget(item)
    world.emit(at, run.item, "points-deleted", run.key, "", site)
    if item.back and sides.family_of(world, item) in _AZURE_IS_LEFT:
        turning.delete_source(world, item, at, run.key, "azure-machine-deleted")


def restore_on_recovery(world: World, run: Run, item: ItemState, at: int) -> None:
    """The commit of a Hyper-V failback removes the machine and its disks in Azure [D:hyper-v-azure-failback]."""
    turning.delete_source(world, item, at, run.key, "azure-machine-deleted")


def restore_on_primary(world: World, run: Run, item: ItemState, at: int) -> None:
    turning.turn(world, item, at, run.key)
    item.condition = "restored"
    world.emit(at, run.item, "failback-finalized", run.key, "", sides.source_of(world, item))


# Hyper-V's failback


def begin_data_sync(world: World, run: Run, item: ItemState, at: int) -> None:
    """From here on the machine in Azure is the source; the one on premises is written over."""
    if not item.back:
        turning.stop_old_source(world, item, at, run.key)
        turning.turn(world, item, at, run.key)
    item.left_damaged = item.left is not None


def data_synchronized(world: World, run: Run, item: ItemState, at: int) -> None:
    replication.synchronize(item, at)
    world.emit(at, run.item, "data-synchronized", run.key, "", sides.source_of(world, item))


def prepared(world: World, run: Run, item: ItemState, at: int) -> None:
    world.emit(at, run.item, "on-premises-prepared", run.key, "", world.configured[item.key].source)


def failback_failed(world: World, run: Run, item: ItemState, at: int) -> None:
    """Hyper-V: nothing is lost, it may be started again (our choice: no recording shows it). Modernized VMware: it
    is taken back by the service itself."""
    machines.release(world, run)
    if sides.family_of(world, item) is Family.RCM:
        turning.revert(world, item, at, run.key)


# Reverse replication between VMM sites, and of a Hyper-V machine that has come back


def shut_down_old(world: World, run: Run, item: ItemState, at: int) -> None:
    turning.stop_old_source(world, item, at, run.key)


def replicates_reversed(world: World, run: Run, item: ItemState, at: int) -> None:
    """Only what changed is copied, so that it is protected at once, from a point made now (our choice)."""
    if sides.family_of(world, item) is Family.E2E:
        turning.turn(world, item, at, run.key)
    item.condition = "protected"
    item.extras = [growing.first_point(world, item, at)]
    item.segments = [(at, None)]
    replication.follow(item, at)
    world.emit(at, run.item, "initial-replication-started", run.key, "only what changed", sides.source_of(world, item))


# Re-protect of VMware, physical and Azure machines


def reprotected(world: World, run: Run, item: ItemState, at: int) -> None:
    """A new item of the service, the other way round. The machine that was failed over from is turned off; between
    Azure regions it is deleted the first time, its disks being the seed [D:azure-to-azure-how-to-reprotect]."""
    turning.stop_old_source(world, item, at, run.key)
    if sides.family_of(world, item) is Family.A2A and not item.back:
        turning.delete_source(world, item, at, run.key, "old-source-deleted")
    turning.turn(world, item, at, run.key)
    item.provider_id = run.replaced = world.provider_id("item", item.key, item.starts)
    item.test, item.last_test = "none", None
    world.emit(at, run.item, "protection-enabled", run.key, "", sides.source_of(world, item))
    growing.begin_initial(world, item, at)
