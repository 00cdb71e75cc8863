"""Recovery points of one item. Points whose data is not processed yet are not told (the service lists what can be
used)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drconsole.emulator.calls import JsonObject
from drconsole.emulator.names.ids import instance_now
from drconsole.emulator.wire.items import ITEM_TYPE
from drconsole.emulator.wire.moments import of
from drconsole.emulator.wire.scene import Scene
from drconsole.providers.simulator.items.points import points_of
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.points import RecoveryPoint


def usable(scene: Scene, item: ItemState) -> list[RecoveryPoint]:
    """Processed points, oldest first: the order of the recorded list."""
    return [one for one in reversed(points_of(scene.world, item, scene.now).listed()) if one.processed]


def recovery_point(scene: Scene, item: ItemState, point: RecoveryPoint) -> JsonObject:
    details = _DETAILS.get(instance_now(scene.world.configured[item.key], item.back))
    properties: dict[str, object] = {
        "recoveryPointTime": of(point.time),
        "recoveryPointType": str(point.consistency),
    }
    if details is not None:
        properties["providerSpecificDetails"] = details(point)
    return {
        "name": point.id,
        "type": f"{ITEM_TYPE}/recoveryPoints",
        "id": scene.ids.point(item, point.id),
        "properties": properties,
    }


def _a2a(point: RecoveryPoint) -> JsonObject:
    kind = "MultiVmSyncRecoveryPoint" if point.multi_vm else "PerVmRecoveryPoint"
    return {"instanceType": "A2A", "recoveryPointSyncType": kind, "disks": []}


def _classic(point: RecoveryPoint) -> JsonObject:
    return {"instanceType": "InMageAzureV2", "isMultiVmSyncPoint": "true" if point.multi_vm else "false"}


def _modernized(point: RecoveryPoint) -> JsonObject:
    return {"instanceType": "InMageRcm", "isMultiVmSyncPoint": "true" if point.multi_vm else "false"}


_DETAILS: Mapping[str, Callable[[RecoveryPoint], JsonObject]] = {
    "A2A": _a2a,
    "InMageAzureV2": _classic,
    "InMageRcm": _modernized,
}
"""Hyper-V's points have no details (recorded)."""
