"""Recovery points that a request chooses: by id for an item, by kind for each item of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from drconsole.emulator.acting.bodies import Body, wrong
from drconsole.emulator.names.ids import instance_now
from drconsole.emulator.wire.points import usable
from drconsole.emulator.wire.scene import Scene
from drconsole.recovery.types.estate.points import ChosenPoint, RecoveryPoint
from drconsole.recovery.types.words import Consistency, PointChoice

KINDS: Mapping[str, Consistency | None] = {
    "latestprocessed": None,
    "latestapplicationconsistent": Consistency.APPLICATION,
    "latestcrashconsistent": Consistency.CRASH,
    "latesttag": Consistency.APPLICATION,
    "applicationconsistent": Consistency.APPLICATION,
    "crashconsistent": Consistency.CRASH,
}
"""``recoveryPointType`` -> which points count; None = all."""
_LATEST = ("latest", "latesttime", "custom")
NO_POINT = "of-that-kind"
"""Stands for a point that does not exist: the item fails with BookmarkNotFound (our choice: not documented)."""


def of_item(body: Body, key: str) -> dict[str, ChosenPoint]:
    """Nothing = the latest."""
    details = body.provider()
    said = body.text("recoveryPointId") or details.get("recoveryPointId")
    if said is None or said == "":
        return {}
    if not isinstance(said, str):
        raise wrong(body.asked, "recoveryPointId must be a string")
    return {key: _chosen(key, said.rstrip("/").rpartition("/")[2], PointChoice.CUSTOM)}


def of_plan(body: Body, keys: Sequence[str]) -> dict[str, ChosenPoint]:
    """A point for each item whose replication provider the body names with a kind."""
    scene = body.asked.scene
    by_instance = {str(one.get("instanceType")): one for one in body.providers()}
    found: dict[str, ChosenPoint] = {}
    for key in keys:
        instance = instance_now(scene.world.configured[key], scene.world.items[key].back)
        details = by_instance.get(instance, {})
        kind = str(details.get("recoveryPointType") or "Latest").lower()
        if kind in _LATEST:
            continue
        if kind not in KINDS:
            raise wrong(body.asked, f"there is no recoveryPointType '{details.get('recoveryPointType')}'")
        point = _newest(scene, key, keys, KINDS[kind], _together(details))
        choice = PointChoice.LATEST_PROCESSED if KINDS[kind] is None else PointChoice.LATEST_APP_CONSISTENT
        found[key] = _chosen(key, NO_POINT if point is None else point.id, choice)
    return found


def _together(details: Mapping[str, object]) -> bool:
    option = str(details.get("multiVmSyncPointOption") or "").lower()
    return option == "usemultivmsyncrecoverypoint" or str(details.get("useMultiVmSyncPoint") or "").lower() in (
        "true",
        "enable",
    )


def _newest(
    scene: Scene, key: str, keys: Iterable[str], consistency: Consistency | None, together: bool
) -> RecoveryPoint | None:
    """The newest point of an item; ``together``: the newest that all members of its group in this run have."""
    mine = [one for one in usable(scene, scene.world.items[key]) if consistency in (None, one.consistency)]
    group = scene.world.configured[key].replication_group
    if together and group is not None:
        members = [one for one in keys if scene.world.configured[one].replication_group == group]
        common = set.intersection(*({_moment(one) for one in usable(scene, scene.world.items[m])} for m in members))
        mine = [one for one in mine if one.multi_vm and _moment(one) in common]
    return max(mine, key=lambda one: one.time, default=None)


def _moment(point: RecoveryPoint) -> tuple[object, str]:
    return point.time, str(point.consistency)


def _chosen(key: str, ident: str, choice: PointChoice) -> ChosenPoint:
    return ChosenPoint(item=key, choice=choice, id=ident, time=None, consistency=None)
