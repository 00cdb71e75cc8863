"""Recovery points of an item."""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.json import part, text, truth
from drconsole.providers.azure.wire.moments import moment
from drconsole.recovery.types.estate.points import RecoveryPoint
from drconsole.recovery.types.words import Consistency

_MULTI_VM = "MultiVmSyncRecoveryPoint"
_APPLICATION = Consistency.APPLICATION.value


def points(bodies: Iterable[JsonObject], item_key: str) -> tuple[RecoveryPoint, ...]:
    """Points of one item, newest first: the service lists them in no order. All are processed: others are not listed.

    A point of a kind that is not known counts as crash-consistent, the least that a point is (our choice). One without
    a time is none: nobody could say what is lost by going to it.
    """
    found = (_point(body, item_key) for body in bodies)
    return tuple(sorted((one for one in found if one), key=lambda one: (one.time, one.id), reverse=True))


def arm_id(item_arm_id: str, point: str) -> str:
    """ARM id of a point, as a request names it. ``point``: its id here, the last segment."""
    return f"{item_arm_id.rstrip('/')}/recoveryPoints/{point}"


def _point(body: JsonObject, item_key: str) -> RecoveryPoint | None:
    properties = part(body, "properties")
    name, time = text(body, "name") or ids.last(text(body, "id")), moment(properties.get("recoveryPointTime"))
    if not name or time is None:
        return None
    details = part(properties, "providerSpecificDetails")
    application = text(properties, "recoveryPointType") == _APPLICATION
    return RecoveryPoint(
        id=name,
        item=item_key,
        time=time,
        consistency=Consistency.APPLICATION if application else Consistency.CRASH,
        multi_vm=text(details, "recoveryPointSyncType") == _MULTI_VM or truth(details, "isMultiVmSyncPoint") is True,
    )
