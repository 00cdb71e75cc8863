"""All that is below a vault: the table of its routes."""

from __future__ import annotations

from drconsole.emulator.acting.items import ACTIONS as ITEM_ACTIONS
from drconsole.emulator.acting.plans import ACTIONS as PLAN_ACTIONS
from drconsole.emulator.routes import acting, beside, reading, running
from drconsole.emulator.routes.route import Route, Table

_FABRIC = "replicationFabrics/{fabric}"
_CONTAINER = f"{_FABRIC}/replicationProtectionContainers/{{container}}"
_ITEM = f"{_CONTAINER}/replicationProtectedItems/{{item}}"
_NETWORK = f"{_FABRIC}/replicationNetworks/{{network}}"
_PLAN = "replicationRecoveryPlans/{plan}"
_JOB = "replicationJobs/{job}"
_NONE = (
    "replicationvCenters",
    "replicationStorageClassifications",
    "replicationStorageClassificationMappings",
    "replicationProtectionIntents",
    "replicationProtectionClusters",
    "replicationMigrationItems",
    "replicationAppliances",
)
"""Lists of the whole vault that are always empty here."""

ROUTES = (
    Route("GET", "replicationFabrics", reading.list_fabrics),
    Route("GET", _FABRIC, reading.get_fabric),
    Route("GET", "replicationProtectionContainers", reading.list_containers),
    Route("GET", f"{_FABRIC}/replicationProtectionContainers", reading.list_containers),
    Route("GET", _CONTAINER, reading.get_container),
    Route("GET", "replicationProtectionContainerMappings", reading.list_mappings),
    Route("GET", f"{_CONTAINER}/replicationProtectionContainerMappings", reading.list_mappings),
    Route("GET", f"{_CONTAINER}/replicationProtectionContainerMappings/{{mapping}}", reading.get_mapping),
    Route("GET", "replicationRecoveryServicesProviders", beside.list_providers),
    Route("GET", f"{_FABRIC}/replicationRecoveryServicesProviders", beside.list_providers),
    Route("GET", f"{_CONTAINER}/replicationProtectableItems", beside.list_protectable),
    Route("GET", f"{_CONTAINER}/replicationProtectableItems/{{machine}}", beside.get_protectable),
    Route("GET", "replicationProtectedItems", reading.list_items),
    Route("GET", f"{_CONTAINER}/replicationProtectedItems", reading.list_items),
    Route("GET", _ITEM, reading.get_item),
    Route("PUT", _ITEM, acting.enable_item),
    Route("PATCH", _ITEM, acting.missing("update of items")),
    Route("DELETE", _ITEM, acting.missing("purge of items; remove disables their replication")),
    Route("GET", f"{_ITEM}/recoveryPoints", reading.list_points),
    Route("GET", f"{_ITEM}/recoveryPoints/{{point}}", reading.get_point),
    Route("GET", f"{_ITEM}/targetComputeSizes", reading.list_sizes),
    *(Route("POST", f"{_ITEM}/{name}", acting.on_item(operation)) for name, operation in ITEM_ACTIONS.items()),
    Route("POST", f"{_ITEM}/failoverCancel", acting.cancel_item),
    *(
        Route("POST", f"{_ITEM}/{name}", acting.missing(f"action {name}"))
        for name in ("resolveHealthErrors", "updateMobilityService", "switchProvider", "addDisks", "removeDisks")
    ),
    Route("POST", f"{_CONTAINER}/switchprotection", acting.switch_protection),
    Route("GET", "replicationRecoveryPlans", reading.list_plans),
    Route("GET", _PLAN, reading.get_plan),
    *(Route(method, _PLAN, acting.missing("change of recovery plans")) for method in ("PUT", "PATCH", "DELETE")),
    *(Route("POST", f"{_PLAN}/{name}", acting.on_plan(operation)) for name, operation in PLAN_ACTIONS.items()),
    Route("POST", f"{_PLAN}/failoverCancel", acting.cancel_plan),
    Route("POST", f"{_PLAN}/reProtect", acting.reprotect_plan),
    Route("GET", "replicationPolicies", reading.list_policies),
    Route("GET", "replicationPolicies/{policy}", reading.get_policy),
    Route("GET", "replicationNetworks", reading.list_networks),
    Route("GET", f"{_FABRIC}/replicationNetworks", reading.list_networks),
    Route("GET", _NETWORK, reading.get_network),
    Route("GET", "replicationNetworkMappings", reading.list_network_mappings),
    Route("GET", f"{_NETWORK}/replicationNetworkMappings", reading.list_network_mappings),
    Route("GET", f"{_NETWORK}/replicationNetworkMappings/{{mapping}}", reading.get_network_mapping),
    Route("GET", "replicationJobs", running.list_jobs),
    Route("GET", _JOB, running.get_job),
    Route("POST", f"{_JOB}/cancel", acting.cancel_job),
    Route("POST", f"{_JOB}/resume", acting.resume_job),
    Route("POST", f"{_JOB}/restart", acting.restart_job),
    Route("POST", "replicationJobs/export", acting.missing("export of jobs")),
    Route("GET", "replicationEvents", running.list_events),
    Route("GET", "replicationEvents/{event}", running.get_event),
    Route("GET", "replicationVaultHealth", beside.get_health),
    Route("POST", "replicationVaultHealth/default/refresh", beside.refresh_health),
    Route("GET", "replicationAlertSettings", beside.list_alerts),
    Route("GET", "replicationAlertSettings/{alert}", beside.get_alert),
    *(Route("GET", name, beside.list_nothing) for name in _NONE),
    Route("GET", "replicationOperationStatus/{operation}", running.operation_status),
    Route("GET", f"{_ITEM}/operationresults/{{operation}}", running.operation_result),
    Route("GET", f"{_CONTAINER}/operationresults/{{operation}}", running.operation_result),
    Route("GET", f"{_PLAN}/operationresults/{{operation}}", running.operation_result),
    Route("GET", f"{_JOB}/operationresults/{{operation}}", running.operation_result),
    Route("GET", "replicationVaultHealth/default/operationresults/{operation}", running.operation_result),
)
TABLE = Table(ROUTES)
