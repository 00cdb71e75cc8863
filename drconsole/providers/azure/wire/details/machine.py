"""An item's body taken apart once: thousands are read in a row, and each reading asks for the same parts."""

from __future__ import annotations

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.details.fields import folded
from drconsole.providers.azure.wire.details.nics import Nic, nics
from drconsole.providers.azure.wire.json import part, word
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    id: str
    """Canonical ARM id."""
    arm_id: str
    """The same as it is spelled."""
    fabric: str
    """Canonical id of the fabric it lies in."""
    name: str
    provider: str
    """Name of what replicates it, as it came; empty = not told."""
    properties: JsonObject
    details: JsonObject
    """Folded."""
    nics: tuple[Nic, ...]


def machine(body: JsonObject | Machine) -> Machine:
    """Take an item's body apart; what is apart already stays as it is."""
    if isinstance(body, Machine):
        return body
    properties, arm_id = part(body, "properties"), word(body, "id")
    details = folded(part(properties, "providerSpecificDetails"))
    ident = ids.canonical(arm_id)
    return Machine(
        id=ident,
        arm_id=arm_id,
        fabric=ids.fabric_of_item(ident),
        name=word(properties, "friendlyName") or word(body, "name"),
        provider=word(details, "instancetype"),
        properties=properties,
        details=details,
        nics=nics(details),
    )
