"""Details of modernized VMware's items: to Azure (``InMageRcm``) and back (``InMageRcmFailback``). Keys are those of
[SPEC]; no recording of them is at hand."""

from __future__ import annotations

from drconsole.emulator.names.fabrics import PROCESS_SERVER, REPROTECT_AGENT, server_id
from drconsole.emulator.names.slugs import location
from drconsole.emulator.wire.details import machines, nics
from drconsole.emulator.wire.details.a2a import source_machine
from drconsole.emulator.wire.moments import maybe
from drconsole.emulator.wire.scene import Details, Shown
from drconsole.recovery.types.estate.estate import Disk


def to_azure(shown: Shown) -> Details:
    ids, configured = shown.scene.ids, shown.configured
    fabric = ids.fabrics.source(configured)
    item = shown.item
    return {
        "instanceType": "InMageRcm",
        "internalIdentifier": ids.machine(item),
        "fabricDiscoveryMachineId": _machine(shown),
        "multiVmGroupName": configured.replication_group or "",
        "discoveryType": "vCenter",
        "processServerId": server_id(fabric, PROCESS_SERVER),
        "processorCoreCount": configured.cores,
        "allocatedMemoryInMB": 4096.0 * configured.cores,
        "processServerName": f"{fabric.name}-{PROCESS_SERVER}",
        "runAsAccountId": None,
        "osType": machines.os_type(shown),
        "firmwareType": "BIOS",
        "primaryNicIpAddress": shown.status.address,
        "targetGeneration": "V1",
        "licenseType": "NoLicenseType",
        "storageAccountId": ids.storage(configured.target),
        "targetVmName": configured.name,
        "targetVmSize": machines.size(shown),
        "targetResourceGroupId": ids.resource_group(configured.target),
        "targetLocation": location(configured.target),
        "targetAvailabilitySetId": None,
        "targetAvailabilityZone": None,
        "targetProximityPlacementGroupId": None,
        "targetBootDiagnosticsStorageAccountId": None,
        "targetNetworkId": nics.recovery_network_id(shown),
        "testNetworkId": None,
        "failoverRecoveryPointId": None if item.point_id is None else ids.point(item, item.point_id),
        "lastRecoveryPointReceived": machines.last_point(shown),
        "lastRpoInSeconds": shown.rpo,
        "lastRpoCalculatedTime": machines.calculated(shown),
        "lastRecoveryPointId": None,
        **_copying(shown),
        "agentUpgradeState": "None",
        "lastAgentUpgradeType": "",
        "agentUpgradeJobId": "",
        "agentUpgradeAttemptToVersion": "",
        "protectedDisks": [_disk(shown, disk) for disk in configured.disks],
        "unprotectedDisks": [],
        "isLastUpgradeSuccessful": "true",
        "isAgentRegistrationSuccessfulAfterFailover": None,
        "mobilityAgentDetails": {**_agent(shown), "latestAgentReleaseDate": None},
        "lastAgentUpgradeErrorDetails": [],
        "agentUpgradeBlockingErrorDetails": [],
        "vmNics": [_nic(shown, number) for number in range(configured.interfaces)],
        "discoveredVmDetails": _discovered(shown),
        "targetVmTags": [],
        "seedManagedDiskTags": [],
        "targetManagedDiskTags": [],
        "targetNicTags": [],
        "sqlServerLicenseType": "NotSpecified",
        "supportedOSVersions": [],
        "osName": machines.os_type(shown),
    }


def _agent(shown: Shown) -> Details:
    return {
        "version": machines.agent_version(shown),
        "latestVersion": machines.agent_version(shown),
        "driverVersion": machines.agent_version(shown),
        "latestUpgradableVersionWithoutReboot": None,
        "agentVersionExpiryDate": None,
        "driverVersionExpiryDate": None,
        "lastHeartbeatUtc": machines.heartbeat(shown),
        "reasonsBlockingUpgrade": [],
        "isUpgradeable": "false",
    }


def from_azure(shown: Shown) -> Details:
    ids, configured = shown.scene.ids, shown.configured
    fabric = ids.fabrics.source(configured)
    network = nics.recovery_network(shown)
    return {
        "instanceType": "InMageRcmFailback",
        "internalIdentifier": ids.machine(shown.item),
        "azureVirtualMachineId": ids.compute(configured.target, "virtualMachines", source_machine(shown)),
        "multiVmGroupName": configured.replication_group or "",
        "reprotectAgentId": server_id(fabric, REPROTECT_AGENT),
        "reprotectAgentName": f"{fabric.name}-{REPROTECT_AGENT}",
        "osType": machines.os_type(shown),
        "logStorageAccountId": ids.storage(configured.target),
        "targetvCenterId": _vcenter(shown),
        "targetDataStoreName": "datastore1",
        "targetVmName": configured.name,
        **_copying(shown),
        "protectedDisks": [_disk_back(disk) for disk in configured.disks],
        "mobilityAgentDetails": _agent(shown),
        "vmNics": [
            {
                "macAddress": None,
                "networkName": None if network is None else network.name,
                "adapterType": "VMXNET3",
                "sourceIpAddress": shown.status.address,
            }
        ],
        "lastPlannedFailoverStartTime": None,
        "lastPlannedFailoverStatus": "Unknown",
        "discoveredVmDetails": _discovered(shown),
        "lastUsedPolicyId": None,
        "lastUsedPolicyFriendlyName": configured.policy,
        "isAgentRegistrationSuccessfulAfterFailover": True,
    }


