"""Turning replication round: what it needs beside the item, and the request's body by the replication provider.

The service wants to be told of things that the portal lets people pick: a process server, a data store, an account for
the cache. Here they are what the vault itself shows; where it shows none, the request is not made (``Missing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from azure.mgmt.recoveryservicessiterecovery import models

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.acting.bodies import VMM_TO_VMM
from drconsole.providers.azure.wire.ids import last, same
from drconsole.providers.azure.wire.json import objects, part, parts, text, texts, told, word
from drconsole.recovery.types.data import dataclass

_E2E_BASE = "ReverseReplicationProviderSpecificInput"
"""Name that the service takes between VMM sites [REC]."""


class Missing(Exception):
    """The vault does not show what the service must be told; ``advice`` says what would be right."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


@dataclass(frozen=True, slots=True)
class Means:
    """Things that turning an item round needs beside the item itself."""

    fabrics: tuple[JsonObject, ...] = ()
    """Fabrics of the vault: process servers, master targets and re-protect agents stand in them."""
    policies: tuple[JsonObject, ...] = ()
    """Policies of the vault: each kind of replication has its own."""
    cache_accounts: Mapping[str, str] = field(default_factory=dict)
    """Region in lower case -> ARM id of the storage account that caches replication from there."""


def cache_accounts(items: Iterable[JsonObject]) -> dict[str, str]:
    """Region in lower case -> the cache account that an item from there uses. ``items``: their details, folded."""
    found: dict[str, str] = {}
    for details in items:
        region = word(details, "primaryfabriclocation").lower()
        if not region or region in found:
            continue
        for disk in objects(details.get("protectedmanageddisks")):
            if account := word(disk, "primaryStagingAzureStorageAccountId"):
                found.setdefault(region, account)
    return found


def reprotect(provider: str, item: JsonObject, means: Means) -> models.ReverseReplicationProviderSpecificInput:
    """Provider-specific part of ``reProtect``. Raises ``Missing``."""
    details = part(item, "properties", "providerSpecificDetails")
    if provider in VMM_TO_VMM:
        return models.ReverseReplicationProviderSpecificInput(instance_type=_E2E_BASE)
    if provider == "HyperVReplicaAzure":
        return _hyperv(item, details)
    # The input of the classic ones is named after what will replicate then, as Microsoft's own clients send it.
    if provider == "InMageAzureV2":
        return _to_vmware(item, details, means)
    if provider == "InMage":
        return _to_azure(item, details, means)
    if provider == "InMageRcm":
        return _modernized(details, means)
    if provider == "InMageRcmFailback":
        return _modernized_back(item, details, means)
    return models.ReverseReplicationProviderSpecificInput(instance_type=provider)


def switch_protection(item: JsonObject, means: Means) -> models.SwitchProtectionInput:
    """Body of ``switchprotection`` of one Azure-to-Azure item: back to the container, policy and group it came from.

    Raises ``Missing``.
    """
    details = part(item, "properties", "providerSpecificDetails")
    source_group = _resource_group(text(details, "fabricObjectId"))
    region = text(details, "recoveryFabricLocation")
    account = means.cache_accounts.get(region.lower())
    disks = parts(details, "protectedManagedDisks")
    if disks and account is None:
        raise Missing(
            f"no cache storage account is known in {region or 'the region it runs in now'}",
            "name one under cache_accounts in the connection's document",
        )
    return models.SwitchProtectionInput(
        properties=models.SwitchProtectionInputProperties(
            replication_protected_item_name=text(item, "name") or last(text(item, "id")),
            provider_specific_details=models.A2ASwitchProtectionInput(
                policy_id=text(item, "properties", "policyId"),
                recovery_container_id=_container(text(item, "id")),
                recovery_resource_group_id=source_group,
                vm_managed_disks=[
                    models.A2AVmManagedDiskInputDetails(
                        disk_id=_disk_now(disk, details),
                        primary_staging_azure_storage_account_id=account or "",
                        recovery_resource_group_id=source_group,
                    )
                    for disk in disks
                ],
            ),
        )
    )


def _container(item: str) -> str:
    """The container that an item lies in, spelled as the item's id spells it."""
    return item.partition("/replicationProtectedItems/")[0]


def _resource_group(arm_id: str) -> str:
    """``/subscriptions/S/resourceGroups/G`` of an ARM id."""
    return "/".join(arm_id.split("/")[:5])


def _disk_now(disk: JsonObject, details: JsonObject) -> str:
    """The disk that the failed-over machine runs on."""
    known = told(disk, "recoveryTargetDiskId")
    if known is not None:
        return known
    name = text(disk, "failoverDiskName") or text(disk, "diskName") or last(text(disk, "diskId"))
    group = told(disk, "recoveryResourceGroupId") or text(details, "recoveryAzureResourceGroupId")
    return f"{group}/providers/Microsoft.Compute/disks/{name}"


