"""What blocks an operation or is said before it: each finding is there when it should be, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from asking import (
    H2A,
    ITEM,
    OP,
    OVER,
    PLAN,
    WARN,
    Case,
    Setup,
    config,
    everywhere,
    is_there_only_for_its_cause,
    network,
    options,
    setting,
    status,
)
from small_estate import (
    NOW,
    change_item,
    change_status,
    committed,
    open_test,
    pending,
    point,
    read,
    replication_group,
    view,
)

from drconsole.recovery.checks.landing.networks import default_test_network
from drconsole.recovery.checks.prerequisites import resolve_accepted, unaccepted
from drconsole.recovery.checks.qualify import qualify, run_direction
from drconsole.recovery.types.estate.estate import HealthError
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import Direction, Health, Location, Operation, PointChoice, Scenario, TargetType
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.recovery.types.work.tasks import Finding, Request, RunOptions

RESYNC = (HealthError("78024", "disk inconsistent", "Error"),)
SYNCING = {"protection_state": "InitialReplicationInProgress", "provider_allowed_operations": ("DisableProtection",)}
UNPROTECTED = {"protection_state": "Unprotected", "provider_allowed_operations": ()}
REPAIR = {
    "health_errors": RESYNC,
    "provider_allowed_operations": ("RepairReplication", "UnplannedFailover", "DisableProtection", "TestFailover"),
}


def no_points(setup: Setup) -> None:
    setup.points["web-01"] = read("web-01")


def unreadable(setup: Setup) -> None:
    setup.points["web-01"] = read("web-01", error="no answer")


def short_quota(setup: Setup) -> None:
    setup.estate.sites["azure-north"] = replace(setup.estate.sites["azure-north"], cores_quota=5)


def group_beyond_the_target(setup: Setup) -> None:
    replication_group(setup.estate, "shop", "web-01", "web-02")


def group_with_a_lame_member(setup: Setup) -> None:
    group_beyond_the_target(setup)
    change_status(setup.estate, "web-02", **SYNCING)


def plan_changed(setup: Setup) -> None:
    setup.estate.plans["web"] = replace(setup.estate.plans["web"], changed_at=NOW - timedelta(days=1))


def second_isolated_network(setup: Setup) -> None:
    setup.estate.networks["vnet-test-2"] = replace(setup.estate.networks["vnet-test"], name="vnet-test-2")


def point_in_use(setup: Setup) -> None:
    change_status(setup.estate, "web-01", failover_point_id="web-01-5")


def plan() -> Setup:
    return Setup()


def machine() -> Setup:
    return Setup(target_type=ITEM)


def planned() -> Setup:
    return Setup(OP.PLANNED_FAILOVER, scenario=H2A)


def tried() -> Setup:
    return Setup(OP.TEST_FAILOVER)


def of(operation: Operation, target: TargetType = ITEM, **before: object) -> Callable[[], Setup]:
    return lambda: Setup(operation, target, before=before)


CASES = [
    # the state and who takes part
    Case("item-unknown:web-01", machine, lambda setup: setup.estate.statuses.pop("web-01")),
    Case("item-unknown:web-01", plan, lambda setup: setup.estate.statuses.pop("web-01"), *OVER),
    Case("not-offered", machine, setting(operation=OP.PLANNED_FAILOVER)),
    Case("not-offered", plan, setting(operation=OP.RESYNCHRONIZE)),
    Case("not-offered", tried, options(direction=Direction.RECOVERY_TO_PRIMARY)),
    Case("not-offered-by-provider:vmware-to-azure", plan, setting(grain=None)),
    Case("busy:web-01", machine, setting(busy={"web-01": "job-1"})),
    Case("busy:web-01", plan, setting(busy={"web-01": "job-1"}), *OVER),
    Case("busy:web-01", plan, status(current_scenario="TestFailover", provider_allowed_operations=()), *OVER),
    Case("test-failover-open:web-01", machine, status(**open_test())),
    Case("test-failover-open:web-01", plan, status(**open_test()), *OVER),
    Case("test-failover-open:web-01", tried, status(**open_test()), *OVER),
    Case("no-open-test-failover:web-01", of(OP.CLEANUP_TEST_FAILOVER, **open_test()), status(
        current_scenario=None, provider_allowed_operations=("UnplannedFailover", "TestFailover", "DisableProtection"))),
    Case("state-not-allowed:web-01", machine, status(**committed())),
    Case("state-not-allowed:web-01", machine, status(protection_state="Nonsense")),
    Case("state-not-allowed:web-01", of(OP.COMMIT, **pending()), status(**committed())),
    Case("state-not-allowed:web-01", of(OP.CHANGE_RECOVERY_POINT, **pending()), status(**committed())),
    Case("state-not-allowed:web-01", of(OP.RESYNCHRONIZE, **REPAIR), status(**committed())),
    Case("state-not-allowed:web-01", of(OP.ENABLE_REPLICATION, **UNPROTECTED), status(protection_state="Protected")),
    Case("state-not-allowed:web-01", of(OP.DISABLE_REPLICATION), status(protection_state="Unprotected")),
    Case("not-ready-for-planned:web-01", planned, status(**SYNCING)),
    Case("left-behind:web-01", plan, status(**SYNCING), *WARN),
    Case("left-behind:web-01", tried, status(protection_state="Nonsense"), *WARN),
    Case("wrong-direction:web-01", machine, options(direction=Direction.RECOVERY_TO_PRIMARY)),
    Case("nothing-qualifies", plan, everywhere(**committed())),
    Case("nothing-qualifies", of(OP.COMMIT, PLAN, **pending()), everywhere(**committed())),
    # replication groups
    Case("replication-group:shop", machine, group_beyond_the_target),
    Case("replication-group:shop", plan, group_with_a_lame_member),
    Case("replication-group-partial:shop", tried, group_with_a_lame_member, *WARN),
    # tests
    Case("test-failover-missing:web-01", plan, status(last_test_failover=None), *OVER),
    Case("test-failover-missing:web-01", planned, status(last_test_failover=None), *OVER),
    Case("test-failover-old:web-01", plan, status(last_test_failover=NOW - timedelta(days=181)), *OVER),
    Case("test-failover-outdated", plan, plan_changed, *OVER),
    # the target
    Case("no-network-interface:web-01", plan, config(network=None), *OVER),
    Case("network-not-prepared:web-01", planned, config(target_network="vnet-gone"), *OVER),
    Case("network-not-prepared:web-01", plan, network("lan", mapped_to=None), *OVER),
    Case("quota-cores:azure-north", plan, short_quota, *OVER),
    Case("quota-cores:azure-north", tried, short_quota, *OVER),
    Case("addresses:vnet-prod", plan, network("vnet-prod", free_addresses=2), *OVER),
    Case("addresses:vnet-test", tried, network("vnet-test", free_addresses=2), *OVER),
    # data
    Case("recovery-point-missing:web-01", plan, no_points),
    Case("recovery-point-missing:web-01", tried, no_points),
    Case("recovery-points-unreadable:web-01", plan, unreadable),
    Case("recovery-point-missing:web-01", of(OP.CHANGE_RECOVERY_POINT, **pending()), no_points),
    Case("recovery-point-in-use:web-01", of(OP.CHANGE_RECOVERY_POINT, **pending()), point_in_use),
    Case("resync-needed:web-01", plan, status(health_errors=RESYNC), *OVER),
    Case("resync-needed:web-01", planned, status(health_errors=RESYNC)),
    Case("rpo-exceeded:web-01", plan, status(replicated_until=NOW - timedelta(hours=2)), *WARN),
    Case("rpo-unknown:web-01", plan, status(replicated_until=None), *WARN),
    Case("health-critical:web-01", plan, status(replication_health=Health.CRITICAL), *WARN),
    # after the failover
    Case("not-validated:web-01", lambda: Setup(
        OP.COMMIT, before=pending(), validations=dict.fromkeys(("web-01", "web-02", "web-03"), "ok")),
        lambda setup: setup.validations.pop("web-01"), *WARN),
    Case("validation-failed:web-01", of(OP.COMMIT, **pending()), setting(validations={"web-01": "failed"}), *OVER),
    Case("commit-deletes-points", lambda: Setup(OP.COMMIT, before=committed()), everywhere(**pending()), *WARN),
    Case("replication-group-apart:shop", of(OP.CHANGE_RECOVERY_POINT, **pending()), group_beyond_the_target, *WARN),
    Case("change-recreates-machine", of(OP.CHANGE_RECOVERY_POINT, **committed()), status(**pending()), *WARN),
    Case("choice-not-offered", plan, options(point=PointChoice.CUSTOM)),
    Case("choice-not-offered", plan, options(point=PointChoice.LATEST_MULTI_VM_PROCESSED)),
    Case("choice-not-offered", planned, options(point=PointChoice.LATEST)),
    # the network of a test
    Case("test-network-not-chosen", tried, second_isolated_network),
    Case("test-network-unknown", tried, options(network="vnet-gone")),
    Case("test-network-none", tried, options(network="none"), *WARN),
    Case("test-network-not-isolated", tried, options(network="vnet-other"), *WARN),
    Case("test-network-production", tried, options(network="vnet-prod"), *OVER),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.finding}" for number, case in enumerate(CASES)])
def test_a_finding_is_there_for_its_cause_and_only_then(case: Case) -> None:
    is_there_only_for_its_cause(case)


@pytest.mark.parametrize("start", [plan, machine, planned, tried], ids=["plan", "machine", "planned", "test"])
def test_a_healthy_estate_is_ready(start: Callable[[], Setup]) -> None:
    result = start().ask()
    assert result.ready
    assert [finding for finding in result.findings if finding.level != "info"] == []
    assert result.skipped == ()


def test_a_plan_passes_by_what_has_failed_over_already() -> None:
    setup = plan()
    setup.options = replace(setup.options, direction=Direction.PRIMARY_TO_RECOVERY)
    change_status(setup.estate, "web-02", **pending())
    result = setup.ask()
    assert result.ready
    assert result.qualified == ("web-01", "web-03")
    assert [(skip.item, "already failed over" in skip.reason) for skip in result.skipped] == [("web-02", True)]


def test_one_machine_that_is_not_ready_does_not_hold_up_a_disaster() -> None:
    setup = plan()
    change_status(setup.estate, "web-02", **SYNCING)
    result = setup.ask()
    assert result.ready
    assert "web-02" not in result.qualified
    assert any(finding.id == "left-behind:web-02" for finding in result.findings)


def test_a_member_that_went_over_before_does_not_hold_back_its_group() -> None:
    setup = plan()
    setup.options = replace(setup.options, direction=Direction.PRIMARY_TO_RECOVERY)
    replication_group(setup.estate, "shop", "web-01", "web-02")
    change_status(setup.estate, "web-02", **pending())
    assert setup.ask().ready


def test_a_planned_failover_takes_no_choice_of_a_point() -> None:
    setup = planned()
    no_points(setup)
    assert setup.ask().ready


def test_a_plan_passes_by_a_machine_that_is_at_the_point_already() -> None:
    setup = Setup(OP.CHANGE_RECOVERY_POINT, before=pending())
    point_in_use(setup)
    result = setup.ask()
    assert result.qualified == ("web-02", "web-03")
    assert "already at this point" in result.skipped[0].reason
    for key in ("web-02", "web-03"):
        change_status(setup.estate, key, failover_point_id=f"{key}-5")
    assert "nothing-qualifies" in {finding.id for finding in setup.ask().findings}


def test_commit_counts_the_points_it_deletes() -> None:
    setup = Setup(OP.COMMIT, before=pending())
    assert any("(6 points of 3 machines)" in finding.message for finding in setup.ask().findings)
    alone = Setup(OP.COMMIT, ITEM, before=pending())
    alone.points["web-01"] = read("web-01", point("web-01", 5))
    assert any("(1 point of 1 machine)" in finding.message for finding in alone.ask().findings)
    unreadable(setup)
    assert any("not known" in finding.message for finding in setup.ask().findings)


def apart(setup: Setup) -> list[Finding]:
    return [finding for finding in setup.ask().findings if finding.id == "replication-group-apart:shop"]


def one_of_the_group() -> Setup:
    setup = Setup(OP.CHANGE_RECOVERY_POINT, ITEM, before=pending())
    replication_group(setup.estate, "shop", "web-01", "web-02", "web-03")
    return setup


def test_a_member_that_changes_its_point_alone_is_told_whom_it_leaves_and_what_to_do_instead() -> None:
    setup = one_of_the_group()
    assert setup.ask().ready, "the documents do not forbid it"
    (finding,) = apart(setup)
    assert "web-01 would go to another time than web-02, web-03" in finding.message
    assert "the replication group shop is not consistent" in finding.message, "it was not before either"
    assert finding.recommended_action.startswith("Change the recovery point of the recovery plan instead (Web)")
    for key in ("web-01", "web-02", "web-03"):
        change_status(setup.estate, key, failover_point_time=NOW)
    (finding,) = apart(setup)
    assert "the replication group shop is no longer consistent" in finding.message
    setup.estate.plans.clear()
    (finding,) = apart(setup)
    assert "the others" in finding.recommended_action


def test_a_plan_that_holds_the_whole_group_changes_its_point_without_that_warning() -> None:
    setup = one_of_the_group()
    setup.target, setup.target_type = "web", PLAN
    assert setup.ask().qualified == ("web-01", "web-02", "web-03")
    assert apart(setup) == []
    change_status(setup.estate, "web-02", failover_point_id="web-02-5")
    assert setup.ask().qualified == ("web-01", "web-03")
    assert apart(setup) == [], "the one that is passed by is at the wanted point already"


def test_a_member_that_comes_back_to_the_common_point_of_its_group_is_not_warned_of() -> None:
    setup = one_of_the_group()
    common = NOW - timedelta(minutes=5)
    for key in ("web-02", "web-03"):
        change_status(setup.estate, key, failover_point_time=common)
    setup.points["web-01"] = read("web-01", point("web-01", 5, multi=True))
    assert apart(setup) == []
    change_status(setup.estate, "web-03", failover_point_time=common - timedelta(hours=1))
    assert apart(setup), "the others do not stand together themselves"
    change_status(setup.estate, "web-03", failover_point_time=common)
    setup.points["web-01"] = read("web-01", point("web-01", 5))
    assert apart(setup), "a point that is not multi-VM is no common one"
    point_in_use(setup)
    assert apart(setup) == [], "it goes nowhere"


def test_machines_of_one_name_get_findings_of_their_own() -> None:
    setup = plan()
    for key in ("web-01", "web-02"):
        change_item(setup.estate, key, name="twin")
        change_status(setup.estate, key, last_test_failover=None)
    ids = [finding.id for finding in setup.ask().findings if finding.level == "error"]
    assert ids == ["test-failover-missing:web-01", "test-failover-missing:web-02"]


def test_the_gravest_comes_first() -> None:
    setup = plan()
    change_status(setup.estate, "web-01", replicated_until=None)
    change_status(setup.estate, "web-02", source_reachable=False)
    change_status(setup.estate, "web-03", last_test_failover=None)
    levels = [finding.level for finding in setup.ask().findings]
    assert levels == sorted(levels, key=["error", "warning", "info"].index)
    assert set(levels) == {"error", "warning", "info"}


def test_the_default_network_of_a_test_is_the_only_isolated_one() -> None:
    estate = view()
    assert default_test_network(("web-01",), estate) == "vnet-test"
    del estate.networks["vnet-test"]
    assert default_test_network(("web-01",), estate) is None


def test_a_run_goes_where_its_machines_would_go() -> None:
    estate = view(scenario=Scenario.VMM_TO_VMM)
    asked = Request(OP.FAILOVER, "web", PLAN)
    assert run_direction(asked, estate) is Direction.PRIMARY_TO_RECOVERY
    for key in ("web-01", "web-02"):
        change_status(estate, key, active_location=Location.RECOVERY)
    assert run_direction(asked, estate) is Direction.PRIMARY_TO_RECOVERY
    change_status(estate, "web-03", active_location=Location.RECOVERY)
    assert run_direction(asked, estate) is Direction.RECOVERY_TO_PRIMARY
    said = replace(asked, options=RunOptions(direction=Direction.PRIMARY_TO_RECOVERY))
    assert run_direction(said, estate) is Direction.PRIMARY_TO_RECOVERY


@pytest.mark.parametrize("target_type", list(TargetType))
def test_a_target_that_does_not_exist_is_bad_input(target_type: TargetType) -> None:
    with pytest.raises(BadInput, match="There is no"):
        qualify(Request(OP.FAILOVER, "nobody", target_type), Look(view(), NOW))


FOUND = (
    Finding("test-failover-missing:web-01", "error", "untested", overridable=True, item="web-01"),
    Finding("test-failover-missing:web-02", "error", "untested", overridable=True, item="web-02"),
    Finding("recovery-point-missing:web-03", "error", "no point", item="web-03"),
    Finding("rpo-exceeded:web-03", "warning", "slow", item="web-03"),
)


def test_what_is_accepted_blocks_no_longer_and_warnings_never_do() -> None:
    left = unaccepted(FOUND, ["test-failover-missing:web-01"])
    assert [finding.id for finding in left] == ["test-failover-missing:web-02", "recovery-point-missing:web-03"]
    assert unaccepted(FOUND[3:], []) == ()


def test_a_kind_accepts_all_of_its_kind() -> None:
    assert resolve_accepted(FOUND, ["test-failover-missing"]) == tuple(finding.id for finding in FOUND[:2])


@pytest.mark.parametrize("word", ["recovery-point-missing:web-03", "recovery-point-missing", "rpo-exceeded:web-03"])
def test_what_nobody_may_accept_is_refused(word: str) -> None:
    with pytest.raises(Refused, match="cannot be accepted"):
        unaccepted(FOUND, [word])


@pytest.mark.parametrize("word", ["test-failover-missing:web-09", "nonsense", ""])
def test_accepting_what_was_not_found_is_bad_input(word: str) -> None:
    with pytest.raises(BadInput, match="no finding"):
        unaccepted(FOUND, [word])
