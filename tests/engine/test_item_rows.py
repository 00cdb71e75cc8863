"""Rows of items: what is offered, and which job one is in."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.whole import whole

from drconsole.engine.decider.state import State
from drconsole.engine.projections.items import item_state
from drconsole.engine.projections.judging import judged, standing_word
from drconsole.engine.projections.plans import counted_stands
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.view import look_of
from drconsole.recovery.guide import guide
from drconsole.recovery.states.assessments import authority
from drconsole.recovery.states.assessments.comeback import MAX_DISKS, come_back
from drconsole.recovery.states.assessments.follow_up import unfinished
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import classify, standing
from drconsole.recovery.types.estate.estate import Disk, EstateView, Item, ItemStatus, Site, SiteKind
from drconsole.recovery.types.estate.known import SOURCE, TARGET, Known
from drconsole.recovery.types.words import Health, Location, Operation, Scenario, TargetType

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
BUSY = {"current_scenario": "UnplannedFailover", "current_job": "job-7", "provider_allowed_operations": ()}
OPEN_TEST = {
    "current_scenario": "TestFailover",
    "current_job": "job-7",
    "test_failover_state": "WaitingForCompletion",
    "provider_allowed_operations": ("TestFailoverCleanup",),
}


def row(scenario: Scenario, state: str, active: Location, **more):
    item = Item("m", "m", scenario, "here", "there", "windows", "day")
    status = ItemStatus("m", "/m", state, state, NOW, active_location=active, **more)
    return item_state(item, status, State(), standing(item, status))


def test_between_vmm_sites_a_change_of_the_point_that_would_be_refused_is_not_listed():
    listed = ("CompleteMigration", "ReverseReplicate", "Commit", "DisableProtection", "ChangePit")
    for state in ("UnplannedFailoverCommitPendingStatesBegin", "PlannedFailoverCommitRequired"):
        for active in Location:
            found = row(Scenario.VMM_TO_VMM, state, active, provider_allowed_operations=listed)
            assert found["allowed_operations"] == ["commit", "reverse-replicate", "disable-replication"]
            assert found["provider_allowed_operations"] == list(listed), "what the provider says stays seen"


def test_an_item_with_an_open_test_is_in_no_job_although_the_test_is_its_scenario():
    found = row(Scenario.HYPERV_TO_AZURE, "Protected", Location.PRIMARY, **OPEN_TEST)
    assert (found["current_scenario"], found["current_job"]) == ("TestFailover", None)
    assert found["allowed_operations"] == ["cleanup-test-failover"]
    busy = row(Scenario.HYPERV_TO_AZURE, "Protected", Location.PRIMARY, **BUSY)
    assert (busy["current_job"], busy["allowed_operations"]) == ("job-7", [])


def test_what_the_provider_carries_out_for_nobody_is_no_step_that_a_row_tells():
    """After a cancelled failover a vault's replication is disabled in the portal: no screen may send to a command."""
    for withheld, due in (((), Operation.DISABLE_REPLICATION), ((Operation.DISABLE_REPLICATION,), None)):
        at = {"provider_allowed_operations": ("DisableProtection",), "withheld": withheld}
        found = row(Scenario.HYPERV_TO_AZURE, "UnprotectedStatesBegin", Location.PRIMARY, **at)
        told = guide.next_step(look_of([whole(ItemRow, **found)], []), TargetType.ITEM, "m")
        assert told.next_operation == due
    assert "in the portal" in told.why


SEEN = [
    {},
    {"seen": {"m": {SOURCE: "on", TARGET: "running"}}},
    {"seen": {"m": {SOURCE: "off", TARGET: "absent"}}, "left_off": {"m": "job-7"}, "cancelled": frozenset({"m"})},
    {"seen": {"m": {SOURCE: "absent"}}, "stays_down": {"m": SOURCE}},
]


