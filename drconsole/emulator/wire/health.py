"""Health errors of items, and the health of the vault that is counted of them."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.fabrics import Fabrics
from drconsole.emulator.wire.moments import written
from drconsole.emulator.wire.scene import Scene, Shown
from drconsole.recovery.types.estate.estate import HealthError

_VALIDATORS = {"161011": ("8010", "TestFailover"), "161018": ("IPAddressAvailabilityValidator", "Configuration")}
"""Error types and categories of failover validators, where they were recorded."""


def errors(shown: Shown) -> list[JsonObject]:
    return [_error(shown, one) for one in shown.status.health_errors]


def _error(shown: Shown, error: HealthError) -> JsonObject:
    kind, category = _VALIDATORS.get(error.code, ("", "Replication"))
    of_failover = error.code.startswith("161")
    scene = shown.scene
    return {
        "innerHealthErrors": [],
        "errorSource": "ReplicationUnitFailoverValidatorError"
        if of_failover
        else "ReplicationUnitProviderErrorOnPrimary",
        "errorType": kind,
        "errorLevel": error.level,
        "errorCategory": category,
        "errorCode": error.code,
        "summaryMessage": "",
        "errorMessage": error.message,
        "possibleCauses": error.possible_causes,
        "recommendedAction": error.recommended_action,
        "creationTimeUtc": written(scene.since(shown.item.key, error.code)),
        "recoveryProviderErrorMessage": None,
        "entityId": scene.ids.machine(shown.item),
        "errorId": f"6:{kind or error.code}",
        "customerResolvability": "NotAllowed",
    }


def vault_health(scene: Scene, shown: Iterable[Shown], fabrics: Fabrics) -> JsonObject:
    """All health errors of the vault's items, counted by code."""
    found: dict[str, tuple[HealthError, list[str]]] = {}
    count = 0
    for one in shown:
        count += 1
        for error in one.status.health_errors:
            found.setdefault(error.code, (error, []))[1].append(scene.ids.machine(one.item))
    issues = [
        {
            "summaryCode": code,
            "category": _VALIDATORS.get(code, ("", "Replication"))[1],
            "severity": "Warning" if error.level == "Warning" else "Error",
            "summaryMessage": error.message if len(items) == 1 else "",
            "affectedResourceType": "ReplicationProtectedItemType",
            "affectedResourceSubtype": None,
            "affectedResourceCorrelationIds": items,
        }
        for code, (error, items) in found.items()
    ]
    return {
        "name": "Default",
        "type": "Microsoft.RecoveryServices/vaults/replicationVaultHealth",
        "id": f"{scene.ids.vault}/replicationVaultHealth/Default",
        "properties": {
            "vaultErrors": [],
            "protectedItemsHealth": {"resourceCount": count, "issues": issues},
            "fabricsHealth": {"resourceCount": len(fabrics.all()), "issues": []},
        },
    }
