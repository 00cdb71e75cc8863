"""From a request to a preview: defaults, who takes part, warnings, frozen points."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from previewing import KEYS, failed_over, seen, unsaid
from trees import NOW, item, reads, request, status, view

from drconsole.recovery.evaluate import evaluate, needs_points, touched
from drconsole.recovery.steps.digest import Difference, difference
from drconsole.recovery.types.estate.estate import LatestPoints, Network
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import Direction, Grain, Operation, PointChoice, Scenario, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Request

HYPERV = Scenario.HYPERV_TO_AZURE


# Defaults


def test_a_failover_is_ready_with_every_default_put_in() -> None:
    made = seen(unsaid(Operation.FAILOVER))
    options = made.request.options
    assert made.ready
    assert options.direction is Direction.PRIMARY_TO_RECOVERY
    assert options.point is PointChoice.LATEST
    assert options.shutdown is True
    assert options.network is None
    assert made.qualified == KEYS
    assert set(made.points) == set(KEYS)
    assert made.forecast.low <= made.forecast.likely <= made.forecast.high


@pytest.mark.parametrize(
    ("reachable", "shutdown"),
    [
        ((True, True, True), True),
        ((False, True, None), True),
        ((False, False, None), True),
        ((None,) * 3, True),
        ((False, False, False), False),
    ],
)
def test_sources_are_shut_down_by_default_unless_none_can_be_reached(
    reachable: tuple[bool | None, ...], shutdown: bool
) -> None:
    estate = view()
    for key, answer in zip(KEYS, reachable, strict=True):
        estate.statuses[key] = status(key, source_reachable=answer)
    assert seen(unsaid(Operation.FAILOVER), estate).request.options.shutdown is shutdown
    assert seen(unsaid(Operation.FAILOVER, shutdown=not shutdown), estate).request.options.shutdown is not shutdown


@pytest.mark.parametrize(("scenario", "shutdown"), [(HYPERV, True), (Scenario.VMWARE_TO_AZURE, False)])
def test_what_a_hyperv_machine_had_not_sent_when_it_was_switched_off_is_fetched(
    scenario: Scenario, shutdown: bool
) -> None:
    """Nothing is to be shut down, but the synchronization that goes with it loses less: minutes were lost unasked."""
    estate = view(scenario)
    for key in KEYS:
        estate.statuses[key] = replace(estate.statuses[key], source_powered=False)
    made = seen(unsaid(Operation.FAILOVER), estate)
    assert made.request.options.shutdown is shutdown
    if shutdown:
        assert {point.data_loss for point in made.points.values()} == {0.0}


def test_a_test_goes_to_the_only_isolated_network_and_otherwise_asks() -> None:
    assert seen(unsaid(Operation.TEST_FAILOVER)).request.options.network == "drill"
    estate = view()
    estate.networks["second"] = Network("second", "azure", isolated=True)
    asked = seen(unsaid(Operation.TEST_FAILOVER), estate)
    assert not asked.ready
    assert any(finding.id.startswith("test-network-not-chosen") for finding in asked.findings)


def test_a_planned_failover_shuts_down_and_takes_no_point() -> None:
    made = seen(unsaid(Operation.PLANNED_FAILOVER), view(HYPERV))
    assert made.ready
    assert made.request.options.shutdown is True
    assert made.request.options.point is None
    assert made.points == {}
    assert made.tree.stop_on_failure


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (unsaid(Operation.COMMIT, point=PointChoice.LATEST), "point-not-taken"),
        (unsaid(Operation.TEST_FAILOVER, shutdown=True), "shutdown-not-taken"),
        (unsaid(Operation.PLANNED_FAILOVER, shutdown=False), "shutdown-needed"),
        (unsaid(Operation.FAILOVER, network="drill"), "network-not-taken"),
        (unsaid(Operation.FAILOVER, point=PointChoice.CUSTOM, point_id="db-01/p1"), "point-not-offered"),
        (unsaid(Operation.FAILOVER, point=PointChoice.LATEST_MULTI_VM_PROCESSED), "point-not-offered"),
        (unsaid(Operation.FAILOVER, point_id="db-01/p1"), "point-id"),
        (Request(Operation.FAILOVER, "nowhere", TargetType.PLAN), "unknown-target"),
    ],
)
def test_words_that_make_no_sense_together_are_refused(asked: Request, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        seen(asked, view(HYPERV))
    assert caught.value.code == code


def test_changing_the_recovery_point_needs_one() -> None:
    with pytest.raises(BadInput):
        seen(unsaid(Operation.CHANGE_RECOVERY_POINT), failed_over(view(HYPERV), *KEYS))
    made = seen(
        unsaid(Operation.CHANGE_RECOVERY_POINT, point=PointChoice.LATEST_PROCESSED), failed_over(view(HYPERV), *KEYS)
    )
    assert {key: point.id for key, point in made.points.items()} == {key: f"{key}/p1" for key in KEYS}


def test_touched_and_needs_points() -> None:
    assert touched(unsaid(Operation.FAILOVER), view()) == KEYS
    assert touched(unsaid(Operation.FAILOVER, "web-01"), view()) == ("web-01",)
    chooses = {
        Operation.TEST_FAILOVER,
        Operation.FAILOVER,
        Operation.FAILBACK,
        Operation.CHANGE_RECOVERY_POINT,
        Operation.DISABLE_REPLICATION,
    }
    assert {operation for operation in Operation if needs_points(unsaid(operation), view())} == chooses
    over = failed_over(view(), "web-01")
    needing = {operation for operation in Operation if needs_points(unsaid(operation), over)}
    assert needing == chooses | {Operation.COMMIT, Operation.RE_PROTECT}, "where it commits, points are deleted"


# Who takes part


def test_items_failed_over_already_are_passed_by() -> None:
    made = seen(request(Operation.FAILOVER), failed_over(view(), "db-01"))
    assert made.qualified == ("web-01", "web-02")
    assert [one.item for one in made.skipped] == ["db-01"]
    assert not any(task.item == "db-01" for task in made.tree.tasks)


def test_where_nobody_qualifies_there_is_no_tree_and_no_exception() -> None:
    made = seen(unsaid(Operation.FAILOVER, point=PointChoice.LATEST), failed_over(view(), *KEYS))
    assert not made.ready
    assert made.tree.tasks == ()
    assert made.findings


def test_an_item_with_a_job_on_it_blocks() -> None:
    made = seen(unsaid(Operation.FAILOVER, "web-01"), busy={"web-01": "job-7"})
    assert not made.ready
    assert made.qualified == ()


def test_what_the_provider_does_not_carry_out_is_a_finding() -> None:
    made = seen(unsaid(Operation.FAILOVER), grain=None)
    assert not made.ready
    assert any(finding.id.startswith("not-offered-by-provider") for finding in made.findings)


def test_a_plan_that_would_run_in_two_ways_is_not_one_run() -> None:
    estate = view(one=item("web-01", Scenario.PHYSICAL_TO_AZURE))
    look = Look(
        estate,
        NOW,
        reads(*KEYS),
        grain_of=lambda operation, scenario, kind: Grain.PLAN if scenario is Scenario.PHYSICAL_TO_AZURE else Grain.STEP,
    )
    made = evaluate(unsaid(Operation.FAILOVER), look)
    assert not made.ready
    assert "grain-mixed" in {finding.id for finding in made.findings}


def test_a_remote_plan_shows_its_prediction() -> None:
    made, stepwise = seen(unsaid(Operation.FAILOVER), grain=Grain.PLAN), seen(unsaid(Operation.FAILOVER))
    assert [task.id for task in made.tree.tasks] == ["remote"]
    assert made.predicted == stepwise.tree
    assert made.forecast == stepwise.forecast
    assert made.digest != stepwise.digest


# Warnings


@pytest.mark.parametrize("operation", [Operation.FAILOVER, Operation.PLANNED_FAILOVER])
def test_a_failover_warns_against_cancelling(operation: Operation) -> None:
    assert any("cannot be started again" in words for words in seen(unsaid(operation), view(HYPERV)).warnings)


def test_a_test_failover_does_not() -> None:
    assert not any("cancel" in words.lower() for words in seen(unsaid(Operation.TEST_FAILOVER)).warnings)


def test_a_commit_names_what_it_deletes() -> None:
    made = seen(unsaid(Operation.COMMIT), failed_over(view(HYPERV), "web-01"))
    (words,) = made.warnings
    assert "deletes all recovery points of: web-01." in words


# Frozen points


def test_frozen_points_are_kept_while_newer_ones_appear() -> None:
    asked = unsaid(Operation.FAILOVER, point=PointChoice.LATEST_PROCESSED)
    shown = seen(asked)
    later = NOW + timedelta(minutes=7)
    grown = {
        key: replace(read, points=(replace(read.points[0], id=f"{key}/p0", time=later), *read.points))
        for key, read in reads(*KEYS).items()
    }
    now = seen(shown.request, points=grown, now=later, frozen=shown.points)
    assert {key: point.id for key, point in now.points.items()} == {key: f"{key}/p1" for key in KEYS}
    assert now.digest == shown.digest
    assert difference(shown, now) == []
    assert now.points["db-01"].data_loss == shown.points["db-01"].data_loss + 420
    assert seen(shown.request, points=grown, now=later).digest != shown.digest


def test_a_frozen_point_that_is_gone_is_an_error_and_a_difference() -> None:
    shown = seen(unsaid(Operation.FAILOVER, point=PointChoice.LATEST_PROCESSED))
    left = reads(*KEYS)
    left["web-01"] = replace(left["web-01"], points=left["web-01"].points[1:])
    now = seen(shown.request, points=left, frozen=shown.points)
    assert not now.ready
    assert "point-gone:web-01" in {finding.id for finding in now.findings}
    changed = difference(shown, now)
    assert Difference("recovery point", "latest-processed web-01/p1", None, "web-01") in changed
    assert any("point-gone:web-01" in entry.what for entry in changed)


def test_latest_is_confirmed_as_a_choice_and_not_as_a_time() -> None:
    shown = seen(unsaid(Operation.FAILOVER))
    assert shown.points["db-01"].id is None
    later = NOW + timedelta(minutes=5)
    arrived = {key: replace(read, unprocessed_until=later) for key, read in reads(*KEYS).items()}
    now = seen(shown.request, points=arrived, now=later, frozen=shown.points)
    assert now.points["db-01"].time == later
    assert difference(shown, now) == []


def test_points_shown_as_latest_keep_the_forecast_honest() -> None:
    estate = view()
    estate.statuses = {
        key: status(key, latest_points=LatestPoints(processed=NOW - timedelta(hours=1))) for key in estate.items
    }
    slow, quick = seen(unsaid(Operation.FAILOVER), estate), seen(unsaid(Operation.FAILOVER))
    assert slow.forecast.likely > quick.forecast.likely
    assert slow.digest == quick.digest
