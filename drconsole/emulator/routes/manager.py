"""Routes above and beside a vault: subscriptions, sign-in, permissions, Azure's own networks and machines."""

from __future__ import annotations

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer, JsonObject, ok
from drconsole.emulator.names.ids import RESOURCE_GROUP
from drconsole.emulator.refusals import arm
from drconsole.emulator.roles import ROLES
from drconsole.emulator.routes.route import Route, Table
from drconsole.emulator.wire.configuration import azure
from drconsole.emulator.wire.configuration.fabrics import resource_group_id, vault
from drconsole.providers.simulator.state.moments import as_datetime

_SUBSCRIPTION = "subscriptions/{subscription}"
_GROUP = f"{_SUBSCRIPTION}/resourceGroups/{{group}}"
VAULT = f"{_GROUP}/providers/Microsoft.RecoveryServices/vaults/{{vault}}"
TOKEN_LASTS = 3600


def subscription(asked: Asked) -> JsonObject:
    ids = asked.scene.ids
    return {
        "id": f"/subscriptions/{ids.subscription}",
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": ids.subscription,
        "tenantId": ids.tenant,
        "displayName": f"drconsole emulator ({asked.scene.world.about.name})",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Internal_2014-09-01",
            "quotaId": "Internal_2014-09-01",
            "spendingLimit": "Off",
        },
    }


def list_subscriptions(asked: Asked) -> EmulatorAnswer:
    return ok({"value": [subscription(asked)], "count": {"type": "Total", "value": 1}})


def get_subscription(asked: Asked) -> EmulatorAnswer:
    return ok(subscription(asked))


def list_tenants(asked: Asked) -> EmulatorAnswer:
    tenant = asked.scene.ids.tenant
    return ok({"value": [{"id": f"/tenants/{tenant}", "tenantId": tenant, "displayName": "drconsole emulator"}]})


def list_groups(asked: Asked) -> EmulatorAnswer:
    return ok({"value": [_group(asked)]})


def get_group(asked: Asked) -> EmulatorAnswer:
    if asked.found["group"].lower() != RESOURCE_GROUP:
        raise arm(404, "ResourceGroupNotFound", f"Resource group '{asked.found['group']}' could not be found.")
    return ok(_group(asked))


def _group(asked: Asked) -> JsonObject:
    return {
        "id": resource_group_id(asked.scene),
        "name": RESOURCE_GROUP,
        "type": "Microsoft.Resources/resourceGroups",
        "location": vault(asked.scene)["location"],
        "properties": {"provisioningState": "Succeeded"},
    }


def list_vaults(asked: Asked) -> EmulatorAnswer:
    return ok({"value": [vault(asked.scene)]})


def get_vault(asked: Asked) -> EmulatorAnswer:
    return ok(vault(asked.scene))


def list_permissions(asked: Asked) -> EmulatorAnswer:
    """List what this client may do to the vault, as its role says."""
    return ok({"value": [{"actions": list(ROLES[asked.memory.role]), "notActions": []}], "nextLink": None})


def list_virtual_networks(asked: Asked) -> EmulatorAnswer:
    group = asked.found.get("group", "").lower()
    prefix = f"/resourcegroups/{group}/"
    found = [
        net
        for net in azure.azure_networks(asked.scene)
        if not group or prefix in asked.scene.ids.virtual_network(net).lower()
    ]
    return asked.listed(found, lambda net: azure.virtual_network(asked.scene, net))


def get_virtual_network(asked: Asked) -> EmulatorAnswer:
    for net in azure.azure_networks(asked.scene):
        if asked.scene.ids.virtual_network(net).lower().endswith(_tail(asked, "network")):
            return ok(azure.virtual_network(asked.scene, net))
    raise _no_resource(asked, "Microsoft.Network/virtualNetworks", asked.found["network"])


def list_machines(asked: Asked) -> EmulatorAnswer:
    found = list(azure.machines(asked.scene))
    return asked.listed(found, lambda one: azure.machine(one[0], one[1]))


def get_machine(asked: Asked) -> EmulatorAnswer:
    arm_id, site, _ = _machine(asked)
    return ok(azure.machine(arm_id, site))


def get_power(asked: Asked) -> EmulatorAnswer:
    return ok(azure.power(_machine(asked)[2]))


