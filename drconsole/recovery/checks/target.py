"""Checks of what a run finds where it lands, and of what it costs: quotas, networks, tests left open, data.

Sources: "Configuration issues" in [D:site-recovery-monitor-and-troubleshoot], [S], the errors 28044, 28075 and 28092
[D:site-recovery-failover-to-azure-troubleshoot], 161008 and 161018 [REC].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from drconsole.recovery.checks.case import Case, listed
from drconsole.recovery.checks.networks import address_checks, landing_site, network_prepared, test_network_checks
from drconsole.recovery.checks.qualify import target_items
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import active_side, classify, has_open_test, to_azure
from drconsole.recovery.states.testdebt import undo
from drconsole.recovery.steps.extra_step import extra_step
from drconsole.recovery.types.estate import Item, ItemStatus, Site
from drconsole.recovery.types.families import H2A
from drconsole.recovery.types.points import ChosenPoint
from drconsole.recovery.types.remedies import YES, Act, Option, Remedy, Target, choose, target_in
from drconsole.recovery.types.rpo import rpo_objective
from drconsole.recovery.types.tasks import Finding
from drconsole.recovery.types.words import (
    Direction,
    Level,
    Location,
    Operation,
    PointChoice,
    TargetType,
    counted,
    lasting,
)

VALIDATORS = {"161008": "no-network-interface", "161018": "addresses"}
"""The provider's own validators that speak of the target; 161011 (no test failover) is looked at by ``tested``."""

_SHARED = PointChoice.LATEST_MULTI_VM_PROCESSED
_CLEANED = 5
"""Open tests whose cleanup is named one by one."""


# Quotas


def quota(case: Case) -> Iterable[Finding]:
    """What the run needs at each site against what the machines that are there already leave of its quotas."""
    by_site: dict[str, list[Item]] = {}
    for key in case.items:
        item = case.view.items[key]
        by_site.setdefault(landing_site(item, case.direction), []).append(item)
    for name, coming in by_site.items():
        site = case.view.sites.get(name)
        if site is not None:
            yield from _site_quotas(case, site, coming)


def _site_quotas(case: Case, site: Site, coming: list[Item]) -> Iterable[Finding]:
    there = _there(case, site)
    limits: list[tuple[str, str, str, int | None, Callable[[Item], int]]] = [
        ("quota-cores", site.name, "", site.cores_quota, lambda item: item.cores),
        ("quota-interfaces", site.name, "", site.interfaces_quota, lambda item: item.interfaces),
        *(
            ("quota-family", family, family, cores, lambda item, f=family: item.cores if item.size_family == f else 0)
            for family, cores in site.family_quotas
        ),
    ]
    for kind, about, family, limit, size in limits:
        needed = sum(map(size, coming))
        if limit is None or not needed:
            continue
        free = max(0, limit - sum(map(size, there)))
        if needed > free:
            left = counted(free, "network interface" if kind == "quota-interfaces" else "core")
            yield case.make(kind, about=about, site=site.name, free=left, needed=needed, family=family)


def _there(case: Case, site: Site) -> list[Item]:
    """Machines that are there already: failed over to it, or of an open test. Only what this estate put there."""
    found = []
    for key, status in case.view.statuses.items():
        item = case.view.items.get(key)
        if item is None or item.target != site.name:
            continue
        over = active_side(status) is Location.RECOVERY
        found += [item] * ((over and key not in case.items) + (not over and has_open_test(status)))
    return found


def helper_quota(case: Case) -> Iterable[Finding]:
    """The extra step runs on a machine of its own [azure-docs#6102]."""
    slow = [item.name for item in _to_azure(case) if extra_step(item)]
    if slow:
        yield case.make("extra-step-quota", names=listed(slow))


# Replication groups


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
    """Whether the change brings the targeted members to the common point at which the others stand."""
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


# Networks


def addresses(case: Case) -> Iterable[Finding]:
    return address_checks(case.make, case.request, case.items, case.view, case.direction)


def network_for_test(case: Case) -> Iterable[Finding]:
    return test_network_checks(case.make, case.request, case.items, case.view, case.direction)


