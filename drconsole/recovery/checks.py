"""The checks behind ``prerequisites.check``: small functions and, per operation, the table of those that run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from drconsole.recovery.choices import MISSING, POINT_OPERATIONS, why_not_offered
from drconsole.recovery.estate import EstateView, Item, ItemStatus, rpo
from drconsole.recovery.networks import address_checks, network_prepared, test_network_checks
from drconsole.recovery.offered import not_offered
from drconsole.recovery.points import ChosenPoint, PointsRead
from drconsole.recovery.qualify import Maker
from drconsole.recovery.state_rows import Phase
from drconsole.recovery.states import classify, resync_needed, to_azure
from drconsole.recovery.tasks import Finding, Request
from drconsole.recovery.words import Direction, Grain, Health, Level, Operation, Scenario, TargetType

OP = Operation
GrainOf = Callable[[Operation, Scenario, TargetType], Grain | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One evaluation: everything the checks look at. ``items`` are the keys that qualify."""

    request: Request
    view: EstateView
    points: Mapping[str, PointsRead]
    chosen: Mapping[str, ChosenPoint | Finding]
    now: datetime
    grain_of: GrainOf
    accepted_age: timedelta
    validations: Mapping[str, str]
    direction: Direction
    items: tuple[str, ...]
    make: Maker


ItemCheck = Callable[[Case, Item, ItemStatus], Finding | None]
TargetCheck = Callable[[Case], Iterable[Finding]]

_AGENT: dict[Operation, Level] = {
    OP.TEST_FAILOVER: Level.WARNING,
    OP.FAILOVER: Level.WARNING,
    OP.DISABLE_REPLICATION: Level.WARNING,
    OP.PLANNED_FAILOVER: Level.ERROR,
    OP.RESYNCHRONIZE: Level.ERROR,
    OP.ENABLE_REPLICATION: Level.ERROR,
}
"""A failover must work without the source; what needs the source's own work does not."""


