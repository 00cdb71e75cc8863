"""What was found and cannot be read: told as it is, never left out in silence."""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.providers.azure.wire.details.machine import Machine
from drconsole.providers.azure.wire.json import text

_SHOWN = (
    "protectionState",
    "protectionStateDescription",
    "activeLocation",
    "testFailoverState",
    "replicationHealth",
    "primaryFabricFriendlyName",
    "primaryFabricProvider",
    "recoveryFabricFriendlyName",
    "protectedItemType",
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item, or a part of a plan, that this drconsole has no words for."""

    provider_id: str
    name: str
    why: str
    raw: tuple[tuple[str, str], ...] = ()
    """Fields and what stood in them."""


def unreadable_item(machine: Machine) -> Unreadable:
    provider = machine.provider
    why = (
        f"it is replicated by '{provider}', which this drconsole does not know"
        if provider
        else "the service does not say what replicates it"
    )
    told = (("instanceType", provider), *((name, text(machine.properties, name)) for name in _SHOWN))
    return Unreadable(machine.arm_id, machine.name, why, tuple((name, value) for name, value in told if value))
