"""Details of classic VMware's and physical servers' items: to Azure (``InMageAzureV2``) and back (``InMage``).

Keys are those of [SPEC]; no recording of them is at hand.
"""

from __future__ import annotations

from drconsole.emulator.names.fabrics import MASTER_TARGET, PROCESS_SERVER, server_id
from drconsole.emulator.wire.details import machines, nics
from drconsole.emulator.wire.moments import maybe
from drconsole.emulator.wire.scene import Details, Shown
from drconsole.recovery.types.estate.estate import Disk
from drconsole.recovery.types.words import Scenario


def _common(shown: Shown) -> dict[str, object]:
    draws, configured = shown.scene.world.draws, shown.configured
    physical = configured.scenario is Scenario.PHYSICAL_TO_AZURE
    vm_state, vm_words = shown.vm_state
    fabric = shown.scene.ids.fabrics.source(configured)
    return {
        "infrastructureVmId": draws.guid("infrastructure", configured.key),
        "vCenterInfrastructureId": None if physical else vcenter(shown),
        "protectionStage": "Protected" if vm_state == "Protected" else vm_state,
        "vmId": shown.scene.ids.machine(shown.item),
        "vmProtectionState": vm_state,
        "vmProtectionStateDescription": vm_words,
        "rpoInSeconds": shown.rpo,
        "lastRpoCalculatedTime": machines.calculated(shown),
        "compressedDataRateInMB": 0.0,
        "uncompressedDataRateInMB": round(configured.churn / 60, 3),
        "ipAddress": shown.status.address,
        "lastHeartbeat": machines.heartbeat(shown),
        "processServerId": server_id(fabric, PROCESS_SERVER),
        "multiVmGroupId": machines.group_id(shown),
        "multiVmGroupName": configured.replication_group or shown.scene.ids.item_name(configured.key),
        "multiVmSyncStatus": "Enabled" if configured.replication_group else "Disabled",
        "diskResized": "false",
        "masterTargetId": server_id(fabric, MASTER_TARGET),
        "sourceVmCpuCount": configured.cores,
        "sourceVmRamSizeInMB": 4096 * configured.cores,
        "vmNics": nics.nics(shown),
        "discoveryType": "Physical" if physical else "vCenter",
        "datastores": [] if physical else ["datastore1"],
        "validationErrors": [],
        "lastUpdateReceivedTime": machines.heartbeat(shown),
        "replicaId": draws.guid("replica", configured.key),
        "osVersion": None,
        "isAdditionalStatsAvailable": False,
        "totalDataTransferred": None,
        "totalProgressHealth": "None",
    }


def vcenter(shown: Shown) -> str:
    source = shown.scene.ids.fabrics.source(shown.configured)
    guid = shown.scene.world.draws.guid("vcenter", source.name)
    return f"{shown.scene.ids.fabric(source)}/replicationvCenters/{guid}"


def to_azure(shown: Shown) -> Details:
    ids, configured = shown.scene.ids, shown.configured
    return {
        "instanceType": "InMageAzureV2",
        **_common(shown),
        "resyncProgressPercentage": machines.progress(shown),
        "agentVersion": machines.agent_version(shown),
        "agentExpiryDate": None,
        "isAgentUpdateRequired": "false",
        "isRebootAfterUpdateRequired": "false",
        "processServerName": f"{shown.scene.ids.fabrics.source(configured).name}-{PROCESS_SERVER}",
        "protectedDisks": [_disk(shown, disk) for disk in configured.disks],
        "osType": machines.os_type(shown),
        "vhdName": "",
        "osDiskId": next((disk.name for disk in configured.disks if disk.boot), None),
        "azureVMDiskDetails": [],
        "recoveryAzureVMName": configured.name,
        "recoveryAzureVMSize": machines.size(shown),
        "recoveryAzureStorageAccount": None,
        "recoveryAzureLogStorageAccountId": ids.storage(configured.target),
        "selectedRecoveryAzureNetworkId": nics.recovery_network_id(shown),
        "selectedTfoAzureNetworkId": None,
        "selectedSourceNicId": nics.nic_id(shown),
        "enableRdpOnTargetOption": "Never",
        "targetVmId": None,
        "recoveryAzureResourceGroupId": ids.resource_group(configured.target),
        "recoveryAvailabilitySetId": None,
        "targetAvailabilityZone": None,
        "targetProximityPlacementGroupId": None,
        "useManagedDisks": machines.flag(configured.managed_disks is not False),
        "licenseType": "NotSpecified",
        "sqlServerLicenseType": "NotSpecified",
        "protectedManagedDisks": [],
        "lastRecoveryPointReceived": machines.last_point(shown),
        "firmwareType": "BIOS",
        "azureVmGeneration": "V1",
        "targetVmTags": {},
        "seedManagedDiskTags": {},
        "targetManagedDiskTags": {},
        "targetNicTags": {},
        "switchProviderBlockingErrorDetails": [],
        "switchProviderDetails": None,
        "supportedOSVersions": [],
        "allAvailableOSUpgradeConfigurations": [],
        "osName": machines.os_type(shown),
    }


def from_azure(shown: Shown) -> Details:
    common = _common(shown)
    return {
        "instanceType": "InMage",
        "activeSiteType": "Secondary",
        **common,
        "osDetails": {"osType": machines.os_type(shown), "osVhdId": None},
        "resyncDetails": {"initialReplicationType": "", "initialReplicationProgressPercentage": "100"},
        "retentionWindowStart": None,
        "retentionWindowEnd": maybe(shown.status.replicated_until),
        "protectedDisks": [_disk_back(shown, disk) for disk in shown.configured.disks],
        "consistencyPoints": {},
        "rebootAfterUpdateStatus": "false",
        "agentDetails": {
            "agentVersion": machines.agent_version(shown),
            "agentUpdateStatus": "NotRequired",
            "postUpdateRebootStatus": "NotRequired",
            "agentExpiryDate": None,
        },
        "azureStorageAccountId": None,
    }


def _disk(shown: Shown, disk: Disk) -> dict[str, object]:
    return {
        **_disk_common(shown, disk),
        "sourceDataInMegaBytes": 0.0,
        "psDataInMegaBytes": 0.0,
        "targetDataInMegaBytes": 0.0,
        "secondsToTakeSwitchProvider": None,
    }


def _disk_back(shown: Shown, disk: Disk) -> dict[str, object]:
    """The same sizes are called otherwise on the way back [SPEC]."""
    sizes = {"sourceDataInMB": 0.0, "psDataInMB": 0.0, "targetDataInMB": 0.0}
    return {**_disk_common(shown, disk), **sizes}


def _disk_common(shown: Shown, disk: Disk) -> dict[str, object]:
    size = disk.size_gib * machines.GIB
    return {
        "diskId": disk.name,
        "diskName": disk.name,
        "protectionStage": "Protected",
        "healthErrorCode": None,
        "rpoInSeconds": shown.rpo,
        "resyncRequired": "false",
        "resyncProgressPercentage": machines.progress(shown),
        "resyncDurationInSeconds": None,
        "diskCapacityInBytes": size,
        "fileSystemCapacityInBytes": size,
        "diskResized": "false",
        "lastRpoCalculatedTime": machines.calculated(shown),
        "resyncProcessedBytes": None,
        "resyncTotalTransferredBytes": None,
        "resyncLast15MinutesTransferredBytes": None,
        "resyncLastDataTransferTimeUTC": None,
        "resyncStartTime": None,
        "progressHealth": "None",
        "progressStatus": "None",
    }
