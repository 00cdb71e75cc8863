"""Way of an item: its scenario, the sites it was created between, and whether the service made it anew the other way.

Everything follows from what the service tells of the item now, and from the id under which it was first seen; nothing
of a former look is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.details.fields import BACK_PROVIDERS
from drconsole.providers.azure.wire.details.machine import Machine
from drconsole.providers.azure.wire.estate.context import Context, Way
from drconsole.providers.azure.wire.json import as_text, text, word
from drconsole.recovery.types.estate.estate import SiteKind
from drconsole.recovery.types.words import Scenario

_OF_PROVIDER: Mapping[str, Scenario] = {
    "A2A": Scenario.AZURE_TO_AZURE,
    "HyperVReplica2012": Scenario.VMM_TO_VMM,
    "HyperVReplica2012R2": Scenario.VMM_TO_VMM,
    "HyperVReplicaBaseReplicationDetails": Scenario.VMM_TO_VMM,
    "InMageRcm": Scenario.VMWARE_TO_AZURE_MODERNIZED,
    "InMageRcmFailback": Scenario.VMWARE_TO_AZURE_MODERNIZED,
}
"""Scenarios that the replication provider's name alone tells [SDK]. An appliance (InMageRcm) has physical machines too,
and the service treats them alike."""
_HYPERV = "HyperVReplicaAzure"
_CLASSIC = frozenset({"InMageAzureV2", "InMage"})
_VMM_FABRIC = "VmmFabric"


def provider_of(body: JsonObject) -> str:
    """Name of what replicates an item, as it came."""
    return text(body, "properties", "providerSpecificDetails", "instanceType")


def scenario(machine: Machine, context: Context) -> Scenario | None:
    """Scenario of an item; None = the tables have none for what replicates it."""
    if machine.provider == _HYPERV:
        return Scenario.VMM_TO_AZURE if _from_vmm(machine, context) else Scenario.HYPERV_TO_AZURE
    if machine.provider in _CLASSIC:
        return Scenario.PHYSICAL_TO_AZURE if _physical(machine) else Scenario.VMWARE_TO_AZURE
    return _OF_PROVIDER.get(machine.provider)


def way(machine: Machine, context: Context) -> Way:
    """Sites of an item and its direction. Most items of a vault tell the same of it: each answer is kept."""
    told = (machine.provider, machine.fabric, *[as_text(machine.properties.get(name)) for name in _OF_FABRICS],
            *[as_text(machine.details.get(name)) for name in _OF_PLACES])  # fmt: skip
    found = context.ways.get(told)
    if found is None:
        found = _way(machine, context)
        if told[-1] or machine.provider != "A2A":  # else its own id decides
            context.ways[told] = found
    return found


_OF_FABRICS = ("primaryFabricFriendlyName", "recoveryFabricId", "recoveryFabricFriendlyName")
_OF_PLACES = (
    "initialprimaryzone", "primaryfabriclocation", "primaryavailabilityzone",
    "recoveryfabriclocation", "recoveryavailabilityzone", "initialprimaryfabriclocation",
)  # fmt: skip


def _way(machine: Machine, context: Context) -> Way:
    properties, name_of = machine.properties, context.sites.name_of
    here = name_of(machine.fabric, word(properties, "primaryFabricFriendlyName"))
    there = name_of(word(properties, "recoveryFabricId"), word(properties, "recoveryFabricFriendlyName"))
    if machine.provider in BACK_PROVIDERS:
        return _back(here, there, context)
    if machine.provider == "A2A" and _turned(machine, context):
        return Way(there, here, turned=True)
    return Way(here, there, turned=False)


def _from_vmm(machine: Machine, context: Context) -> bool:
    kind = context.sites.kind_of(context.sites.names.get(machine.fabric, ""))
    if kind is not None:
        return kind is SiteKind.VMM
    return word(machine.properties, "primaryFabricProvider") == _VMM_FABRIC


def _physical(machine: Machine) -> bool:
    """Return whether nothing says that VMware runs it: a machine of VMware was discovered by a vCenter."""
    details = machine.details
    words = f"{text(details, 'discoverytype')} {text(machine.properties, 'protectedItemType')}".lower()
    if "physical" in words:
        return True
    return not (word(details, "vcenterinfrastructureid") or "vmware" in words or "vcenter" in words)


def _back(here: str, there: str, context: Context) -> Way:
    """An item that replicates from Azure back to VMware: one of the two sites is Azure, or both fields name the site
    on premises [EX]."""
    kinds = {name: context.sites.kind_of(name) for name in (there, here)}
    on_premises = next((name for name, kind in kinds.items() if kind is SiteKind.VMWARE), None)
    if on_premises is None:
        on_premises = here if kinds[there] is SiteKind.AZURE else there
    azure = next((name for name, kind in kinds.items() if kind is SiteKind.AZURE), context.sites.azure.name)
    return Way(on_premises, azure, turned=True)


def _turned(machine: Machine, context: Context) -> bool:
    """Return whether an item between regions or zones of Azure goes back to where it was created.

    The item tells where that was; older APIs do not, then it is the id under which the item was first seen.
    """
    details = machine.details
    first = _place(details, "initialprimaryfabriclocation", "initialprimaryzone")
    if first[0]:
        now = _place(details, "primaryfabriclocation", "primaryavailabilityzone")
        other = _place(details, "recoveryfabriclocation", "recoveryavailabilityzone")
        return first == other and first != now if now[0] == other[0] else first[0] == other[0]
    seen_in = ids.fabric_of(context.keys.get(machine.id, machine.id))
    return seen_in != machine.fabric and ids.same(seen_in, word(machine.properties, "recoveryFabricId"))


def _place(details: JsonObject, region: str, zone: str) -> tuple[str, str]:
    return _region(word(details, region)), word(details, zone)


@lru_cache(maxsize=256)
def _region(name: str) -> str:
    """A region's name as it can be compared: ``West Europe`` is ``westeurope``."""
    return name.replace(" ", "").lower()
