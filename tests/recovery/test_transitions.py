"""A model check over the tables: walk from enabling replication along every allowed operation, in every scenario."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import pytest
from oracle_allowed import ORACLE
from small_estate import item, status

from drconsole.recovery.states.offered import not_offered
from drconsole.recovery.states.row import Condition, Phase, Row
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import active_side, allowed_operations, authority, classify, direction_of
from drconsole.recovery.states.transitions import TRANSITIONS, leads_to, step
from drconsole.recovery.types.estate.estate import HealthError, Item, ItemStatus
from drconsole.recovery.types.families import FAMILY, Family
from drconsole.recovery.types.words import Direction, Location, Operation, Scenario, TargetType

BACK = {Family.V2A: "InMage", Family.RCM: "InMageRcmFailback"}
"""The providers of replication from Azure back to VMware."""
FLIPS = frozenset({Operation.FAILOVER, Operation.PLANNED_FAILOVER})
ELSEWHERE = {"5b", "23", "busy", "unknown"}
"""An older API, clusters, and what is no state of its own."""


@dataclass(frozen=True)
class State:
    row: str
    location: str
    turned: bool = False


BY_NUMBER: dict[str, list[Row]] = {}
for each in ROWS:
    BY_NUMBER.setdefault(each.number, []).append(each)


def situation(scenario: Scenario, state: State) -> tuple[Item, ItemStatus]:
    row = BY_NUMBER[state.row][0]
    family = FAMILY[scenario]
    more: dict[str, object] = {}
    if row.condition is Condition.ENABLING:
        more["current_scenario"] = "EnableProtection"
    if row.condition is Condition.TEST_OPEN:
        more |= {"current_scenario": "TestFailover", "test_failover_state": "WaitingForCompletion"}
    if row.condition is Condition.RESYNC_NEEDED:
        more["health_errors"] = (HealthError("78024", "Disk inconsistent", "Error"),)
    if row.test_failover_state:
        more["test_failover_state"] = row.test_failover_state
    made = status(
        "m",
        protection_state=row.protection_state,
        active_location=Location(state.location),
        provider_allowed_operations=row.allowed,
        replication_provider=BACK.get(family) if state.turned else None,
        turned=state.turned,
        **more,
    )
    return item("m", scenario), made


def location_after(scenario: Scenario, before: State, operation: Operation | None, to: str) -> str:
    """The service's own: given by the row, and between two VMM sites by which way it went."""
    places = {str(place) for row in BY_NUMBER[to] for place in row.locations}
    if len(places) == 1:
        return places.pop()
    if operation in FLIPS:
        return "Primary" if before.location == "Recovery" else "Recovery"
    return before.location


def onward(scenario: Scenario, state: State) -> list[tuple[str, State]]:
    machine, now = situation(scenario, state)
    family, row = FAMILY[scenario], classify(machine, now)
    found: list[tuple[str, State]] = []
    for operation in (*allowed_operations(machine, now), None):
        if operation is not None and _exists_nowhere(operation, scenario):
            continue
        after = step(family, row, state.turned, Location(state.location), operation)
        if after is None:
            assert operation is None, f"{scenario} {state}: {operation} is allowed and leads nowhere"
            continue
        where = location_after(scenario, state, operation, after.row.number)
        found.append((str(operation or "by itself"), State(after.row.number, where, after.turned)))
        if operation is Operation.FAILOVER and after.row.phase is Phase.COMMIT_PENDING:
            found.append(("fails", State(_failed(family, state), state.location, state.turned)))
            found.append(("is cancelled", State("own-1", state.location)))
        if operation is Operation.DISABLE_REPLICATION:
            found.append(("stops half way", State("own-3", state.location)))
    if state.row in ("4", "5") and not state.turned and state.location == "Primary":
        found.append(("a disk differs", State(f"{state.row}r", "Primary")))
    return found


