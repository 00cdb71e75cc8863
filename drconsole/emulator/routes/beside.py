"""Routes of what a vault has beside its items and plans: machines that could be replicated, agents, alerts, health."""

from __future__ import annotations

from uuid import uuid4

from drconsole.emulator.asked import Asked
from drconsole.emulator.calls import EmulatorAnswer, JsonObject, ok
from drconsole.emulator.names.fabrics import PROVIDER, Fabric
from drconsole.emulator.names.ids import TYPE
from drconsole.emulator.refusals import not_found
from drconsole.emulator.routes import finding
from drconsole.emulator.wire.configuration.protectable import machines_of, protectable_item
from drconsole.emulator.wire.health import vault_health
from drconsole.emulator.wire.scene import Shown


def list_protectable(asked: Asked) -> EmulatorAnswer:
    one = finding.container(asked)
    return asked.listed(machines_of(asked.scene, one), lambda item: protectable_item(asked.scene, one, item))


def get_protectable(asked: Asked) -> EmulatorAnswer:
    one = finding.container(asked)
    for item in machines_of(asked.scene, one):
        if asked.scene.ids.machine(item) == asked.found["machine"].lower():
            return ok(protectable_item(asked.scene, one, item))
    raise not_found("protectable item", asked.found["machine"])


def list_providers(asked: Asked) -> EmulatorAnswer:
    """Recovery services providers: the agent of each fabric."""
    every = [finding.fabric(asked)] if "fabric" in asked.found else asked.scene.ids.fabrics.all()
    return asked.listed(every, lambda one: _provider(asked, one))


def _provider(asked: Asked, one: Fabric) -> JsonObject:
    guid = asked.scene.world.draws.guid("services-provider", one.name)
    return {
        "id": f"{asked.scene.ids.fabric(one)}/replicationRecoveryServicesProviders/{guid}",
        "name": guid,
        "type": f"{TYPE}/replicationFabrics/replicationRecoveryServicesProviders",
        "properties": {
            "fabricType": PROVIDER[one.kind],
            "friendlyName": one.site,
            "providerVersion": "5.24.0317.5",
            "serverVersion": "",
            "providerVersionState": "",
            "fabricFriendlyName": one.site,
            "connectionStatus": "Connected",
            "protectedItemCount": len(finding.items_of(asked, one)),
            "allowedScenarios": [],
            "healthErrorDetails": [],
        },
    }


def list_alerts(asked: Asked) -> EmulatorAnswer:
    return asked.listed([asked], _alert)


def get_alert(asked: Asked) -> EmulatorAnswer:
    if asked.found["alert"].lower() != "defaultalertsetting":
        raise not_found("alert setting", asked.found["alert"])
    return ok(_alert(asked))


def _alert(asked: Asked) -> JsonObject:
    """Nobody is told of anything by mail."""
    return {
        "type": f"{TYPE}/replicationAlertSettings",
        "id": f"{asked.scene.ids.vault}/replicationAlertSettings/defaultAlertSetting",
        "name": "defaultAlertSetting",
        "properties": {"sendToOwners": "DoNotSend", "customEmailAddresses": [], "locale": "en-US"},
    }


def get_health(asked: Asked) -> EmulatorAnswer:
    return ok(_health(asked))


def refresh_health(asked: Asked) -> EmulatorAnswer:
    """Accepted, and over at once: the emulator looks each time that it is asked."""
    ident = str(uuid4())
    asked.memory.over[ident] = (asked.scene.now, _health(asked))
    return asked.accepted(f"{asked.scene.ids.vault}/replicationVaultHealth/default", ident, asked.scene.now)


def _health(asked: Asked) -> JsonObject:
    shown = (Shown.of(asked.scene, item) for item in finding.protected(asked))
    return vault_health(asked.scene, shown, asked.scene.ids.fabrics)


def list_nothing(asked: Asked) -> EmulatorAnswer:
    """A list of what Site Recovery has and this vault has none of."""
    return ok({"value": [], "nextLink": None})
