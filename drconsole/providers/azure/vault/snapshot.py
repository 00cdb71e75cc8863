"""A vault as it was read, in our types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import items as wire_items
from drconsole.providers.azure.wire import plans as wire_plans
from drconsole.providers.azure.wire.acting.reversing import cache_accounts
from drconsole.providers.azure.wire.details.machine import Machine, machine
from drconsole.providers.azure.wire.estate.context import Context
from drconsole.providers.azure.wire.estate.networks import landing_region, networks
from drconsole.providers.azure.wire.estate.policies import policies
from drconsole.providers.azure.wire.estate.sites import sites
from drconsole.providers.azure.wire.ids import canonical, last
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.plans import Plan, PlanStatus
from drconsole.recovery.types.estate.unreadable import Unreadable

_IDS = ("vmid", "fabricobjectid", "infrastructurevmid", "internalidentifier", "recoveryfabricobjectid", "targetvmid")
"""Details, folded, in which a job's target may be named."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Parts of a vault that change rarely."""

    location: str
    fabrics: tuple[JsonObject, ...]
    policies: tuple[JsonObject, ...]
    networks: tuple[JsonObject, ...]
    mappings: tuple[JsonObject, ...]
    virtual_networks: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A vault as it was read."""

    as_of: datetime
    configuration: Configuration
    context: Context
    named: Mapping[str, tuple[str, ...]]
    """Key of an item -> every id by which a job may name it."""
    caches: Mapping[str, str]
    """Region -> storage account that caches what replicates from there, as items of the vault tell."""
    items: Mapping[str, Item]
    statuses: Mapping[str, ItemStatus]
    plans: Mapping[str, Plan]
    plan_statuses: Mapping[str, PlanStatus]
    plan_bodies: Mapping[str, JsonObject]
    unreadable: tuple[Unreadable, ...] = ()
    """What the vault has and this program has no words for."""


def made(
    as_of: datetime,
    configuration: Configuration,
    bodies: dict[str, JsonObject],
    plan_bodies: Mapping[str, JsonObject],
    keys: Mapping[str, str],
) -> Snapshot:
    """Our types of what was read.

    ``bodies`` are emptied one by one: let go all at once, ten thousand of them stop the loop for half a second.
    """
    machines = {key: machine(body) for key, body in bodies.items()}
    # Where machines come up counts, and the vault's region where no network tells it.
    region = landing_region(configuration.virtual_networks, machines.values()) or configuration.location
    found_sites = sites(configuration.fabrics, region, machines.values())
    found_policies = policies(configuration.policies)
    context = Context(
        found_sites,
        found_policies,
        networks(
            configuration.networks,
            configuration.mappings,
            machines.values(),
            found_sites,
            configuration.virtual_networks,
        ),
        keys,
    )
    read = {key: wire_items.read(taken, as_of, context) for key, taken in machines.items()}
    items = {key: one[0] for key, one in read.items() if isinstance(one, tuple)}
    statuses = {key: one[1] for key, one in read.items() if isinstance(one, tuple)}
    plans = {key: wire_plans.plan(body, context) for key, body in plan_bodies.items()}
    named = {key: _ids_of(machines[key]) for key in items}
    caches = cache_accounts(one.details for one in machines.values() if one.provider == "A2A")
    while bodies:
        machines.pop(bodies.popitem()[0])
    return Snapshot(
        as_of=as_of,
        configuration=configuration,
        context=context,
        named=named,
        caches=caches,
        items=items,
        statuses=statuses,
        plans={key: plan for key, plan in plans.items() if plan is not None},
        plan_statuses={
            key: wire_plans.status(plan_bodies[key], as_of, context) for key, plan in plans.items() if plan is not None
        },
        plan_bodies=plan_bodies,
        unreadable=(
            *(Unreadable("", name, f"a fabric of an unknown kind ({kind})") for name, kind in found_sites.unread),
            *(one for one in read.values() if isinstance(one, Unreadable)),
            *(one for body in plan_bodies.values() for one in wire_plans.unreadable(body)),
        ),
    )


def _ids_of(one: Machine) -> tuple[str, ...]:
    """Every id by which a job may name this item."""
    told = [one.arm_id, one.properties.get("protectableItemId"), *map(one.details.get, _IDS)]
    return tuple([word for word in told if word and isinstance(word, str)])


def names_of(snapshot: Snapshot | None, items: Sequence[str]) -> Callable[[str, str], str | None]:
    """Return which of these items a job means by an id and a name."""
    known = set(items)
    targets: dict[str, str] = {}
    for key in items:
        for told in snapshot.named.get(key, ()) if snapshot is not None else ():
            targets |= dict.fromkeys((canonical(told), last(told).lower()), key)
    targets.pop("", None)
    names: dict[str, list[str]] = {}
    for key in items:
        item = snapshot.items.get(key) if snapshot is not None else None
        for name in {item.name.lower() if item is not None else "", last(key).lower()}:
            names.setdefault(name, []).append(key)

    def key_of(ident: str, name: str) -> str | None:
        for word in (canonical(ident), last(ident).lower()):
            key = targets.get(word) or (word if word in known else None)
            if key in known:
                return key
        same = names.get(name.lower(), []) if name else []
        return same[0] if len(same) == 1 else None

    return key_of
