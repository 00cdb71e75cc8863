"""What a plan allows is what its run would do: one rule for lists, next, check, console and start."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_estate import NOW, all_statuses, change_status, committed, open_test, pending, view
from support.typed import advice, command

from drconsole.recovery.checks.qualify import Qualified, qualify
from drconsole.recovery.guide.guide import Guide, next_step
from drconsole.recovery.states.states import PLAN_OPERATIONS
from drconsole.recovery.states.taking_part import left_out, plan_allowed
from drconsole.recovery.types.estate.estate import EstateView
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.estate.plans import Group
from drconsole.recovery.types.words import Direction, Health, Level, Location, Operation, Scenario, TargetType
from drconsole.recovery.types.work.tasks import Request, RunOptions

OUT, BACK = Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY
GONE = {"protection_state": "Unprotected", "provider_allowed_operations": ()}
CUT = {"protection_state": "UnprotectedStatesBegin", "provider_allowed_operations": ("DisableProtection",)}
SYNCING = {"protection_state": "InitialReplicationInProgress", "provider_allowed_operations": ("DisableProtection",)}
FAILED = {
    "protection_state": "UnplannedFailoverCompletionFailed",
    "provider_allowed_operations": ("RepairReplication", "UnplannedFailover", "DisableProtection"),
}


def asked(estate: EstateView, operation: Operation, busy: dict[str, str] | None = None, **options: Any) -> Qualified:
    return qualify(
        Request(operation, "web", TargetType.PLAN, RunOptions(**options)), Look(estate, NOW, busy=busy or {})
    )


def firm(found: Qualified) -> set[str]:
    """What stands in the way and can be accepted by nobody; a direction can be said."""
    errors = [one for one in found.findings if one.level == Level.ERROR and not one.overridable]
    return {one.id for one in errors} - {"direction-to-choose"}


def guide(estate: EstateView, validations: dict[str, str] | None = None, runs: dict[str, str] | None = None) -> Guide:
    look = Look(estate, NOW, validations=validations or {}, known=Known(runs=runs or {}))
    return next_step(look, TargetType.PLAN, "web")


def test_an_unprotected_machine_does_not_close_its_plan() -> None:
    estate = view("keep", "retired")
    change_status(estate, "retired", **GONE)
    plan = estate.plans["web"]
    assert plan_allowed(plan, estate) == (Operation.TEST_FAILOVER, Operation.FAILOVER)
    ((item, reason),) = [(one.item, one.reason) for one in left_out(plan, estate)]
    assert item == "retired" and "not protected" in reason
    found = guide(estate)
    assert found.next_operation is None and "in a disaster run failover" in found.why, "it does not lead away"
    assert Operation.FAILOVER in found.alternatives
    assert [(one.name, "not protected" in one.reason) for one in found.left_out] == [("retired", True)]
    assert "leave out: retired" in found.why
    check = asked(estate, Operation.FAILOVER)
    assert check.items == ("keep",) and [one.reason for one in check.skipped] == [reason]


def test_after_the_failover_the_commit_is_offered_without_the_unprotected_machine() -> None:
    estate = view("keep", "retired")
    change_status(estate, "keep", **pending())
    change_status(estate, "retired", **GONE)
    assert Operation.COMMIT in plan_allowed(estate.plans["web"], estate)
    found = guide(estate, {"keep": "ok"})
    assert found.next_operation is Operation.COMMIT
    assert command(found) == "drconsole run commit plan:Web --confirm Web"


def test_a_machine_that_was_cut_off_still_comes_first() -> None:
    estate = view("keep", "cut")
    change_status(estate, "cut", **CUT)
    assert guide(estate).next_operation is Operation.DISABLE_REPLICATION


def test_a_plan_of_unprotected_machines_alone_is_led_to_their_protection() -> None:
    estate = view("a", "b")
    all_statuses(estate, **GONE)
    assert guide(estate).next_operation is Operation.ENABLE_REPLICATION


@pytest.mark.parametrize(
    ("changes", "busy"),
    [(open_test(), False), (SYNCING, False), ({"current_scenario": "TestFailover"}, False), ({}, True)],
)
def test_whatever_keeps_one_machine_from_taking_part_leaves_the_others(changes: dict[str, Any], busy: bool) -> None:
    estate = view()
    change_status(estate, "web-02", **changes)
    jobs = {"web-02": "j9"} if busy else {}
    allowed = plan_allowed(estate.plans["web"], estate, jobs)
    assert {Operation.TEST_FAILOVER, Operation.FAILOVER} <= set(allowed)
    assert [one.item for one in left_out(estate.plans["web"], estate, jobs)] == ["web-02"]


def test_a_machine_that_a_job_works_on_does_not_say_where_the_others_go() -> None:
    """A held job had still to start it: the run would have gone on with that one, and nobody could take part."""
    estate = view("ahead", "stays", scenario=Scenario.VMM_TO_VMM)
    unfinished = {"protection_state": "PlannedFailoverCommitRequired", "failover_health": Health.CRITICAL}
    change_status(estate, "ahead", **pending(**unfinished))
    change_status(
        estate,
        "stays",
        active_location=Location.RECOVERY,
        provider_allowed_operations=("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover"),
    )
    request = Request(Operation.PLANNED_FAILOVER, "web", TargetType.PLAN)
    found = qualify(request, Look(estate, NOW, busy={"ahead": "j9"}))
    assert (found.direction, found.items) == (Direction.RECOVERY_TO_PRIMARY, ("stays",))


def test_a_machine_that_nobody_reports_is_left_out_too() -> None:
    estate = view()
    del estate.statuses["web-03"]
    assert Operation.FAILOVER in plan_allowed(estate.plans["web"], estate)
    assert [(one.item, one.reason) for one in left_out(estate.plans["web"], estate)] == [
        ("web-03", "the provider does not report it")
    ]


def test_a_planned_failover_with_a_machine_that_is_not_ready_is_not_listed_since_its_check_refuses() -> None:
    estate = view(scenario=Scenario.HYPERV_TO_AZURE)
    change_status(estate, "web-02", **SYNCING)
    assert Operation.PLANNED_FAILOVER not in plan_allowed(estate.plans["web"], estate)
    assert "not-ready-for-planned:web-02" in firm(asked(estate, Operation.PLANNED_FAILOVER))


STANDS = (
    {},
    open_test(),
    SYNCING,
    GONE,
    CUT,
    FAILED,
    pending(),
    committed(),
    {"current_scenario": "UnplannedFailover"},
    {"protection_state": "Nonsense"},
    {"active_location": Location.RECOVERY},
    {"turned": True},
)


def _as_served(scenario: Scenario, changes: dict[str, Any]) -> dict[str, Any]:
    """A modernized VMware item that was turned has another provider, which lists failback alone (states, row 19)."""
    if scenario is not Scenario.VMWARE_TO_AZURE_MODERNIZED or not changes.get("turned"):
        return changes
    listed = ("PlannedFailover", "DisableProtection")
    return {**changes, "replication_provider": "InMageRcmFailback", "provider_allowed_operations": listed}


@given(
    st.sampled_from(list(Scenario)),
    st.lists(st.sampled_from(STANDS), min_size=1, max_size=4),
    st.sampled_from(PLAN_OPERATIONS),
    st.booleans(),
)
def test_the_list_of_a_plan_says_what_its_check_says(
    scenario: Scenario, stands: list[dict[str, Any]], operation: Operation, busy: bool
) -> None:
    keys = [f"m{number}" for number in range(len(stands))]
    estate = view(*keys, scenario=scenario)
    for key, changes in zip(keys, stands, strict=True):
        change_status(estate, key, **_as_served(scenario, changes))
    jobs = {"m0": "j1"} if busy else {}
    listed = operation in plan_allowed(estate.plans["web"], estate, jobs)
    unsaid = asked(estate, operation, jobs)
    runs = [unsaid]
    if any(one.id == "direction-to-choose" for one in unsaid.findings):
        runs = [asked(estate, operation, jobs, direction=way) for way in Direction]
    assert listed == any(run.items and not firm(run) for run in runs)


@given(st.sampled_from(list(Scenario)), st.lists(st.sampled_from(STANDS), min_size=1, max_size=4))
def test_next_of_a_plan_never_gives_a_command_that_its_check_refuses(
    scenario: Scenario, stands: list[dict[str, Any]]
) -> None:
    keys = [f"m{number}" for number in range(len(stands))]
    estate = view(*keys, scenario=scenario)
    for key, changes in zip(keys, stands, strict=True):
        change_status(estate, key, **_as_served(scenario, changes))
    found = guide(estate, dict.fromkeys(keys, "ok"))
    if found.next_operation is None:
        return
    words = shlex.split(command(found))
    kind, _, name = words[3].partition(":")
    options = {"direction": Direction(words[words.index("--direction") + 1])} if "--direction" in words else {}
    target = "web" if kind == "plan" else name
    check = qualify(Request(found.next_operation, target, TargetType(kind), RunOptions(**options)), Look(estate, NOW))
    errors = [one for one in check.findings if one.level == Level.ERROR and not one.overridable]
    assert check.items and not errors, (found, errors)


@pytest.mark.parametrize("operation", [Operation.TEST_FAILOVER, Operation.FAILOVER, Operation.PLANNED_FAILOVER])
@pytest.mark.parametrize("there", [pending(), committed(), {"active_location": Location.RECOVERY}])
def test_the_direction_is_asked_whenever_both_sides_are_active(operation: Operation, there: dict[str, Any]) -> None:
    estate = view(scenario=Scenario.VMM_TO_VMM)
    change_status(estate, "web-02", **there)
    found = {one.id: one for one in asked(estate, operation).findings}
    assert "direction-to-choose" in found
    assert "web-02 would go recovery-to-primary" in found["direction-to-choose"].message
    said = asked(estate, operation, direction=OUT)
    assert "direction-to-choose" not in {one.id for one in said.findings}
    assert "web-02" not in said.items


def test_a_machine_that_is_not_protected_is_active_on_no_side() -> None:
    estate = view()
    all_statuses(estate, **pending())
    change_status(estate, "web-01", **GONE)
    assert "direction-to-choose" not in {one.id for one in asked(estate, Operation.FAILOVER).findings}


def test_next_of_a_mixed_plan_gives_the_whole_command() -> None:
    estate = view(scenario=Scenario.VMM_TO_VMM)
    change_status(estate, "web-01", last_test_failover=None)
    change_status(estate, "web-02", active_location=Location.RECOVERY)
    found = guide(estate)
    assert found.next_operation is Operation.TEST_FAILOVER
    assert command(found) == "drconsole run test-failover plan:Web --direction primary-to-recovery --confirm Web"
    change_status(estate, "web-01", last_test_failover=NOW)
    home = guide(estate)
    assert home.next_operation is Operation.FAILOVER
    assert command(home) == "drconsole run failover plan:Web --direction recovery-to-primary --confirm Web"


def shared() -> EstateView:
    """Plan ``web`` holds dc and web-01, plan ``crm`` holds dc and crm-1; crm's run failed dc over."""
    estate = view("dc", "web-01", "crm-1")
    estate.plans["web"] = replace(estate.plans["web"], groups=(Group(1, ("dc",)), Group(2, ("web-01",))))
    estate.plans["crm"] = replace(
        estate.plans["web"], key="crm", name="CRM", groups=(Group(1, ("dc",)), Group(2, ("crm-1",)))
    )
    all_statuses(estate, **pending())
    return estate


