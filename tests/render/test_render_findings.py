"""Findings as blocks: nothing is wider than a line should be, nothing is lost."""

from __future__ import annotations

from drconsole.render.findings import WIDTH, finding_lines, skipped_lines
from drconsole.render.records import item_state

FINDING = {
    "id": "no-test",
    "level": "error",
    "overridable": True,
    "item": "web01",
    "message": "never tested",
    "recommended_action": "Test it.",
}


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
    skipped = [{"item": name, "reason": reason} for name, reason in (("a", "x"), ("b", "y"), ("c", "x"))]
    assert [line.plain() for line in skipped_lines(skipped)] == ["skipped: a, c", "    x", "skipped: b", "    y"]


def test_an_item_stands_in_words_and_not_in_the_providers_strings() -> None:
    item = {
        "protection_state": "UnplannedFailoverCommitPendingStatesBegin",
        "protection_state_description": "Failover completed",
        "test_failover_state": "MarkedForDeletion",
        "allowed_operations": ["commit"],
    }
    assert item_state(item) == "Failover completed"
    assert item_state({"protection_state": "InitialReplicationInProgress"}) == "Initial replication in progress"


def test_a_test_is_open_while_it_can_be_cleaned_up() -> None:
    item = {"protection_state_description": "Protected", "test_failover_state": "MarkedForDeletion"}
    assert item_state({**item, "allowed_operations": ["failover"]}) == "Protected"
    assert item_state({**item, "allowed_operations": ["cleanup-test-failover"]}) == "Protected, test failover open"
