"""One fact, one rule: what an item's page says of its way back is what the check of that way says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from asking import ITEM, Setup
from small_estate import change_item, change_status, committed, pending, point, read
from support.typed import command

from drconsole.recovery.guide.check import let_through
from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.states.assessments.comeback import Answer, come_back
from drconsole.recovery.states.row import Condition
from drconsole.recovery.states.rows import ROWS
from drconsole.recovery.states.states import allowed_operations
from drconsole.recovery.types.estate.estate import Disk, Site, SiteKind
from drconsole.recovery.types.estate.known import NOTHING, SOURCE, TARGET, Known
from drconsole.recovery.types.remedies import Act, Deed
from drconsole.recovery.types.words import Direction, Level, Location, Operation, PointChoice, Scenario, TargetType
from drconsole.recovery.types.work.tasks import RunOptions

OP = Operation
TURNS = (OP.RE_PROTECT, OP.REVERSE_REPLICATE, OP.FAILBACK)
EVERYTHING = ("SwitchProtection", "ReverseReplicate", "Failback", "Commit", "DisableProtection", "ChangePit")
LOOKS = [
    {},
    {"source-powered": "absent", "target-running": "running"},
    {"source-powered": "off", "target-running": "absent"},
    {"source-powered": "off", "target-running": "running"},
]


def over(scenario: Scenario, state: Any) -> Setup:
    more = {"provider_allowed_operations": EVERYTHING}
    if scenario is Scenario.AZURE_TO_AZURE and state is committed:
        more["protection_state"] = "UnplannedFailoverCommitted"  # type: ignore[assignment]
    return Setup(OP.RE_PROTECT, ITEM, scenario, RunOptions(), before=state(**more))


@pytest.mark.parametrize("scenario", list(Scenario))
@pytest.mark.parametrize("state", [pending, committed])
def test_what_blocks_the_way_back_on_the_page_blocks_it_in_the_check(scenario: Scenario, state: Any) -> None:
    tried = 0
    for look, many, vmware, reachable in product(LOOKS, (True, False), (True, False), (True, False, None)):
        setup = over(scenario, state)
        setup.known = Known({"web-01": look})
        disks = tuple(Disk(f"d{n}", 8) for n in range(61)) if many else ()
        change_item(setup.estate, "web-01", managed_disks=True, disks=disks)
        change_status(setup.estate, "web-01", source_reachable=reachable)
        setup.estate.sites["oslo"] = Site("oslo", SiteKind.VMWARE if vmware else SiteKind.PHYSICAL)
        item, status = setup.estate.items["web-01"], setup.estate.statuses["web-01"]
        found = come_back(item, status, setup.estate, setup.known)
        for operation in set(TURNS) & set(allowed_operations(item, status)):
            setup.operation = operation
            stops = [one.id for one in setup.ask().findings if one.level == Level.ERROR]
            assert bool(stops) or found.answer is not Answer.BLOCKED, (operation, found.why)
            tried += 1
    assert tried or state is pending, "before their commit not all can be turned around"


def test_a_source_that_was_seen_deleted_is_not_said_to_be_deleted_by_the_re_protect() -> None:
    """The page knew it; check said ready, and that it would delete the machine that was not there."""
    setup = over(Scenario.AZURE_TO_AZURE, committed)
    setup.known = Known({"web-01": {"source-powered": "absent", "target-running": "running"}})
    checked = setup.ask()
    found = {one.id: one for one in checked.findings}
    assert found["old-source-gone:web-01"].level == "error"
    assert "issue 81429" in found["old-source-gone:web-01"].possible_causes
    assert "old-source-deleted:web-01" not in found
    assert not checked.ready


def test_documents_that_differ_on_managed_disks_warn_with_both_and_stop_nobody() -> None:
    setup = Setup(OP.FAILBACK, ITEM, Scenario.HYPERV_TO_AZURE, RunOptions(),
                  before=committed(provider_allowed_operations=("DisableProtection", "Failback")))  # fmt: skip
    change_item(setup.estate, "web-01", managed_disks=True)
    checked = setup.ask()
    (found,) = [one for one in checked.findings if one.id == "managed-disks:web-01"]
    assert found.level == "warning"
    assert "support matrix of 2018" in found.message
    assert "update 530092" in found.message
    assert checked.ready
    assert guided(setup).next_operation is OP.FAILBACK


# What is next is never what check refuses

CIRCUMSTANCES: list[dict[str, Any]] = [
    {},
    {"source_reachable": False},
    {"source_reachable": None},
    {"agent_connected": False},
    {"last_test_failover": None},
]
OF_ITEM: list[dict[str, Any]] = [{}, {"managed_disks": True}, {"network": None}, {"replication_group": "shop"}]
TRIED = [
    *product(CIRCUMSTANCES, OF_ITEM[:1], LOOKS[:1], (None, "ok", "failed")),
    *product(CIRCUMSTANCES[:1], OF_ITEM[1:], LOOKS[:1], ("ok",)),
    *product(CIRCUMSTANCES[:1], OF_ITEM[:1], LOOKS[1:], ("ok",)),
]
SITUATIONS = [
    (row, scenario, place) for row in ROWS for scenario in sorted(row.scenarios) for place in sorted(row.locations)
]
"""Sorted: sets of words have another order in each process, and two workers must collect the same tests."""


def guided(setup: Setup) -> Any:
    """What is next of the target, as the engine says it."""
    look = setup.look(setup.estate.statuses["web-01"].as_of)
    told = next_step(look, setup.target_type, setup.target)
    return let_through(told, look, setup.target_type, setup.target)


def setups(row: Any, scenario: Scenario, place: Location) -> Iterator[Setup]:
    """A state, with everything around it that checks ask for."""
    more: dict[str, Any] = {}
    if row.condition is Condition.TEST_OPEN:
        more = {"current_scenario": "TestFailover", "test_failover_state": "WaitingForCompletion"}
    elif row.condition in (Condition.PROVIDER_INMAGE, Condition.PROVIDER_INMAGE_RCM_FAILBACK):
        more = {"replication_provider": row.condition.value, "turned": True}
    before = {
        "protection_state": row.protection_state,
        "active_location": place,
        "provider_allowed_operations": row.allowed,
        **more,
    }
    for around, of_item, look, validation in TRIED:
        setup = Setup(OP.FAILOVER, ITEM, scenario, RunOptions(), before={**before, **around})
        setup.known = Known({"web-01": look}) if look else NOTHING
        setup.validations = {"web-01": validation} if validation else {}
        change_item(setup.estate, "web-01", **of_item)
        yield setup


@pytest.mark.parametrize(
    ("row", "scenario", "place"), SITUATIONS, ids=[f"{row.number}-{one}-{place}" for row, one, place in SITUATIONS]
)
def test_next_never_gives_a_command_that_check_refuses(row: Any, scenario: Scenario, place: Location) -> None:
    """Every state, and everything around it that checks ask for; the words of the command are what is checked."""
    for setup in setups(row, scenario, place):
        if "DIRECTION" in command(told := guided(setup)) or told.next_operation is None:
            assert not command(told).startswith("drconsole run")
            continue
        assert not refused(setup, told), (setup.before, setup.known, setup.validations, command(told))


DOES = {Act.RUN, Act.VALIDATE, Act.WATCH, Act.RESUME, Act.WAIT, Act.OUTSIDE}
"""Acts by which something changes; to look at something is none."""


@pytest.mark.parametrize(
    ("row", "scenario", "place"), SITUATIONS, ids=[f"{row.number}-{one}-{place}" for row, one, place in SITUATIONS]
)
def test_what_no_operation_mends_is_named_as_an_act_and_not_in_words_alone(
    row: Any, scenario: Scenario, place: Location
) -> None:
    for setup in setups(row, scenario, place):
        told = guided(setup)
        if told.next_operation is None and "nothing is due" not in told.why:
            assert DOES & {one.act for one in told.remedies}, (told.why, told.remedies)
        for one in told.remedies:
            assert (one.deed is None) is (one.site is None)
            if one.deed is not None:
                assert one.target is not None and one.target.key == "web-01"
                assert one.site in (setup.estate.items["web-01"].source, setup.estate.items["web-01"].target)


def refused(setup: Setup, told: Any) -> list[str]:
    words = command(told).split()
    accepted = [words[n + 1] for n, word in enumerate(words) if word == "--accept"]
    way = next((Direction(words[n + 1]) for n, word in enumerate(words) if word == "--direction"), None)
    network = "none" if "--network" in words else None
    setup.operation, setup.options = told.next_operation, RunOptions(direction=way, network=network)
    setup.choice = PointChoice.LATEST_PROCESSED
    findings = setup.ask().findings
    return [one.id for one in findings if one.level == Level.ERROR and one.id.split(":")[0] not in accepted]


@pytest.mark.parametrize("points", [(5,), (5, 15)])
@pytest.mark.parametrize("target", [("web", TargetType.PLAN), ("web-01", ITEM)])
def test_a_machine_without_another_recovery_point_is_not_led_to_one(
    points: tuple[int, ...], target: tuple[str, TargetType]
) -> None:
    """Its validation had failed, and next named a change of the point, which check refused for every choice."""
    setup = Setup(OP.COMMIT, target[1], Scenario.VMWARE_TO_AZURE, RunOptions())
    change_status(setup.estate, "web-01", **pending(failover_point_id="web-01-5"))
    setup.validations = {"web-01": "failed"}
    setup.points = {"web-01": read("web-01", *(point("web-01", age) for age in points))}
    look = setup.look()
    told = let_through(next_step(look, target[1], target[0]), look, target[1], target[0])
    if len(points) > 1:
        assert told.next_operation is OP.CHANGE_RECOVERY_POINT
    else:
        assert told.next_operation is None
        assert "it has no other" in told.why
        assert [one.act for one in told.remedies] == [Act.VALIDATE]


def test_a_plan_on_both_sides_gets_a_command_with_its_direction() -> None:
    setup = Setup(OP.FAILOVER, scenario=Scenario.VMM_TO_VMM, options=RunOptions())
    for key in setup.estate.items:
        allowed = ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover")
        change_status(setup.estate, key, provider_allowed_operations=allowed)
    change_status(setup.estate, "web-02", active_location=Location.RECOVERY)
    told = guided(setup)
    assert told.next_operation is OP.PLANNED_FAILOVER
    assert "--direction recovery-to-primary" in command(told)
    setup.operation, setup.options = OP.PLANNED_FAILOVER, RunOptions(direction=Direction.RECOVERY_TO_PRIMARY)
    assert setup.ask().ready


@pytest.mark.parametrize(("there", "led_back"), [("off", True), ("absent", False)])
def test_nobody_is_led_back_to_a_machine_that_is_gone(there: str, led_back: bool) -> None:
    """A re-protect between regions deletes the old machine. After the replication was removed next named the way back
    to it, which check refused, and the warning before the removal said that it must stay down."""
    setup = Setup(OP.DISABLE_REPLICATION, ITEM, Scenario.VMWARE_TO_AZURE, RunOptions(), before=committed())
    setup.known = Known({"web-01": {SOURCE: there, TARGET: "running"}})
    (stay,) = [one for one in setup.ask().findings if one.id == "machines-stay:web-01"]
    assert ("must still stay down" in stay.message, "there is none at" in stay.message) == (led_back, not led_back)
    change_status(setup.estate, "web-01", protection_state="Unprotected", provider_allowed_operations=())
    told = guided(setup)
    assert told.next_operation is None
    assert ("To go back to the old source" in told.why) is led_back
    assert ("the old source is gone" in told.why) is not led_back
    assert {one.deed for one in told.remedies if one.deed} == (
        {Deed.PROTECT, Deed.SHUT_DOWN, Deed.START} if led_back else {Deed.PROTECT}
    )
