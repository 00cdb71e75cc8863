"""Replicated items: what every one has; what its replication provider adds is in ``details``."""

from __future__ import annotations

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import MICROSOFT_AZURE, PROVIDER, Fabric
from drconsole.emulator.names.ids import TYPE, Ids, instance_there
from drconsole.emulator.wire import health
from drconsole.emulator.wire.details.table import DETAILS
from drconsole.emulator.wire.moments import NO_SCENARIO, maybe, written
from drconsole.emulator.wire.scene import Scene, Shown
from drconsole.providers.simulator.state.rows.item import ItemState

ITEM_TYPE = f"{TYPE}/replicationFabrics/replicationProtectionContainers/replicationProtectedItems"
_TEST_WORDS = {
    "None": "None",
    "WaitingForCompletion": "Waiting for user input",
    "MarkedForDeletion": "Cleaning up test environment",
}
_ITEM_TYPE = {"HyperVSite": "HyperVVirtualMachine", "VMM": "HyperVVirtualMachine"}


def protected_item(scene: Scene, item: ItemState) -> JsonObject:
    shown = Shown.of(scene, item)
    return {
        "id": scene.ids.item(item),
        "name": scene.ids.item_name(item.key),
        "type": ITEM_TYPE,
        "properties": _properties(shown),
    }


def _properties(shown: Shown) -> JsonObject:
    scene, item, configured, status = shown.scene, shown.item, shown.configured, shown.status
    ids = scene.ids
    source, target = ids.sides(item)
    return {
        "friendlyName": configured.name,
        "protectedItemType": _ITEM_TYPE.get(source.kind, ""),
        "protectableItemId": protectable(ids, item, source) if source.kind in _ITEM_TYPE else None,
        "recoveryServicesProviderId": services_provider(scene, source),
        "primaryFabricFriendlyName": source.site,
        "primaryFabricProvider": PROVIDER[source.kind],
        "recoveryFabricFriendlyName": MICROSOFT_AZURE if target is None else target.site,
        "recoveryFabricId": ids.recovery_fabric(target),
        "primaryProtectionContainerFriendlyName": container_label(source),
        "recoveryProtectionContainerFriendlyName": MICROSOFT_AZURE if target is None else container_label(target),
        "protectionState": status.protection_state,
        "protectionStateDescription": status.protection_state_description,
        "activeLocation": str(status.active_location),
        "testFailoverState": status.test_failover_state,
        "testFailoverStateDescription": _TEST_WORDS.get(status.test_failover_state, status.test_failover_state),
        "switchProviderState": "None",
        "switchProviderStateDescription": None,
        "allowedOperations": list(status.provider_allowed_operations),
        "replicationHealth": str(status.replication_health),
        "failoverHealth": str(status.failover_health),
        "healthErrors": health.errors(shown),
        "policyId": ids.policy(configured.policy, instance_there(configured)),
        "policyFriendlyName": configured.policy,
        **_last_times(shown),
        "currentScenario": scenario(scene, status.current_scenario, status.current_job),
        "failoverRecoveryPointId": None if item.point_id is None else ids.point(item, item.point_id),
        "providerSpecificDetails": DETAILS[shown.instance](shown),
        "recoveryContainerId": ids.recovery_container(target),
        "eventCorrelationId": ids.correlation(item),
    }


def _last_times(shown: Shown) -> dict[str, object]:
    """Left out where there is none (recorded)."""
    times = {
        "lastSuccessfulFailoverTime": maybe(shown.status.last_failover),
        "lastSuccessfulTestFailoverTime": maybe(shown.status.last_test_failover),
    }
    return {name: time for name, time in times.items() if time is not None}


def scenario(scene: Scene, name: str | None, job: str | None) -> JsonObject:
    """Return the job under way; where there is none, a job named None and the service's date for "never"."""
    if name is None:
        return {"scenarioName": "None", "jobId": scene.ids.job("None"), "startTime": NO_SCENARIO}
    known = scene.world.job_of_reference.get(job or "")
    started = known.started_at if known is not None else None
    return {
        "scenarioName": name,
        "jobId": scene.ids.job(known.id if known is not None else "None"),
        "startTime": NO_SCENARIO if started is None else written(started),
    }


def protectable(ids: Ids, item: ItemState, source: Fabric) -> str:
    return f"{ids.container(source)}/replicationProtectableItems/{ids.machine(item)}"


def services_provider(scene: Scene, fabric: Fabric) -> str:
    guid = scene.world.draws.guid("services-provider", fabric.name)
    return f"{scene.ids.fabric(fabric)}/replicationRecoveryServicesProviders/{guid}"


def container_label(fabric: Fabric) -> str:
    """A site's own container has its name (recorded); those of Azure fabrics have one of their own."""
    return fabric.container if fabric.kind == "Azure" else fabric.site
