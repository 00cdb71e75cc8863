"""Vault, fabrics, their containers, and which container replicates to which under which policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import (
    MASTER_TARGET,
    MICROSOFT_AZURE,
    PROCESS_SERVER,
    REPROTECT_AGENT,
    Fabric,
    server_id,
)
from drconsole.emulator.names.ids import RESOURCE_GROUP, TYPE, instance_there
from drconsole.emulator.names.slugs import location
from drconsole.emulator.wire.items import container_label
from drconsole.emulator.wire.scene import Scene

CONTAINER_TYPE = f"{TYPE}/replicationFabrics/replicationProtectionContainers"


def vault(scene: Scene) -> JsonObject:
    azure = [site.name for site in scene.world.sites.values() if site.kind == "azure"]
    return {
        "location": location(azure[0] if azure else "westeurope"),
        "etag": f"W/\"datetime'{scene.world.about.begins}'\"",
        "tags": {"emulator": "drconsole", "estate": scene.world.about.name},
        "properties": {
            "provisioningState": "Succeeded",
            "privateEndpointStateForBackup": "None",
            "privateEndpointStateForSiteRecovery": "None",
            "publicNetworkAccess": "Enabled",
        },
        "id": scene.ids.vault.replace("/Subscriptions/", "/subscriptions/", 1),
        "name": scene.ids.vault_name,
        "type": "Microsoft.RecoveryServices/vaults",
        "sku": {"name": "RS0", "tier": "Standard"},
    }


def resource_group_id(scene: Scene) -> str:
    return f"/subscriptions/{scene.ids.subscription}/resourceGroups/{RESOURCE_GROUP}"


def fabric(scene: Scene, one: Fabric) -> JsonObject:
    keys: JsonObject = {"kekState": "None", "kekCertThumbprint": None}
    return {
        "name": one.name,
        "type": f"{TYPE}/replicationFabrics",
        "id": scene.ids.fabric(one),
        "properties": {
            "friendlyName": one.site,
            "encryptionDetails": {**keys, **_data_encryption(scene, one)},
            "rolloverEncryptionDetails": dict(keys),
            "internalIdentifier": one.identifier,
            "bcdrState": "Valid",
            "customDetails": _CUSTOM[one.kind](one),
            "healthErrorDetails": [],
            "health": "Normal",
        },
    }


def _data_encryption(scene: Scene, one: Fabric) -> JsonObject:
    """Of a VMM server whose cloud is encrypted. Recordings have no state but "None": the other word is our choice."""
    thumbprint = scene.world.sites[one.site].encryption_thumbprint
    if one.kind != "VMM" or thumbprint is None:
        return {}
    return {"kekState": "Enabled", "kekCertThumbprint": thumbprint}


def _azure(one: Fabric) -> JsonObject:
    return {"instanceType": "Azure", "location": location(one.site), "containerIds": [], "zones": []}


def _vmware(one: Fabric) -> JsonObject:
    """A configuration server that is up; what nobody here measures is null."""
    unmeasured = (
        "replicationPairCount",
        "processServerCount",
        "agentCount",
        "protectedServers",
        "systemLoad",
        "systemLoadStatus",
        "cpuLoad",
        "cpuLoadStatus",
        "totalMemoryInBytes",
        "availableMemoryInBytes",
        "memoryUsageStatus",
        "totalSpaceInBytes",
        "availableSpaceInBytes",
        "spaceUsageStatus",
        "webLoad",
        "webLoadStatus",
        "databaseServerLoad",
        "databaseServerLoadStatus",
        "ipAddress",
        "agentVersion",
        "lastHeartbeat",
        "sslCertExpiryDate",
        "sslCertExpiryRemainingDays",
        "psTemplateVersion",
        "agentExpiryDate",
        "agentVersionDetails",
    )
    return {
        "instanceType": "VMware",
        "processServers": [_process_server(one)],
        "masterTargetServers": [_master_target(one)],
        "runAsAccounts": [],
        "hostName": one.site,
        "csServiceStatus": "Running",
        "versionStatus": "UpToDate",
        "switchProviderBlockingErrorDetails": [],
        **dict.fromkeys(unmeasured),
    }


def _process_server(one: Fabric) -> JsonObject:
    """Return a process server, which a re-protect has to name; the same for a master target."""
    name = f"{one.name}-{PROCESS_SERVER}"
    return {"friendlyName": name, "id": server_id(one, PROCESS_SERVER), "osType": "Windows", "healthErrors": []}


def _master_target(one: Fabric) -> JsonObject:
    return {
        "id": server_id(one, MASTER_TARGET),
        "name": f"{one.name}-{MASTER_TARGET}",
        "osType": "Linux",
        "retentionVolumes": [
            {"volumeName": "R", "capacityInBytes": None, "freeSpaceInBytes": None, "thresholdPercentage": None}
        ],
        "dataStores": [{"symbolicName": "datastore1", "uuid": None, "capacity": None, "freeSpace": None, "type": None}],
        "validationErrors": [],
        "healthErrors": [],
    }


def _of_appliance(one: Fabric, role: str) -> JsonObject:
    """A server of an appliance."""
    return {
        "id": server_id(one, role),
        "name": f"{one.name}-{role}",
        "fqdn": f"{one.name}-{role}",
        "health": "Normal",
        "healthErrors": [],
        "protectedItemCount": 0,
    }


def _modernized(one: Fabric) -> JsonObject:
    """An appliance; of its servers those are told that somebody has to name."""
    addresses = ("serviceEndpoint", "serviceResourceId", "serviceContainerId", "dataPlaneUri", "controlPlaneUri")
    others = ("rcmProxies", "pushInstallers", "replicationAgents", "marsAgents", "dras", "agentDetails")
    agent = {**_of_appliance(one, REPROTECT_AGENT), "accessibleDatastores": ["datastore1"]}
    return {
        "instanceType": "InMageRcm",
        **dict.fromkeys(("vmwareSiteId", "physicalSiteId", "sourceAgentIdentityDetails", *addresses)),
        "processServers": [_of_appliance(one, PROCESS_SERVER)],
        "reprotectAgents": [agent],
        **{name: [] for name in others},
    }


def _hyperv_site(one: Fabric) -> JsonObject:
    host = {"id": one.identifier, "name": one.site, "marsAgentVersion": "2.0.9938.0"}
    return {"instanceType": "HyperVSite", "hyperVHosts": [host]}


_CUSTOM: Mapping[str, Callable[[Fabric], JsonObject]] = {
    "Azure": _azure,
    "VMware": _vmware,
    "InMageRcm": _modernized,
    "HyperVSite": _hyperv_site,
    "VMM": lambda _: {"instanceType": "VMM"},
}


def container(scene: Scene, one: Fabric) -> JsonObject:
    ids, world = scene.ids, scene.world
    mine = [item for item in world.items.values() if item.condition != "unprotected" and ids.sides(item)[0] == one]
    return {
        "id": ids.container(one),
        "name": one.container,
        "type": CONTAINER_TYPE,
        "properties": {
            "fabricFriendlyName": one.site,
            "friendlyName": container_label(one),
            "fabricType": one.kind,
            "protectedItemCount": len(mine),
            "pairingStatus": "Paired" if list(pairs(scene, one)) else "NotPaired",
            "role": "Primary" if mine else "",
            "fabricSpecificDetails": None,
        },
    }


def pairs(scene: Scene, one: Fabric) -> dict[str, tuple[Fabric | None, str, str]]:
    """Mappings of a container, by name: where to, with which policy, for which replication provider."""
    found: dict[str, tuple[Fabric | None, str, str]] = {}
    ids = scene.ids
    for item in scene.world.configured.values():
        source, target = ids.fabrics.source(item), ids.fabrics.target(item)
        instance = instance_there(item)
        for here, there in ((source, target), (target, source)):
            if here != one or (here is target and target is None):
                continue
            name = f"{ids.policy_name(item.policy, instance)}-to-{'azure' if there is None else there.name}"
            found[name] = (there, item.policy, instance)
    return found


def mapping(scene: Scene, one: Fabric, name: str) -> JsonObject:
    target, policy, instance = pairs(scene, one)[name]
    ids = scene.ids
    details = {
        "instanceType": "A2A",
        "agentAutoUpdateStatus": "Disabled",
        "automationAccountAuthenticationType": "RunAsAccount",
        "automationAccountArmId": None,
        "scheduleName": None,
        "jobScheduleName": None,
    }
    return {
        "id": f"{ids.container(one)}/replicationProtectionContainerMappings/{name}",
        "name": name,
        "type": f"{CONTAINER_TYPE}/replicationProtectionContainerMappings",
        "properties": {
            "targetProtectionContainerId": MICROSOFT_AZURE if target is None else ids.container(target),
            "targetProtectionContainerFriendlyName": MICROSOFT_AZURE if target is None else container_label(target),
            "providerSpecificDetails": details if instance == "A2A" else None,
            "health": "Normal",
            "healthErrorDetails": [],
            "policyId": ids.policy(policy, instance),
            "state": "Paired",
            "sourceProtectionContainerFriendlyName": container_label(one),
            "sourceFabricFriendlyName": one.site,
            "targetFabricFriendlyName": MICROSOFT_AZURE if target is None else target.site,
            "policyFriendlyName": policy,
        },
    }
