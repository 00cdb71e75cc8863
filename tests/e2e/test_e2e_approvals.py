"""Two persons over sshd: one proposes, another approves with their SSH key; whoever pretends to be two is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from e2e_logins import needs_logins
from e2e_seated import FAILOVER, Room, logins, room
from e2e_state import Said
from e2e_users import needs_root
from support.patience import PATIENCE

__all__ = ["logins", "room"]
pytestmark = [needs_root, needs_logins]
APPROVE = "approve p1 --confirm shop --comment seen"


def proposed(room: Room) -> str:
    """Let failovers need a signed approval, and the operator, who has the approver's seat, too, propose one."""
    allowed = room.logins.folder / "allowed_signers"
    public = (room.logins.home("approver") / ".ssh" / "id_ed25519.pub").read_text()
    allowed.write_text(f"{room.name('approver')} {public}")
    shutil.chown(allowed, room.name("keeper"))
    allowed.chmod(0o644)
    room.say("keeper", f"room member add {room.name('operator')} approver").done()
    room.say("keeper", "room policy set failover 1").done()
    room.say("keeper", f"room policy how --signatures required --allowed-signers {allowed}").done()
    said = room.say("operator", f"{FAILOVER} --comment fire")
    assert said.code == 5, said
    assert (said.data["id"], said.data["state"], said.data["person"]) == ("p1", "open", room.name("operator"))
    return str(allowed)


def test_another_person_approves_signed_and_the_proposer_starts_it(room: Room, tmp_path: Path) -> None:
    allowed = proposed(room)
    room.say("observer", APPROVE).refused(3, "no-seat")
    room.say("commander", APPROVE).refused(3, "no-seat")
    room.say("approver", APPROVE).refused(3, "not-signed")
    room.say("operator", f"{FAILOVER} --proposal p1").refused(3, "not-approved")
    approved = room.say("approver", f"{APPROVE} --sign").done()
    assert (approved["state"], approved["approvals"][0]["person"]) == ("approved", room.name("approver"))
    job = room.say("operator", f"{FAILOVER} --proposal p1 --wait").done()
    assert (job["proposal"], job["digest"]) == ("p1", approved["digest"])
    room.say("operator", f"{FAILOVER} --proposal p1").refused(3, "proposal-started")
    (told,) = room.say("observer", f"report {job['id']} --format json").done()["approvals"]
    assert (told["by"], told["asked_why"], told["key"][:7]) == (room.name("approver"), "fire", "SHA256:")
    out = room.logins.home("observer") / "out"
    (files,) = room.say("observer", f"proposals p1 --export {out}").done()
    words = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", files["person"], "-n", "drconsole-approval"]
    text = Path(files["text"]).read_bytes()
    subprocess.run([*words, "-s", files["signature"]], input=text, capture_output=True, timeout=PATIENCE, check=True)
    other = text.replace(approved["digest"].encode(), b"0123456789abcdef")
    again = [*words, "-s", files["signature"]]
    assert subprocess.run(again, input=other, capture_output=True, timeout=PATIENCE, check=False).returncode != 0


def test_who_breaks_the_glass_is_on_top_of_the_report(room: Room) -> None:
    proposed(room)
    once = f"{FAILOVER} --break-glass 'nobody answers'"
    room.say("operator", once).refused(3, "not-confirmed")
    job = room.say("operator", f"{once} --break-glass-again 'nobody answers' --wait").done()
    report = room.say("observer", f"report {job['id']} --format md").done()["text"]
    broken = report.index("The glass was broken")
    assert broken < report.index("## Summary") and "nobody answers" in report[broken : report.index("## Summary")]
    room.say("keeper", "room policy how --break-glass forbidden").done()
    test = "run test-failover finance --confirm finance"
    room.say("keeper", "room policy set any 1").done()
    room.say("operator", f"{test} --break-glass x --break-glass-again x").refused(3, "break-glass-forbidden")
    assert (room.name("operator"), "break-glass-forbidden") in room.rejected()


def test_the_proposer_is_one_person_whatever_they_become(room: Room) -> None:
    proposed(room)
    room.say("operator", f"{APPROVE} --sign").refused(3, "own-proposal")
    expected = [("operator", "own-proposal")]
    if room.logins.login_is_known("operator"):
        room.logins.may_sudo("operator")
        for via in ("sudo", f"sudo -u {room.name('approver')}", f"sudo -u {room.name('keeper')}", "sudo su -c"):
            line = f"'{room.logins.program} --state {room.state} --json {APPROVE}' {room.name('approver')}"
            if via.endswith("su -c"):
                done = room.logins.run("operator", f"{via} {line}")
                said = Said((via,), done.returncode, done.stdout, done.stderr)
            else:
                said = room.say("operator", APPROVE, through=via)
            said.refused(3, "own-proposal")
    else:
        print("NOT TESTED: su and sudo; this system notes no login (pam_loginuid)")
    words = [str(room.logins.program), "--state", str(room.state), "--json", *APPROVE.split()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert os.geteuid() == 0
    Said(tuple(words), done.returncode, done.stdout, done.stderr).refused(3, "no-seat")
    (row,) = room.say("observer", "proposals").done()
    assert (row["state"], row["approvals"]) == ("open", [])
    told = room.rejected()
    assert all((room.name(who), code) in told for who, code in expected)
    assert ("root", "no-seat") in told
