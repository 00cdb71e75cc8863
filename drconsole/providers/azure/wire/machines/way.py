"""Way of an item: its scenario, the sites it was created between, and whether the service made it anew the other way.

Everything follows from what the service tells of the item now, and from the id under which it was first seen; nothing
of a former look is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.details.fields import BACK_PROVIDERS, details_of
from drconsole.providers.azure.wire.estate.context import Context
from drconsole.providers.azure.wire.json import part, text
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


@dataclass(frozen=True, slots=True)
class Way:
    source: str
    """Names of the sites, as the item was created."""
    target: str
    turned: bool
    """Whether the service's Primary is ``target``."""


def provider_of(body: JsonObject) -> str:
    """Name of what replicates an item, as it came."""
    return text(body, "properties", "providerSpecificDetails", "instanceType")


def scenario(body: JsonObject, context: Context) -> Scenario | None:
    """Scenario of an item; None = the tables have none for what replicates it."""
    provider = provider_of(body)
    if provider == _HYPERV:
        return Scenario.VMM_TO_AZURE if _from_vmm(body, context) else Scenario.HYPERV_TO_AZURE
    if provider in _CLASSIC:
        return Scenario.PHYSICAL_TO_AZURE if _physical(body) else Scenario.VMWARE_TO_AZURE
    return _OF_PROVIDER.get(provider)


def way(body: JsonObject, context: Context) -> Way:
    """Sites of an item and its direction. ``scenario`` has to be known."""
    properties, arm_id, provider = part(body, "properties"), text(body, "id"), provider_of(body)
    here = context.sites.name_of(ids.fabric_of(arm_id), text(properties, "primaryFabricFriendlyName"))
    there = context.sites.name_of(text(properties, "recoveryFabricId"), text(properties, "recoveryFabricFriendlyName"))
    if provider in BACK_PROVIDERS:
        return _back(here, there, context)
    if provider == "A2A" and _turned(body, context):
        return Way(there, here, turned=True)
    return Way(here, there, turned=False)


def _from_vmm(body: JsonObject, context: Context) -> bool:
    kind = context.sites.kind_of(context.sites.names.get(ids.fabric_of(text(body, "id")), ""))
    if kind is not None:
        return kind is SiteKind.VMM
    return text(body, "properties", "primaryFabricProvider") == _VMM_FABRIC


def _physical(body: JsonObject) -> bool:
    """A machine of VMware has a vCenter or an ESXi host that discovered it."""
    details = details_of(body)
    words = f"{text(details, 'discoverytype')} {text(body, 'properties', 'protectedItemType')}".lower()
    if "physical" in words:
        return True
    return not (text(details, "vcenterinfrastructureid") or "vmware" in words or "vcenter" in words)


def _back(here: str, there: str, context: Context) -> Way:
    """An item that replicates from Azure back to VMware: one of the two sites is Azure, or both fields name the site
    on premises [EX]."""
    on_premises = next((name for name in (there, here) if context.sites.kind_of(name) is SiteKind.VMWARE), None)
    if on_premises is None:
        on_premises = here if context.sites.kind_of(there) is SiteKind.AZURE else there
    azure = next((name for name in (here, there) if context.sites.kind_of(name) is SiteKind.AZURE), None)
    return Way(on_premises, azure or context.sites.azure.name, turned=True)


def _turned(body: JsonObject, context: Context) -> bool:
    """Whether an item between regions or zones of Azure goes back to where it was created.

    The item tells where that was; older APIs do not, then it is the id under which the item was first seen.
    """
    details = details_of(body)
    first = _place(details, "initialprimaryfabriclocation", "initialprimaryzone")
    if first[0]:
        now = _place(details, "primaryfabriclocation", "primaryavailabilityzone")
        other = _place(details, "recoveryfabriclocation", "recoveryavailabilityzone")
        return first == other and first != now if now[0] == other[0] else first[0] == other[0]
    seen_in = ids.fabric_of(context.key(text(body, "id")))
    return ids.same(seen_in, text(body, "properties", "recoveryFabricId")) and not ids.same(
        seen_in, ids.fabric_of(text(body, "id"))
    )


def _place(details: JsonObject, region: str, zone: str) -> tuple[str, str]:
    return text(details, region).replace(" ", "").lower(), text(details, zone)
