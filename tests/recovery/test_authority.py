"""Which side counts and which way replication runs, in every state of the tables; flags where neither is sure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_estate import committed, item, open_test, pending, status

from drconsole.recovery.states.assessments.authority import (
    Held,
    duty,
    flags,
    in_words,
    over,
    replication,
    settled,
    sides,
)
from drconsole.recovery.states.assessments.flag_kinds import FlagKind
from drconsole.recovery.states.assessments.testdebt import is_paid, side_effects, stands, undo
from drconsole.recovery.states.row import Condition, Phase, Row
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.estate.estate import Item, ItemStatus
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.remedies import Target, as_json
from drconsole.recovery.types.words import Location, Scenario, TargetType
from drconsole.render.words.command_lines import command_line

V2A, E2E, A2A, H2A = (
    Scenario.VMWARE_TO_AZURE,
    Scenario.VMM_TO_VMM,
    Scenario.AZURE_TO_AZURE,
    Scenario.HYPERV_TO_AZURE,
)
BACK = {"turned": True, "replication_provider": "InMage", "provider_allowed_operations": ("UnplannedFailover",)}


def seen(source: str, target: str) -> Known:
    return Known({"web": {"source-powered": source, "target-running": target}})


def machine(scenario: Scenario = V2A, **changes: object) -> tuple[Item, ItemStatus]:
    return item("web", scenario), replace(status("web"), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scenario", "changes", "words"),
    [
        (V2A, {}, "oslo counts; replicates from oslo to azure-north"),
        (V2A, open_test(), "oslo counts; replicates from oslo to azure-north"),
        (V2A, pending(), "azure-north counts; replicates nowhere"),
        (V2A, committed(), "azure-north counts; replicates nowhere"),
        (V2A, BACK, "azure-north counts; replicates from azure-north to oslo"),
        (V2A, {"protection_state": "InitialReplicationInProgress"}, "oslo counts; replicates from oslo to azure-north"),
        (E2E, {"active_location": Location.RECOVERY}, "azure-north counts; replicates from azure-north to oslo"),
        (E2E, pending(active_location=Location.PRIMARY), "oslo counts; replicates nowhere"),
        (H2A, {"protection_state": "RestoreFinalized"}, "oslo counts; replicates nowhere"),
        (V2A, {"current_scenario": "UnplannedFailover"}, "the valid copy was at oslo; UnplannedFailover is under way"),
    ],
)
def test_which_side_counts_and_which_way_it_replicates(
    scenario: Scenario, changes: dict[str, object], words: str
) -> None:
    assert in_words(*machine(scenario, **changes)) == words


def planned(state: str, side: Location) -> dict[str, object]:
    return {"protection_state": state, "active_location": side}


def situations() -> list[tuple[Row, Scenario, Location]]:
    return [
        (row, scenario, place) for row in ROWS for scenario in sorted(row.scenarios) for place in sorted(row.locations)
    ]


@pytest.mark.parametrize("powered", ["on", "off", "absent", ""])
@pytest.mark.parametrize("running", ["running", "stopped", "absent", ""])
def test_in_no_state_of_the_tables_do_none_or_two_count_without_a_flag(powered: str, running: str) -> None:
    """RamenDR issue 398 and project-pegaprox issue 806: exactly one side, or it is said."""
    for row, scenario, place in situations():
        thing, at = machine(
            scenario,
            protection_state=row.protection_state,
            active_location=place,
            provider_allowed_operations=row.allowed,
            replication_provider=row.condition.value
            if row.condition and row.condition.value.startswith("InMage")
            else None,
        )
        if row.condition is Condition.ENABLING:
            continue
        here, _ = sides(thing, at)
        found = {flag.kind for flag in flags(thing, at, seen(powered, running))}
        phase = classify(thing, at).phase
        both = (powered, running) == ("on", "running")
        assert (FlagKind.TWO_AUTHORITIES in found) is both, row.number
        counts = running if here == thing.target else powered
        landed = phase in (Phase.COMMIT_PENDING, Phase.COMMITTED)
        if landed and counts in ("off", "stopped", "absent"):
            assert found & {FlagKind.RUNS_NOWHERE, FlagKind.TWO_AUTHORITIES}, row.number
        if phase in (Phase.FAILOVER_FAILED, Phase.UNKNOWN) and not both:
            assert FlagKind.NO_AUTHORITY in found, row.number


def test_a_cancelled_failover_is_flagged_until_a_machine_was_seen_to_run() -> None:
    cut_off = machine(protection_state="UnprotectedStatesBegin")
    assert [flag.kind for flag in flags(*cut_off)] == [FlagKind.NO_AUTHORITY]
    assert flags(*cut_off, seen("on", "absent")) == ()
    disabled = machine(protection_state="Unprotected")
    assert flags(*disabled) == ()


def test_what_was_not_looked_at_is_not_claimed() -> None:
    assert flags(*machine(**committed())) == ()
    assert flags(*machine(**committed()), seen("", "running")) == ()


@pytest.mark.parametrize(
    ("scenario", "changes", "site", "probe"),
    [
        (V2A, pending(), "oslo", "source-powered"),
        (V2A, committed(), "oslo", "source-powered"),
        (E2E, pending(active_location=Location.PRIMARY), "azure-north", "target-running"),
        (V2A, {**pending(), **BACK, "provider_allowed_operations": ("Commit",)}, "azure-north", "target-running"),
        (H2A, planned("PlannedFailoverCommitRequired", Location.RECOVERY), "oslo", "source-powered"),
        (H2A, planned("PlannedFailoverStatesBegin", Location.RECOVERY), "oslo", "source-powered"),
        (H2A, planned("PlannedFailoverCommitRequired", Location.PRIMARY), "azure-north", "target-running"),
        (E2E, planned("PlannedFailoverStatesBegin", Location.PRIMARY), "azure-north", "target-running"),
        (A2A, planned("UnplannedFailoverCommitted", Location.RECOVERY), "oslo", "source-powered"),
    ],
)
def test_after_a_failover_planned_or_not_the_machine_it_left_must_stay_down(
    scenario: Scenario, changes: dict[str, object], site: str, probe: str
) -> None:
    owed = duty(*machine(scenario, **changes))
    assert owed is not None
    assert (owed.site, owed.probe) == (site, probe)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (BACK, "it replicates from azure-north to oslo"),
        ({"protection_state": "RestoreFinalized"}, "it was failed back"),
    ],
)
def test_what_ends_the_duty(changes: dict[str, object], why: str) -> None:
    found = machine(H2A if changes.get("protection_state") == "RestoreFinalized" else V2A, **changes)
    assert duty(*found) is None
    assert settled(*found)
    assert why in (over(*found, held()) or "")


def held(seen: str = "off", runs: str = "running") -> Held:
    """The machine at oslo, which must stay down."""
    return Held("oslo", "source-powered", seen, runs)


GONE = (None, None)
REMOVED = {"protection_state": "Unprotected", "provider_allowed_operations": ()}


@pytest.mark.parametrize("found", [GONE, machine(**REMOVED), machine()], ids=["gone", "removed", "protected anew"])
@pytest.mark.parametrize(
    ("at", "why"),
    [
        (held(), None),
        (held("", ""), None),
        (held("on", ""), None),
        (held("on", "running"), None),
        (held("off", "stopped"), None),
        (held("on", "stopped"), "the machine at oslo was seen running, and the one that took over was seen not to"),
        (held("on", "absent"), "the machine at oslo was seen running, and the one that took over was seen not to"),
        (held("absent", "stopped"), "the machine at oslo was looked for and is gone"),
    ],
)
def test_the_duty_ends_by_what_was_seen_and_not_because_its_item_was_removed(
    found: tuple[Item | None, ItemStatus | None], at: Held, why: str | None
) -> None:
    assert over(*found, at) == why


@pytest.mark.parametrize(("found", "ends"), [(GONE, True), (machine(**REMOVED), False), (machine(), True)])
def test_which_machine_counts_is_remembered_while_nothing_else_tells_it(
    found: tuple[Item | None, ItemStatus | None], ends: bool
) -> None:
    """The old machine was deleted after its replication had been removed: the row said that it counted."""
    assert (over(*found, held("absent", "running")) is not None) is ends


def test_what_was_seen_ends_no_duty_that_the_state_still_names() -> None:
    assert over(*machine(**committed()), held("on", "stopped")) is None


@pytest.mark.parametrize("state", ["Unprotected", "DisablingProtection"])
def test_where_replication_was_removed_the_machine_that_took_over_counts(state: str) -> None:
    """Also where it was removed half way."""
    owed = replace(seen("off", "running"), stays_down={"web": "source-powered"})
    removed = machine(**{**REMOVED, "protection_state": state})
    assert sides(*removed)[0] == "oslo"
    assert sides(*removed, seen("off", "running"))[0] == "azure-north"
    assert sides(*removed, owed)[0] == "azure-north"
    assert in_words(*removed, owed) == "azure-north counts; replicates nowhere"
    assert flags(*removed, owed) == ()
    both = replace(owed, seen=seen("on", "running").seen)
    assert "shut it down at oslo" in flags(*removed, both)[0].text
    none = replace(owed, seen=seen("off", "stopped").seen)
    assert [flag.kind for flag in flags(*removed, none)] == [FlagKind.RUNS_NOWHERE]


def test_a_machine_that_was_shut_down_and_not_failed_over_is_flagged_until_it_was_seen_to_run() -> None:
    left = Known({"web": {"source-powered": "off"}}, left_off={"web": "j1-1"})
    (flag,) = flags(*machine(), left)
    assert flag.kind is FlagKind.RUNS_NOWHERE
    assert "shut down at oslo by job j1-1, not failed over" in flag.text
    assert flags(*machine(), replace(left, seen=seen("on", "").seen)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"current_scenario": "SwitchReplicationGroupProtection", **committed()},
        {"protection_state": "UnprotectedStatesBegin"},
        {"protection_state": "Nonsense"},
        {"protection_state": "UnplannedFailoverCompletionFailed"},
    ],
)
def test_in_the_middle_nothing_is_settled(changes: dict[str, object]) -> None:
    assert not settled(*machine(**changes))


def test_replication_goes_on_under_a_test_and_stops_for_a_failover() -> None:
    """Replication is stopped before a failover starts [S]; a test failover disturbs it not."""
    assert replication(*machine(current_scenario="TestFailover", provider_allowed_operations=())) is not None
    assert replication(*machine(current_scenario="UnplannedFailover")) is None


# Tests


def test_a_test_is_over_when_its_machine_was_looked_for_and_is_gone() -> None:
    thing, cleaned = machine()
    _, running = machine(**open_test())
    assert stands(running, "present") == "open"
    assert stands(cleaned, "") == "not verified"
    assert stands(cleaned, "present") == "left behind"
    assert not is_paid(running, "absent")
    assert not is_paid(cleaned, "")
    assert not is_paid(cleaned, "present")
    assert is_paid(cleaned, "absent")
    way = undo(Target(TargetType.ITEM, "w1", "web 01"))
    assert command_line(as_json(way)) == "drconsole run cleanup-test-failover 'item:web 01' --confirm 'web 01'"
    assert [effect.what for effect in side_effects(thing, "azure-north", "")] == ["machine", "cores"]
    assert "not known" in side_effects(thing, "azure-north", None)[1].detail
