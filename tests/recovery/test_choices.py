"""Which recovery point each machine goes to, under each of the six choices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_estate import NOW, change_status, pending, point, read, replication_group, view

from drconsole.recovery.checks.points.choices import default_choice, offered, why_not_offered
from drconsole.recovery.checks.points.chosen import choose
from drconsole.recovery.states.assessments.loss import data_loss
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.points import ChosenPoint, PointsRead
from drconsole.recovery.types.words import Consistency, Direction, Operation, PointChoice, Scenario, TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.recovery.types.work.tasks import Finding

OUT, BACK = Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY
PLAN, ITEM = TargetType.PLAN, TargetType.ITEM
ONE = ("web-01",)


def one(choice: PointChoice, points: PointsRead, point_id: str | None = None, **more: object) -> ChosenPoint | Finding:
    estate = view(*ONE, scenario=more.pop("scenario", Scenario.VMWARE_TO_AZURE))  # type: ignore[arg-type]
    return choose(choice, point_id, ONE, Look(estate, NOW, {"web-01": points}), **more)["web-01"]  # type: ignore[arg-type]


def chosen(found: ChosenPoint | Finding) -> ChosenPoint:
    assert isinstance(found, ChosenPoint), found
    return found


def refused(found: ChosenPoint | Finding, kind: str) -> Finding:
    assert isinstance(found, Finding), found
    assert found.id == f"{kind}:web-01"
    assert found.level == "error"
    assert not found.overridable
    return found


POINTS = (point("web-01", 30, app=True), point("web-01", 5), point("web-01", 10), point("web-01", 2, processed=False))


def test_latest_makes_a_point_of_unprocessed_data() -> None:
    found = chosen(one(PointChoice.LATEST, read("web-01", *POINTS, unprocessed=1)))
    assert found.id is None
    assert found.time == NOW - timedelta(minutes=1)
    assert found.data_loss == 60


def test_latest_without_unprocessed_data_uses_the_latest_processed_point_and_says_so() -> None:
    found = chosen(one(PointChoice.LATEST, read("web-01", *POINTS)))
    assert found.id == "web-01-5"
    assert found.data_loss == 300
    assert "no new point" in found.note


def test_unprocessed_data_older_than_a_point_makes_no_new_one() -> None:
    assert chosen(one(PointChoice.LATEST, read("web-01", *POINTS, unprocessed=5))).id == "web-01-5"


def test_latest_of_a_hyperv_source_that_stays_up_is_the_latest_point() -> None:
    points = read("web-01", *POINTS, unprocessed=1)
    hyperv = {"scenario": Scenario.HYPERV_TO_AZURE, "operation": Operation.FAILOVER}
    assert chosen(one(PointChoice.LATEST, points, shutdown=False, **hyperv)).id == "web-01-5"
    assert chosen(one(PointChoice.LATEST, points, shutdown=True, **hyperv)).id is None
    assert chosen(one(PointChoice.LATEST, points, shutdown=False, operation=Operation.FAILOVER)).id is None


def test_latest_of_a_hyperv_source_that_may_stay_up_says_which_point_is_used_then() -> None:
    """Its shutdown is tried, and may fail."""
    points = read("web-01", *POINTS, unprocessed=1)
    said = {}
    for scenario in (Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE, Scenario.VMWARE_TO_AZURE):
        for operation in (Operation.FAILOVER, Operation.TEST_FAILOVER):
            found = chosen(one(PointChoice.LATEST, points, shutdown=True, operation=operation, scenario=scenario))
            assert found.id is None
            assert "made during the run" in found.note
            said[scenario, operation] = "cannot be shut down" in found.note
            stamp = f"{NOW - timedelta(minutes=5):%Y-%m-%d %H:%M:%SZ}"
            assert (stamp in found.note) is said[scenario, operation]
    assert {case for case, so in said.items() if so} == {
        (Scenario.HYPERV_TO_AZURE, Operation.FAILOVER),
        (Scenario.VMM_TO_AZURE, Operation.FAILOVER),
    }


def test_a_test_failover_of_hyperv_makes_a_point_although_its_source_runs_on() -> None:
    found = one(
        PointChoice.LATEST,
        read("web-01", *POINTS, unprocessed=1),
        shutdown=False,
        operation=Operation.TEST_FAILOVER,
        scenario=Scenario.HYPERV_TO_AZURE,
    )
    assert chosen(found).id is None


def test_of_two_points_at_one_time_the_app_consistent_one_is_taken() -> None:
    both = (point("web-01", 5), point("web-01", 5, app=True))
    for points in (both, both[::-1]):
        assert chosen(one(PointChoice.LATEST_PROCESSED, read("web-01", *points))).consistency is Consistency.APPLICATION


def test_latest_processed_passes_over_what_is_not_processed() -> None:
    assert chosen(one(PointChoice.LATEST_PROCESSED, read("web-01", *POINTS, unprocessed=1))).id == "web-01-5"


def test_latest_app_consistent() -> None:
    found = chosen(one(PointChoice.LATEST_APP_CONSISTENT, read("web-01", *POINTS)))
    assert (found.id, found.consistency) == ("web-01-30", Consistency.APPLICATION)


@pytest.mark.parametrize(
    ("choice", "points"),
    [
        (PointChoice.LATEST, ()),
        (PointChoice.LATEST_PROCESSED, (point("web-01", 2, processed=False),)),
        (PointChoice.LATEST_APP_CONSISTENT, (point("web-01", 5), point("web-01", 9, app=True, processed=False))),
    ],
)
def test_without_an_eligible_point_the_machine_is_refused(choice: PointChoice, points: tuple) -> None:  # type: ignore[type-arg]
    refused(one(choice, read("web-01", *points)), "recovery-point-missing")


@pytest.mark.parametrize("choice", [choice for choice in PointChoice if choice is not PointChoice.CUSTOM])
def test_unreadable_points_are_refused_and_never_taken_for_none(choice: PointChoice) -> None:
    found = refused(one(choice, read("web-01", error="timeout")), "recovery-points-unreadable")
    assert "timeout" in found.message
    refused(choose(choice, None, ONE, Look(view(*ONE), NOW))["web-01"], "recovery-points-unreadable")


def test_custom_takes_exactly_the_point_named() -> None:
    assert chosen(one(PointChoice.CUSTOM, read("web-01", *POINTS), "WEB-01-10")).id == "web-01-10"
    refused(one(PointChoice.CUSTOM, read("web-01", *POINTS), "web-01-11"), "recovery-point-missing")
    refused(one(PointChoice.CUSTOM, read("web-01", *POINTS), "web-01-2"), "recovery-point-missing")


@pytest.mark.parametrize(("choice", "point_id"), [(PointChoice.CUSTOM, None), (PointChoice.LATEST, "web-01-5")])
def test_custom_and_a_point_id_go_together(choice: PointChoice, point_id: str | None) -> None:
    with pytest.raises(BadInput, match="go together"):
        one(choice, read("web-01", *POINTS), point_id)


def test_the_point_in_use_is_no_change() -> None:
    estate = view(*ONE)
    change_status(estate, "web-01", **pending(failover_point_id="WEB-01-5"))
    points = {"web-01": read("web-01", *POINTS)}

    def change(choice: PointChoice, point_id: str | None = None) -> ChosenPoint | Finding:
        operation = Operation.CHANGE_RECOVERY_POINT
        return choose(choice, point_id, ONE, Look(estate, NOW, points), operation=operation)["web-01"]

    refused(change(PointChoice.CUSTOM, "web-01-5"), "recovery-point-in-use")
    refused(change(PointChoice.LATEST_PROCESSED), "recovery-point-in-use")
    assert chosen(change(PointChoice.CUSTOM, "web-01-10")).id == "web-01-10"


def test_a_change_goes_to_a_point_that_exists() -> None:
    points = read("web-01", *POINTS, unprocessed=1)
    assert chosen(one(PointChoice.LATEST, points, operation=Operation.CHANGE_RECOVERY_POINT)).id == "web-01-5"


def test_after_a_failover_a_point_s_loss_is_measured_from_that_failover() -> None:
    """What the source wrote later was never going to be in any point: it was failed over from an hour ago. One
    definition, whatever the operation is that asks."""
    estate = view(*ONE)
    change_status(estate, "web-01", **pending(last_failover=NOW - timedelta(minutes=60)))
    points = {"web-01": read("web-01", point("web-01", 70))}
    changed, again = (
        choose(PointChoice.LATEST_PROCESSED, None, ONE, Look(estate, NOW, points), operation=operation)["web-01"]
        for operation in (Operation.CHANGE_RECOVERY_POINT, Operation.FAILOVER)
    )
    assert chosen(changed).data_loss == 600
    assert chosen(again).data_loss == 600
    change_status(estate, "web-01", current_scenario="Disable", current_job="another")
    meanwhile = data_loss(NOW - timedelta(minutes=70), estate.items["web-01"], estate.statuses["web-01"], NOW)
    assert meanwhile == 600, "what is under way on it does not change when it failed over"
    change_status(estate, "web-01", current_scenario=None, current_job=None)
    change_status(estate, "web-01", source_stopped=NOW - timedelta(minutes=65))
    stopped = choose(
        PointChoice.LATEST_PROCESSED, None, ONE, Look(estate, NOW, points), operation=Operation.CHANGE_RECOVERY_POINT
    )
    assert chosen(stopped["web-01"]).data_loss == 300, "it wrote nothing after it had stopped"


@pytest.mark.parametrize(
    ("scenario", "shutdown", "around", "loss"),
    [
        (Scenario.HYPERV_TO_AZURE, True, {}, 0.0),
        (Scenario.VMM_TO_AZURE, True, {}, 0.0),
        (Scenario.HYPERV_TO_AZURE, False, {}, 300.0),
        (Scenario.HYPERV_TO_AZURE, True, {"source_reachable": False}, 240.0),
        (Scenario.HYPERV_TO_AZURE, True, {"source_reachable": None}, 240.0),
        (Scenario.HYPERV_TO_AZURE, True, {"agent_connected": False}, 240.0),
        (Scenario.VMWARE_TO_AZURE, True, {}, 240.0),
        (Scenario.AZURE_TO_AZURE, True, {}, 240.0),
    ],
)
def test_no_loss_is_foretold_that_shutdown_and_synchronization_make_zero(
    scenario: Scenario, shutdown: bool, around: dict[str, object], loss: float
) -> None:
    """[S]: only Hyper-V synchronizes, and only what can be reached."""
    estate = view(*ONE, scenario=scenario)
    change_status(estate, "web-01", **around)
    points = {"web-01": read("web-01", *POINTS, unprocessed=4)}
    made = chosen(
        choose(
            PointChoice.LATEST, None, ONE, Look(estate, NOW, points), operation=Operation.FAILOVER, shutdown=shutdown
        )["web-01"]
    )
    assert made.data_loss == loss
    assert (made.id is None) is (shutdown or scenario not in (Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE))


def test_a_custom_point_says_how_much_older_than_the_newest_it_is() -> None:
    points = read("web-01", *POINTS)
    assert chosen(one(PointChoice.CUSTOM, points, "web-01-10")).note == "5 min older than its newest point"
    assert chosen(one(PointChoice.CUSTOM, points, "web-01-5")).note == ""


def test_multi_vm_takes_the_group_to_its_common_point_and_others_to_their_own() -> None:
    estate = view()
    replication_group(estate, "shop", "web-01", "web-02")
    points = {
        "web-01": read("web-01", point("web-01", 3), point("web-01", 5, multi=True), point("web-01", 10, multi=True)),
        "web-02": read("web-02", point("web-02", 4, multi=True), point("web-02", 10, multi=True, app=True)),
        "web-03": read("web-03", point("web-03", 1), point("web-03", 20, app=True)),
    }
    found = choose(PointChoice.LATEST_MULTI_VM_PROCESSED, None, tuple(points), Look(estate, NOW, points))
    assert [chosen(found[key]).id for key in points] == ["web-01-10", "web-02-10", "web-03-1"]
    found = choose(PointChoice.LATEST_MULTI_VM_APP_CONSISTENT, None, tuple(points), Look(estate, NOW, points))
    assert isinstance(found["web-01"], Finding)
    assert isinstance(found["web-02"], Finding)
    assert chosen(found["web-03"]).id == "web-03-20"


def test_the_common_point_is_sought_among_those_that_run() -> None:
    estate = view()
    replication_group(estate, "shop", "web-01", "web-02")
    points = {"web-01": read("web-01", point("web-01", 5, multi=True))}
    found = choose(PointChoice.LATEST_MULTI_VM_PROCESSED, None, ("web-01",), Look(estate, NOW, points))
    assert chosen(found["web-01"]).id == "web-01-5"


@pytest.mark.parametrize("unreadable", ["web-01", "web-02"])
def test_an_unreadable_member_leaves_the_group_without_a_common_point(unreadable: str) -> None:
    estate = view()
    replication_group(estate, "shop", "web-01", "web-02")
    points = {key: read(key, point(key, 5, multi=True)) for key in ("web-01", "web-02")}
    points[unreadable] = read(unreadable, error="gone")
    found = choose(PointChoice.LATEST_MULTI_VM_PROCESSED, None, tuple(points), Look(estate, NOW, points))
    assert all(isinstance(result, Finding) for result in found.values())


def points_of(key: str) -> st.SearchStrategy[PointsRead]:
    made = st.builds(
        point, st.just(key), st.integers(1, 12), app=st.booleans(), multi=st.booleans(), processed=st.booleans()
    )
    unprocessed = st.one_of(st.none(), st.integers(0, 12))
    unique = st.lists(made, max_size=8, unique_by=lambda point: point.id)
    return st.builds(lambda points, left: read(key, *points, unprocessed=left), unique, unprocessed)


@settings(max_examples=200)
@given(
    first=points_of("web-01"),
    second=points_of("web-02"),
    third=points_of("web-03"),
    choice=st.sampled_from([choice for choice in PointChoice if choice is not PointChoice.CUSTOM]),
)
def test_every_chosen_point_is_processed_eligible_and_the_latest(
    first: PointsRead, second: PointsRead, third: PointsRead, choice: PointChoice
) -> None:
    estate = view()
    replication_group(estate, "shop", "web-01", "web-02")
    points = {"web-01": first, "web-02": second, "web-03": third}
    found = choose(choice, None, tuple(points), Look(estate, NOW, points))
    app = choice in (PointChoice.LATEST_APP_CONSISTENT, PointChoice.LATEST_MULTI_VM_APP_CONSISTENT)
    grouped = choice in (PointChoice.LATEST_MULTI_VM_PROCESSED, PointChoice.LATEST_MULTI_VM_APP_CONSISTENT)

    def times(key: str, *, multi: bool = False) -> set:  # type: ignore[type-arg]
        return {
            made.time
            for made in points[key].points
            if made.processed
            and (not app or made.consistency is Consistency.APPLICATION)
            and (not multi or made.multi_vm)
        }

    for key, result in found.items():
        in_group = grouped and key != "web-03"
        eligible = times("web-01", multi=True) & times("web-02", multi=True) if in_group else times(key)
        if isinstance(result, Finding):
            assert not eligible
            assert not result.overridable
        elif result.id is None:
            assert choice is PointChoice.LATEST
            assert result.time == points[key].unprocessed_until
            assert all(result.time > time for time in eligible)
        else:
            assert result.time == max(eligible)
            taken = next(made for made in points[key].points if made.id == result.id)
            assert taken.processed
            assert taken.time == result.time


def test_all_six_choices_are_offered_where_they_make_sense() -> None:
    estate = view()
    plain = (PointChoice.LATEST, PointChoice.LATEST_PROCESSED, PointChoice.LATEST_APP_CONSISTENT)
    assert offered(tuple(estate.items), estate, OUT, PLAN) == plain
    assert offered(("web-01",), estate, OUT, ITEM) == (*plain, PointChoice.CUSTOM)
    replication_group(estate, "shop", "web-01", "web-02")
    assert set(offered(tuple(estate.items), estate, OUT, PLAN)) == set(PointChoice) - {PointChoice.CUSTOM}
    assert offered(("web-01",), estate, OUT, ITEM) == (*plain, PointChoice.CUSTOM)
    assert "multi-VM" in str(why_not_offered(PointChoice.LATEST_MULTI_VM_PROCESSED, ("web-03",), estate, OUT, PLAN))


def test_no_choice_but_to_azure() -> None:
    for scenario in (Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE, Scenario.VMM_TO_VMM):
        assert offered(("web-01",), view(scenario=scenario), BACK, ITEM) == ()
    assert offered(("web-01",), view(scenario=Scenario.VMM_TO_VMM), OUT, ITEM) == ()
    assert offered(("web-01",), view(scenario=Scenario.AZURE_TO_AZURE), BACK, ITEM) != ()
    assert offered((), view(), OUT, PLAN) == ()


def test_vmware_has_choices_of_its_own_on_the_way_back() -> None:
    """LatestTime, LatestTag and Custom of InMage; crash- and app-consistent of InMageRcmFailback (the API)."""
    classic = (PointChoice.LATEST, PointChoice.LATEST_APP_CONSISTENT)
    assert offered(("web-01",), view(), BACK, PLAN) == classic
    assert offered(("web-01",), view(), BACK, ITEM) == (*classic, PointChoice.CUSTOM)
    modern = view(scenario=Scenario.VMWARE_TO_AZURE_MODERNIZED)
    assert offered(("web-01",), modern, BACK, ITEM) == classic
    assert "way back" in str(why_not_offered(PointChoice.LATEST_PROCESSED, ("web-01",), view(), BACK, ITEM))


def test_the_default_choice() -> None:
    assert default_choice(Operation.FAILOVER, OUT, Scenario.VMWARE_TO_AZURE) is PointChoice.LATEST
    assert default_choice(Operation.TEST_FAILOVER, OUT, Scenario.HYPERV_TO_AZURE) is PointChoice.LATEST
    assert default_choice(Operation.PLANNED_FAILOVER, OUT, Scenario.HYPERV_TO_AZURE) is None
    assert default_choice(Operation.FAILOVER, BACK, Scenario.VMWARE_TO_AZURE) is PointChoice.LATEST
    assert default_choice(Operation.FAILBACK, BACK, Scenario.HYPERV_TO_AZURE) is None
    assert default_choice(Operation.COMMIT, OUT, Scenario.VMWARE_TO_AZURE) is None
    with pytest.raises(BadInput, match="needs the recovery point"):
        default_choice(Operation.CHANGE_RECOVERY_POINT, OUT, Scenario.VMWARE_TO_AZURE)
