"""Replicated items: profiles and defaults filled in, templates written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from drconsole.documents.building.context import Building
from drconsole.documents.checking.models import MAX_ITEMS, DiskEntry, ItemEntry, ItemFields, StartEntry
from drconsole.documents.checking.scalars import NEVER
from drconsole.documents.definition import ItemStart
from drconsole.documents.faults import Loc
from drconsole.documents.names import numbered
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import BOOT_DRIVERS, Disk, Item, SiteKind
from drconsole.recovery.types.words import Scenario

BUILT_IN: Mapping[str, Any] = {
    "os": "windows",
    "boot_drivers": list(BOOT_DRIVERS),
    "dhcp": True,
    "disks": [DiskEntry(name="os", size_gib=64, boot=True)],
    "churn": 0.0,
    "cores": 2,
    "interfaces": 1,
    "hyperv_as_physical": False,
}
"""What an item is where nobody says otherwise."""

BUILT_IN_START: Mapping[str, Any] = {
    "state": "protected",
    "protected_for": 30 * 86400,
    "last_test": NEVER,
    "lag": 30,
    "agent_connected": True,
    "source_reachable": True,
    "powered": True,
    "attended": False,
}

_REQUIRED = ("scenario", "source", "target", "policy")

SIDES: Mapping[Scenario, tuple[tuple[SiteKind, ...], tuple[SiteKind, ...]]] = {
    Scenario.VMWARE_TO_AZURE: ((SiteKind.VMWARE,), (SiteKind.AZURE,)),
    Scenario.VMWARE_TO_AZURE_MODERNIZED: ((SiteKind.VMWARE,), (SiteKind.AZURE,)),
    # A physical server replicates through a configuration server, which a VMware site is too.
    Scenario.PHYSICAL_TO_AZURE: ((SiteKind.PHYSICAL, SiteKind.VMWARE), (SiteKind.AZURE,)),
    Scenario.HYPERV_TO_AZURE: ((SiteKind.HYPERV,), (SiteKind.AZURE,)),
    Scenario.VMM_TO_AZURE: ((SiteKind.VMM,), (SiteKind.AZURE,)),
    Scenario.VMM_TO_VMM: ((SiteKind.VMM,), (SiteKind.VMM,)),
    Scenario.AZURE_TO_AZURE: ((SiteKind.AZURE,), (SiteKind.AZURE,)),
}
"""Which kinds of site a scenario goes from and to."""

WITH_MOBILITY_SERVICE = frozenset(
    {Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED, Scenario.PHYSICAL_TO_AZURE}
)
MULTI_VM = WITH_MOBILITY_SERVICE | {Scenario.AZURE_TO_AZURE}
"""Scenarios with multi-VM consistency: those whose plans have the multi-VM choices [SPEC]."""


@dataclass(slots=True)
class _Merged:
    """Item entry with all that its profile and the defaults say."""

    values: dict[str, Any]
    said_by_item: frozenset[str]
    start: ItemStart

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


def build_items(building: Building) -> None:
    """Fill ``building.items`` and ``building.starts``."""
    building.items_incomplete = "items" in building.checked.left_out
    profiles = {entry.name: entry for _, entry in building.unique("profiles")}
    made_by: dict[str, int] = {}
    addresses: dict[tuple[str | None, str], str] = {}
    for index, entry in building.entries("items"):
        before = len(building.checked.faults)
        merged = _merge(building, index, entry, profiles)
        name_of = _namer(building, index, entry)
        if merged is not None:
            _check_item(building, index, entry, merged)
            _check_address(building, index, entry, merged, addresses)
        if merged is None or name_of is None or len(building.checked.faults) > before:
            building.items_incomplete = True
            continue
        if len(building.items) + (entry.count or 1) > MAX_ITEMS:
            building.fault(("items", index), f"the estate has more than {MAX_ITEMS} items", "Lower `count`")
            building.items_incomplete = True
            continue
        _write_out(building, index, entry, merged, name_of, made_by)


def _merge(building: Building, index: int, entry: ItemEntry, profiles: Mapping[str, ItemFields]) -> _Merged | None:
    layers: list[ItemFields] = [entry]
    if entry.profile is not None:
        if not building.refers("profiles", entry.profile, profiles, ("items", index, "profile")):
            return None
        layers.append(profiles[entry.profile])
    if building.checked.head.defaults is not None:
        layers.append(building.checked.head.defaults)
    values = {key: _first(layers, key, BUILT_IN.get(key)) for key in ItemFields.model_fields if key != "start"}
    missing = [key for key in _REQUIRED if values[key] is None]
    if missing and building.checked.defaults_unreadable:
        return None
    for key in missing:
        building.fault(("items", index), f"{key!r} is missing", "Say it here, in a profile, or under `defaults:`")
    if missing:
        return None
    starts = [layer.start for layer in layers if layer.start is not None]
    said = frozenset(key for key in values if getattr(entry, key) is not None)
    start = _start(building, index, entry, starts)
    if values["source"] in building.sites_down:
        start = replace(start, source_reachable=False)
    return _Merged(values, said, start)


def _first(layers: list[Any], key: str, otherwise: Any) -> Any:
    return next((value for layer in layers if (value := getattr(layer, key)) is not None), otherwise)


def _start(building: Building, index: int, entry: ItemEntry, layers: list[StartEntry]) -> ItemStart:
    said = {key: _first(layers, key, value) for key, value in BUILT_IN_START.items()}
    tested = None if said["last_test"] == NEVER else int(said["last_test"])
    own = entry.start
    if said["state"] != "protected":
        if own is not None and own.last_test not in (None, NEVER):
            building.fault(
                ("items", index, "start", "last_test"),
                f"an item in {said['state']} cannot have been tested",
                "Leave last_test out, or write never",
            )
        tested = None
    if tested is not None and tested > said["protected_for"]:
        building.fault(
            ("items", index, "start") if own is not None else ("items", index),
            "the last test failover was before the item was protected",
            "Make last_test shorter than protected_for",
        )
    return ItemStart(**{**said, "last_test": tested})


def _namer(building: Building, index: int, entry: ItemEntry) -> Callable[[int], str] | None:
    pattern = numbered(entry.name)
    if entry.count is None:
        if "{" not in entry.name and "}" not in entry.name:
            return lambda n: entry.name
        building.fault(
            ("items", index, "name"), "a name with braces needs `count`", "Add `count:` or remove the braces"
        )
        return None
    if entry.key is not None:
        building.fault(("items", index, "key"), "many items cannot have one key", "Leave key out where count is")
        return None
    if pattern is None:
        building.fault(("items", index, "name"), "`count` needs {n} once in the name", "Write it like web-{n:03}")
        return None
    if entry.target_address is not None and entry.count > 1:
        loc: Loc = ("items", index, "target_address")
        building.fault(loc, "many items cannot have one address", "Leave target_address out of an entry with count")
    return pattern


def _check_item(building: Building, index: int, entry: ItemEntry, merged: _Merged) -> None:
    _check_sides(building, index, merged)
    loc: Loc = ("items", index)
    building.refers("policies", merged.policy, building.policies, (*loc, "policy"))
    _check_network(building, (*loc, "network"), merged.network, merged.source)
    _check_network(building, (*loc, "target_network"), merged.target_network, merged.target)
    scenario = merged.scenario
    if scenario in WITH_MOBILITY_SERVICE and merged.agent_version is None:
        building.fault(loc, f"{scenario} needs agent_version", 'Say the mobility service\'s version: "9.62"')
    if scenario not in MULTI_VM and "agent_version" in merged.said_by_item:
        building.fault((*loc, "agent_version"), f"{scenario} has no mobility service", "Remove agent_version")
    if merged.hyperv_as_physical and scenario is not Scenario.PHYSICAL_TO_AZURE:
        building.fault(
            (*loc, "hyperv_as_physical"),
            f"hyperv_as_physical does not go with {scenario}",
            "Use scenario physical-to-azure, or remove it",
        )
    _check_disks(building, loc, merged.disks)


def _check_sides(building: Building, index: int, merged: _Merged) -> None:
    kinds = SIDES[merged.scenario]
    for side, allowed in zip(("source", "target"), kinds, strict=True):
        name = getattr(merged, side)
        loc: Loc = ("items", index, side)
        if building.refers("sites", name, building.sites, loc) and building.sites[name].kind not in allowed:
            building.fault(
                loc,
                f"{merged.scenario} cannot have the {building.sites[name].kind} site {name!r} as its {side}",
                f"Its {side} is a site of kind {' or '.join(allowed)}",
            )
    if merged.source == merged.target:
        building.fault(("items", index, "target"), "source and target are the same site", "Name two sites")


def _check_network(building: Building, loc: Loc, name: str | None, site: str) -> None:
    if name is None or not building.refers("networks", name, building.networks, loc):
        return
    if building.networks[name].site != site:
        building.fault(
            loc,
            f"the network {name!r} belongs to {building.networks[name].site!r}, not to {site!r}",
            f"Name a network of {site!r}",
        )


def _check_disks(building: Building, loc: Loc, disks: list[DiskEntry]) -> None:
    if len({disk.name for disk in disks}) < len(disks):
        building.fault((*loc, "disks"), "two disks have one name", "Give each disk its own name")
    if sum(disk.boot for disk in disks) != 1:
        building.fault((*loc, "disks"), "an item boots from exactly one disk", "Mark one disk with boot: true")


def _check_address(
    building: Building, index: int, entry: ItemEntry, merged: _Merged, taken: dict[tuple[str | None, str], str]
) -> None:
    if entry.target_address is None:
        return
    key = (_target_network(building, merged), entry.target_address)
    if key in taken:
        building.fault(
            ("items", index, "target_address"),
            f"{entry.target_address} is the target address of {taken[key]!r} already",
            "Give each item its own address in its target network",
        )
    taken.setdefault(key, entry.name)


def _target_network(building: Building, merged: _Merged) -> str | None:
    if merged.target_network is not None:
        return str(merged.target_network)
    network = building.networks.get(merged.network) if merged.network is not None else None
    mapped = network.mapped_to if network is not None else None
    on_target = mapped in building.networks and building.networks[mapped].site == merged.target
    return mapped if on_target else None


def _write_out(
    building: Building,
    index: int,
    entry: ItemEntry,
    merged: _Merged,
    name_of: Callable[[int], str],
    made_by: dict[str, int],
) -> None:
    """Make the items of one entry. All that they share is made once."""
    common = {
        **merged.values,
        "boot_drivers": tuple(merged.boot_drivers),
        "disks": tuple(Disk(disk.name, disk.size_gib, disk.boot) for disk in merged.disks),
        "churn": float(merged.churn),
        "target_network": _target_network(building, merged),
        "target_address": entry.target_address,
        "agent_version": merged.agent_version if merged.scenario in MULTI_VM else None,
    }
    items, starts, start = building.items, building.starts, merged.start
    for n in range(entry.first, entry.first + (entry.count or 1)):
        name = name_of(n)
        key = entry.key or name
        if key in made_by:
            building.twice("items", index, key, made_by[key], keyed=entry.key is not None)
            continue
        made_by[key] = index
        items[key] = Item(key=key, name=name, **common)
        starts[key] = start