def _hyperv(item: JsonObject, details: JsonObject) -> models.HyperVReplicaAzureReprotectInput:
    disks = parts(details, "azureVMDiskDetails") or parts(details, "azureVmDiskDetails")
    system = next((disk for disk in disks if text(disk, "vhdType") == "OperatingSystem"), {})
    return models.HyperVReplicaAzureReprotectInput(
        hv_host_vm_id=told(details, "vmId"),
        vm_name=told(item, "properties", "friendlyName"),
        os_type=told(details, "oSDetails", "osType"),
        v_hd_id=told(system, "vhdId"),
        storage_account_id=told(details, "recoveryAzureStorageAccount"),
        log_storage_account_id=told(details, "recoveryAzureLogStorageAccountId"),
    )


def _to_azure(item: JsonObject, details: JsonObject, means: Means) -> models.InMageAzureV2ReprotectInput:
    fabric = _fabric_of(item, means)
    return models.InMageAzureV2ReprotectInput(
        master_target_id=told(details, "masterTargetId") or _first_id(fabric, "masterTargetServers"),
        process_server_id=told(details, "processServerId") or _first_id(fabric, "processServers"),
        run_as_account_id=_first(fabric, "runAsAccounts", "accountId"),
        policy_id=_policy_of("InMageAzureV2", item, means),
        storage_account_id=told(details, "azureStorageAccountId") or told(details, "recoveryAzureStorageAccount"),
        log_storage_account_id=told(details, "recoveryAzureLogStorageAccountId"),
    )


def _to_vmware(item: JsonObject, details: JsonObject, means: Means) -> models.InMageReprotectInput:
    fabric = _fabric_of(item, means)
    masters = parts(fabric, "properties", "customDetails", "masterTargetServers")
    master = masters[0] if masters else {}
    volumes, stores = parts(master, "retentionVolumes"), parts(master, "dataStores")
    datastore = next(iter(texts(details, "datastores")), None) or (told(stores[0], "symbolicName") if stores else None)
    return models.InMageReprotectInput(
        master_target_id=_wanted(told(master, "id") or told(details, "masterTargetId"), "master target server"),
        process_server_id=_wanted(
            told(details, "processServerId") or _first_id(fabric, "processServers"), "process server"
        ),
        retention_drive=_wanted(told(volumes[0], "volumeName") if volumes else None, "retention volume"),
        run_as_account_id=_first(fabric, "runAsAccounts", "accountId"),
        profile_id=_policy_of("InMage", item, means),
        datastore_name=datastore,
    )


def _policy_of(kind: str, item: JsonObject, means: Means) -> str:
    """The vault's policy for this kind of replication; else the item's own."""
    found = (
        one for one in means.policies if text(one, "properties", "providerSpecificDetails", "instanceType") == kind
    )
    return next((text(one, "id") for one in found), "") or text(item, "properties", "policyId")


def _modernized(details: JsonObject, means: Means) -> models.InMageRcmReprotectInput:
    agents = [agent for fabric in means.fabrics for agent in _agents(fabric)]
    agent = next((one for one in agents if texts(one, "accessibleDatastores")), agents[0] if agents else {})
    disks = parts(details, "protectedDisks")
    log_account = next((found for disk in disks for found in (told(disk, "logStorageAccountId"),) if found), None)
    return models.InMageRcmReprotectInput(
        reprotect_agent_id=_wanted(told(agent, "id"), "re-protect agent"),
        datastore_name=_wanted(next(iter(texts(agent, "accessibleDatastores")), None), "data store"),
        log_storage_account_id=_wanted(log_account, "log storage account"),
    )


def _modernized_back(item: JsonObject, details: JsonObject, means: Means) -> models.InMageRcmFailbackReprotectInput:
    servers = [
        told(server, "id")
        for fabric in means.fabrics
        for server in parts(fabric, "properties", "customDetails", "processServers")
    ]
    policy = told(details, "lastUsedPolicyId") or _policy_of("InMageRcm", item, means)
    return models.InMageRcmFailbackReprotectInput(
        process_server_id=_wanted(next((one for one in servers if one), None), "process server"), policy_id=policy
    )


def _agents(fabric: JsonObject) -> tuple[JsonObject, ...]:
    return parts(fabric, "properties", "customDetails", "reprotectAgents")


def _fabric_of(item: JsonObject, means: Means) -> JsonObject:
    own = text(item, "id").partition("/replicationProtectionContainers/")[0]
    return next((fabric for fabric in means.fabrics if same(text(fabric, "id"), own)), {})


def _first(fabric: JsonObject, servers: str, name: str) -> str | None:
    found = parts(fabric, "properties", "customDetails", servers)
    return told(found[0], name) if found else None


def _first_id(fabric: JsonObject, servers: str) -> str | None:
    return _first(fabric, servers, "id")


def _wanted(value: str | None, what: str) -> str:
    if value is None:
        raise Missing(
            f"the vault shows no {what}, and the service must be told of one",
            "register one with the vault, or re-protect in the portal, where it can be picked",
        )
    return value
