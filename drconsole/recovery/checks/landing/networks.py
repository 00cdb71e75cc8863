"""Networks where a machine lands: what an item is attached to, both ways, and where a test failover may go.

Sources: [S] (the network must be prepared), [D:site-recovery-test-failover-to-azure] (use an isolated network),
[D:azure-to-azure-network-mapping] (each direction has its own), the errors 25080, 161008 and 161018 [REC].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drconsole.recovery.checks.case import Case
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus, Network
from drconsole.recovery.types.words import Direction, Operation
from drconsole.recovery.types.work.tasks import Finding

NO_NETWORK = "none"
THERE = Direction.PRIMARY_TO_RECOVERY


def network_at(view: EstateView, site: str, name: str) -> Network | None:
    """The network of that name at that site."""
    direct = view.networks.get(name)
    if direct is not None and direct.site == site:
        return direct
    return next((net for net in view.networks.values() if net.name == name and net.site == site), None)


def landing_site(item: Item, direction: Direction) -> str:
    """The site that a failover in this direction ends at."""
    return item.target if direction is THERE else item.source


def target_network(view: EstateView, item: Item) -> str | None:
    """Return where a failover attaches the machine: its own setting, else the mapping of its network."""
    if item.target_network is not None:
        return item.target_network
    here = network_at(view, item.source, item.network) if item.network is not None else None
    return here.mapped_to if here is not None else None


def landing_network(view: EstateView, item: Item, direction: Direction) -> str | None:
    """The network at the landing site. On the way back it is the mapping of the network it is attached to now; where
    that is not mapped, the one that the machine came from (our choice: it goes back to its original location)."""
    there = target_network(view, item)
    if direction is THERE:
        return there
    net = network_at(view, item.target, there) if there is not None else None
    mapped = net.mapped_to if net is not None else None
    # A network of Azure is shared by many sites: its mapping may be another site's.
    return mapped if mapped is not None and network_at(view, item.source, mapped) is not None else item.network


def default_test_network(items: Sequence[str], view: EstateView, direction: Direction = THERE) -> str | None:
    """The network of a test failover when none was said: the only isolated one where it lands, if it is the only
    one; None = the operator must say. Site Recovery asks always; a default that is safe is our choice."""
    sites = {landing_site(view.items[key], direction) for key in items if key in view.items}
    isolated = [net.name for net in view.networks.values() if net.isolated and net.site in sites]
    return isolated[0] if len(isolated) == 1 else None


VALIDATORS = frozenset({"161008", "161018"})
"""The provider's own validators that speak of the target; 161011 (no test failover) is looked at by ``tested``."""


def validators(case: Case) -> Iterable[Finding]:
    """Report what the provider's own validators of the target found, in its words."""
    for key in case.items:
        for error in case.view.statuses[key].health_errors:
            if error.code in VALIDATORS:
                yield case.make("validator", key, code=error.code, message=error.message.rstrip("."))


def network(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Check that the network is there that the machine is to be attached to; 161008 where it has none at all."""
    view, direction = case.view, case.direction
    site = landing_site(item, direction)
    if item.network is None and item.target_network is None:
        return case.make("no-network-interface", item.key, site=site)
    name = landing_network(view, item, direction)
    net = network_at(view, site, name) if name is not None else None
    if net is not None:
        wanted = item.target_subnet if direction is THERE else None
        if wanted is None or not net.subnets or wanted in net.subnets:
            return None
        known = ", ".join(net.subnets)
        return case.make("subnet-missing", item.key, site=site, subnet=wanted, network=net.name, known=known)
    reason = f"{name} is not there" if name is not None else "its network is not mapped and none is set"
    return case.make("network-not-prepared", item.key, site=site, reason=reason)


def network_for_test(case: Case) -> Iterable[Finding]:
    """Check that the network of a test failover was chosen, is there, and disturbs nobody."""
    items, view = case.items, case.view
    if not items:
        return
    name = case.request.options.network or default_test_network(items, view, case.direction)
    site = landing_site(view.items[items[0]], case.direction)
    if name is None:
        yield case.make("test-network-not-chosen", site=site)
        return
    if name == NO_NETWORK:
        yield case.make("test-network-none")
        return
    net = network_at(view, site, name)
    if net is None:
        known = ", ".join(sorted(n.name for n in view.networks.values() if n.site == site)) or NO_NETWORK
        yield case.make("test-network-unknown", network=name, site=site, known=known)
    elif not net.isolated:
        used = any(landing_network(view, view.items[key], case.direction) == name for key in items)
        yield case.make("test-network-production" if used else "test-network-not-isolated", network=name)


def addresses(case: Case) -> Iterable[Finding]:
    """161018, as Site Recovery says it, and addresses that two machines of one run would both have."""
    needed: dict[tuple[str, str], list[Item]] = {}
    for key in case.items:
        item = case.view.items[key]
        name = _attached_to(case, item)
        if name is not None and name != NO_NETWORK:
            needed.setdefault((landing_site(item, case.direction), name), []).append(item)
    for (site, name), machines in needed.items():
        net, count = network_at(case.view, site, name), len(machines)
        if net is not None and net.free_addresses is not None and count > net.free_addresses:
            yield case.make("addresses", about=name, site=site, network=name, free=net.free_addresses, needed=count)
        if case.direction is THERE:
            yield from _clashes(case, site, name, machines)


def _clashes(case: Case, site: str, network: str, machines: Iterable[Item]) -> Iterable[Finding]:
    by_address: dict[str, list[str]] = {}
    for item in machines:
        if item.target_address is not None:
            by_address.setdefault(item.target_address, []).append(item.name)
    for address, names in by_address.items():
        if len(names) > 1:
            known = ", ".join(names)
            yield case.make("address-taken", about=address, site=site, address=address, network=network, names=known)


def _attached_to(case: Case, item: Item) -> str | None:
    if case.request.operation is Operation.TEST_FAILOVER:
        return case.request.options.network or default_test_network(case.items, case.view, case.direction)
    return landing_network(case.view, item, case.direction)
