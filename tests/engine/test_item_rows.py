"""Rows of items: what is offered, and which job one is in."""

from __future__ import annotations

from datetime import UTC, datetime

from drconsole.engine.decider.state import State
from drconsole.engine.projections.estate import item_row
from drconsole.recovery.types.estate import Item, ItemStatus
from drconsole.recovery.types.words import Location, Scenario

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
    return item_row(item, ItemStatus("m", "/m", state, state, NOW, active_location=active, **more), State())


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
