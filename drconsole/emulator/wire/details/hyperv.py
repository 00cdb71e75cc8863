"""Details of Hyper-V's items: to Azure (``HyperVReplicaAzure``, keys of recorded ones), between VMM sites
(``HyperVReplica2012R2``)."""

from __future__ import annotations

from drconsole.emulator.wire.details import machines, nics
from drconsole.emulator.wire.moments import maybe
from drconsole.emulator.wire.scene import Details, Shown
from drconsole.recovery.types.estate.estate import Disk


def to_azure(shown: Shown) -> Details:
    scene, configured = shown.scene, shown.configured
    ids = scene.ids
    vm_state, vm_words = shown.vm_state
    encrypted = scene.world.sites[configured.source].encryption_thumbprint is not None
    return {
        "instanceType": "HyperVReplicaAzure",
        "azureVmDiskDetails": [_disk(shown, number, disk) for number, disk in enumerate(configured.disks)],
        "recoveryAzureVmName": configured.name,
        "recoveryAzureVMSize": machines.size(shown),
        "recoveryAzureStorageAccount": ids.storage(configured.target),
        "recoveryAzureLogStorageAccountId": None,
        "lastReplicatedTime": maybe(shown.status.replicated_until),
        "rpoInSeconds": shown.rpo,
        "lastRpoCalculatedTime": machines.calculated(shown),
        "vmId": ids.machine(shown.item),
        "vmProtectionState": vm_state,
        "vmProtectionStateDescription": vm_words,
        "initialReplicationDetails": _first_copy(shown),
        "vmNics": nics.nics(shown),
        "selectedRecoveryAzureNetworkId": nics.recovery_network_id(shown),
        "selectedSourceNicId": nics.nic_id(shown),
        "encryption": "Enabled" if encrypted else "Disabled",
        "oSDetails": {
            "osType": machines.os_type(shown),
            "productType": "UNKNOWN",
            "osEdition": "Standard",
            "oSVersion": "10.0",
            "oSMajorVersion": "10",
            "oSMinorVersion": "0",
        },
        "sourceVmRamSizeInMB": 4096 * configured.cores,
        "sourceVmCpuCount": configured.cores,
        "enableRdpOnTargetOption": "Never",
        "recoveryAzureResourceGroupId": ids.resource_group(configured.target),
        "recoveryAvailabilitySetId": None,
        "targetAvailabilityZone": None,
        "targetProximityPlacementGroupId": None,
        "useManagedDisks": machines.flag(configured.managed_disks is True),
        "licenseType": "NotSpecified",
        "sqlServerLicenseType": "NotSpecified",
        "lastRecoveryPointReceived": machines.last_point(shown),
        "targetVmTags": {},
        "seedManagedDiskTags": None,
        "targetManagedDiskTags": None,
        "targetNicTags": {},
        "protectedManagedDisks": [],
    }


def between_sites(shown: Shown) -> Details:
    vm_state, vm_words = shown.vm_state
    return {
        "instanceType": "HyperVReplica2012R2",
        "lastReplicatedTime": maybe(shown.status.replicated_until),
        "vmNics": nics.nics(shown),
        "vmId": shown.scene.ids.machine(shown.item),
        "vmProtectionState": vm_state,
        "vmProtectionStateDescription": vm_words,
        "initialReplicationDetails": _first_copy(shown),
        "vMDiskDetails": [
            {
                "maxSizeMB": disk.size_gib * 1024,
                "vhdType": "OperatingSystem" if disk.boot else "DataDisk",
                "vhdId": shown.scene.world.draws.guid("vhd", shown.item.key, number),
                "vhdName": disk.name,
            }
            for number, disk in enumerate(shown.configured.disks)
        ],
    }


def _first_copy(shown: Shown) -> dict[str, object]:
    done = machines.progress(shown)
    return {
        "initialReplicationType": "InitialReplication",
        "initialReplicationProgressPercentage": str(100 if done is None else done),
    }


def _disk(shown: Shown, number: int, disk: Disk) -> dict[str, object]:
    draws = shown.scene.world.draws
    return {
        "vhdType": "OperatingSystem" if disk.boot else "DataDisk",
        "vhdId": draws.guid("vhd", shown.item.key, number),
        "diskId": f"{shown.scene.ids.machine(shown.item)}_{draws.guid('disk', shown.item.key, number)}_0_{number}",
        "vhdName": disk.name,
        "maxSizeMB": str(disk.size_gib * 1024),
        "targetDiskLocation": None,
        "targetDiskName": None,
        "lunId": str(number),
        "diskEncryptionSetId": None,
        "customTargetDiskName": None,
    }
