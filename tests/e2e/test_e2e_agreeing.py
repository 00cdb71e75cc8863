"""What people of a room agree on, over real logins: a proposal that is rejected, some that run out, and a poll."""

from __future__ import annotations

import shlex
import time
from typing import Any

from e2e_logins import needs_logins
from e2e_seated import FAILOVER, Room, logins, room
from e2e_state import PATIENCE
from e2e_users import needs_root
from support.documents import markdown_cells

__all__ = ["logins", "room"]
pytestmark = [needs_root, needs_logins]
LATER = """
import sys
from datetime import timedelta
from drconsole.engine import shell
from drconsole.cli.main import main
now = shell.utcnow
shell.Engine.__init__.__kwdefaults__["wall"] = lambda: now() + timedelta(hours=2)
sys.exit(main(sys.argv[1:]))
"""
"""The program, whose engine has the wall's clock of two hours later: no proposal lasts less than five minutes."""


def proposed(room: Room, target: str = "shop") -> str:
    said = room.say("operator", f"run failover {target} --confirm {target} --comment fire")
    assert (said.code, said.data["state"]) == (5, "open"), said
    return str(said.data["id"])


def stands(room: Room) -> dict[str, str]:
    return {row["id"]: row["state"] for row in room.say("observer", "proposals --all").done()}


def events(room: Room, kind: str) -> list[dict[str, Any]]:
    return [event for event in room.say("observer", "journal").done() if event["kind"] == kind]


def two_hours_later(room: Room) -> None:
    """Kill the keeper's engine, and start the next one as if that had been two hours later."""
    room.say("keeper", "engine stop --force").done()
    python = room.logins.program.with_name("python-of-drconsole")
    words = f"{python} -c {shlex.quote(LATER)} --state {shlex.quote(str(room.state))} engine run --speed max"
    done = room.logins.run("keeper", f"setsid {words} < /dev/null > /dev/null 2>&1 &")
    assert done.returncode == 0, done
    until(lambda: room.say("keeper", "status").done()["engine"]["running"])


def until(true: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_proposal_that_is_rejected_and_those_that_run_out_begin_nothing(room: Room) -> None:
    room.say("keeper", "room policy set any 1").done()
    rejected = proposed(room)
    reject = f"reject {rejected} --comment 'Oslo is up'"
    room.say("observer", reject).refused(3, "no-seat")
    told = room.say("approver", reject).done()
    assert (told["state"], told["why"], told["ended_by"]) == ("rejected", "Oslo is up", room.name("approver"))
    room.say("approver", f"approve {rejected} --confirm shop").refused(3, "proposal-rejected")
    room.say("operator", f"{FAILOVER} --proposal {rejected}").refused(3, "proposal-rejected")

    approved, open_ = proposed(room), proposed(room, "finance")
    room.say("approver", f"approve {approved} --confirm shop").done()
    assert stands(room) == {rejected: "rejected", approved: "approved", open_: "open"}
    two_hours_later(room)
    until(lambda: stands(room) == {rejected: "rejected", approved: "expired", open_: "expired"})
    room.say("operator", f"{FAILOVER} --proposal {approved}").refused(3, "proposal-expired")
    room.say("approver", f"approve {open_} --confirm finance").refused(3, "proposal-expired")
    assert {(event["proposal"], event["actor"]) for event in events(room, "proposal.expired")} == {
        (approved, "engine"),
        (open_, "engine"),
    }
    assert room.say("observer", "jobs").done() == []
    refused = [("observer", "no-seat"), ("approver", "proposal-rejected"), ("operator", "proposal-rejected")]
    refused += [("operator", "proposal-expired"), ("approver", "proposal-expired")]
    assert room.rejected() == [(room.name(who), code) for who, code in refused]
    assert room.say("keeper", "doctor").code == 0


def test_a_poll_has_who_agreed_who_objected_and_who_was_silent_and_starts_nothing(room: Room) -> None:
    room.say("keeper", "room policy set failover 1").done()
    proposal = proposed(room)
    ask = f"poll ask 'fail shop over now?' --proposal {proposal}"
    room.say("observer", f"{ask}").refused(3, "no-seat")
    room.say("keeper", f"room member add {room.name('observer')} scribe").done()
    asked = room.say("commander", ask).done()
    everybody = sorted(map(room.name, ("observer", "operator", "approver")))
    assert (asked["id"], sorted(asked["silent"]), asked["by"]) == ("q1", everybody, room.name("commander"))
    room.say("keeper", "poll answer q1 go").refused(3, "no-seat")
    room.say("operator", "poll answer q1 no-go").refused(2)
    room.say("operator", "poll answer q1 go").done()
    if room.logins.login_is_known("operator"):
        room.logins.may_sudo("operator")
        second = f"sudo -u {room.name('observer')}"
        room.say("operator", "poll answer q1 go", through=second).refused(3, "not-own-login")
    room.say("approver", "poll answer q1 no-go --comment 'no power in Oslo'").done()
    room.say("approver", "poll close q1").refused(3, "no-seat")
    room.say("approver", f"approve {proposal} --confirm shop").done()
    closed = room.say("commander", "poll close q1").done()
    assert (closed["result"], closed["silent"]) == ("no-go", [room.name("observer")])
    room.say("observer", "poll answer q1 go").refused(3, "poll-over")
    (line,) = events(room, "poll.closed")
    assert (line["go"], line["silent"]) == ([room.name("operator")], [room.name("observer")])
    assert line["no_go"] == [{"name": room.name("approver"), "reason": "no power in Oslo"}]
    assert room.say("observer", "jobs").done() == [], "nothing starts by a poll"

    # Nobody closes the second one, and nobody answers.
    room.say("commander", "poll ask 'still?' --for 1s").done()
    until(lambda: len(events(room, "poll.closed")) == 2)
    job = room.say("operator", f"{FAILOVER} --proposal {proposal} --wait").done()
    first, second = room.say("observer", f"report {job['id']}").done()["polls"]
    assert (first["id"], first["of_job"], first["result"]) == ("q1", True, "no-go")
    assert [(one["by"], one["vote"], one["comment"]) for one in first["answers"]] == [
        (room.name("operator"), "go", ""),
        (room.name("approver"), "no-go", "no power in Oslo"),
    ]
    assert (second["why"], second["result"], sorted(second["silent"])) == ("ran-out", "silent", everybody)
    rows = markdown_cells(room.say("observer", f"report {job['id']} --format md").done()["text"])
    (row,) = [row for row in rows if row[0] == "q1: fail shop over now?"]
    assert f"NO-GO {room.name('approver')}: no power in Oslo" in row[3] and room.name("observer") in row[4]
