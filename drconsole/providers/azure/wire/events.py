"""Events that the service keeps of a vault: what it noticed by itself, and how jobs ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.health import health_errors
from drconsole.providers.azure.wire.json import part, parts, text
from drconsole.providers.azure.wire.moments import moment
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import HealthError


@dataclass(frozen=True, slots=True)
class Event:
    """One event, in the service's own words."""

    id: str
    """Its name at the service."""
    at: datetime | None
    code: str
    kind: str
    """``VmHealth``, ``ServerHealth``, ``AgentHealth``, ``JobStatus``, ..."""
    severity: str
    """``Critical``, ``Warning``, ``OK``, ..."""
    text: str
    about: str
    """Friendly name of what it is about."""
    about_id: str
    """Its correlation id; empty = not told. An item has the same as ``eventCorrelationId``."""
    fabric_id: str
    errors: tuple[HealthError, ...] = ()


def events(bodies: Iterable[JsonObject]) -> tuple[Event, ...]:
    """Events in the order in which they came."""
    return tuple(_event(body) for body in bodies)


def _event(body: JsonObject) -> Event:
    properties = part(body, "properties")
    return Event(
        id=text(body, "name"),
        at=moment(properties.get("timeOfOccurrence")),
        code=text(properties, "eventCode"),
        kind=text(properties, "eventType"),
        severity=text(properties, "severity"),
        text=text(properties, "description"),
        about=text(properties, "affectedObjectFriendlyName"),
        about_id=text(properties, "affectedObjectCorrelationId"),
        fabric_id=text(properties, "fabricId"),
        errors=health_errors(parts(properties, "healthErrors")),
    )
