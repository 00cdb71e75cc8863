"""Networks of VMM sites and mappings of networks; virtual networks of Azure are ``azure``'s."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import MICROSOFT_AZURE, Fabric
from drconsole.emulator.names.ids import NETWORK_OF_AZURE, TYPE
from drconsole.emulator.names.slugs import location, slug
from drconsole.emulator.wire.scene import Scene
from drconsole.recovery.types.estate.estate import Network

NETWORK_TYPE = f"{TYPE}/replicationFabrics/replicationNetworks"


def networks_of(scene: Scene, fabric: Fabric) -> list[Network]:
    """Return the networks of a fabric: none but VMM's, as no other kind tells the service its networks."""
    return [net for net in scene.world.networks if net.site == fabric.site] if fabric.kind == "VMM" else []


def network_id(scene: Scene, fabric: Fabric, net: Network) -> str:
    return f"{scene.ids.fabric(fabric)}/replicationNetworks/{slug(net.name)}"


def network(scene: Scene, fabric: Fabric, net: Network) -> JsonObject:
    return {
        "type": NETWORK_TYPE,
        "id": network_id(scene, fabric, net),
        "name": slug(net.name),
        "properties": {
            "fabricType": fabric.kind,
            "subnets": [{"name": name, "friendlyName": name, "addressList": []} for name in net.subnets],
            "friendlyName": net.name,
            "networkType": "NoIsolation",
        },
    }


def mappings_of(scene: Scene, fabric: Fabric) -> Iterator[tuple[str, JsonObject]]:
    """Return each network's mapping to one at the other side, with the id of its parent."""
    for net in scene.world.networks:
        if net.site == fabric.site and net.mapped_to is not None and fabric.kind in ("VMM", "Azure"):
            there = next((one for one in scene.world.networks if one.name == net.mapped_to), None)
            if there is not None:
                yield from _mapping(scene, fabric, net, there)


def _mapping(scene: Scene, fabric: Fabric, net: Network, there: Network) -> Iterator[tuple[str, JsonObject]]:
    other = next((one for one in scene.ids.fabrics.all() if one.site == there.site and one.kind == fabric.kind), None)
    ids = scene.ids
    azure = fabric.kind == "Azure"
    if azure and other is None:
        return
    parent = f"{ids.fabric(fabric)}/replicationNetworks/{NETWORK_OF_AZURE if azure else slug(net.name)}"
    settings: JsonObject = {"instanceType": "VmmToAzure" if other is None else "VmmToVmm"}
    if azure:
        settings = {
            "instanceType": "AzureToAzure",
            "primaryFabricLocation": location(fabric.site),
            "recoveryFabricLocation": location(there.site),
        }
    name = f"{slug(net.name)}-to-{slug(there.name)}"
    recovery = network_id(scene, other, there) if other is not None and not azure else ids.virtual_network(there)
    yield (
        parent,
        {
            "type": f"{NETWORK_TYPE}/replicationNetworkMappings",
            "id": f"{parent}/replicationNetworkMappings/{name}",
            "name": name,
            "properties": {
                "state": "Paired",
                "primaryNetworkFriendlyName": net.name,
                "primaryNetworkId": ids.virtual_network(net).lower() if azure else network_id(scene, fabric, net),
                "primaryFabricFriendlyName": fabric.site,
                "recoveryNetworkFriendlyName": there.name,
                "recoveryNetworkId": recovery.lower() if azure else recovery,
                "recoveryFabricArmId": ids.recovery_fabric(other),
                "recoveryFabricFriendlyName": MICROSOFT_AZURE if other is None else other.site,
                "fabricSpecificSettings": settings,
            },
        },
    )
