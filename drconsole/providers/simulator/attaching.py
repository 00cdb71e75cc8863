"""Attachment of a machine where it comes up: to which network, and whether an address is left for it: the world's own
rule.

A machine whose network or subnet is not there is attached to none; one that comes when all addresses are given away, or
whose own is taken, has none. It comes up all the same: who accepted that finds it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import Item, Network

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

CONNECTED, NO_ADDRESS, NOT_ATTACHED = "connected", "no-address", "not-attached"


def attach(world: World, item: ItemState, wanted: str) -> None:
    """Give the machine just made its network, and the address it wants if that can be had."""
    configured = world.configured[item.key]
    net = _network(world, configured, item.back)
    item.network = item.address = None
    if net is None or not _has_subnet(net, configured, item.back):
        item.connection = NOT_ATTACHED
        return
    item.network = net.name
    if not _free(world, item, net, wanted):
        item.connection = NO_ADDRESS
        return
    item.connection, item.address = CONNECTED, wanted


def detach(item: ItemState) -> None:
    """The machine is no more."""
    item.connection, item.network, item.address = "", None, None


def mend(world: World, item: ItemState, wanted: str, at: int) -> None:
    """Somebody attached it by hand and gave it an address."""
    if not item.connection:
        return
    net = _network(world, world.configured[item.key], item.back)
    item.network = net.name if net is not None else "by hand"
    item.connection, item.address = CONNECTED, wanted
    world.emit(at, item.key, "network-mended", "", f"{item.network} {wanted}", "")
    world.touch(item)


def _network(world: World, configured: Item, back: bool) -> Network | None:
    here = _find(world, configured.source, configured.network)
    name = configured.target_network or (here.mapped_to if here is not None else None)
    if not back:
        return _find(world, configured.target, name)
    there = _find(world, configured.target, name)
    mapped = _find(world, configured.source, there.mapped_to if there is not None else None)
    return mapped or here


def _find(world: World, site: str, name: str | None) -> Network | None:
    return next((net for net in world.networks if net.name == name and net.site == site), None)


def _has_subnet(net: Network, configured: Item, back: bool) -> bool:
    return back or configured.target_subnet is None or not net.subnets or configured.target_subnet in net.subnets


def _free(world: World, item: ItemState, net: Network, wanted: str) -> bool:
    """Return whether an address is left, and the one that was configured is no other machine's."""
    limited = net.free_addresses is not None and net.free_addresses < len(world.items)
    fixed = not item.back and world.configured[item.key].target_address is not None
    if not (limited or fixed):
        return True
    others = [one for one in world.items.values() if one.key != item.key and one.network == net.name and one.address]
    if fixed and any(one.address == wanted for one in others):
        return False
    return net.free_addresses is None or len(others) < net.free_addresses
