"""Proposals in words: whom each waits for, the most urgent first."""

from __future__ import annotations

from typing import Any

from support.whole import whole

from drconsole.records.rows.room.approvals import ApprovalRow, ProposalRow
from drconsole.render.room.proposals import (
    decided_text,
    left_text,
    may_approve,
    may_start,
    proposal_lines,
    proposal_mark,
    urgent_first,
    waiting_texts,
)

NOW = "2026-03-02T08:20:00Z"
ANN, BOB, CY = 1001, 1002, 1003


def row(**said: Any) -> Any:
    everyday = {
        "id": "p1-1", "operation": "failover", "target": "shop", "target_type": "plan", "by": "ann", "person": "ann",
        "uid": ANN, "at": "2026-03-02T08:00:00Z", "expires_at": "2026-03-02T09:00:00Z", "needed": 1, "state": "open",
    }  # fmt: skip
    return whole(ProposalRow, **{**everyday, **said})


def by(uid: int, name: str) -> Any:
    return whole(ApprovalRow, uid=uid, person=name, by=name)


def test_an_approver_who_neither_asks_nor_has_approved_may_approve() -> None:
    assert may_approve(row(), NOW, {BOB}, "approver, commander")
    assert not may_approve(row(), NOW, {BOB}, "operator, commander")
    assert not may_approve(row(), NOW, {ANN}, "approver")
    assert not may_approve(row(), NOW, {BOB, ANN}, "approver"), "by another login of who asks"
    assert not may_approve(row(needed=2, approvals=[by(BOB, "bob")]), NOW, {BOB}, "approver")
    assert may_approve(row(needed=2, approvals=[by(BOB, "bob")]), NOW, {CY}, "approver")
    for state in ("approved", "started", "rejected", "voided", "expired"):
        assert not may_approve(row(state=state), NOW, {BOB}, "approver")
    assert not may_approve(row(expires_at=NOW), NOW, {BOB}, "approver"), "its time is over"


def test_who_asked_starts_what_is_approved() -> None:
    assert may_start(row(state="approved"), NOW, {ANN})
    assert not may_start(row(state="approved"), NOW, {BOB})
    assert not may_start(row(), NOW, {ANN})
    assert not may_start(row(state="approved", expires_at="2026-03-02T08:19:59Z"), NOW, {ANN})


def test_what_waits_for_you_stands_first_then_what_runs_out_first_then_what_is_over() -> None:
    rows = [
        row(id="old", state="rejected", at="2026-03-01T08:00:00Z"),
        row(id="over", state="started", at="2026-03-02T07:00:00Z"),
        row(id="gone", expires_at="2026-03-02T08:00:00Z", at="2026-03-02T07:30:00Z"),
        row(id="late", uid=BOB),
        row(id="soon", uid=BOB, expires_at="2026-03-02T08:30:00Z"),
        row(id="yours", expires_at="2026-03-02T09:30:00Z"),
    ]
    found = [each["id"] for each in urgent_first(rows, NOW, {BOB}, "approver")]
    assert found == ["yours", "soon", "late", "gone", "over", "old"]


def test_what_waits_is_said_in_few_words() -> None:
    rows = [row(), row(id="p1-2", state="approved", uid=BOB)]
    assert waiting_texts(rows, NOW, {BOB}, "approver", "P") == ("‼ 1 to approve, 1 approved: P", "‼2: P")
    assert waiting_texts(rows, NOW, {BOB}, "", "P") == ("✓ 1 approved: P", "‼1: P")
    assert waiting_texts(rows, NOW, {CY}, "operator", "P") == ()


def test_each_state_has_its_words() -> None:
    assert (left_text(row(), NOW), left_text(row(expires_at="2026-03-02T08:20:59Z"), NOW)) == (
        "40 min left",
        "under 1 min left",
    )
    assert proposal_mark(row(expires_at=NOW), NOW).word == "Expired", "also where nobody has written it down yet"
    assert decided_text(row()) == ""
    approved = row(state="approved", approvals=[by(BOB, "bob")])
    assert decided_text(approved) == "proposal p1-1 is approved by bob: start it (failover of shop)"
    rejected = row(state="rejected", ended_by="bob", why="too early")
    assert decided_text(rejected) == "proposal p1-1 was rejected by bob: too early (failover of shop)"
    assert "void: a point is gone" in decided_text(row(state="voided", why="a point is gone"))


def test_everything_that_is_known_of_one_stands_below_the_list() -> None:
    said = "\n".join(
        line if isinstance(line, str) else line[0]
        for line in proposal_lines(
            row(comment="fire", digest="5f2b", approvals=[by(BOB, "bob")], needed=2, accepted=["test-missing"]), NOW
        )
    )
    for part in (
        "failover of shop",
        "fire",
        "ann",
        "40 min left",
        "2 approvals",
        "by bob",
        "test-missing",
        "5f2b",
    ):
        assert part in said
