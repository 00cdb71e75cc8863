"""A shift is handed over on the command line, by two Unix users over sshd: on a terminal, and by a script."""

from __future__ import annotations

import json
import shlex
import time

import pytest
from e2e.e2e_logins import needs_logins
from e2e.e2e_seated import Room, logins, room
from e2e.e2e_users import needs_root
from e2e_terminal import needs_tmux, terminals
from support.patience import PATIENCE

__all__ = ["logins", "room"]
pytestmark = [needs_root, needs_logins, needs_tmux]


@pytest.fixture
def job(room: Room) -> str:
    """A failover that the operator leads, and that waits for a person."""
    made = str(room.say("operator", "run failover finance --confirm finance").done()["id"])
    end = time.monotonic() + PATIENCE
    while not room.say("operator", f"jobs {made}").done()["waits_for"]:
        assert time.monotonic() < end
    return made


def test_a_brief_is_gone_through_and_read_back_on_a_terminal(room: Room, job: str) -> None:
    leaves, comes = room.name("operator"), room.name("approver")
    room.say("operator", f"handover offer {comes} --comment 'end of the shift'").done()
    brief = room.say("approver", "handover").done()
    words = [str(room.logins.program), "--state", str(room.state), "handover", "accept", "h1"]
    argv = room.logins.argv("approver", f"{shlex.join(words)}; sleep {PATIENCE:g}", terminal=True)
    with terminals(room.logins.folder) as opened:
        screen = opened("taker", argv)
        lines = [line for line in brief["lines"] if line["key"] != "offer:h1"]
        for number in range(1, len(lines) + 1):
            screen.until(f"{number} of {len(lines)}")
            screen.press("Enter")
        screen.until("What waits for a person")
        screen.type("finance waits for the bank")
        screen.press("Enter")
        screen.until("What runs, and on what")
        screen.type("a failover of finance")
        screen.press("Enter")
        screen.until(f"{comes} took over from {leaves}: leads {job} and has the seat operator")
    lead = room.say("observer", f"lead {job}").done()["lead"]
    assert (lead["name"], lead["way"], lead["by"]) == (comes, "handed-over", leaves)


def test_a_script_names_the_brief_that_was_read_and_nobody_else_accepts(room: Room, job: str) -> None:
    room.say("operator", f"handover offer {room.name('approver')} --keep-seats").refused(3, "no-seat")
    room.say("operator", f"handover offer {room.name('observer')}").refused(3, "no-seat")
    room.say("operator", f"handover offer {room.name('approver')}").done()
    room.say("approver", "handover accept h1").refused(3, "needs-a-terminal")
    room.logins.run("approver", f"{_line(room)} handover -o ~/brief.json")
    written = json.loads(room.logins.run("approver", "cat ~/brief.json").stdout)
    assert any(line["key"] == f"job:{job}" for line in written["lines"])
    read = "--brief ~/brief.json --read-back 'finance waits' --read-back 'failover of finance'"
    room.say("commander", f"handover accept h1 {read.replace('~/brief.json', '/dev/null')}").refused(2, "bad-brief")
    room.say("approver", "handover accept h1 --brief ~/brief.json --read-back fine").refused(3, "not-read-back")
    assert room.say("observer", f"lead {job}").done()["lead"]["name"] == room.name("operator")
    assert room.say("approver", f"handover accept h1 {read}").done()["state"] == "accepted"
    assert room.say("observer", f"lead {job}").done()["lead"]["name"] == room.name("approver")
    room.say("operator", f"job hold {job}").refused(3, "no-seat")


def _line(room: Room) -> str:
    return f"{room.logins.program} --state {shlex.quote(str(room.state))}"
