"""Replication policies: one of the service for each replication provider that uses one of the estate."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.ids import TYPE
from drconsole.emulator.wire.scene import Scene
from drconsole.recovery.types.estate.estate import Policy


def all_policies(scene: Scene) -> list[tuple[Policy, str]]:
    found = scene.world.policies.values()
    return [(policy, instance) for policy in found for instance in scene.ids.instances_of(policy.name)]


def policy(scene: Scene, one: Policy, instance: str) -> JsonObject:
    return {
        "id": scene.ids.policy(one.name, instance),
        "name": scene.ids.policy_name(one.name, instance),
        "type": f"{TYPE}/replicationPolicies",
        "properties": {"friendlyName": one.name, "providerSpecificDetails": _DETAILS[instance](one, instance)},
    }


def _in_minutes(one: Policy, instance: str) -> JsonObject:
    """Retention in minutes, as the recorded policies have it."""
    return {
        "instanceType": instance,
        "recoveryPointThresholdInMinutes": one.rpo_threshold // 60,
        "recoveryPointHistory": one.retention // 60,
        "appConsistentFrequencyInMinutes": one.app_interval // 60,
        "multiVmSyncStatus": "Enabled",
        "crashConsistentFrequencyInMinutes": one.crash_interval // 60,
    }


def _modernized(one: Policy, instance: str) -> JsonObject:
    return {
        "instanceType": instance,
        "recoveryPointHistoryInMinutes": one.retention // 60,
        "appConsistentFrequencyInMinutes": one.app_interval // 60,
        "crashConsistentFrequencyInMinutes": one.crash_interval // 60,
        "enableMultiVmSync": "true",
    }


def _hyperv(one: Policy, instance: str) -> JsonObject:
    return {
        "instanceType": instance,
        "recoveryPointHistoryDurationInHours": one.retention // 3600,
        "applicationConsistentSnapshotFrequencyInHours": one.app_interval // 3600,
        "replicationInterval": one.crash_interval,
        "encryption": "Disabled",
        "activeStorageAccountId": None,
    }


def _between_sites(one: Policy, instance: str) -> JsonObject:
    return {
        "instanceType": instance,
        "replicationFrequencyInSeconds": one.crash_interval,
        "recoveryPoints": one.retention // 3600,
        "applicationConsistentSnapshotFrequencyInHours": one.app_interval // 3600,
        "compression": "Enabled",
        "initialReplicationMethod": "OverNetwork",
        "onlineReplicationStartTime": None,
        "offlineReplicationImportPath": None,
        "offlineReplicationExportPath": None,
        "replicationPort": 8084,
        "allowedAuthenticationType": 1,
        "replicaDeletionOption": "NotRequired",
    }


_DETAILS: Mapping[str, Callable[[Policy, str], JsonObject]] = {
    "A2A": _in_minutes,
    "InMageAzureV2": _in_minutes,
    "InMageRcm": _modernized,
    "HyperVReplicaAzure": _hyperv,
    "HyperVReplica2012R2": _between_sites,
}
