"""Checks of test failovers: whether items and plan were tested, and which tests were not cleaned up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drconsole.recovery.checks.case import Case
from drconsole.recovery.checks.findings.maker import listed
from drconsole.recovery.checks.landing.networks import landing_site
from drconsole.recovery.states.assessments.testdebt import undo
from drconsole.recovery.states.states import has_open_test
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.families import A2A, E2E
from drconsole.recovery.types.remedies import target_in
from drconsole.recovery.types.words import (
    Direction,
    Operation,
    TargetType,
    counted,
)
from drconsole.recovery.types.work.tasks import Finding

_CLEANED = 5
"""Open tests, of plans and of items, whose cleanup is named one by one."""


def tested(case: Case, item: Item, status: ItemStatus) -> Finding | None:
    """A test failover counts when test and cleanup succeeded; 180 days is the recommendation of 2018."""
    if case.direction is not Direction.PRIMARY_TO_RECOVERY and item.scenario not in E2E | A2A:
        return None  # there is no test failover in this direction
    if status.last_test_failover is None:
        return case.make("test-failover-missing", item.key)
    age = case.look.now - status.last_test_failover
    if age <= case.look.accepted_age:
        return None
    return case.make(
        "test-failover-old", item.key, age=counted(age.days, "day"), limit=counted(case.look.accepted_age.days, "day")
    )


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
        plans, others = _by_plan(case, left)
        names = [f"all {len(case.view.plans[key].items)} machines of plan {case.view.plans[key].name}" for key in plans]
        targets = [target_in(case.view.plans, TargetType.PLAN, key) for key in plans]
        targets += [target_in(case.view.items, TargetType.ITEM, key) for key in others]
        yield case.make(
            "test-debt",
            names=listed([*names, *(left[key] for key in others)]),
            count=len(left),
            remedies=[undo(target) for target in targets[:_CLEANED]],
        )


def _by_plan(case: Case, left: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Plans of which all machines have an open test, which are cleaned up at once, and the other machines by name."""
    plans, rest = [], set(left)
    for key, plan in case.view.plans.items():
        if len(plan.items) > 1 and rest.issuperset(plan.items):
            plans.append(key)
            rest.difference_update(plan.items)
    return plans, sorted(rest, key=lambda key: left[key])


def _tested_now(case: Case, key: str) -> bool:
    status = case.view.statuses.get(key)
    return status is not None and has_open_test(status)
