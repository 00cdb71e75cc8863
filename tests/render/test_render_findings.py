"""Findings as blocks: nothing is wider than a line should be, nothing is lost."""

from __future__ import annotations

from typing import Any

from support.whole import whole

from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.work.checks import CheckRow, FindingRow, PreviewRow
from drconsole.records.rows.work.jobs import TaskRow
from drconsole.render.operation.course import Side, call_lines, going, leads_lines, sentence
from drconsole.render.operation.findings import WIDTH, finding_lines, finding_text, readiness, skipped_lines
from drconsole.render.rows.records import item_state
from drconsole.render.words.command_lines import finding_to_type

FINDING = whole(
    FindingRow,
    id="no-test",
    overridable=True,
    key="web01",
    item="web01",
    message="never tested",
    recommended_action="Test it.",
)


def test_a_finding_has_its_texts_on_lines_of_their_own() -> None:
    assert [line.plain() for line in finding_lines([FINDING])] == [
        "x ERROR  web01  no-test  (can be passed: --accept no-test)",
        "    never tested",
        "    advice: Test it.",
    ]


def test_what_cannot_be_accepted_offers_nothing() -> None:
    (head, *_) = finding_lines([{**FINDING, "overridable": False}])
    (warning, *_) = finding_lines([{**FINDING, "level": "warning"}])
    assert "--accept" not in head.plain() + warning.plain()


def test_long_texts_are_wrapped_at_words() -> None:
    text = "because of this and that " * 20
    lines = [line.plain() for line in finding_lines([{**FINDING, "message": text}], 500)]
    assert max(map(len, lines)) <= WIDTH
    assert " ".join(line.strip() for line in lines[1:-1]) == text.strip()
    assert max(len(line.plain()) for line in finding_lines([{**FINDING, "message": text}], 60)) <= 60


def test_items_skipped_for_one_reason_stand_together() -> None:
    skipped = [{"key": name, "item": name, "reason": reason} for name, reason in (("a", "x"), ("b", "y"), ("c", "x"))]
    assert [line.plain() for line in skipped_lines(skipped)] == ["skipped: a, c", "    x", "skipped: b", "    y"]


def test_an_item_stands_in_words_and_not_in_the_providers_strings() -> None:
    item = whole(
        ItemRow,
        protection_state="UnplannedFailoverCommitPendingStatesBegin",
        protection_state_description="Failover completed",
        test_failover_state="MarkedForDeletion",
        allowed_operations=["commit"],
    )
    assert item_state(item) == "Failover completed"
    untold = {**item, "protection_state": "InitialReplicationInProgress", "protection_state_description": ""}
    assert item_state(untold) == "Initial replication in progress"


def test_a_test_is_open_while_it_can_be_cleaned_up() -> None:
    item = whole(ItemRow, test_failover_state="MarkedForDeletion")
    assert item_state({**item, "allowed_operations": ["failover"]}) == "Protected"
    assert item_state({**item, "allowed_operations": ["cleanup-test-failover"]}) == "Protected, test failover open"


def test_the_command_line_and_the_console_say_a_finding_with_the_same_lines() -> None:
    remedy = {"act": "validate", "target_type": "item", "key": "w1", "name": "web-1"}
    finding = {**FINDING, "level": "warning", "possible_causes": "Nobody did.", "remedies": [remedy]}
    others = [{**finding, "key": name, "item": name, "message": f"{name} is not tested"} for name in ("b", "c")]
    here = finding_text(finding, {"validate": "press V"}.__getitem__, ["b"]).split("\n    ")
    assert here[1:] == ["Also true for b.", "causes: Nobody did.", "advice: Test it: esc, then press V."]
    typed = [line.text for line in finding_lines(map(finding_to_type, others))]
    assert typed[1:3] == ["b is not tested", "Also true for c."], "told once"
    assert typed[3:] == [
        "causes: Nobody did.",
        "advice: Test it: drconsole validate web-1 --result RESULT --comment TEXT",
    ]


def test_readiness_says_how_much_is_in_the_way() -> None:
    firm, soft = FINDING | {"overridable": False, "id": "a"}, FINDING | {"id": "b"}
    check = whole(CheckRow, qualified=["x"])
    tasks = [{**whole(TaskRow), "tasks": []}]

    def said(*findings: dict[str, Any], accepted: tuple[str, ...] = ()) -> str:
        ready = not any(finding["level"] == "error" for finding in findings)
        mark, text = readiness({**check, "ready": ready, "findings": list(findings)}, accepted, tasks)
        return f"{mark.text()} {text}"

    assert said() == "+ READY: the prerequisites are met"
    assert said(firm, soft) == "x NOT READY: 2 prerequisites not met"
    assert said(firm, accepted=("a",)) == "x NOT READY: 1 prerequisite not met", "nobody can accept it"
    assert said(soft, accepted=("b",)) == "! READY with 1 accepted finding"
    nobody = {**check, "ready": False, "qualified": []}
    assert readiness({**nobody, "findings": [firm]})[1] == "nothing would run; 1 prerequisite not met"
    assert readiness(nobody)[1] == "nothing would run"


def test_what_site_recovery_calls_it_and_where_it_leads() -> None:
    calls = [
        {"operation": "plannedFailover", "job": "PlannedFailover", "scenario": "a", "reason": None},
        {"operation": None, "job": None, "reason": "it has no such operation", "scenario": "b"},
    ]
    assert call_lines({"site_recovery": calls[:1]}) == ["Site Recovery calls this plannedFailover, job PlannedFailover"]
    assert call_lines({"site_recovery": calls})[1] == "Site Recovery calls this nothing: it has no such operation (b)"
    after = {"name": "x", "protection_state": "Protected", "phase": "protected"}
    (line,) = leads_lines(whole(PreviewRow, leads_to={"x": after, "y": {**after, "name": "y"}}))
    assert line.startswith("each machine: ") and line.endswith('(Azure shows "Protected")')


def test_a_turn_names_the_way_of_those_that_take_part_only() -> None:
    sides = [Side("a", "a", "cloud", "plant", "Recovery", "back"), Side("b", "b", "plant", "cloud", "Primary", "there")]
    preview = whole(PreviewRow, qualified=["a"])
    said = sentence("re-protect", ("plant", "cloud"), going(sides, preview), "")
    assert said == "Replication will run FROM cloud TO plant; the machines go on at cloud"
    both = sentence("re-protect", ("plant", "cloud"), going(sides, whole(PreviewRow, qualified=[])), "")
    assert "FROM plant TO cloud" in both, "where nobody takes part it is still said how they stand"