@pytest.mark.parametrize(("disks", "managed"), [(1, True), (MAX_DISKS + 1, None)])
@pytest.mark.parametrize("seen", SEEN)
def test_what_is_worked_out_once_for_items_that_stand_alike_is_what_the_rules_say_of_each(disks, managed, seen):
    """Every row of the states and every scenario, with all fields set that a rule might come to ask for."""
    known = Known(**seen)
    view = EstateView(sites={"here": Site("here", SiteKind.HYPERV)})
    held = tuple(Disk(f"d{number}", 10) for number in range(disks))
    for scenario, at, location in product(Scenario, ROWS, Location):
        item = Item(
            "m",
            "mail",
            scenario,
            "here",
            "there",
            "linux",
            "day",
            agent_version="9.1",
            disks=held,
            managed_disks=managed,
            hyperv_as_physical=True,
        )
        status = ItemStatus(
            "m",
            "/m",
            at.protection_state,
            "As described",
            NOW,
            active_location=location,
            test_failover_state=at.test_failover_state or "None",
            provider_allowed_operations=at.allowed,
            failover_health=Health.CRITICAL,
            current_job="job-9",
            source_reachable=False,
            source_powered=True,
            connection="no-address",
            machine="mail-test",
        )
        found, back = judged(item, status, view, known), come_back(item, status, view, known)
        assert found["authority"] == authority.sides(item, status, known)[0]
        assert found["authority_words"] == authority.in_words(item, status, known)
        flags = [flag.text for flag in authority.flags(item, status, known)]
        assert [flag["text"] for flag in found["flags"]] == [*flags, unfinished(item, status)]
        assert found["reverse"] == {"answer": back.answer, "why": "; ".join(back.why)}


def stand(state: str, active: Location = Location.RECOVERY, known: Known | None = None, late=False, **more) -> str:
    item = Item("m", "m", Scenario.VMWARE_TO_AZURE, "here", "there", "windows", "day")
    status = ItemStatus("m", "/m", state, state, NOW, active_location=active, **more)
    flags = judged(item, status, EstateView(), known or Known())["flags"]
    return standing_word(item, status, classify(item, status).phase, flags, known or Known(), State(), late)


def test_a_machine_that_serves_nobody_or_runs_twice_looks_like_no_healthy_one():
    over = "UnplannedFailoverCommitPendingStatesBegin"
    assert stand(over, known=Known(seen={"m": {SOURCE: "off", TARGET: "running"}})) == "not-committed"
    assert stand(over, known=Known(seen={"m": {SOURCE: "off", TARGET: "absent"}})) == "runs-nowhere"
    assert stand(over, known=Known(seen={"m": {SOURCE: "on", TARGET: "running"}})) == "runs-twice"


def test_a_machine_that_is_off_at_home_is_not_called_protected():
    assert stand("Protected", Location.PRIMARY, source_powered=False) == "switched-off"
    assert stand("Protected", Location.PRIMARY, source_powered=None) == "protected"


@pytest.mark.parametrize("state", ["Protected", "InitialReplicationInProgress"])
def test_the_machine_of_the_side_that_counts_is_asked_whether_it_is_off(state: str):
    """Made anew the other way round, the service's "Primary" is our recovery side."""
    quiet = {"Protected": "protected", "InitialReplicationInProgress": "syncing"}[state]
    assert stand(state, Location.PRIMARY, turned=True, source_powered=False, target_powered=True) == quiet
    assert stand(state, Location.PRIMARY, turned=True, source_powered=False, target_powered=None) == quiet
    assert stand(state, Location.PRIMARY, turned=True, source_powered=True, target_powered=False) == "switched-off"


def test_a_machine_whose_rpo_is_above_its_objective_is_a_warning():
    assert stand("Protected", Location.PRIMARY, late=True) == "warning"
    assert stand("UnplannedFailoverCommitPendingStatesBegin", late=True) == "not-committed"


@given(st.lists(st.sampled_from(Stand)))
def test_a_plan_counts_how_its_machines_stand_the_worst_first(stands: list[Stand]) -> None:
    found = counted_stands(stands)
    assert found == {str(stand): stands.count(stand) for stand in stands}
    assert list(found) == sorted(found, key=lambda stand: GRAVITY[Stand(stand)])
