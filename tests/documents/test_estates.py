"""The bundled estate keeps its promises, and large estates load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.documents.checking.faults import FaultEntry
from drconsole.documents.checking.models import EstateDocument
from drconsole.documents.estate import (
    FAULT_KINDS,
    EstateDefinition,
    describe,
    generate,
    load_estate,
    parse_estate,
    schema,
)
from drconsole.documents.faults import DocumentFaults
from drconsole.documents.reading.reader import read_document
from drconsole.recovery.types.estate.estate import BOOT_DRIVERS, Item
from drconsole.recovery.types.estate.plans import Action, ActionKind, Plan
from drconsole.recovery.types.words import Scenario
from drconsole.recovery.types.work.errors import BadInput

CONTOSO = Path(__file__).parents[2] / "fixtures" / "estates" / "contoso.yaml"


@pytest.fixture(scope="module")
def contoso() -> EstateDefinition:
    return load_estate(CONTOSO)


def actions(plan: Plan) -> list[Action]:
    hooks = (plan.before_shutdown, plan.after_shutdown, plan.before_failover, plan.after_failover)
    groups = [action for group in plan.groups for action in (*group.pre, *group.post)]
    return [action for hook in hooks for action in hook] + groups


def slow_reasons(item: Item) -> set[str]:
    """The rule of 8 to 10 minutes, written again: why this item needs the extra step."""
    vmware = item.scenario is Scenario.VMWARE_TO_AZURE
    version = tuple(int(part) for part in (item.agent_version or "99").split("."))
    physical = item.scenario is Scenario.PHYSICAL_TO_AZURE
    cases = {
        "old mobility service": vmware and version < (9, 8),
        "physical": physical and not item.hyperv_as_physical,
        "linux": vmware and item.os == "linux",
        "hyper-v as physical": physical and item.hyperv_as_physical,
        "drivers": vmware and set(item.boot_drivers) != set(BOOT_DRIVERS),
        "dhcp": vmware and not item.dhcp,
    }
    return {reason for reason, holds in cases.items() if holds}


def test_contoso_has_about_twenty_items_in_at_least_three_plans(contoso: EstateDefinition) -> None:
    assert 18 <= len(contoso.items) <= 22
    assert len(contoso.plans) >= 3
    assert set(contoso.starts) == {item.key for item in contoso.items}


def test_contoso_has_every_reason_of_the_extra_step_each_alone_and_items_without(contoso: EstateDefinition) -> None:
    reasons = [slow_reasons(item) for item in contoso.items]
    assert all(len(found) <= 1 for found in reasons)
    assert set().union(*reasons) == {
        "old mobility service",
        "physical",
        "linux",
        "hyper-v as physical",
        "drivers",
        "dhcp",
    }
    assert sum(not found for found in reasons) >= 5


def test_contoso_marks_its_slow_items_in_its_comments(contoso: EstateDefinition) -> None:
    slow = sum(bool(slow_reasons(item)) for item in contoso.items)
    assert CONTOSO.read_text().count("# slow: ") == slow


def test_the_first_plan_is_ready_for_failover(contoso: EstateDefinition) -> None:
    plan = contoso.plans[0]
    assert plan.changed_at is not None
    hit = {fault.item for fault in contoso.faults}
    for key in plan.items:
        start = contoso.starts[key]
        assert start.state == "protected" and start.agent_connected and start.source_reachable
        assert start.last_test is not None and start.last_test < 180 * 86400
        assert contoso.starts_at - timedelta(seconds=start.last_test) > plan.changed_at
        assert key not in hit
    assert not any(action.kind is ActionKind.MANUAL for action in actions(plan))
    assert all(fault.item is not None and fault.plan != plan.key for fault in contoso.faults)
    played = {runbook.name: runbook.outcome for runbook in contoso.runbooks}
    assert all(played[a.path] == "succeeded" for a in actions(plan) if a.kind is ActionKind.RUNBOOK)
    assert 2 <= len(plan.groups) <= 3


def test_the_first_plan_has_a_whole_replication_group_of_three(contoso: EstateDefinition) -> None:
    (group,) = contoso.groups
    assert len(group.items) == 3 and set(group.items) <= set(contoso.plans[0].groups[0].items)
    members = {item.key for item in contoso.items if item.replication_group == group.name}
    assert members == set(group.items)


def test_contoso_has_every_kind_of_action_and_every_scenario(contoso: EstateDefinition) -> None:
    assert {action.kind for plan in contoso.plans for action in actions(plan)} == set(ActionKind)
    assert {item.scenario for item in contoso.items} == {
        Scenario.VMWARE_TO_AZURE,
        Scenario.PHYSICAL_TO_AZURE,
        Scenario.HYPERV_TO_AZURE,
        Scenario.VMM_TO_AZURE,
    }
    by_key = {item.key: item for item in contoso.items}
    whole = [{by_key[key].scenario for key in plan.items} for plan in contoso.plans]
    assert {Scenario.HYPERV_TO_AZURE} in whole and {Scenario.VMM_TO_AZURE} in whole


def test_contoso_tells_its_story(contoso: EstateDefinition) -> None:
    assert contoso.starts_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    described = describe(CONTOSO)
    assert described.name == "contoso" and described.story.startswith("Contoso sells tents")
    assert described.counts["items"] == len(contoso.items) and described.counts["plans"] == len(contoso.plans)
    assert sum(line.lstrip().startswith("#") for line in CONTOSO.read_text().splitlines()) > 20


def test_the_scripts_of_contoso_run_and_leave_one_line(contoso: EstateDefinition, tmp_path: Path) -> None:
    scripts = [a for plan in contoso.plans for a in actions(plan) if a.kind is ActionKind.SCRIPT]
    assert len(scripts) == 2
    log = tmp_path / "log"
    context = json.dumps({"plan": "shop", "operation": "failover"})
    for count, action in enumerate(scripts, 1):
        for environment in ({}, {"DRCONSOLE_SCRIPT_LOG": str(log)}):
            done = subprocess.run(
                [action.path, *action.arguments],
                input=context,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                env={"PATH": os.environ["PATH"], **environment},
            )
            assert done.returncode == 0 and done.stderr == "" and done.stdout.count("\n") == 1
        lines = log.read_text().splitlines()
        assert len(lines) == count and lines[-1] == done.stdout.strip()


def test_describing_does_not_load_pydantic() -> None:
    code = "import sys; import drconsole.documents.describe; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=PATIENCE).returncode == 0


@pytest.mark.parametrize("items", [1, 2, 99, 1000])
def test_a_generated_estate_has_so_many_items_each_in_one_plan(items: int) -> None:
    estate = parse_estate(generate(items, 7), "generated", None)
    assert len(estate.items) == items
    placed = [key for plan in estate.plans for key in plan.items]
    assert sorted(placed) == sorted(item.key for item in estate.items)
    assert max(len(plan.items) for plan in estate.plans) <= 100


def test_generating_is_the_same_for_the_same_seed_only() -> None:
    assert generate(500, 1) == generate(500, 1) != generate(500, 2)
    with pytest.raises(BadInput):
        generate(0, 1)
    with pytest.raises(BadInput):
        generate(10**9, 1)


def test_a_hundred_thousand_items_come_from_a_short_text_and_share_what_is_alike() -> None:
    text = generate(100_000, 3)
    estate = parse_estate(text, "generated", None)
    assert len(estate.items) == 100_000 and len(estate.plans) >= 1000
    # What is kept an entry of the document, positions among it, does not grow with the items it makes.
    assert len(text) < 20_000 and len(read_document(text, "f").lines) < 200
    assert len({id(start) for start in estate.starts.values()}) < 50
    assert len({id(item.disks) for item in estate.items}) < 50


@pytest.mark.parametrize("items", [1, 99, 1000, 100_000])
def test_a_large_document_is_described_by_what_it_makes(items: int, tmp_path: Path) -> None:
    text = generate(items, 3)
    path = tmp_path / "big.yaml"
    path.write_text(text)
    estate, counts = parse_estate(text, "big.yaml", None), describe(path).counts
    assert (counts["items"], counts["plans"]) == (len(estate.items), len(estate.plans))


@pytest.mark.parametrize("split", ["3", "{items: 3}", "{items: [a], every: 0}", "{every: x}", "{items: [1]}"])
def test_describing_a_split_that_is_wrong_raises_nothing(split: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(f"name: odd\nplans: [{{name: p, split: {split}}}]\n")
    assert describe(path).counts["plans"] in (0, 1)


def test_what_an_item_says_wins_over_its_profile_and_that_over_the_defaults() -> None:
    text = """
