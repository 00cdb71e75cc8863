"""Two people at real terminals of 80x24, over ssh: who is here, a proposal and its approval, by keys alone."""

from __future__ import annotations

import pytest
from e2e.e2e_logins import needs_logins
from e2e.e2e_seated import logins, room
from e2e.e2e_users import needs_root
from terminal_desk import Desk, desk
from terminal_tmux import Pane, confirm, key_of
from test_terminal_way import say

__all__ = ["desk", "logins", "room"]
pytestmark = [pytest.mark.terminal, pytest.mark.slow, needs_root, needs_logins]


def propose(pane: Pane, plan: str, why: str) -> None:
    """From the list of plans, with the cursor on the plan."""
    pane.press(key_of("failover"))
    pane.until(f"failover of plan {plan}", "READY", "needs the approval of another person")
    pane.press("5")
    pane.until_cursor(lambda line: "Comment:" in line, "where the reason is typed")
    pane.type(why)
    pane.until_cursor(lambda line: why in line, "behind the reason")
    pane.press("Enter")
    pane.until_cursor(lambda line: f"To PROPOSE it, type {plan}:" in line, "where the name is typed")
    pane.type(plan)
    pane.until_cursor(lambda line: line.rstrip().endswith(f": {plan}"), "behind the name")
    pane.press("Enter")


def test_one_proposes_and_another_approves_by_keys_alone(desk: Desk) -> None:
    room = desk.room
    room.say("keeper", "room policy set failover 1").done()
    ann, bob = desk.console("operator"), desk.console("approver")

    say(ann, "who")
    ann.until("who is here", f"you are {room.name('operator')}", room.name("approver"), "approver", "on Overview")
    bob.press(key_of("jobs"))
    ann.until("on Jobs")
    ann.press("Escape")
    ann.until("enter open")

    ann.press(key_of("plans"))
    ann.until("2 Plans", "warehouse")
    propose(ann, "shop", "Seattle burns")
    ann.until("proposed: p1 waits")
    assert room.say("observer", "jobs").done() == []

    bob.until("1 to approve: A")
    bob.press(key_of("proposals"))
    bob.until("‼ WAITS", "p1", "Seattle burns")
    bob.press("Enter")
    bob.until("proposal p1: failover of plan shop", "READY", "Nothing is approved")
    ann.press(key_of("proposals"))
    ann.until("p1")
    ann.press("Enter")
    ann.until("it is yours, and another person approves it")
    bob.press("5")
    bob.until("To APPROVE, type shop:")
    bob.type("shop")
    bob.until_cursor(lambda line: line.rstrip().endswith(": shop"), "behind the name")
    bob.press("Enter")
    bob.until("approved: proposal p1")
    assert room.say("observer", "jobs").done() == [], "an approval starts nothing"

    ann.until("is approved by", "start it")
    confirm(ann, "shop")
    ann.until("failover", "✓ Succeeded")
    (job,) = room.say("observer", "jobs").done()
    assert (job["operator"], job["proposal"], job["state"]) == (room.name("operator"), "p1", "Succeeded")

    ann.press(key_of("plans"), "Down")
    ann.until("finance")
    propose(ann, "finance", "the same")
    ann.until("proposed: p2 waits")
    bob.until("1 to approve: A", "p2")
    bob.press("Up")
    bob.until_cursor(lambda line: line.startswith("p2"), "on the second proposal")
    bob.press("Enter")
    bob.until("proposal p2: failover of plan finance", "Nothing is approved")
    bob.press("x")
    bob.until("reject proposal p2?")
    bob.type("not before noon")
    bob.until_cursor(lambda line: "not before noon" in line, "behind the reason")
    bob.press("Enter")
    ann.until("proposal p2 was rejected by")
    ann.press(key_of("messages"))
    ann.until("not before noon")
    room.say("keeper", f"room member remove {room.name('approver')}").done()
    bob.until("you have no seat in the room now: this console only reads", "READ-ONLY")
    rows = {row["id"]: row for row in room.say("observer", "proposals --all").done()}
    assert {key: row["state"] for key, row in rows.items()} == {"p1": "started", "p2": "rejected"}
    assert [one["person"] for one in rows["p1"]["approvals"]] == [room.name("approver")]
