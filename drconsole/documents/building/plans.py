"""Recovery plans: groups and actions, plans split from templates, and Site Recovery's limits on them
[D:recovery-plan-overview]."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from drconsole.documents.building.context import Building
from drconsole.documents.building.groups import members_of
from drconsole.documents.checking.models import MAX_PLACES, ActionEntry, PlanEntry
from drconsole.documents.faults import Loc
from drconsole.documents.names import numbered, range_size
from drconsole.recovery.checks.plan_actions import never_runs
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.estate.plans import MAX_PLAN_GROUPS, MAX_PLAN_ITEMS, Action, ActionKind, Group, Plan
from drconsole.recovery.types.words import Direction, Operation, Scenario

_HOOKS = ("before_shutdown", "after_shutdown", "before_failover", "after_failover")

_FAMILY = {Scenario.VMWARE_TO_AZURE: "configuration server", Scenario.PHYSICAL_TO_AZURE: "configuration server"}
"""VMware and physical machines of one configuration server may share a plan; other scenarios do not mix."""


@dataclass(slots=True)
class _Found:
    """Boot group whose items are known."""

    loc: Loc
    items: list[str]
    pre: tuple[Action, ...] = ()
    post: tuple[Action, ...] = ()


def build_plans(building: Building) -> tuple[Plan, ...]:
    """Return all plans, those of a split written out, in the document's order."""
    plans: dict[str, Plan] = {}
    made_by: dict[str, int] = {}
    places = 0
    for index, entry in building.entries("plans"):
        places += _places(entry)
        if places > MAX_PLACES:
            building.fault(
                ("plans", index), f"the plans have more than {MAX_PLACES} places for items", "Use fewer plans"
            )
            break
        for plan in _plans_of(building, index, entry):
            if plan.key in plans:
                building.twice("plans", index, plan.key, made_by[plan.key], keyed=entry.key is not None)
                continue
            plans[plan.key] = plan
            made_by[plan.key] = index
    return tuple(plans.values())


def _places(entry: PlanEntry) -> int:
    lists = [group.items for group in entry.groups] + ([entry.split.items] if entry.split else [])
    return sum(range_size(text) for texts in lists for text in texts)


def _plans_of(building: Building, index: int, entry: PlanEntry) -> Iterator[Plan]:
    loc: Loc = ("plans", index)
    for side in ("source", "target"):
        building.refers("sites", getattr(entry, side), building.sites, (*loc, side))
    if entry.split is not None:
        if entry.key is not None:
            building.fault((*loc, "key"), "many plans cannot have one key", "Leave key out where split is")
            return
        yield from _split(building, loc, entry)
        return
    if "{" in entry.name or "}" in entry.name:
        building.fault((*loc, "name"), "a name with braces needs `split`", "Remove the braces, or add `split:`")
        return
    if not entry.groups:
        building.fault(loc, f"the plan {entry.name!r} has no group", "Add `groups:` with at least one list of items")
        return
    if _within_limits(building, loc, entry):
        yield _plan(building, loc, entry, entry.name, _groups(building, loc, entry))


def _within_limits(building: Building, loc: Loc, entry: PlanEntry) -> bool:
    size = _places(entry)
    if len(entry.groups) > MAX_PLAN_GROUPS:
        building.fault(
            (*loc, "groups"),
            f"the plan {entry.name!r} has {len(entry.groups)} groups",
            f"A recovery plan has at most {MAX_PLAN_GROUPS}",
        )
    if size > MAX_PLAN_ITEMS:
        building.fault(
            (*loc, "groups"),
            f"the plan {entry.name!r} has {size} items",
            f"A recovery plan has at most {MAX_PLAN_ITEMS}: make two of it",
        )
    return size <= MAX_PLAN_ITEMS


def _groups(building: Building, loc: Loc, entry: PlanEntry) -> list[_Found]:
    found = []
    for at, group in enumerate(entry.groups):
        where: Loc = (*loc, "groups", at)
        found.append(
            _Found(
                (*where, "items"),
                members_of(building, group.items, (*where, "items")),
                _actions(building, group.pre, (*where, "pre")),
                _actions(building, group.post, (*where, "post")),
            )
        )
    return found


def _plan(building: Building, loc: Loc, entry: PlanEntry, name: str, groups: list[_Found]) -> Plan:
    _check_items(building, entry, name, groups)
    _check_replication_groups(building, loc, name, groups)
    hooks = {hook: _actions(building, getattr(entry, hook), (*loc, hook)) for hook in _HOOKS}
    _check_actions(building, loc, name, groups, hooks)
    changed = building.starts_at - timedelta(seconds=entry.changed) if entry.changed is not None else None
    return Plan(
        key=entry.key or name,
        name=name,
        source=entry.source,
        target=entry.target,
        groups=tuple(Group(n, tuple(g.items), g.pre, g.post) for n, g in enumerate(groups, 1)),
        changed_at=changed,
        rto=entry.rto,
        **hooks,
    )


def _check_actions(
    building: Building, loc: Loc, name: str, groups: list[_Found], hooks: dict[str, tuple[Action, ...]]
) -> None:
    """Warn of an action that no run of the plan ever carries out: a mistake that hurts nobody else."""
    items = [building.items[key] for group in groups for key in group.items]
    places = [((*loc, hook), hook, actions) for hook, actions in hooks.items()]
    for at, group in enumerate(groups):
        where: Loc = (*loc, "groups", at)
        places += [((*where, "pre"), "pre", group.pre), ((*where, "post"), "post", group.post)]
    for where, place, actions in places:
        for at, action in enumerate(actions):
            why = never_runs(action, place, items) if items else None
            if why is not None:
                building.checked.warn(
                    (*where, at),
                    f"the action {action.name!r} of the plan {name!r} can never run: {why}",
                    "Name another operation or direction, or put it at another place",
                )