def _failed(family: Family, before: State) -> str:
    """The row of a failover that could not be completed."""
    if family is Family.V2A:
        return "18x" if before.turned else "21"
    return {Family.H2A: "21h", Family.E2E: "21e"}.get(family, "21b")


def _exists_nowhere(operation: Operation, scenario: Scenario) -> bool:
    """Listed by Site Recovery and of no use to anybody: ChangePit between two VMM sites."""
    return all(not_offered(operation, scenario, way, TargetType.ITEM) for way in Direction)


def explored(scenario: Scenario) -> dict[State, list[tuple[str, State]]]:
    start = State("1", "Primary")
    seen: dict[State, list[tuple[str, State]]] = {}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        if state not in seen:
            seen[state] = onward(scenario, state)
            queue.extend(after for _, after in seen[state])
    return seen


@pytest.mark.parametrize("scenario", Scenario)
def test_every_state_of_a_scenario_is_reached(scenario: Scenario) -> None:
    reached = {state.row for state in explored(scenario)}
    known = {row.number for row in ROWS if scenario in row.scenarios} - ELSEWHERE
    assert reached == known


@pytest.mark.parametrize("scenario", Scenario)
def test_no_state_is_a_dead_end_and_all_lead_home(scenario: Scenario) -> None:
    """From everywhere there is a way to being protected on the primary side again."""
    graph = explored(scenario)
    home = {state for state in graph if _home(scenario, state)}
    leads = set(home)
    while True:
        more = {state for state, ways in graph.items() if any(after in leads for _, after in ways)} - leads
        if not more:
            break
        leads |= more
    assert set(graph) == leads


def _home(scenario: Scenario, state: State) -> bool:
    machine, now = situation(scenario, state)
    return classify(machine, now).phase is Phase.PROTECTED and active_side(now) is Location.PRIMARY


@pytest.mark.parametrize("scenario", Scenario)
def test_a_failed_over_item_comes_home_without_losing_its_protection_for_good(scenario: Scenario) -> None:
    """The circle itself, with neither disable nor enable: facts of each scenario's failback."""
    graph = explored(scenario)
    ways = {
        state: [after for words, after in found if words not in ("disable-replication", "enable-replication")]
        for state, found in graph.items()
    }
    pending = [state for state in graph if classify(*situation(scenario, state)).phase is Phase.COMMIT_PENDING]
    assert pending
    for state in pending:
        seen, queue = {state}, deque([state])
        while queue:
            for after in ways[queue.popleft()]:
                if after not in seen:
                    seen.add(after)
                    queue.append(after)
        assert any(_home(scenario, after) for after in seen), state


@pytest.mark.parametrize("scenario", Scenario)
def test_every_state_has_one_authority_and_the_next_way_leaves_it(scenario: Scenario) -> None:
    for state in explored(scenario):
        machine, now = situation(scenario, state)
        side = active_side(now)
        assert authority(machine, now) == (machine.target if side is Location.RECOVERY else machine.source)
        if classify(machine, now).phase is Phase.PROTECTED:
            assert (direction_of(machine, now).value == "recovery-to-primary") is (side is Location.RECOVERY), state


def test_every_row_of_the_transitions_is_about_states_of_its_scenarios() -> None:
    known = {(FAMILY[scenario], row.number) for row in ROWS for scenario in row.scenarios}
    for transition in TRANSITIONS:
        for family in transition.families:
            assert (family, transition.to) in known, transition
    used = {number for transition in TRANSITIONS for number in transition.rows}
    assert used <= {row.number for row in ORACLE} | {"3"}


def test_what_is_not_allowed_leads_nowhere() -> None:
    machine, now = situation(Scenario.HYPERV_TO_AZURE, State("4", "Primary"))
    assert leads_to(machine, now, Operation.COMMIT) is None
    after = leads_to(machine, now, Operation.PLANNED_FAILOVER)
    assert after is not None
    assert after.row.protection_state == "PlannedFailoverCommitRequired"
