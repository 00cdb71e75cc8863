"""Details of items between Azure regions (``A2A``), with the keys of recorded ones."""

from __future__ import annotations

from drconsole.emulator.names.slugs import location
from drconsole.emulator.wire.details import machines, nics
from drconsole.emulator.wire.moments import written
from drconsole.emulator.wire.scene import Details, Shown
from drconsole.providers.simulator.state.moments import HOUR
from drconsole.recovery.types.estate.estate import Disk

YEAR = 365 * 24 * HOUR


def a2a(shown: Shown) -> Details:
    scene, configured, item = shown.scene, shown.configured, shown.item
    ids, draws = scene.ids, scene.world.draws
    vm_state, vm_words = shown.vm_state
    target_group = ids.resource_group(shown.target)
    return {
        "instanceType": "A2A",
        "fabricObjectId": ids.compute(shown.source, "virtualMachines", source_machine(shown)).lower(),
        "initialPrimaryZone": "",
        "initialPrimaryFabricLocation": location(configured.source),
        "initialRecoveryZone": "",
        "initialPrimaryExtendedLocation": None,
        "initialRecoveryExtendedLocation": None,
        "initialRecoveryFabricLocation": location(configured.target),
        "multiVmGroupId": machines.group_id(shown),
        "multiVmGroupName": configured.replication_group or "",
        "multiVmGroupCreateOption": "UserSpecified" if configured.replication_group else "AutoCreated",
        "managementId": draws.guid("management", item.key, item.back),
        "protectedDisks": None,
        "unprotectedDisks": None,
        "protectedManagedDisks": [_disk(shown, disk) for disk in configured.disks],
        "recoveryBootDiagStorageAccountId": None,
        "primaryFabricLocation": location(shown.source),
        "recoveryFabricLocation": location(shown.target),
        "osType": machines.os_type(shown),
        "recoveryAzureVMSize": machines.size(shown),
        "recoveryAzureVMName": configured.name,
        "recoveryAzureResourceGroupId": target_group,
        "recoveryCloudService": None,
        "recoveryAvailabilitySet": None,
        "selectedRecoveryAzureNetworkId": nics.recovery_network_id(shown),
        "selectedTfoAzureNetworkId": None,
        "vmNics": nics.nics(shown, in_azure=True),
        "vmSyncedConfigDetails": {"tags": {}, "inputEndpoints": []},
        "monitoringPercentageCompletion": machines.progress(shown),
        "monitoringJobType": None if machines.progress(shown) is None else "InitialReplication",
        **_agent(shown),
        "isReplicationAgentUpdateRequired": False,
        "isReplicationAgentCertificateUpdateRequired": False,
        "recoveryFabricObjectId": recovery_machine(shown),
        "vmProtectionState": vm_state,
        "vmProtectionStateDescription": vm_words,
        "lifecycleId": draws.guid("lifecycle", item.key),
        "testFailoverRecoveryFabricObjectId": test_machine(shown),
        "rpoInSeconds": shown.rpo,
        "lastRpoCalculatedTime": machines.calculated(shown),
        "primaryAvailabilityZone": None,
        "recoveryAvailabilityZone": None,
        "primaryExtendedLocation": None,
        "recoveryExtendedLocation": None,
        "vmEncryptionType": "NotEncrypted",
        "tfoAzureVMName": f"{configured.name}-test",
        "recoveryAzureGeneration": "V1",
        "recoveryProximityPlacementGroupId": None,
        "autoProtectionOfDataDisk": "Disabled",
        "recoveryVirtualMachineScaleSetId": None,
        "recoveryCapacityReservationGroupId": None,
    }


def _agent(shown: Shown) -> dict[str, object]:
    return {
        "lastHeartbeat": machines.heartbeat(shown),
        "agentVersion": machines.agent_version(shown) if shown.configured.agent_version else "9.62.7304.1",
        "agentExpiryDate": "9999-12-31T23:59:59.9999999",
        **_certificate(shown),
    }


def _certificate(shown: Shown) -> dict[str, object]:
    """Told once the agent has reported, with the first copy (recorded)."""
    if shown.vm_state[0] != "Protected":
        return {}
    return {"agentCertificateExpiryDate": written(shown.scene.world.about.begins + 3 * YEAR)}


def source_machine(shown: Shown) -> str:
    return shown.item.source_name or shown.configured.name


def recovery_machine(shown: Shown) -> str | None:
    """The machine that it failed over to; None = there is none."""
    made = shown.item.machine
    return None if made is None else shown.scene.ids.compute(shown.target, "virtualMachines", made)


def test_machine(shown: Shown) -> str | None:
    made = shown.status.test_machine
    return None if made is None else shown.scene.ids.compute(shown.target, "virtualMachines", made)


def _disk(shown: Shown, disk: Disk) -> dict[str, object]:
    ids = shown.scene.ids
    name = f"{shown.configured.name}_{disk.name}"
    first_copy = shown.item.condition in ("initial", "first-point", "enabling")
    return {
        "diskId": ids.compute(shown.source, "disks", name).lower(),
        "recoveryResourceGroupId": ids.resource_group(shown.target),
        "recoveryTargetDiskId": None,
        "recoveryReplicaDiskId": ids.compute(shown.target, "disks", f"{name}-ASRReplica"),
        "recoveryOrignalTargetDiskId": None,
        "recoveryReplicaDiskAccountType": "Premium_LRS",
        "recoveryTargetDiskAccountType": "Premium_LRS",
        "recoveryDiskEncryptionSetId": None,
        "primaryDiskEncryptionSetId": None,
        "diskName": name,
        "diskCapacityInBytes": disk.size_gib * machines.GIB,
        "primaryStagingAzureStorageAccountId": ids.storage(shown.source),
        "diskType": "OperatingSystem" if disk.boot else "Data",
        "resyncRequired": False,
        "monitoringPercentageCompletion": machines.progress(shown),
        "monitoringJobType": None if machines.progress(shown) is None else "InitialReplication",
        "dataPendingInStagingStorageAccountInMB": 0.0,
        "dataPendingAtSourceAgentInMB": 0.0,
        "diskState": "InitialReplicationPending" if first_copy else "Protected",
        "allowedDiskLevelOperation": [],
        "isDiskEncrypted": False,
        "secretIdentifier": None,
        "dekKeyVaultArmId": None,
        "isDiskKeyEncrypted": False,
        "keyIdentifier": None,
        "kekKeyVaultArmId": None,
        "failoverDiskName": name,
        "tfoDiskName": f"{name}-ASRtest",
    }
