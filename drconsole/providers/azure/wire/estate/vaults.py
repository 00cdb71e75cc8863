"""Vaults of a subscription."""

from __future__ import annotations

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.json import text
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Vault:
    id: str
    name: str
    location: str
    """Region as Azure spells it (``westeurope``): where machines from outside land."""
    resource_group: str
    subscription: str


def vault(body: JsonObject) -> Vault:
    """Vault of Recovery Services, read by itself or in a list."""
    arm_id = text(body, "id")
    return Vault(
        id=arm_id,
        name=text(body, "name"),
        location=text(body, "location"),
        resource_group=ids.resource_group_of(arm_id),
        subscription=ids.named_after(arm_id, "subscriptions"),
    )
