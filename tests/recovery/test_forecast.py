"""The forecast: every cause lengthens it, every reason is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import trees
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import NOW, item, point, request, tree, view

from drconsole.recovery.forecast import durations
from drconsole.recovery.forecast.estimate import action_span, extra_step, forecast
from drconsole.recovery.forecast.spans import Span, slowest
from drconsole.recovery.types.estate.estate import BOOT_DRIVERS, EstateView, Item
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.plans import Group, Plan
from drconsole.recovery.types.words import Grain, Operation, PointChoice, Scenario
from drconsole.recovery.types.work.tasks import Forecast, Request

V2A, RCM = Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED
PHYSICAL, HYPERV = Scenario.PHYSICAL_TO_AZURE, Scenario.HYPERV_TO_AZURE


def told(estate: EstateView, asked: Request, choice: PointChoice = PointChoice.LATEST_PROCESSED) -> Forecast:
    keys = estate.plans["shop"].items if asked.target == "shop" else (asked.target,)
    chosen = {key: point(key, choice=choice) for key in keys}
    return forecast(asked, Look(estate, NOW), keys, chosen, tree(asked, estate))


def of(one: Item, operation: Operation = Operation.FAILOVER, **options: object) -> Forecast:
    return told(view(one.scenario, one=one), request(operation, "web-01", **options))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (item("a", V2A, agent_version="9.7.4"), "older than 9.8"),
        (item("a", PHYSICAL), "physical server"),
        (item("a", V2A, os="linux"), "Linux"),
        (item("a", PHYSICAL, hyperv_as_physical=True), "Hyper-V machine protected as a physical server"),
        (item("a", V2A, boot_drivers=("storvsc", "vmbus", "storflt")), "intelide, atapi"),
        (item("a", V2A, dhcp=False), "DHCP service"),
        (item("a", RCM, boot_drivers=()), "storvsc, vmbus, storflt, intelide, atapi"),
        (item("a", RCM, dhcp=False), "DHCP service"),
    ],
)
def test_each_case_of_the_extra_step(one: Item, words: str) -> None:
    (case,) = extra_step(one)
    assert words in case


@pytest.mark.parametrize(
    "one",
    [
        item("a", V2A),
        item("a", V2A, agent_version="9.8"),
        item("a", V2A, agent_version="9.10.1"),
        item("a", V2A, agent_version="10.0"),
        item("a", V2A, agent_version=None),
        item("a", V2A, boot_drivers=tuple(name.upper() for name in BOOT_DRIVERS)),
        item("a", RCM, os="linux", agent_version="9.1"),
        item("a", HYPERV, dhcp=False, boot_drivers=(), agent_version=None),
        item("a", HYPERV, os="linux"),
        item("a", Scenario.AZURE_TO_AZURE, dhcp=False),
    ],
)
def test_no_extra_step_for_all_others(one: Item) -> None:
    assert extra_step(one) == ()


def test_cases_add_up_as_reasons_but_the_step_comes_once() -> None:
    plain = of(item("web-01", V2A))
    worst = of(item("web-01", V2A, agent_version="9.1", os="linux", dhcp=False, boot_drivers=()))
    single = of(item("web-01", V2A, os="linux"))
    assert len([reason for reason in worst.reasons if reason.item == "web-01"]) == 4
    assert (worst.low, worst.likely, worst.high) == (single.low, single.likely, single.high)
    assert worst.low >= 480
    assert worst.likely > plain.likely + 300
    assert worst.low > plain.low
    assert worst.high > plain.high
    assert sum(reason.seconds for reason in worst.reasons) == 540


@pytest.mark.parametrize("operation", [Operation.TEST_FAILOVER, Operation.FAILOVER])
def test_the_extra_step_comes_when_failing_over_or_testing_to_azure(operation: Operation) -> None:
    slow, quick = of(item("web-01", PHYSICAL), operation), of(item("web-01", V2A), operation)
    assert slow.low >= 480 > quick.low
    assert slow.likely > quick.likely + 300
    assert slow.high > quick.high
    assert any("8 to 10 minutes" in reason.text for reason in slow.reasons)


@pytest.mark.parametrize("operation", [Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT, Operation.RESYNCHRONIZE])
def test_the_extra_step_does_not_come_elsewhere(operation: Operation) -> None:
    assert of(item("web-01", PHYSICAL), operation) == of(item("web-01", V2A), operation)


def test_an_unknown_agent_version_widens_only_the_high_end() -> None:
    known, unknown = of(item("web-01", V2A)), of(item("web-01", V2A, agent_version=None))
    assert (unknown.low, unknown.likely) == (known.low, known.likely)
    assert unknown.high > known.high
    assert any("not known" in reason.text for reason in unknown.reasons)


def test_latest_takes_longer_the_more_data_is_unprocessed() -> None:
    asked = request(Operation.FAILOVER, "web-01")

    def with_backlog(seconds: int, churn: float) -> Forecast:
        estate = view(one=item("web-01", churn=churn))
        chosen = {"web-01": replace(point("web-01", choice=PointChoice.LATEST), id=None, time=NOW)}
        processed = trees.LatestPoints(processed=NOW - timedelta(seconds=seconds))
        estate.statuses["web-01"] = trees.status("web-01", latest_points=processed)
        return forecast(asked, Look(estate, NOW), ("web-01",), chosen, tree(asked, estate))

    processed = told(view(), asked)
    assert processed.likely < with_backlog(0, 50).likely < with_backlog(600, 50).likely < with_backlog(600, 500).likely
    assert any("no time goes into unprocessed data" in reason.text for reason in processed.reasons)
    assert any("Latest first processes" in reason.text for reason in with_backlog(600, 50).reasons)


def test_shutting_the_source_down_takes_time_and_longer_when_it_does_not_answer() -> None:
    asked = request(Operation.FAILOVER, shutdown=True)
    gone = view()
    gone.statuses = {key: trees.status(key, source_reachable=False) for key in gone.items}
    without, reachable, lost = told(view(), request(Operation.FAILOVER)), told(view(), asked), told(gone, asked)
    assert without.likely < reachable.likely < lost.likely
    assert reachable.high < lost.high


def test_the_shutdown_of_the_sources_is_told_with_how_many_there_are() -> None:
    def texts(**options: object) -> list[str]:
        return [reason.text for reason in told(view(), request(Operation.FAILOVER, **options)).reasons]

    (shutdown,) = [text for text in texts(shutdown=True) if "shut down first" in text]
    assert "3 machines" in shutdown
    assert not any("shut down first" in text for text in texts(shutdown=False))


def test_a_script_that_runs_is_told_with_its_time_limit_and_one_that_is_skipped_is_not() -> None:
    estate = view()
    estate.plans["shop"] = replace(estate.plans["shop"], before_shutdown=(trees.action("drain", timeout=77),))

    def texts(shutdown: bool) -> list[str]:
        return [reason.text for reason in told(estate, request(Operation.FAILOVER, shutdown=shutdown)).reasons]

    for shutdown in (True, False):
        assert any("'check-db'" in text and "120 s" in text for text in texts(shutdown))
    assert any("'drain'" in text and "77 s" in text for text in texts(shutdown=True))
    assert not any("drain" in text for text in texts(shutdown=False))


def test_a_step_that_is_skipped_takes_no_time() -> None:
    asked, estate = request(Operation.FAILOVER, "web-01", shutdown=False), view()
    whole = tree(asked, estate)
    needed = replace(whole, tasks=tuple(task for task in whole.tasks if task.skipped is None))
    assert len(needed.tasks) < len(whole.tasks)
    chosen = {"web-01": point("web-01")}
    one, other = (forecast(asked, Look(estate, NOW), ("web-01",), chosen, made) for made in (whole, needed))
    assert (one.low, one.likely, one.high) == (other.low, other.likely, other.high)


def test_every_machine_that_needs_the_extra_step_is_named() -> None:
    slow = {"db-01": item("db-01", os="linux"), "web-02": item("web-02", dhcp=False)}
    made = told(view(**{key.replace("-", "_"): one for key, one in slow.items()}), request(Operation.FAILOVER))
    named = {reason.item: reason.seconds for reason in made.reasons if "8 to 10 minutes" in reason.text}
    assert named == {"db-01": 540, "web-02": 540}


def test_the_extra_step_is_taken_to_last_8_to_10_minutes() -> None:
    assert (durations.EXTRA_STEP.low, durations.EXTRA_STEP.high) == (8 * 60, 10 * 60)


RECORDED = {
    (V2A, Operation.FAILOVER): (136, 872),
    (HYPERV, Operation.FAILOVER): (136, 872),
    (Scenario.VMM_TO_VMM, Operation.FAILOVER): (136, 872),
    (Scenario.AZURE_TO_AZURE, Operation.FAILOVER): (136, 872),
    (RCM, Operation.FAILOVER): (136, 872),
    (V2A, Operation.CHANGE_RECOVERY_POINT): (455, 822),
    (HYPERV, Operation.COMMIT): (1, 138),
    (HYPERV, Operation.CLEANUP_TEST_FAILOVER): (34, 193),
    (V2A, Operation.RE_PROTECT): (130, 996),
    (Scenario.AZURE_TO_AZURE, Operation.COMMIT): (8, 37),
}
"""Seconds of the shortest and the longest recorded job of one machine."""


@pytest.mark.parametrize(("scenario", "operation"), RECORDED)
def test_what_is_likely_for_one_machine_lies_among_the_recorded_jobs(scenario: Scenario, operation: Operation) -> None:
    shortest, longest = RECORDED[scenario, operation]
    made = of(item("web-01", scenario), operation)
    assert shortest <= made.likely <= longest
    assert made.low < longest
    assert made.high > shortest


def test_a_manual_action_is_told_and_not_counted() -> None:
    with_manual, without = view(), view()
    plan = without.plans["shop"]
    without.plans["shop"] = replace(plan, groups=(plan.groups[0], replace(plan.groups[1], pre=())))
    asked = request(Operation.FAILOVER)
    one, other = told(with_manual, asked), told(without, asked)
    assert (one.low, one.likely, one.high) == (other.low, other.likely, other.high)
    assert any("waits for a person: not counted" in reason.text for reason in one.reasons)


def test_a_script_may_take_as_long_as_its_time_limit() -> None:
    def limit(seconds: int) -> float:
        estate = view()
        plan = estate.plans["shop"]
        scripts = (trees.action("x", timeout=seconds),)
        estate.plans["shop"] = replace(plan, before_failover=scripts)
        return told(estate, request(Operation.FAILOVER)).high

    assert limit(500) - limit(100) == pytest.approx(400)


def test_the_prediction_stands_in_for_a_remote_job() -> None:
    asked = request(Operation.FAILOVER, shutdown=True)
    estate = view()
    keys = estate.plans["shop"].items
    stepwise = forecast(asked, Look(estate, NOW), keys, {}, tree(asked, estate))
    assert forecast(asked, Look(estate, NOW), keys, {}, tree(asked, estate, Grain.PLAN)) == stepwise


def plan_of(size: int) -> EstateView:
    estate = view()
    keys = tuple(f"vm-{n}" for n in range(size))
    estate.items = {key: item(key) for key in keys}
    estate.statuses = {key: trees.status(key) for key in keys}
    estate.plans["shop"] = Plan("shop", "shop", "here", "azure", (Group(1, keys),))
    return estate


def test_a_hundred_machines_take_longer_than_one_but_not_a_hundred_times() -> None:
    asked = request(Operation.FAILOVER)
    one, hundred = told(plan_of(1), asked), told(plan_of(100), asked)
    assert one.likely < hundred.likely < 3 * one.high
    assert hundred.low > one.low
    assert one.high <= hundred.high


def test_machines_that_queue_take_longer() -> None:
    asked, estate = request(Operation.FAILOVER), plan_of(40)
    keys, made = estate.plans["shop"].items, tree(asked, estate)
    at_once, few, one = (forecast(asked, Look(estate, NOW, parallel=n), keys, {}, made) for n in (None, 10, 1))
    assert at_once.likely < few.likely < one.likely
    assert at_once.low <= few.low <= few.likely <= few.high


spans = st.tuples(*[st.floats(0, 5000)] * 3).map(lambda three: Span(*sorted(three)))


@settings(max_examples=60)
@given(st.lists(spans, min_size=1, max_size=8), st.none() | st.integers(1, 9))
def test_the_slowest_of_many_is_in_order_and_no_sooner_than_any(many: list[Span], parallel: int | None) -> None:
    made = slowest(many, parallel)
    slack = 0.02
    assert 0 <= made.low <= made.likely + slack
    assert made.likely <= made.high + slack
    for span in many:
        assert made.low >= span.low - slack
        assert made.likely >= span.likely - slack
        assert made.high >= span.high - slack


@settings(max_examples=60)
@given(st.lists(spans, min_size=1, max_size=6), st.integers(0, 5), st.floats(0, 1000))
def test_a_slower_machine_never_makes_the_whole_quicker(many: list[Span], which: int, more: float) -> None:
    slower = list(many)
    slower[which % len(many)] = slower[which % len(many)] + Span(more, more, more)
    before, after = slowest(many), slowest(slower)
    assert after.low >= before.low - 0.02
    assert after.likely >= before.likely - 0.02
    assert after.high >= before.high - 0.02


@settings(max_examples=40)
@given(
    st.sampled_from(list(trees.CASES)),
    st.sampled_from([V2A, PHYSICAL, HYPERV]),
    st.booleans(),
    st.floats(0, 500),
    st.sampled_from(list(PointChoice)),
)
def test_low_likely_high_are_in_order(
    case: str, scenario: Scenario, dhcp: bool, churn: float, choice: PointChoice
) -> None:
    operation = Operation(case.removesuffix("-shutdown"))
    if operation is Operation.PLANNED_FAILOVER:
        scenario = HYPERV
    one = item("web-01", scenario, dhcp=dhcp, churn=churn)
    made = told(view(scenario, one=one), request(operation, **trees.CASES[case]), choice)
    assert 0 <= made.low <= made.likely <= made.high


@pytest.mark.parametrize("timeout", [0, 1, 10, 600, 7200])
def test_an_action_span_is_in_order(timeout: int) -> None:
    span = action_span(timeout)
    assert 0 <= span.low <= span.likely <= span.high


def test_it_says_which_machines_take_their_turn_and_which_go_at_once() -> None:
    def first(operation: Operation) -> str:
        estate, asked = view(), request(operation, "shop")
        keys = estate.plans["shop"].items
        return forecast(asked, Look(estate, NOW), keys, {}, tree(asked, estate)).reasons[0].text

    assert first(Operation.FAILOVER) == "3 machines at once: the slowest decides"
    assert first(Operation.RE_PROTECT) == "2 groups one after the other: of each the slowest machine decides"