def agent(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if status.agent_connected:
        return None
    return case.make("agent-disconnected", item.key, level=_AGENT[case.request.operation])


def tested(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A test failover counts when test and cleanup succeeded; 180 days is the recommendation of 2018."""
    if not to_azure(item.scenario, case.direction) and item.scenario is not Scenario.VMM_TO_VMM:
        return None  # there is no test failover in this direction
    if status.last_test_failover is None:
        return case.make("test-failover-missing", item.key)
    age = case.now - status.last_test_failover
    if age <= case.accepted_age:
        return None
    return case.make("test-failover-old", item.key, days=age.days, limit=case.accepted_age.days)


def plan_tested(case: Case) -> Iterable[Finding]:
    """The plan as it stands must be what was tested. Without a time of its own, its items' oldest test counts."""
    plan = case.view.plans.get(case.request.target) if case.request.target_type is TargetType.PLAN else None
    if plan is None or plan.changed_at is None:
        return
    status = case.view.plan_statuses.get(plan.key)
    tests = [case.view.statuses[key].last_test_failover for key in case.items]
    if status is not None and status.last_test_failover is not None:
        tests = [status.last_test_failover]
    known = [test for test in tests if test is not None]
    if known and min(known) < plan.changed_at:
        yield case.make("test-failover-outdated")


def resync(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if not resync_needed(status):
        return None
    return case.make("resync-needed", item.key, overridable=case.request.operation is not OP.PLANNED_FAILOVER)


def recovery_point(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Nobody can accept a recovery point that is not there."""
    chosen = case.chosen.get(item.key)
    if isinstance(chosen, ChosenPoint) or not to_azure(item.scenario, case.direction):
        return None
    name = case.make.labels[item.key]
    if chosen is None:
        return Finding(
            f"{MISSING}:{name}", Level.ERROR.value, f"No recovery point is chosen for {item.name}.", item=item.key
        )
    return Finding(
        f"{chosen.id.split(':', 1)[0]}:{name}",
        chosen.level,
        chosen.message,
        item=item.key,
        possible_causes=chosen.possible_causes,
        recommended_action=chosen.recommended_action,
    )


def choice_offered(case: Case) -> Iterable[Finding]:
    choice = case.request.options.point
    if choice is None or not case.items:
        return
    reason = "the operation takes no choice of a recovery point"
    if case.request.operation in POINT_OPERATIONS:
        said = why_not_offered(choice, case.items, case.view, case.direction, case.request.target_type)
        if said is None:
            return
        reason = said
    yield case.make("choice-not-offered", choice=choice.value, reason=reason)


def rpo_within(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    policy = case.view.policies.get(item.policy)
    seconds = rpo(status)
    if seconds is None:
        return case.make("rpo-unknown", item.key)
    if policy is None or seconds <= policy.rpo_threshold:
        return None
    return case.make("rpo-exceeded", item.key, rpo=round(seconds), limit=policy.rpo_threshold)


def source_down(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Split brain: a source that runs on while the failed-over machine does, too."""
    if case.request.options.shutdown:
        return case.make("source-not-reachable", item.key) if status.source_reachable is False else None
    if status.source_reachable is False:
        return None
    planned = not_offered(OP.PLANNED_FAILOVER, item.scenario, case.direction, case.request.target_type) is None
    return case.make(
        "source-running",
        item.key,
        seen="is reachable" if status.source_reachable else "may be running (not known)",
        planned=" A planned failover would lose no data." if planned and status.source_reachable else "",
    )


def source_up(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if status.source_reachable:
        return None
    known = status.source_reachable is False
    return case.make(
        "source-needed",
        item.key,
        level=Level.ERROR if known else Level.WARNING,
        seen="is not reachable" if known else "may not be reachable (not known)",
    )


def health(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if status.replication_health is not Health.CRITICAL:
        return None
    errors = "; ".join(f"{error.code} {error.message}" for error in status.health_errors[:3]) or "no error is reported"
    return case.make("health-critical", item.key, errors=errors.rstrip("."))


def validated(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """Nobody looked: a warning. Somebody looked and found it bad: an error that can be accepted (our choice)."""
    match case.validations.get(item.key):
        case "ok":
            return None
        case "failed":
            return case.make("validation-failed", item.key)
        case _:
            return case.make("not-validated", item.key)


def disable_deletes(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    if classify(item, status).phase is Phase.UNPROTECTED:
        return None
    return case.make("disable-deletes-points", item.key)


def commit_deletes(case: Case) -> Iterable[Finding]:
    if not case.items:
        return
    reads = [case.points.get(key) for key in case.items]
    known = [len(read.points) for read in reads if read is not None and read.error is None]
    count = f"{sum(known)} of {len(known)} machines" if len(known) == len(reads) else "how many is not known"
    yield case.make("commit-deletes-points", count=count)


def change_recreates(case: Case) -> Iterable[Finding]:
    if case.items:
        yield case.make("change-recreates-machine")


def quota(case: Case) -> Iterable[Finding]:
    if case.direction is not Direction.PRIMARY_TO_RECOVERY:
        return
    needed: dict[str, int] = {}
    for key in case.items:
        item = case.view.items[key]
        needed[item.target] = needed.get(item.target, 0) + item.cores
    for name, cores in needed.items():
        site = case.view.sites.get(name)
        if site is not None and site.cores_quota is not None and cores > site.cores_quota:
            yield case.make("quota-cores", about=name, site=name, free=site.cores_quota, needed=cores)


def groups_together(case: Case) -> Iterable[Finding]:
    """Members that have failed over already are no hindrance; all others must take part together."""
    kind = "replication-group-partial" if case.request.operation is OP.TEST_FAILOVER else "replication-group"
    here = frozenset(case.items)
    for group in dict.fromkeys(case.view.items[key].replication_group for key in case.items):
        if group is None:
            continue
        missing = [key for key in _group_members(case, group) if key not in here and not _gone(case, key)]
        if missing:
            words = ", ".join(case.view.items[key].name for key in missing)
            yield case.make(kind, about=group, group=group, missing=words)


def _group_members(case: Case, group: str) -> Iterable[str]:
    if group in case.view.groups:
        return [key for key in case.view.groups[group].items if key in case.view.items]
    return [item.key for item in case.view.items.values() if item.replication_group == group]


def _gone(case: Case, key: str) -> bool:
    status = case.view.statuses.get(key)
    if status is None:
        return False
    return classify(case.view.items[key], status).phase in (Phase.COMMIT_PENDING, Phase.COMMITTED)


def carried_out(case: Case) -> Iterable[Finding]:
    operation, kind = case.request.operation, case.request.target_type
    for scenario in dict.fromkeys(case.view.items[key].scenario for key in case.items):
        if case.grain_of(operation, scenario, kind) is None:
            yield case.make(
                "not-offered-by-provider", about=scenario.value, operation=operation.value, scenario=scenario.value
            )


def addresses(case: Case) -> Iterable[Finding]:
    return address_checks(case.make, case.request, case.items, case.view, case.direction)


def network_for_test(case: Case) -> Iterable[Finding]:
    return test_network_checks(case.make, case.request, case.items, case.view, case.direction)


def network(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    return network_prepared(case.make, item, case.view, case.direction)


TARGET_CHECKS: dict[Operation, tuple[TargetCheck, ...]] = {
    OP.TEST_FAILOVER: (carried_out, choice_offered, network_for_test, groups_together, quota, addresses),
    OP.CLEANUP_TEST_FAILOVER: (carried_out,),
    OP.FAILOVER: (carried_out, choice_offered, groups_together, plan_tested, quota, addresses),
    OP.PLANNED_FAILOVER: (carried_out, choice_offered, groups_together, plan_tested, quota, addresses),
    OP.CHANGE_RECOVERY_POINT: (carried_out, choice_offered, change_recreates),
    OP.COMMIT: (carried_out, commit_deletes),
}
"""An operation that is not here is only asked whether the provider carries it out."""

ITEM_CHECKS: dict[Operation, tuple[ItemCheck, ...]] = {
    OP.TEST_FAILOVER: (recovery_point, agent, resync, rpo_within, health),
    OP.FAILOVER: (recovery_point, tested, network, agent, resync, source_down, rpo_within, health),
    OP.PLANNED_FAILOVER: (source_up, tested, network, agent, resync, rpo_within, health),
    OP.CHANGE_RECOVERY_POINT: (recovery_point,),
    OP.COMMIT: (validated,),
    OP.RESYNCHRONIZE: (agent,),
    OP.DISABLE_REPLICATION: (agent, disable_deletes),
    OP.ENABLE_REPLICATION: (agent,),
}


def run_checks(case: Case) -> list[Finding]:
    """Every finding of the operation's checks, the target's before its items'."""
    operation = case.request.operation
    found: list[Finding] = []
    for target_check in TARGET_CHECKS.get(operation, (carried_out,)):
        found.extend(target_check(case))
    for key in case.items:
        item, status = case.view.items[key], case.view.statuses[key]
        results = (item_check(case, item, status) for item_check in ITEM_CHECKS.get(operation, ()))
        found.extend(finding for finding in results if finding is not None)
    return found