RUNS = {"dc": "crm", "crm-1": "crm", "web-01": "web"}
SETTLES = [Operation.COMMIT, Operation.CHANGE_RECOVERY_POINT]


def moved(estate: EstateView) -> Look:
    return Look(estate, NOW, known=Known(runs=RUNS))


@pytest.mark.parametrize("operation", SETTLES)
def test_a_plan_leaves_out_what_another_plans_run_failed_over(operation: Operation) -> None:
    estate = shared()
    mine = qualify(Request(operation, "web", TargetType.PLAN), moved(estate))
    assert mine.items == ("web-01",)
    (finding,) = mine.findings
    assert finding.id == "other-run:dc" and finding.level == "warning"
    needs = " --point CHOICE" if operation is Operation.CHANGE_RECOVERY_POINT else ""
    assert "CRM" in finding.message and f"drconsole run {operation} item:dc{needs} --confirm dc" in advice(finding)
    assert qualify(Request(operation, "crm", TargetType.PLAN), moved(estate)).items == ("dc", "crm-1")
    alone = qualify(Request(operation, "dc", TargetType.ITEM), moved(estate))
    assert alone.items == ("dc",) and not alone.findings, "who asks for the machine itself gets it"


def test_what_no_known_run_failed_over_is_settled_with_its_plan() -> None:
    estate = shared()
    assert qualify(Request(Operation.COMMIT, "web", TargetType.PLAN), Look(estate, NOW)).items == ("dc", "web-01")


def test_a_plan_with_nothing_but_another_plans_machines_to_commit_does_not_offer_it() -> None:
    estate = shared()
    change_status(estate, "web-01", **committed())
    plan = estate.plans["web"]
    assert Operation.COMMIT not in plan_allowed(plan, estate, runs=RUNS)
    found = guide(estate, dict.fromkeys(estate.items, "ok"), RUNS)
    assert command(found) == "drconsole run commit item:dc --confirm dc"


def test_machines_that_are_left_out_for_one_reason_are_told_together() -> None:
    estate = view("keep", "old-1", "old-2")
    for key in ("old-1", "old-2"):
        change_status(estate, key, **GONE)
    found = guide(estate)
    assert found.why.count("not protected") == 1, "the reason began with each machine's name"
    assert "leave out: old-1, old-2 (not protected" in found.why
