"""Networks of an estate: those that the vault lists, and those that its mappings and machines name.

A network has a name of ours, unique in the estate; requests need its ARM id. Whether a network is isolated nobody
tells: none is said to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.details.fields import BACK_PROVIDERS
from drconsole.providers.azure.wire.details.machine import Machine, machine
from drconsole.providers.azure.wire.estate.names import Named, unique
from drconsole.providers.azure.wire.estate.sites import Sites
from drconsole.providers.azure.wire.json import part, parts, text, word
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Network

_ANY_OF_AZURE = "azurenetwork"
"""Name that stands for every network of an Azure fabric; which one is meant, a mapping tells [REC]."""


@dataclass(frozen=True, slots=True)
class Networks:
    """Networks with the lookups between a network's name and its ARM id."""

    all: tuple[Network, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Canonical ARM id, or ``_at`` of a site -> name."""
    arm_ids: Mapping[str, str] = field(default_factory=dict)
    """Name -> ARM id, as it is spelled; none for a network of which only the name is told."""

    def name_of(self, told: str, site: str) -> str | None:
        """Name of the network that was told as an ARM id, or by its own name at a site; None = none was told."""
        if not told:
            return None
        return self.names.get(ids.shared(told)) or self.names.get(_at(site, told)) or ids.last(told)

    def id_of(self, name: str) -> str | None:
        """ARM id of a network; None = it has none, or is not known."""
        return self.arm_ids.get(name)


def networks(
    listed: Iterable[JsonObject],
    mappings: Iterable[JsonObject],
    items: Iterable[JsonObject | Machine],
    sites: Sites,
    virtual_networks: Iterable[JsonObject] = (),
) -> Networks:
    """Networks of ``replicationNetworks``, ``replicationNetworkMappings`` and items.

    ``virtual_networks``: those of Azure itself (``Microsoft.Network``), where they may be read: with them a test
    failover can go to a network that no machine is set to.
    """
    found = _Found(sites)
    for network in virtual_networks:
        found.virtual_network(network)
    for network in listed:
        found.listed(network)
    for mapping in mappings:
        found.mapping(mapping)
    for item in items:
        found.item(item)
    return found.networks()


def landing_region(virtual_networks: Iterable[JsonObject], items: Iterable[Machine]) -> str:
    """Region of most virtual networks that machines from outside Azure are set to; empty = none is told."""
    regions = {ids.canonical(word(one, "id")): word(one, "location") for one in virtual_networks}
    there = (ids.canonical(nic.network_there) for one in items if one.provider != "A2A" for nic in one.nics)
    found = Counter(region for network in there if (region := regions.get(network)))
    return found.most_common(1)[0][0] if found else ""


def _at(site: str, name: str) -> str:
    """Stands for the id of a network of which only the name is told."""
    return f"{site}\n{name}".lower()


@dataclass(slots=True)
class _Seen:
    id: str
    name: str
    site: str
    subnets: tuple[str, ...] = ()
    mapped_to: str = ""


class _Found:
    """Networks while they are gathered; what was told first of one stays."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._seen: dict[str, _Seen] = {}
        self._same: dict[str, str] = {}
        """A further way to name a network -> the one under which it is kept."""
        self._told: set[object] = set()
        """What items told: most tell what another one told before."""

    def virtual_network(self, body: JsonObject) -> None:
        here = ids.canonical(word(body, "location"))
        site = next((name for name, at in self._sites.locations.items() if at.lower() == here), self._sites.azure.name)
        self._add(word(body, "id"), site, subnets=_subnets(body))

    def listed(self, body: JsonObject) -> None:
        arm_id = word(body, "id")
        if ids.last(arm_id).lower() == _ANY_OF_AZURE:
            return
        site = self._sites.name_of(ids.fabric_of(arm_id))
        self._add(arm_id, site, text(body, "properties", "friendlyName"), _subnets(body))

    def mapping(self, body: JsonObject) -> None:
        properties, arm_id = part(body, "properties"), word(body, "id")
        here, there = word(properties, "primaryNetworkId"), word(properties, "recoveryNetworkId")
        listed = ids.network_of(arm_id)
        site = self._sites.name_of(ids.fabric_of(arm_id), word(properties, "primaryFabricFriendlyName"))
        other = self._sites.name_of(
            word(properties, "recoveryFabricArmId"), word(properties, "recoveryFabricFriendlyName")
        )
        if listed and ids.last(listed) != _ANY_OF_AZURE:
            # The mapping's own place says which network it is of; the field beside it was seen with another fabric.
            self._same[ids.canonical(here)] = listed
            here = listed
        key = self._add(here, site, word(properties, "primaryNetworkFriendlyName"))
        target = self._add(there, other, word(properties, "recoveryNetworkFriendlyName"))
        if key and target and not self._seen[key].mapped_to:
            self._seen[key].mapped_to = target

    def item(self, body: JsonObject | Machine) -> None:
        taken = machine(body)
        if not taken.nics:
            return
        properties, name_of = taken.properties, self._sites.name_of
        fabrics = (
            taken.fabric,
            word(properties, "primaryFabricFriendlyName"),
            word(properties, "recoveryFabricId"),
            word(properties, "recoveryFabricFriendlyName"),
        )
        attached = [(nic.network, nic.network_there, nic.network_of_test) for nic in taken.nics]
        told = (taken.provider in BACK_PROVIDERS, fabrics, *attached)
        if told in self._told:
            return
        self._told.add(told)
        here, there = name_of(*fabrics[:2]), name_of(*fabrics[2:])
        if taken.provider in BACK_PROVIDERS:
            azure = self._sites.azure.name
            here, there = (here, azure) if taken.nics[0].into_azure else (azure, here)
        for nic in taken.nics:
            self._add(nic.network, here)
            self._add(nic.network_there, there)
            self._add(nic.network_of_test, there)

    def _add(self, told: str, site: str, friendly: str = "", subnets: tuple[str, ...] = ()) -> str:
        """Keep a network; returns under what. ``told``: its ARM id, or its name at the site."""
        if not told:
            return ""
        by_id = told.startswith("/")
        key = ids.shared(told) if by_id else _at(site, told)
        key = self._same.get(key, key)
        if key not in self._seen:
            self._seen[key] = _Seen(told if by_id else "", friendly or ids.last(told), site, subnets)
        if by_id and friendly:
            self._same.setdefault(_at(site, friendly), key)
        return key

    def networks(self) -> Networks:
        names = unique(Named(key, one.name, _apart(one)) for key, one in self._seen.items())
        made = {key: Network(names[key], one.site, subnets=one.subnets) for key, one in self._seen.items()}
        return Networks(
            all=tuple(
                replace(network, mapped_to=names.get(self._seen[key].mapped_to)) for key, network in made.items()
            ),
            names=names | {other: names[key] for other, key in self._same.items() if key in names},
            arm_ids={names[key]: one.id for key, one in self._seen.items() if one.id},
        )


def _apart(seen: _Seen) -> str:
    """Return what tells it from another network of its name: its resource group, else its site."""
    return ids.resource_group_of(seen.id) if "/virtualnetworks/" in seen.id.lower() else seen.site


def _subnets(body: JsonObject) -> tuple[str, ...]:
    found = parts(body, "properties", "subnets")
    return tuple(name for one in found if (name := word(one, "friendlyName") or word(one, "name")))