def _machine(asked: Asked) -> tuple[str, str, bool]:
    for one in azure.machines(asked.scene):
        if one[0].lower().endswith(_tail(asked, "machine")):
            return one
    raise _no_resource(asked, "Microsoft.Compute/virtualMachines", asked.found["machine"])


def _tail(asked: Asked, name: str) -> str:
    kind = {"network": "microsoft.network/virtualnetworks", "machine": "microsoft.compute/virtualmachines"}[name]
    return f"/resourcegroups/{asked.found['group'].lower()}/providers/{kind}/{asked.found[name].lower()}"


def _no_resource(asked: Asked, kind: str, name: str) -> Exception:
    group = asked.found["group"]
    return arm(404, "ResourceNotFound", f"The Resource '{kind}/{name}' under resource group '{group}' was not found.")


TABLE = Table(
    (
        Route("GET", "subscriptions", list_subscriptions),
        Route("GET", _SUBSCRIPTION, get_subscription),
        Route("GET", "tenants", list_tenants),
        Route("GET", f"{_SUBSCRIPTION}/resourcegroups", list_groups),
        Route("GET", _GROUP, get_group),
        Route("GET", f"{_SUBSCRIPTION}/providers/Microsoft.RecoveryServices/vaults", list_vaults),
        Route("GET", f"{_GROUP}/providers/Microsoft.RecoveryServices/vaults", list_vaults),
        Route("GET", VAULT, get_vault),
        Route("GET", f"{VAULT}/providers/Microsoft.Authorization/permissions", list_permissions),
        Route("GET", f"{_SUBSCRIPTION}/providers/Microsoft.Network/virtualNetworks", list_virtual_networks),
        Route("GET", f"{_GROUP}/providers/Microsoft.Network/virtualNetworks", list_virtual_networks),
        Route("GET", f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/{{network}}", get_virtual_network),
        Route("GET", f"{_SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines", list_machines),
        Route("GET", f"{_GROUP}/providers/Microsoft.Compute/virtualMachines/{{machine}}", get_machine),
        Route("GET", f"{_GROUP}/providers/Microsoft.Compute/virtualMachines/{{machine}}/instanceView", get_power),
    )
)


# Sign-in, as az does it: no bearer is asked for


def metadata(asked: Asked) -> EmulatorAnswer:
    """Endpoints of this cloud, for ``az cloud register``. All of them are this one: nothing may lead to Azure's own."""
    origin = asked.call.origin
    endpoint = f"{origin}/"
    names = ("resourceManager", "portal", "graph", "gallery", "graphAudience", "microsoftGraphResourceId")
    return ok(
        {
            "name": "emulator",
            **dict.fromkeys(names, endpoint),
            "authentication": {
                "loginEndpoint": f"{origin}/adfs",
                "audiences": [endpoint],
                "tenant": "adfs",
                "identityProvider": "ADFS",
            },
            "suffixes": {},
        }
    )


def openid(asked: Asked) -> EmulatorAnswer:
    adfs = f"{asked.call.origin}/adfs"
    return ok(
        {
            "issuer": adfs,
            "authorization_endpoint": f"{adfs}/oauth2/authorize",
            "token_endpoint": f"{adfs}/oauth2/token",
            "device_authorization_endpoint": f"{adfs}/oauth2/devicecode",
            "jwks_uri": f"{adfs}/discovery/keys",
            "response_types_supported": ["code", "id_token", "token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


def token(asked: Asked) -> EmulatorAnswer:
    """Any secret is as good as any other: this bearer opens nothing but the emulator."""
    now = as_datetime(asked.scene.now)
    made_up = f"emulator-{asked.scene.ids.tenant}-{int(now.timestamp())}"
    return ok(
        {
            "token_type": "bearer",
            "expires_in": TOKEN_LASTS,
            "ext_expires_in": TOKEN_LASTS,
            "resource": asked.call.origin,
            "access_token": made_up,
        }
    )


OPEN_TABLE = Table(
    (
        Route("GET", "metadata/endpoints", metadata),
        Route("GET", "adfs/.well-known/openid-configuration", openid),
        Route("GET", "adfs/{tenant}/v2.0/.well-known/openid-configuration", openid),
        Route("POST", "adfs/oauth2/token", token),
    )
)
"""Routes that need no bearer."""
