"""Words of the service that our closed sets do not have: told beside an item's health errors, and enabling nothing."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.json import word
from drconsole.recovery.types.estate.estate import HealthError
from drconsole.recovery.types.words import Health, Location

UNKNOWN_WORD = "UnknownWord"
"""Code of a health error of ours: the service said a word that this drconsole does not know."""

_LOCATIONS = {str(one): one for one in Location}
_OF_HEALTH = ("replicationHealth", "failoverHealth")
_KNOWN = frozenset({"", *Health})


def location(properties: JsonObject) -> Location | None:
    """Side on which an item is active; None = another word, or none: nothing may be done to the item then."""
    return _LOCATIONS.get(word(properties, "activeLocation"))


def of_item(properties: JsonObject) -> tuple[HealthError, ...]:
    """Every word of an item that is not known."""
    replication, failover = word(properties, _OF_HEALTH[0]), word(properties, _OF_HEALTH[1])
    if replication in _KNOWN and failover in _KNOWN and location(properties) is not None:
        return ()  # nearly all of them
    return tuple(_told(properties))


def _told(properties: JsonObject) -> Iterator[HealthError]:
    if location(properties) is None:
        yield _doubt(properties, "activeLocation", "nothing is offered for this item")
    for name in _OF_HEALTH:
        told = word(properties, name)
        if told not in _KNOWN:
            yield _doubt(properties, name, "it is shown as no health")


def _doubt(properties: JsonObject, name: str, so: str) -> HealthError:
    told = word(properties, name)
    message = f"The service's {name} is '{told}', a word that this drconsole does not know: {so}."
    return HealthError(UNKNOWN_WORD, message, "Warning")
