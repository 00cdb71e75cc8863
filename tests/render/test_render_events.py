"""Events of the journal in words: no field is told as the program writes it."""

from __future__ import annotations

import pytest

from drconsole.render.rows.events import about, value_text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("seen", "seen"),
        (True, "yes"),
        (12.5, "12.5"),
        (["done", "failed", "skip"], "done, failed, skip"),
        ({"m1": "Failed", "m2": "Succeeded"}, "m1 Failed, m2 Succeeded"),
        ([{"item": "m1", "why": None, "errors": ["539", "25014"]}], "(item m1, errors 539, 25014)"),
        ({}, ""),
    ],
)
def test_a_value_is_told_in_words(value: object, said: str) -> None:
    assert value_text(value) == said


@pytest.mark.parametrize(
    ("speed", "paused", "said"),
    [
        (60.0, False, "60 times real time"),
        (0.5, True, "0.5 times real time, paused"),
        (None, False, "as fast as it can"),
    ],
)
def test_a_clock_is_told_by_its_pace(speed: float | None, paused: bool, said: str) -> None:
    assert about({"kind": "clock.set", "speed": speed, "paused": paused}) == said


def test_what_could_move_the_cursor_of_a_terminal_is_made_harmless() -> None:
    assert "\x1b" not in value_text({"a\x1b[2J": ["b\x1b[2J"]})


def test_a_handover_is_told_with_who_gives_who_takes_and_what_passed() -> None:
    told = {"kind": "handover.accepted", "name": "ann", "to_name": "bob", "leads": ["j1-1"], "seats": ["operator"]}
    assert about(told) == "ann to bob, j1-1, operator"


def test_a_signed_approval_is_told_without_the_text_that_was_signed() -> None:
    told = {"kind": "proposal.approved", "proposal": "p1", "text": "drconsole approval, version 1\n", "signature": "S"}
    assert about(told) == "p1, signed"


def test_what_began_without_its_approval_is_told_as_that() -> None:
    told = {"kind": "job.created", "target_name": "crew", "break_glass": "nobody answers"}
    assert about(told) == "crew, GLASS BROKEN, without approval: nobody answers"


def test_a_rule_of_the_policy_is_told_in_words() -> None:
    rule = {"operation": "failover", "mode": "LIVE", "plan": "k1", "plan_name": "crew", "needed": 2}
    assert about({"kind": "room.policy-set", "rule": rule}) == "failover in LIVE of plan crew takes 2 approvals"


def test_what_holds_for_approvals_is_told_in_words() -> None:
    settings = {"minutes": 5, "break_glass": False, "signatures": True, "allowed_signers": "/etc/signers"}
    told = {"kind": "room.approvals-set", "settings": settings}
    assert about(told) == (
        "a proposal lasts 5 minutes, the glass may not be broken, approvals are signed, keys of /etc/signers"
    )


def test_an_event_of_a_task_is_told_with_the_tasks_name() -> None:
    begun = {"kind": "task.begun", "task": "failover/db/VmFailover"}
    assert about(begun) == "failover/db/VmFailover", "whose name is not known"
    assert about({**begun, "task_name": "Start failover", "task_item": "db"}) == "Start failover · db"
    assert about({**begun, "task_name": "Failover of db", "task_item": "db"}) == "Failover of db"