name: layers
sites: [{name: S, kind: vmware}, {name: T, kind: azure}]
policies: [{name: p}]
defaults: {policy: p, target: T, cores: 1, churn: 1, dhcp: false, start: {lag: 1m, last_test: 2d}}
profiles: [{name: v, scenario: vmware-to-azure, source: S, agent_version: "9.62", cores: 3, start: {last_test: 3d}}]
items:
  - {name: plain, profile: v}
  - {name: own, profile: v, cores: 5, dhcp: true, start: {last_test: never}}
  - {name: fresh, profile: v, start: {state: waiting-for-first-point}}
"""
    estate = parse_estate(text, "f", None)
    plain, own, _ = estate.items
    assert (plain.cores, plain.churn, plain.dhcp) == (3, 1.0, False)
    assert (own.cores, own.churn, own.dhcp) == (5, 1.0, True)
    assert (estate.starts["plain"].last_test, estate.starts["plain"].lag) == (3 * 86400, 60)
    assert (estate.starts["own"].last_test, estate.starts["own"].lag) == (None, 60)
    assert estate.starts["fresh"].last_test is None


def test_durations_are_seconds_or_numbers_with_a_unit() -> None:
    for written, seconds in (("45", 45), ("15m", 900), ("1h30m", 5400), ("24h", 86400), ("2d", 172800), ("1w", 604800)):
        text = f"name: x\nsites: []\npolicies: [{{name: p, retention: {written}}}]\nitems: []\n"
        assert parse_estate(text, "f", None).policies[0].retention == seconds


def test_the_schema_knows_every_section_and_every_kind_of_fault() -> None:
    made = json.loads(json.dumps(schema()))
    assert made["$schema"].startswith("https://json-schema.org/")
    assert set(made["properties"]) == set(EstateDocument.model_fields)
    assert set(made["$defs"]["FaultEntry"]["properties"]["kind"]["enum"]) == set(FAULT_KINDS)
    assert made["$defs"]["ItemEntry"]["additionalProperties"] is False


def test_every_field_of_a_fault_kind_can_be_written() -> None:
    for kind in FAULT_KINDS.values():
        assert kind.fields <= set(FaultEntry.model_fields)
        assert kind.params <= kind.fields


def test_a_fault_of_the_document_reaches_the_world_as_data() -> None:
    text = generate(10, 1) + (
        "faults:\n"
        "  - {kind: slow-step, step: VmFailover, factor: 3, after: 1h, duration: 30m, probability: 0.5}\n"
        "  - {id: late, kind: late-landing, seconds: 20}\n"
    )
    slow, late = parse_estate(text, "f", None).faults
    assert (slow.id, slow.step, slow.after, slow.duration, slow.probability) == (
        "fault-1",
        "VmFailover",
        3600,
        1800,
        0.5,
    )
    assert slow.params == {"factor": 3} and (late.id, late.params) == ("late", {"seconds": 20})


def test_all_that_a_fault_of_a_rehearsal_may_have_can_be_written_in_a_document() -> None:
    faults = parse_estate(
        (CONTOSO.read_text().partition("\nfaults:")[0]).partition("\nplans:")[0] + "\nfaults:\n"
        "  - {kind: shutdown-fails, item: shop-db, times: 2}\n"
        '  - {kind: quota-short, at: prerequisites, code: "28075"}\n'
        "  - {kind: point-missing, item: shop-db, point: newest}\n"
        "  - {kind: no-answer, on: observe, duration: 5m}\n"
        "  - {kind: late-landing, seconds: 5, answer: never, times: 1}\n",
        "f",
        CONTOSO.parent,
    ).faults
    assert [dict(fault.params) for fault in faults] == [
        {"times": 2},
        {"at": "prerequisites", "code": "28075"},
        {"point": "newest"},
        {"on": "observe"},
        {"answer": "never", "seconds": 5, "times": 1},
    ]


@pytest.mark.parametrize(("depth", "fits"), [(20, True), (21, False)])
def test_a_document_may_be_twenty_levels_deep_and_no_deeper(depth: int, fits: bool) -> None:
    text = "name: x\ndeep: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"
    if fits:
        assert read_document(text, "f").data["name"] == "x"
        return
    with pytest.raises(DocumentFaults) as wrong:
        read_document(text, "f")
    assert "more than 20 deep" in str(wrong.value.faults[0])


def test_quotas_of_families_and_interfaces_and_managed_disks_are_said_in_the_document() -> None:
    """Azure limits cores by family and network interfaces, too (errors 28075 and 28092)."""
    text = """
name: quotas
sites:
  - {name: here, kind: hyperv-site}
  - {name: there, kind: azure, cores_quota: 40, family_quotas: {dsv5: 8}, interfaces_quota: 12}
policies: [{name: day}]
items:
  - {name: a, scenario: hyperv-to-azure, source: here, target: there, policy: day, size_family: dsv5, interfaces: 2,
     managed_disks: true}
  - {name: b, scenario: hyperv-to-azure, source: here, target: there, policy: day}
plans: []
"""
    estate = parse_estate(text, "quotas.yaml", None)
    site = next(site for site in estate.sites if site.name == "there")
    assert (site.family_quotas, site.interfaces_quota) == ((("dsv5", 8),), 12)
    first, second = estate.items
    assert (first.size_family, first.interfaces, first.managed_disks) == ("dsv5", 2, True)
    assert (second.size_family, second.interfaces, second.managed_disks) == (None, 1, None)
    with pytest.raises(DocumentFaults) as wrong:
        parse_estate(text.replace("kind: hyperv-site", "kind: hyperv-site, family_quotas: {dsv5: 8}"), "q", None)
    assert any("no quota of families" in str(fault) for fault in wrong.value.faults)
