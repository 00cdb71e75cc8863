"""The two sides of an item: which site replication comes from, and what stands on each.

Fields of ``ItemState`` follow the way that replication goes; who looks at a site wants to know it as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.words import Scenario

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def source_site(configured: Item, item: ItemState) -> str:
    return configured.target if item.back else configured.source


def target_site(configured: Item, item: ItemState) -> str:
    return configured.source if item.back else configured.target


def source_of(world: World, item: ItemState) -> str:
    return source_site(world.configured[item.key], item)


def target_of(world: World, item: ItemState) -> str:
    return target_site(world.configured[item.key], item)


def family_of(world: World, item: ItemState) -> Family:
    return FAMILY[world.configured[item.key].scenario]


def source_name(configured: Item, item: ItemState) -> str:
    return item.source_name or configured.name


def primary_machine(item: ItemState) -> bool | None:
    """Return whether the machine at the item's own source site is on; None = there is none."""
    if not item.back:
        return None if item.source_gone else item.source_on
    if item.machines:
        return item.machine_on
    return False if item.left else None


def recovery_machine(item: ItemState) -> bool | None:
    """Return whether the machine at the item's own target site is on; None = there is none."""
    if item.back:
        return None if item.source_gone else item.source_on
    if item.machines:
        return item.machine_on
    return False if item.left else None


def nothing_hosts(configured: Item, item: ItemState) -> bool:
    """Return whether its source is a physical server, which the service has no means to shut down. On the way back the
    source is a machine in Azure."""
    return configured.scenario is Scenario.PHYSICAL_TO_AZURE and not item.back


def can_begin_anew(item: ItemState) -> str | None:
    """Return why replication cannot be enabled again the way the item was created; None = it can."""
    if primary_machine(item) is None:
        return "there is no machine left at the primary side to replicate; the one at the recovery side is all there is"
    if item.back and not item.machines and item.left_damaged:
        return "the machine at the primary side was left damaged by a failback that did not come to its end"
    if not primary_machine(item) and recovery_machine(item):
        return "starting the one at the primary side beside the one at the recovery side, which runs, would make two"
    return None
