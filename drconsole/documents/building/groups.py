"""Replication groups of a document, and the items that a list of names and ranges stands for."""

from __future__ import annotations

from dataclasses import replace

from drconsole.documents.building.context import Building
from drconsole.documents.building.items import MULTI_VM
from drconsole.documents.faults import Loc
from drconsole.documents.names import expand, range_size
from drconsole.recovery.types.estate.estate import MAX_REPLICATION_GROUP, ReplicationGroup


def build_groups(building: Building) -> None:
    """Fill ``building.groups``, and tell each member its replication group."""
    for index, entry in building.unique("replication_groups"):
        loc: Loc = ("replication_groups", index, "items")
        size = sum(range_size(text) for text in entry.items)
        if size > MAX_REPLICATION_GROUP:
            building.fault(
                loc,
                f"the replication group {entry.name!r} has {size} members",
                f"At most {MAX_REPLICATION_GROUP} machines share multi-VM consistency",
            )
            continue
        members = members_of(building, entry.items, loc)
        _check_members(building, loc, entry.name, members)
        for key in members:
            building.items[key] = replace(building.items[key], replication_group=entry.name)
        building.groups[entry.name] = ReplicationGroup(entry.name, tuple(members))


def _check_members(building: Building, loc: Loc, group: str, members: list[str]) -> None:
    for key in members:
        item = building.items[key]
        if item.replication_group is not None:
            building.fault(
                loc,
                f"the item {key!r} is in two replication groups, {item.replication_group!r} and {group!r}",
                "A machine has one replication group",
            )
        if item.scenario not in MULTI_VM:
            building.fault(
                loc, f"{item.scenario} has no multi-VM consistency (item {key!r})", "Take the item out of the group"
            )
    sides = {(building.items[key].source, building.items[key].target) for key in members}
    if len(sides) > 1:
        building.fault(
            loc, f"the members of {group!r} do not share one source and one target", "Group machines of one source"
        )


def members_of(building: Building, texts: list[str], loc: Loc) -> list[str]:
    """Return the keys of the items that a list of names and ranges stands for; unknown and repeated ones are faults."""
    members: dict[str, None] = {}
    for at, text in enumerate(texts):
        if range_size(text) == 0:
            building.fault((*loc, at), f"{text!r} is not a range", "Write it like web-{001..100}, the smaller first")
            continue
        for name in expand(text):
            if not building.refers("items", name, building.items, (*loc, at)):
                break
            if name in members:
                building.fault((*loc, at), f"the item {name!r} stands here twice", "Name each item once")
                break
            members[name] = None
    return list(members)
