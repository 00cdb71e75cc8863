"""Checks of test failovers: whether items and plan were tested, and which tests were not cleaned up."""

from __future__ import annotations

from collections.abc import Iterable

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
"""Open tests whose cleanup is named one by one."""


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
