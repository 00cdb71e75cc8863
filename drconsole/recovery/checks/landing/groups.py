"""Checks of replication groups: members go together, and to one time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.findings.maker import listed
from drconsole.recovery.checks.qualify import target_items
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.remedies import Act, Option, Remedy, Target, choose, target_in
from drconsole.recovery.types.words import (
    Level,
    Operation,
    PointChoice,
    TargetType,
    difference,
)
from drconsole.recovery.types.work.tasks import Finding

_SHARED = PointChoice.LATEST_MULTI_VM_PROCESSED


def groups_together(case: Case) -> Iterable[Finding]:
    """Members that have failed over already are no hindrance; all others must take part together."""
    kind = "replication-group-partial" if case.request.operation is Operation.TEST_FAILOVER else "replication-group"
    here = frozenset(case.items)
    for group in dict.fromkeys(case.view.items[key].replication_group for key in case.items):
        if group is None:
            continue
        missing = [key for key in _group_members(case, group) if key not in here and not _gone(case, key)]
        if missing:
            words = ", ".join(case.view.items[key].name for key in missing)
            yield case.make(kind, about=group, group=group, missing=words)


def group_apart(case: Case) -> Iterable[Finding]:
    """A change of the point of one member is documented as allowed, and takes it out of step with the others."""
    targeted = frozenset(target_items(case.request, case.view))
    groups = dict.fromkeys(case.view.items[key].replication_group for key in case.items)
    for group in groups:
        if group is None:
            continue
        members = tuple(_group_members(case, group))
        going = {key: one for key in members if isinstance(one := case.chosen.get(key), ChosenPoint)}
        others = [key for key in members if key not in targeted]
        if not going or not others or _joins(case, going.values(), others):
            continue
        plans = _plans_of(case, members)
        yield case.make(
            "replication-group-apart",
            about=group,
            group=group,
            names=listed(case.view.items[key].name for key in going),
            others=listed(case.view.items[key].name for key in others),
            then="no longer" if _one_time(_now_at(case, key) for key in members) else "not",
            instead=_together(plans),
            remedies=[
                Remedy(Act.RUN, Operation.CHANGE_RECOVERY_POINT, plan, ((Option.POINT, _SHARED.value),))
                for plan in plans
            ],
        )


def _joins(case: Case, going: Iterable[ChosenPoint], others: list[str]) -> bool:
    """Return whether the change brings the targeted members to the common point at which the others stand."""
    there = [point.time if point.multi_vm else None for point in going]
    return _one_time([*there, *(_now_at(case, key) for key in others)])


def _now_at(case: Case, key: str) -> datetime | None:
    status = case.view.statuses.get(key)
    return status.failover_point_time if status is not None else None


def _one_time(times: Iterable[datetime | None]) -> bool:
    found = set(times)
    return len(found) == 1 and None not in found


def _plans_of(case: Case, members: tuple[str, ...]) -> list[Target]:
    """The plans that hold all of them."""
    whole = [key for key, plan in case.view.plans.items() if set(members) <= set(plan.items)]
    return [target_in(case.view.plans, TargetType.PLAN, key) for key in whole]


def _together(plans: Sequence[Target]) -> str:
    if plans:
        return (
            f"Change the recovery point of the recovery plan instead ({listed(plan.name for plan in plans)}), to a "
            "point that all members share."
        )
    return "Take the others to the same multi-VM point, too."


def _group_members(case: Case, group: str) -> Iterable[str]:
    if group in case.view.groups:
        return [key for key in case.view.groups[group].items if key in case.view.items]
    return [item.key for item in case.view.items.values() if item.replication_group == group]


def _gone(case: Case, key: str) -> bool:
    status = case.view.statuses.get(key)
    if status is None:
        return False
    return classify(case.view.items[key], status).phase in (Phase.COMMIT_PENDING, Phase.COMMITTED)


def group_points(case: Case) -> Iterable[Finding]:
    """Members of a replication group that would go to different times are not consistent with each other; by latest
    each gets a point of its own, also where the times look alike beforehand."""
    for group in dict.fromkeys(case.view.items[key].replication_group for key in case.items):
        if group is None:
            continue
        going = [
            point
            for key in case.items
            if case.view.items[key].replication_group == group
            and isinstance(point := case.chosen.get(key), ChosenPoint)
            and point.time is not None
        ]
        times = sorted(point.time for point in going if point.time is not None)
        made = any(point.id is None for point in going)
        if len(going) < 2 or (times[0] == times[-1] and not made):
            continue
        plan = case.request.target_type is TargetType.PLAN
        apart = (times[-1] - times[0]).total_seconds()
        if made and apart < 1:
            apart = 0.0  # when each is made is an estimate, and shown to the second
        yield case.make(
            "replication-group-points",
            about=group,
            level=Level.WARNING if apart else Level.INFO,
            group=group,
            apart=f"{difference(apart)} apart" if apart else "each gets one of its own, made during the run",
            instead="Choose a point that all share." if plan else "",
            remedies=(choose(Option.POINT, _SHARED.value),) if plan else (),
        )