def _check_items(building: Building, entry: PlanEntry, name: str, groups: list[_Found]) -> None:
    """Note items that stand in a plan twice, have another source or target than it, or do not go together."""
    seen: dict[str, int] = {}
    family: str | None = None
    for number, group in enumerate(groups, 1):
        for key in group.items:
            item = building.items[key]
            if key in seen:
                building.fault(
                    group.loc,
                    f"the item {key!r} is in two groups of the plan {name!r}, {seen[key]} and {number}",
                    "An item is in one group of a plan",
                )
                continue
            seen[key] = number
            family = family or _family(item)
            _check_sides(building, entry, name, group.loc, item)
            if _family(item) != family:
                building.fault(
                    group.loc,
                    f"the plan {name!r} mixes scenarios: {item.scenario} (item {key!r}) does not go with the others",
                    "VMware and physical machines may share a plan; make another plan for the rest",
                )


def _family(item: Item) -> str:
    return _FAMILY.get(item.scenario, item.scenario.value)


def _check_sides(building: Building, entry: PlanEntry, name: str, loc: Loc, item: Item) -> None:
    for side in ("source", "target"):
        of_plan, of_item = getattr(entry, side), getattr(item, side)
        if of_plan != of_item and of_plan in building.sites:
            building.fault(
                loc,
                f"the plan {name!r} has the {side} {of_plan!r}, its item {item.name!r} has {of_item!r}",
                f"A plan has one {side}: make another plan for the items of {of_item!r}",
            )


def _check_replication_groups(building: Building, loc: Loc, name: str, groups: list[_Found]) -> None:
    """Note a replication group of which the plan has a part, or has it in several boot groups: it fails over as one."""
    where: dict[str, dict[str, int]] = {}
    for number, group in enumerate(groups, 1):
        for key in group.items:
            belongs = building.items[key].replication_group
            if belongs is not None:
                where.setdefault(belongs, {})[key] = number
    for belongs, members in where.items():
        if len(set(members.values())) > 1:
            building.fault(
                (*loc, "groups"),
                f"the replication group {belongs!r} is split over groups of the plan {name!r}",
                "Put all its members into one group",
            )
        absent = [key for key in building.groups[belongs].items if key not in members]
        if absent:
            building.fault(
                (*loc, "groups"),
                f"the plan {name!r} has only a part of the replication group {belongs!r}",
                f"Add {', '.join(absent)}: members fail over together",
            )


def _split(building: Building, loc: Loc, entry: PlanEntry) -> Iterator[Plan]:
    split = entry.split
    assert split is not None  # noqa: S101  (the caller looked)
    pattern = numbered(entry.name)
    if pattern is None:
        building.fault((*loc, "name"), "`split` needs {n} once in the name", "Write it like shop-{n:03}")
        return
    if entry.groups:
        building.fault((*loc, "groups"), "a plan has groups or split, not both", "Remove one of them")
        return
    where: Loc = (*loc, "split", "items")
    members = members_of(building, split.items, where)
    for number, first in enumerate(range(0, len(members), split.every), 1):
        part = members[first : first + split.every]
        size = -(-len(part) // split.groups)
        groups = [_Found(where, part[at : at + size]) for at in range(0, len(part), size)]
        yield _plan(building, loc, entry, pattern(number), groups)


def _actions(building: Building, entries: list[ActionEntry], loc: Loc) -> tuple[Action, ...]:
    built = (_action(building, entry, (*loc, at)) for at, entry in enumerate(entries))
    return tuple(action for action in built if action is not None)


def _action(building: Building, entry: ActionEntry, loc: Loc) -> Action | None:
    said = [kind for kind in ActionKind if getattr(entry, kind.value) is not None]
    if len(said) != 1:
        both = " and ".join(said) or "none of them"
        building.fault(loc, f"the action {entry.name!r} says {both}", "Say exactly one of script, manual, runbook")
        return None
    kind = said[0]
    if entry.arguments and kind is not ActionKind.SCRIPT:
        building.fault((*loc, "arguments"), f"a {kind} action takes no arguments", "Remove them")
    path = ""
    if kind is ActionKind.SCRIPT:
        path = _script(building, str(entry.script), (*loc, "script"))
    elif kind is ActionKind.RUNBOOK:
        path = str(entry.runbook)
        building.refers("runbooks", path, building.runbooks, (*loc, "runbook"))
    return Action(
        name=entry.name,
        kind=kind,
        operations=tuple(Operation(word) for word in entry.operations),
        directions=tuple(Direction(word) for word in entry.directions),
        instructions=entry.manual or "",
        path=path,
        arguments=tuple(entry.arguments),
        timeout=entry.timeout,
    )


def _script(building: Building, written: str, loc: Loc) -> str:
    """Return the absolute path of a script; one that is missing or may not be executed is a fault."""
    if building.base is None and not os.path.isabs(written):
        building.fault(loc, f"the script {written!r} has a relative path", "Name it by its absolute path")
        return written
    path = os.path.realpath(os.path.join(building.base or "/", written))
    try:
        exists = Path(path).is_file()
    except OSError:
        exists = False
    if not exists:
        building.fault(loc, f"there is no script {path}", "The path is relative to the document's folder")
    elif not os.access(path, os.X_OK):
        building.fault(loc, f"the script {path} cannot be executed", f"chmod +x {path}")
    return path
