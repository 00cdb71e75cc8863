"""What may be done in which state, against an oracle written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_allowed import ALL, CIRCUMSTANCES, ONLY_OF, ORACLE, Oracle, says
from small_estate import (
    all_statuses,
    change_status,
    committed,
    item,
    open_test,
    pending,
    status,
    view,
)

from drconsole.recovery.states.offered import OFFERED, not_offered
from drconsole.recovery.states.reasons import NOTHING_TO_DO, STANDS, WAY_OUT, why_not
from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import allowed_operations, authority, classify, direction_of, table_operations
from drconsole.recovery.states.taking_part import plan_allowed
from drconsole.recovery.types.estate.estate import HealthError, Item, ItemStatus
from drconsole.recovery.types.words import Direction, Location, Operation, Scenario, TargetType

OUT, BACK = Direction.PRIMARY_TO_RECOVERY, Direction.RECOVERY_TO_PRIMARY
EVERYTHING = (
    *("ReverseReplicate", "Commit", "PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover"),
    *("Failback", "ChangePit", "FinalizeFailback", "CancelFailover", "RepairReplication", "SwitchProtection"),
    "CompleteMigration",
)

CASES = [
    pytest.param(row, scenario, location, id=f"{row.number}-{row.state}-{scenario}-{location}")
    for row in ORACLE
    for scenario in row.scenarios
    for location in row.locations
]


def situation(row: Oracle, scenario: str, location: str) -> tuple[Item, ItemStatus]:
    made = status(
        "m",
        protection_state=row.state,
        active_location=Location(location),
        provider_allowed_operations=tuple(filter(None, row.provider.split(", "))),
        **row.more,
    )
    return item("m", Scenario(scenario)), made


@pytest.mark.parametrize(("row", "scenario", "location"), CASES)
def test_each_recorded_state_allows_what_the_oracle_says(row: Oracle, scenario: str, location: str) -> None:
    machine, state = situation(row, scenario, location)
    assert classify(machine, state).number == row.number
    assert classify(machine, state).phase.value == row.phase
    assert {operation.value for operation in table_operations(machine, state)} == set(row.ours.split())
    assert {operation.value for operation in allowed_operations(machine, state)} == set(row.ours.split())


@pytest.mark.parametrize(("row", "scenario", "location"), CASES)
def test_the_rows_hold_the_providers_own_strings(row: Oracle, scenario: str, location: str) -> None:
    assert set(classify(*situation(row, scenario, location)).allowed) == set(filter(None, row.provider.split(", ")))


def test_the_oracle_knows_every_row_and_each_row_its_source() -> None:
    assert {row.number for row in ROWS} == {row.number for row in ORACLE}
    assert all(row.source for row in ROWS)
    assert all(offer.source for offer in OFFERED)


@pytest.mark.parametrize(("row", "scenario", "location"), CASES)
def test_what_the_provider_does_not_list_is_not_allowed(row: Oracle, scenario: str, location: str) -> None:
    machine, state = situation(row, scenario, location)
    if row.phase == "test-open":
        return
    silent = status("m", **{**_fields(state), "provider_allowed_operations": ()})
    assert set(allowed_operations(machine, silent)) <= {Operation.ENABLE_REPLICATION}


SITUATIONS = [
    (scenario.value, state, location.value, circumstance)
    for scenario in Scenario
    for state in sorted({row.state for row in ORACLE})
    for location in Location
    for circumstance in CIRCUMSTANCES
    if scenario.value in ONLY_OF.get(circumstance, ALL)
]


def test_what_the_oracle_does_not_name_allows_nothing_whatever_the_provider_offers() -> None:
    """The whole product of scenario, state, location and circumstance: no row of the table holds more widely than
    what was recorded, or chosen, and written down."""
    wrong, nothing = [], 0
    for situation_ in SITUATIONS:
        scenario, state, location, circumstance = situation_
        words = CIRCUMSTANCES[circumstance]
        offers = (*EVERYTHING, "TestFailoverCleanup") if circumstance == "open test" else EVERYTHING
        if (scenario, state) == (Scenario.AZURE_TO_AZURE.value, "Protected"):  # an older API lists it always: row 5b
            offers = tuple(word for word in offers if word != "RepairReplication" or "disks" in circumstance)
        made = status(
            "m",
            protection_state=state,
            active_location=Location(location),
            provider_allowed_operations=offers,
            **words,
        )
        machine = item("m", Scenario(scenario))
        row, expected = classify(machine, made), says(scenario, state, location, circumstance)
        allowed = {operation.value for operation in allowed_operations(machine, made)}
        tabled = {operation.value for operation in table_operations(machine, made)}
        nothing += expected is None
        if expected is None:
            right = not allowed and not tabled and row.number in ("unknown", "busy")
        else:
            right = allowed == tabled == set(expected.ours.split()) and row.number == expected.number
        if not right:
            wrong.append((situation_, row.number, expected and expected.number))
    assert wrong == []
    assert nothing > len(SITUATIONS) / 2


def _fields(state: ItemStatus) -> dict[str, object]:
    return {
        name: getattr(state, name)
        for name in ("protection_state", "active_location", "current_scenario", "test_failover_state")
    }


KNOWN_STATES = {row.protection_state for row in ROWS}


@given(
    raw=st.text(max_size=40).filter(lambda text: text not in KNOWN_STATES),
    scenario=st.sampled_from(Scenario),
    location=st.sampled_from(Location),
)
def test_an_unknown_state_enables_nothing_whatever_the_provider_offers(
    raw: str, scenario: Scenario, location: Location
) -> None:
    machine = item("m", scenario)
    state = status("m", protection_state=raw, active_location=location, provider_allowed_operations=EVERYTHING)
    assert classify(machine, state).phase is Phase.UNKNOWN
    assert allowed_operations(machine, state) == ()


@pytest.mark.parametrize("raw", ["protected", "PROTECTED", "Protected ", "PlannedFailoverStatesEnd"])
def test_states_are_never_matched_by_eye(raw: str) -> None:
    assert classify(item("m"), status("m", protection_state=raw)).phase is Phase.UNKNOWN


def test_an_unknown_operation_string_is_passed_over() -> None:
    state = status("m", provider_allowed_operations=("UnplannedFailover", "Teleport", "CompleteMigration"))
    assert allowed_operations(item("m"), state) == (Operation.FAILOVER, Operation.RESYNCHRONIZE)


@pytest.mark.parametrize("scenario", list(Scenario))
@pytest.mark.parametrize("errors", [(), (HealthError("78024", "Disk inconsistent", "Error"),)])
def test_a_protected_item_is_resynchronized_although_the_service_does_not_list_it(
    scenario: Scenario, errors: tuple[HealthError, ...]
) -> None:
    """Recorded: the service took it and succeeded. It was offered to nobody."""
    machine = item("m", scenario)
    idle_ = status("m", health_errors=errors)
    assert Operation.RESYNCHRONIZE in allowed_operations(machine, idle_)
    assert why_not(machine, idle_, Operation.RESYNCHRONIZE) == ""
    for contradicts in (
        {"provider_allowed_operations": ()},
        {"provider_allowed_operations": ("TestFailoverCleanup",)},
        {"current_scenario": "UnplannedFailover"},
        {"current_scenario": "EnableProtection"},
        {"protection_state": "InitialReplicationInProgress"},
    ):
        other = status("m", **{"health_errors": errors, **contradicts})
        assert Operation.RESYNCHRONIZE not in allowed_operations(machine, other), contradicts


@pytest.mark.parametrize(
    "scenario_name", ["UnplannedFailover", "TestFailoverCleanup", "CommitFailover", "SomethingNew"]
)
def test_a_scenario_under_way_makes_an_item_busy(scenario_name: str) -> None:
    state = status("m", current_scenario=scenario_name, current_job="job-7")
    assert classify(item("m"), state).phase is Phase.BUSY
    assert allowed_operations(item("m"), state) == ()
    assert "job-7" in why_not(item("m"), state, Operation.FAILOVER)


def test_a_test_failover_still_running_is_busy_and_not_open() -> None:
    state = status("m", current_scenario="TestFailover", provider_allowed_operations=())
    assert classify(item("m"), state).phase is Phase.BUSY


def test_a_cleanup_under_way_is_busy_even_while_the_provider_still_lists_it() -> None:
    state = status("m", **open_test(current_scenario="TestFailoverCleanup"))
    assert classify(item("m"), state).phase is Phase.BUSY


@pytest.mark.parametrize("sticky", ["MarkedForDeletion", "WaitingForCompletion", "Whatever"])
def test_the_test_state_alone_never_means_an_open_test(sticky: str) -> None:
    state = status("m", test_failover_state=sticky)
    assert classify(item("m"), state).phase is Phase.PROTECTED
    assert Operation.FAILOVER in allowed_operations(item("m"), state)


@pytest.mark.parametrize("idle", [None, "None", ""])
def test_idle_is_spelled_in_more_than_one_way(idle: str | None) -> None:
    assert classify(item("m"), status("m", current_scenario=idle)).phase is Phase.PROTECTED


@pytest.mark.parametrize("operation", list(Operation))
@pytest.mark.parametrize(
    "changes",
    [
        {},
        open_test(),
        pending(),
        committed(),
        {"protection_state": "Nonsense"},
        {"protection_state": "Unprotected", "provider_allowed_operations": ()},
        {"current_scenario": "UnplannedFailover"},
        {"provider_allowed_operations": ()},
    ],
    ids=["protected", "testing", "pending", "committed", "unknown", "unprotected", "busy", "silent"],
)
def test_every_refusal_has_a_reason_and_every_permission_none(changes: dict[str, object], operation: Operation) -> None:
    machine, state = item("web-07"), status("web-07", **changes)
    reason = why_not(machine, state, operation)
    if operation in allowed_operations(machine, state):
        assert reason == ""
    else:
        assert "web-07" in reason
        assert reason.endswith(".")


def test_the_reason_names_the_way_out() -> None:
    assert "cleanup-test-failover" in why_not(item("m"), status("m", **open_test()), Operation.FAILOVER)
    assert "run a failover first" in why_not(item("m"), status("m"), Operation.COMMIT)
    assert "commit deleted" in why_not(item("m"), status("m", **committed()), Operation.CHANGE_RECOVERY_POINT)
    assert "InMageAzureV2" in why_not(item("m"), status("m"), Operation.PLANNED_FAILOVER)
    assert "the provider does not allow" in why_not(
        item("m"), status("m", provider_allowed_operations=()), Operation.FAILOVER
    )


def test_every_phase_has_its_words() -> None:
    assert set(STANDS) == set(Phase)
    assert set(WAY_OUT) == set(Phase)


def test_a_plan_allows_what_every_machine_with_something_to_do_allows() -> None:
    estate = view()
    assert set(plan_allowed(estate.plans["web"], estate)) == {Operation.TEST_FAILOVER, Operation.FAILOVER}
    change_status(estate, "web-02", **pending())
    assert set(plan_allowed(estate.plans["web"], estate)) == {
        Operation.TEST_FAILOVER,
        Operation.FAILOVER,
        Operation.COMMIT,
        Operation.CHANGE_RECOVERY_POINT,
    }
    all_statuses(estate, current_scenario="UnplannedFailover")
    assert plan_allowed(estate.plans["web"], estate) == ()


def test_a_committed_plan_offers_neither_failover_nor_another_point() -> None:
    estate = view()
    all_statuses(estate, **committed())
    allowed = plan_allowed(estate.plans["web"], estate)
    assert not {Operation.FAILOVER, Operation.CHANGE_RECOVERY_POINT, Operation.COMMIT} & set(allowed)


def test_a_plan_whose_machines_nobody_reports_allows_nothing() -> None:
    estate = view()
    estate.statuses.clear()
    assert plan_allowed(estate.plans["web"], estate) == ()


def test_item_only_operations_never_stand_at_a_plan() -> None:
    estate = view()
    all_statuses(estate, protection_state="Unprotected", provider_allowed_operations=())
    assert plan_allowed(estate.plans["web"], estate) == ()
    for operation in (Operation.RESYNCHRONIZE, Operation.DISABLE_REPLICATION, Operation.ENABLE_REPLICATION):
        assert not_offered(operation, Scenario.VMWARE_TO_AZURE, OUT, TargetType.PLAN)
        assert not_offered(operation, Scenario.VMWARE_TO_AZURE, OUT, TargetType.ITEM) is None


@pytest.mark.parametrize(
    ("changes", "operation", "expected"),
    [
        ({}, None, OUT),
        (pending(), None, OUT),
        (pending(), Operation.COMMIT, OUT),
        (pending(), Operation.CHANGE_RECOVERY_POINT, OUT),
        (pending(), Operation.RE_PROTECT, BACK),
        (committed(), None, BACK),
        ({"replication_provider": "InMage"}, Operation.FAILOVER, BACK),
    ],
)
def test_direction(changes: dict[str, object], operation: Operation | None, expected: Direction) -> None:
    assert direction_of(item("m"), status("m", **changes), operation) is expected


def test_the_way_back_between_vmm_sites_is_committed_in_its_own_direction() -> None:
    state = status("m", **pending(active_location=Location.PRIMARY))
    assert direction_of(item("m", Scenario.VMM_TO_VMM), state, Operation.COMMIT) is BACK


def test_authority_moves_with_the_failover() -> None:
    assert authority(item("m"), status("m")) == "oslo"
    assert authority(item("m"), status("m", **pending())) == "azure-north"


TYPES = {
    # scenario, direction: test failover, planned failover, failover (failover types per direction)
    ("vmm-to-vmm", OUT): (True, True, True),
    ("vmm-to-vmm", BACK): (True, True, True),
    ("vmm-to-azure", OUT): (True, True, True),
    ("hyperv-to-azure", OUT): (True, True, True),
    ("hyperv-to-azure", BACK): (False, False, False),
    ("vmware-to-azure", OUT): (True, False, True),
    ("physical-to-azure", OUT): (True, False, True),
    ("vmware-to-azure", BACK): (False, False, True),
    ("vmware-to-azure-modernized", OUT): (True, False, True),
    ("vmware-to-azure-modernized", BACK): (False, False, False),
    ("azure-to-azure", OUT): (True, False, True),
    ("azure-to-azure", BACK): (True, False, True),
}


@pytest.mark.parametrize(("where", "expected"), TYPES.items(), ids=str)
def test_which_failover_goes_which_way(where: tuple[str, Direction], expected: tuple[bool, ...]) -> None:
    scenario, direction = Scenario(where[0]), where[1]
    operations = (Operation.TEST_FAILOVER, Operation.PLANNED_FAILOVER, Operation.FAILOVER)
    got = tuple(not_offered(operation, scenario, direction, TargetType.PLAN) is None for operation in operations)
    assert got == expected


@pytest.mark.parametrize("scenario", list(Scenario))
@pytest.mark.parametrize("operation", list(Operation))
@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("target", list(TargetType))
def test_the_table_of_operations_has_a_row_for_every_case(
    operation: Operation, scenario: Scenario, direction: Direction, target: TargetType
) -> None:
    assert not_offered(operation, scenario, direction, target) != "Site Recovery does not offer it"


def test_planned_failover_from_azure_is_called_failback() -> None:
    machine = item("m", Scenario.VMWARE_TO_AZURE_MODERNIZED)
    state = status(
        "m",
        replication_provider="InMageRcmFailback",
        provider_allowed_operations=("PlannedFailover", "DisableProtection"),
    )
    assert Operation.PLANNED_FAILOVER not in allowed_operations(machine, state)
    assert Operation.FAILBACK in allowed_operations(machine, state)


def test_nothing_to_do_never_hides_what_is_allowed() -> None:
    for operation, phases in NOTHING_TO_DO.items():
        for row in ORACLE:
            if row.phase in {phase.value for phase in phases}:
                assert operation.value not in row.ours.split(), (operation, row.number)
