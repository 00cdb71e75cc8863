"""Azure's own things at the other side: virtual networks, and machines with their power state."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.slugs import location, slug
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.items import sides
from drconsole.recovery.types.estate.estate import Network, SiteKind


def azure_networks(scene: Scene) -> list[Network]:
    return [net for net in scene.world.networks if scene.world.sites[net.site].kind is SiteKind.AZURE]


def virtual_network(scene: Scene, net: Network) -> JsonObject:
    arm = scene.ids.virtual_network(net)
    subnets = net.subnets or ("default",)
    return {
        "name": slug(net.name),
        "id": arm,
        "type": "Microsoft.Network/virtualNetworks",
        "location": location(net.site),
        "tags": {"isolated": "true"} if net.isolated else {},
        "properties": {
            "provisioningState": "Succeeded",
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": name, "id": f"{arm}/subnets/{name}"} for name in subnets],
        },
    }


def machines(scene: Scene) -> Iterator[tuple[str, str, bool]]:
    """Id, region and power of each machine that stands in Azure, test machines too."""
    world, ids = scene.world, scene.ids
    for item in world.items.values():
        configured = world.configured[item.key]
        there = sides.target_site(configured, item)
        if world.sites[there].kind is SiteKind.AZURE:
            for name in item.machines:
                yield ids.compute(there, "virtualMachines", name), there, item.machine_on and name == item.machine
            for name in item.test_machines:
                yield ids.compute(there, "virtualMachines", name), there, item.test_machine_on
        here = sides.source_site(configured, item)
        if world.sites[here].kind is SiteKind.AZURE and not item.source_gone:
            yield ids.compute(here, "virtualMachines", sides.source_name(configured, item)), here, item.source_on


def machine(arm: str, site: str) -> JsonObject:
    name = arm.rpartition("/")[2]
    return {
        "name": name,
        "id": arm,
        "type": "Microsoft.Compute/virtualMachines",
        "location": location(site),
        "properties": {"provisioningState": "Succeeded"},
    }


def power(running: bool) -> JsonObject:
    """The machine's instance view."""
    state, words = ("running", "VM running") if running else ("deallocated", "VM deallocated")
    return {
        "statuses": [
            {"code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded"},
            {"code": f"PowerState/{state}", "level": "Info", "displayStatus": words},
        ]
    }