def _copying(shown: Shown) -> dict[str, object]:
    return {
        "initialReplicationProgressPercentage": machines.progress(shown),
        "initialReplicationProcessedBytes": None,
        "initialReplicationTransferredBytes": None,
        "initialReplicationProgressHealth": "None",
        "resyncProgressPercentage": None,
        "resyncProcessedBytes": None,
        "resyncTransferredBytes": None,
        "resyncProgressHealth": "None",
        "resyncRequired": "false",
        "resyncState": "None",
    }


def _discovered(shown: Shown) -> dict[str, object]:
    powered = shown.status.source_powered
    return {
        "vCenterId": _vcenter(shown),
        "vCenterFqdn": "vcenter.example",
        "datastores": ["datastore1"],
        "ipAddresses": [shown.status.address] if shown.status.address else [],
        "vmwareToolsStatus": "Running",
        "powerStatus": "ON" if powered else "OFF" if powered is False else "Unknown",
        "vmFqdn": shown.configured.name,
        "osName": machines.os_type(shown),
        "createdTimestamp": maybe(None),
        "updatedTimestamp": machines.heartbeat(shown),
        "isDeleted": False,
        "lastDiscoveryTimeInUtc": machines.heartbeat(shown),
    }


def _site(shown: Shown) -> str:
    return f"{shown.scene.ids.resource_group(shown.configured.source)}/providers/Microsoft.OffAzure/VMwareSites/site"


def _machine(shown: Shown) -> str:
    return f"{_site(shown)}/machines/{shown.scene.ids.machine(shown.item)}"


def _vcenter(shown: Shown) -> str:
    return f"{_site(shown)}/vcenters/{shown.scene.world.draws.guid('vcenter', shown.configured.source)}"


def _nic(shown: Shown, number: int) -> dict[str, object]:
    configured = shown.configured
    fixed = configured.target_address if not number else None
    return {
        "nicId": nics.nic_id(shown, number),
        "isPrimaryNic": machines.flag(number == 0),
        "isSelectedForFailover": "true",
        "sourceIPAddress": None,
        "sourceIPAddressType": "Dynamic" if configured.dhcp else "Static",
        "sourceNetworkId": configured.network,
        "sourceSubnetName": None,
        "targetIPAddress": fixed,
        "targetIPAddressType": "Static" if fixed else "Dynamic",
        "targetSubnetName": configured.target_subnet,
        "testSubnetName": None,
        "testIPAddress": None,
        "testIPAddressType": "Dynamic",
        "targetNicName": f"nic-{configured.name}-{number:02d}",
    }


def _disk(shown: Shown, disk: Disk) -> dict[str, object]:
    first_copy = shown.item.condition in ("initial", "first-point", "enabling")
    return {
        "diskId": disk.name,
        "diskName": disk.name,
        "isOSDisk": machines.flag(disk.boot),
        "capacityInBytes": disk.size_gib * machines.GIB,
        "diskState": "InitialReplicationPending" if first_copy else "Protected",
        "logStorageAccountId": shown.scene.ids.storage(shown.configured.target),
        "diskEncryptionSetId": None,
        "seedManagedDiskId": None,
        "seedBlobUri": None,
        "targetManagedDiskId": None,
        "diskType": "Premium_LRS",
        "dataPendingInLogDataStoreInMB": 0.0,
        "dataPendingAtSourceAgentInMB": 0.0,
        "isInitialReplicationComplete": machines.flag(not first_copy),
        "irDetails": None,
        "resyncDetails": None,
        "customTargetDiskName": None,
    }


def _disk_back(disk: Disk) -> dict[str, object]:
    return {
        "diskId": disk.name,
        "diskName": disk.name,
        "isOSDisk": machines.flag(disk.boot),
        "capacityInBytes": disk.size_gib * machines.GIB,
        "diskUuid": None,
        "dataPendingInLogDataStoreInMB": 0.0,
        "dataPendingAtSourceAgentInMB": 0.0,
        "isInitialReplicationComplete": "true",
        "irDetails": None,
        "resyncDetails": None,
        "lastSyncTime": None,
    }
