"""Networks at the target: what an item is attached to, and where a test failover may go.

Sources: "Failover in Site Recovery" [S] (the network must be prepared), "Test failover to Azure" (use an isolated
network), Site Recovery's errors 25080 and 161018.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.recovery.estate import EstateView, Item, Network
from drconsole.recovery.qualify import Maker
from drconsole.recovery.tasks import Finding, Request
from drconsole.recovery.words import Direction, Operation

NO_NETWORK = "none"


def network_at(view: EstateView, site: str, name: str) -> Network | None:
    """The network of that name at that site."""
    direct = view.networks.get(name)
    if direct is not None and direct.site == site:
        return direct
    return next((net for net in view.networks.values() if net.name == name and net.site == site), None)


def target_network(view: EstateView, item: Item) -> str | None:
    """Where a failover attaches the machine: its own setting, else the mapping of its network."""
    if item.target_network is not None:
        return item.target_network
    here = network_at(view, item.source, item.network) if item.network is not None else None
    return here.mapped_to if here is not None else None


def default_test_network(items: Sequence[str], view: EstateView) -> str | None:
    """The network of a test failover when none was said: the only isolated one at the target, if it is the only
    one; None = the operator must say. Site Recovery asks always; a default that is safe is our choice."""
    sites = {view.items[key].target for key in items if key in view.items}
    isolated = [net.name for net in view.networks.values() if net.isolated and net.site in sites]
    return isolated[0] if len(isolated) == 1 else None


def network_prepared(make: Maker, item: Item, view: EstateView, direction: Direction) -> Finding | None:
    if direction is not Direction.PRIMARY_TO_RECOVERY:
        return None
    name = target_network(view, item)
    if name is not None and network_at(view, item.target, name) is not None:
        return None
    reason = f"{name} is not there" if name is not None else "its network is not mapped and none is set"
    return make("network-not-prepared", item.key, site=item.target, reason=reason)


def test_network_checks(
    make: Maker, request: Request, items: Sequence[str], view: EstateView, direction: Direction
) -> Iterable[Finding]:
    if not items or direction is not Direction.PRIMARY_TO_RECOVERY:
        return
    name = request.options.network or default_test_network(items, view)
    site = view.items[items[0]].target
    if name is None:
        yield make("test-network-not-chosen", site=site)
        return
    if name == NO_NETWORK:
        yield make("test-network-none")
        return
    net = network_at(view, site, name)
    if net is None:
        known = ", ".join(sorted(n.name for n in view.networks.values() if n.site == site)) or NO_NETWORK
        yield make("test-network-unknown", network=name, site=site, known=known)
    elif not net.isolated:
        used = any(target_network(view, view.items[key]) == name for key in items)
        yield make("test-network-production" if used else "test-network-not-isolated", network=name)


def address_checks(
    make: Maker, request: Request, items: Sequence[str], view: EstateView, direction: Direction
) -> Iterable[Finding]:
    if direction is not Direction.PRIMARY_TO_RECOVERY:
        return
    needed: dict[tuple[str, str], int] = {}
    for key in items:
        item = view.items[key]
        name = _attached_to(request, item, items, view)
        if name is not None and name != NO_NETWORK:
            needed[item.target, name] = needed.get((item.target, name), 0) + 1
    for (site, name), count in needed.items():
        net = network_at(view, site, name)
        if net is not None and net.free_addresses is not None and count > net.free_addresses:
            yield make("addresses", about=name, network=name, free=net.free_addresses, needed=count)


def _attached_to(request: Request, item: Item, items: Sequence[str], view: EstateView) -> str | None:
    if request.operation is Operation.TEST_FAILOVER:
        return request.options.network or default_test_network(items, view)
    return target_network(view, item)
