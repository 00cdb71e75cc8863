"""Protectable items: the machines of a Hyper-V host or VMM cloud, whether they are replicated or not."""

from __future__ import annotations

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import Fabric
from drconsole.emulator.names.ids import instance_there
from drconsole.emulator.wire.configuration.fabrics import CONTAINER_TYPE
from drconsole.emulator.wire.items import protectable, services_provider
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.state.rows.item import ItemState

HYPERV = ("HyperVSite", "VMM")
"""Kinds of fabrics that tell the service their machines."""


def machines_of(scene: Scene, fabric: Fabric) -> list[ItemState]:
    """Machines that were created here; none of a fabric that tells none."""
    if fabric.kind not in HYPERV:
        return []
    configured = scene.world.configured
    return [one for one in scene.world.items.values() if scene.ids.fabrics.source(configured[one.key]) == fabric]


def protectable_item(scene: Scene, fabric: Fabric, item: ItemState) -> JsonObject:
    ids, draws = scene.ids, scene.world.draws
    configured = scene.world.configured[item.key]
    replicated = item.condition != "unprotected"
    disks = [
        {
            "maxSizeMB": disk.size_gib * 1024,
            "vhdType": "OperatingSystem" if disk.boot else "Data",
            "vhdId": draws.guid("vhd", item.key, number),
            "vhdName": disk.name,
        }
        for number, disk in enumerate(configured.disks)
    ]
    return {
        "id": protectable(ids, item, fabric),
        "name": ids.machine(item),
        "type": f"{CONTAINER_TYPE}/replicationProtectableItems",
        "properties": {
            "friendlyName": configured.name,
            "protectionStatus": "Protected" if replicated else "Unprotected",
            "replicationProtectedItemId": ids.item(item) if replicated else None,
            "recoveryServicesProviderId": services_provider(scene, fabric),
            "protectionReadinessErrors": [],
            "supportedReplicationProviders": [instance_there(configured)],
            "customDetails": {
                "instanceType": "HyperVVirtualMachine",
                "sourceItemId": ids.machine(item),
                "generation": "1",
                "osDetails": None,
                "diskDetails": disks,
                "hasPhysicalDisk": "NotPresent",
                "hasFibreChannelAdapter": "NotPresent",
                "hasSharedVhd": "Unknown",
                "hyperVHostId": fabric.site,
            },
        },
    }