def network(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    return network_prepared(case.make, item, case.view, case.direction)


def validators(case: Case) -> Iterable[Finding]:
    """What the provider's own validators of the target found, in its words; where ours say the same, ours do."""
    for key in case.items:
        for error in case.view.statuses[key].health_errors:
            if error.code in VALIDATORS:
                yield case.make("validator", key, code=error.code, message=error.message.rstrip("."))


# Guests and data


def san_policy(case: Case) -> Iterable[Finding]:
    """Drive letters are kept under SAN policy OnlineAll (preparing drive letters [S])."""
    names = [item.name for item in _to_azure(case) if item.os == "windows" and len(item.disks) > 1]
    if names:
        yield case.make("san-policy", names=listed(names))


def _to_azure(case: Case) -> Iterable[Item]:
    items = (case.view.items[key] for key in case.items)
    return (item for item in items if to_azure(item.scenario, case.direction))


def data_loss(case: Case) -> Iterable[Finding]:
    """What the points lose, judged against each item's objective, whatever the options: a shutdown fetches what has
    not arrived only where the machine then synchronizes (Hyper-V), and its points say so.

    A warning where more than half of an objective is lost (our choice: an objective that is nearly used up is no
    comfort), and where nothing stops the source, so that the loss grows.
    """
    losses = {
        key: point.data_loss
        for key in case.items
        if isinstance(point := case.chosen.get(key), ChosenPoint) and point.data_loss is not None
    }
    shutdown = case.request.options.shutdown
    if not losses or (shutdown and not any(losses.values())):
        return
    over, much = [], False
    for key, seconds in losses.items():
        item = case.view.items[key]
        limit = rpo_objective(item, case.view.policies)
        if limit is not None and seconds > limit:
            over.append(f"{item.name} ({round(seconds)} s, {limit} s are allowed)")
        much = much or limit is None or seconds > limit / 2
    worst = max(losses, key=lambda key: losses[key])
    less = list(_less_loss(case, tuple(losses)))
    yield case.make(
        "data-loss",
        level=Level.WARNING if much or not shutdown else Level.INFO,
        degree="about" if shutdown else "at least",
        worst=round(losses[worst]),
        on=case.view.items[worst].name,
        total=round(sum(losses.values())),
        machines=counted(len(losses), "machine"),
        open="" if shutdown else "; and all that a source writes from now on",
        judged=f"More than the objective: {listed(over)}." if over else "That is within the objective of each.",
        advice=" ".join(text for text, _ in less),
        remedies=[remedy for _, remedy in less if remedy is not None],
    )


def _less_loss(case: Case, keys: tuple[str, ...]) -> Iterable[tuple[str, Remedy | None]]:
    """Only what helps: a shutdown does on Hyper-V, where it can be reached; elsewhere it stops writes and fetches
    nothing."""
    fetches = [case.view.items[key].name for key in keys if _synchronizes(case, key)]
    if fetches and not case.request.options.shutdown:
        said = f"Let the run shut the source down: {listed(fetches)} can be reached and would then send the rest."
        yield said, choose(Option.SHUTDOWN, YES)
    if len(fetches) < len(keys):
        said = "A shutdown does not fetch what has not arrived: wait until more has been sent, if there is time."
        yield said, None
    choices = {point.choice for key in keys if isinstance(point := case.chosen.get(key), ChosenPoint)}
    if choices - {PointChoice.LATEST}:
        yield "A newer recovery point loses less.", choose(Option.POINT, PointChoice.LATEST.value)


def _synchronizes(case: Case, key: str) -> bool:
    item, status = case.view.items[key], case.view.statuses[key]
    there = case.direction is Direction.PRIMARY_TO_RECOVERY
    return there and item.scenario in H2A and status.source_reachable is True and status.agent_connected


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
        if len(going) < 2 or (times[0] == times[-1] and all(point.id is not None for point in going)):
            continue
        plan = case.request.target_type is TargetType.PLAN
        apart = (times[-1] - times[0]).total_seconds()
        yield case.make(
            "replication-group-points",
            about=group,
            level=Level.WARNING if apart else Level.INFO,
            group=group,
            apart=f"{lasting(apart)} apart" if apart else "each gets one of its own, made during the run",
            instead="Choose a point that all share." if plan else "",
            remedies=(choose(Option.POINT, _SHARED.value),) if plan else (),
        )


def older_point(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A custom point says how much older than the newest it is."""
    point, read = case.chosen.get(item.key), case.look.points.get(item.key)
    if not isinstance(point, ChosenPoint) or point.choice is not PointChoice.CUSTOM or point.time is None:
        return None
    newest = max((one.time for one in read.points if one.processed), default=None) if read is not None else None
    if newest is None or newest <= point.time:
        return None
    return case.make("point-older", item.key, older=lasting((newest - point.time).total_seconds()))


def tests_left(case: Case) -> Iterable[Finding]:
    """Tests that were not cleaned up keep cores, addresses and opened rules while a real failover needs them."""
    if case.request.operation is Operation.TEST_FAILOVER:
        return
    sites = {landing_site(case.view.items[key], case.direction) for key in case.items}
    left = {
        key: item.name
        for key, item in case.view.items.items()
        if case.direction is Direction.PRIMARY_TO_RECOVERY
        and item.target in sites
        and (case.known.of(key, "test-machine") == "present" or _tested_now(case, key))
    }
    if left:
        first = sorted(left, key=lambda key: left[key])[:_CLEANED]
        yield case.make(
            "test-debt",
            names=listed(sorted(left.values())),
            count=len(left),
            remedies=[undo(target_in(case.view.items, TargetType.ITEM, key)) for key in first],
        )


def _tested_now(case: Case, key: str) -> bool:
    status = case.view.statuses.get(key)
    return status is not None and has_open_test(status)
