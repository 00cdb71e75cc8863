"""Items of which nobody here knows what replicates them."""

from __future__ import annotations

from drconsole.providers.azure.wire.details.machine import Machine
from drconsole.providers.azure.wire.json import word
from drconsole.recovery.types.estate.unreadable import Unreadable

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


def unreadable_item(machine: Machine) -> Unreadable:
    provider = machine.provider
    why = (
        f"it is replicated by '{provider}', which this drconsole does not know"
        if provider
        else "the service does not say what replicates it"
    )
    told = (("instanceType", provider), *((name, word(machine.properties, name)) for name in _SHOWN))
    return Unreadable(machine.arm_id, machine.name, why, tuple((name, value) for name, value in told if value))
