"""Four Unix users over sshd on one engine: each does what is theirs, and is refused what is not."""

from __future__ import annotations

import os
import subprocess

import pytest
from e2e_logins import needs_logins
from e2e_seated import FAILOVER, SEATS, Room, logins, room
from e2e_state import Said
from e2e_users import needs_root
from support.patience import PATIENCE

__all__ = ["logins", "room"]
pytestmark = [needs_root, needs_logins]


def test_each_logs_in_and_does_what_is_theirs_and_is_refused_what_is_not(room: Room) -> None:
    for who in SEATS:
        assert room.say(who, "status").done()["mode"] == "SIMULATION"
        told = room.say(who, "room").done()["you"]
        assert (told["user"], told["seats"], told["commands"]) == (room.name(who), [who], who != "observer")
    for who in ("observer", "approver", "commander", "keeper"):
        refused = room.say(who, FAILOVER).refused(3, "no-seat")
        assert refused["has_them"] == [room.name("operator")]
    room.say("commander", "clock pause").done()
    job = room.say("operator", FAILOVER).done()
    assert job["operator"] == room.name("operator")
    hold, resume = f"job hold {job['id']}", f"job resume {job['id']}"
    room.say("observer", hold).refused(3, "no-seat")
    room.say("approver", hold).done()
    room.say("approver", resume).refused(3, "no-seat")
    room.say("commander", resume).done()
    room.say("approver", "clock resume").refused(3, "no-seat")
    room.say("operator", "clock resume").done()
    assert room.say("observer", f"watch {job['id']}").code == 0
    for who in SEATS:
        room.say(who, f"room member add {room.name(who)} approver operator commander").refused(3, "no-seat")
    expected = ["observer", "approver", "commander", "keeper", "observer", "approver", "approver", *SEATS]
    assert room.rejected() == [(room.name(who), "no-seat") for who in expected]


def test_who_becomes_another_is_told_apart_by_their_login(room: Room) -> None:
    if not room.logins.login_is_known("operator"):
        pytest.skip("NOT TESTED: su and sudo of people who logged in; this system notes no login (pam_loginuid)")
    room.logins.may_sudo("observer", "operator")
    observer = room.say("observer", FAILOVER, through="sudo").refused(3, "no-seat")
    assert f"{room.name('observer')} has the seat observer" in observer["message"]
    for via in ("sudo", f"sudo -u {room.name('keeper')}"):
        told = room.say("operator", "room", through=via).done()["you"]
        assert (told["person"], told["seats"], told["told_apart"]) == (room.name("operator"), ["operator"], True)
    job = room.say("operator", f"{FAILOVER} --wait", through="sudo").done()
    assert job["operator"] == f"root (login {room.name('operator')})"
    assert (f"root (login {room.name('observer')})", "no-seat") in room.rejected()


def test_root_without_a_login_has_no_seat(room: Room) -> None:
    assert os.geteuid() == 0
    words = [str(room.logins.program), "--state", str(room.state), "--json", *FAILOVER.split()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    Said(tuple(words), done.returncode, done.stdout, done.stderr).refused(3, "no-seat")
