"""Approvals on the command line: a run that needs one is proposed, others approve or reject it, and it is started."""

from __future__ import annotations

import io
from typing import Any

import pytest
from cli_fakes import Run, World, job_row
from support.whole import whole

from drconsole.records.rows.room.approvals import ApprovalRow, PolicyOfRoomRow, ProposalRow
from drconsole.recovery.types.work.errors import Refused

NEEDED = Refused("approval-needed", "failover of Shop needs the approval of another person", extra={"needed": 1})


def proposal(state: str = "open", **more: Any) -> dict[str, Any]:
    said = {"id": "p1", "operation": "failover", "target": "Shop", "target_type": "plan", "mode": "LIVE", "by": "ann"}
    times = {"at": "2026-03-01T10:00:00Z", "expires_at": "2026-03-01T11:00:00Z", "comment": "fire", "needed": 1}
    kept = {"digest": "d1", "approvals": [], "accepted": [], "started": None, "ended_at": None, "job": None}
    return dict(whole(ProposalRow, **{**said, **times, **kept, "state": state, **more}))


def approval(**more: Any) -> dict[str, Any]:
    said = {"by": "bob", "person": "bob", "uid": 2, "at": "2026-03-01T10:05:00Z", "comment": "seen", "signature": ""}
    return dict(
        whole(ApprovalRow, **{**said, "text": "", "signer_key": "", "anchor": {"head": "ab", "length": 7}, **more})
    )


def test_a_run_that_needs_approval_prints_its_proposal_and_waits_for_a_person(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = NEEDED
    world.engine.answers["Propose"] = proposal()
    words = ("run", "failover", "Shop", "--confirm", "Shop", "--comment", "fire", "--digest", "d1", "--wait")
    ran = run(*words, "--json")
    assert (ran.code, ran.json["id"], ran.json["approvals"], ran.json["needed"]) == (5, "p1", [], 1)
    kind, said = world.engine.asked[-1]
    assert (kind, said["comment"], said["digest"], said["confirm"]) == ("Propose", "fire", "d1", "Shop")
    world.engine.answers["Policy"] = {"signatures": True}
    people = run(*words)
    assert people.code == 5
    assert "nothing has been started" in people.out
    assert "drconsole approve p1 --confirm Shop --sign\n" in people.out
    assert "drconsole run failover plan:Shop --confirm Shop --proposal p1" in people.out


def test_what_somebody_does_next_is_said_by_the_name_that_they_gave_and_what_others_do_is_not(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRCONSOLE_AS", "")  # the command sets it
    world.engine.answers["StartJob"] = NEEDED
    world.engine.answers["Propose"] = proposal()
    world.engine.answers["Policy"] = {"signatures": False}
    ran = run("--as", "ann", "run", "failover", "Shop", "--confirm", "Shop")
    assert "drconsole approve p1 --confirm Shop\n" in ran.out, "by somebody else"
    assert "drconsole --as ann run failover plan:Shop --confirm Shop --proposal p1" in ran.out
    world.reader.put("proposal", "p1", proposal())
    world.engine.answers["Approve"] = proposal("approved", approvals=[approval()])
    ran = run("--as", "bob", "approve", "p1", "--confirm", "Shop")
    assert "drconsole run failover plan:Shop --confirm Shop --proposal p1" in ran.out, "by whoever carries it out"


def test_a_cancel_that_needs_approval_is_proposed(world: World, run: Run) -> None:
    world.engine.answers["CancelJob"] = NEEDED
    world.engine.answers["Policy"] = {"signatures": False}
    world.engine.answers["ProposeCancel"] = proposal(operation="cancel", job="J1")
    ran = run("job", "cancel", "J1", "--confirm", "Shop", "--comment", "wrong plan")
    assert ran.code == 5
    assert "drconsole approve p1 --confirm Shop\n" in ran.out
    assert "drconsole job cancel J1 --confirm Shop --proposal p1" in ran.out
    kind, said = world.engine.asked[-1]
    assert (kind, said) == ("ProposeCancel", {"job": "J1", "confirm": "Shop", "comment": "wrong plan"})


def test_what_was_approved_is_started_under_its_proposal(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = job_row(proposal="p1")
    assert run("run", "failover", "Shop", "--confirm", "Shop", "--proposal", "p1", "--json").code == 0
    assert world.engine.asked[-1][1]["proposal"] == "p1"


def test_a_refusal_for_another_reason_proposes_nothing(world: World, run: Run) -> None:
    world.engine.answers["StartJob"] = Refused("not-ready", "no point")
    assert run("run", "failover", "Shop", "--confirm", "Shop", "--json").code == 3
    assert [kind for kind, _ in world.engine.asked] == ["StartJob"]


def test_the_reason_for_breaking_the_glass_is_said_twice(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.engine.answers["StartJob"] = job_row()
    words = ("run", "failover", "Shop", "--confirm", "Shop", "--break-glass", "nobody answers")

    def sent() -> tuple[Any, Any]:
        return world.engine.asked[-1][1]["break_glass"], world.engine.asked[-1][1]["break_glass_again"]

    run(*words)
    assert sent() == ("nobody answers", None)
    run(*words, "--break-glass-again", "nobody answers")
    assert sent() == ("nobody answers", "nobody answers")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("nobody answers\n"))
    assert "type the reason again" in run(*words).err
    assert sent() == ("nobody answers", "nobody answers")
    assert run(*words[:-1], " ", "--json").code == 2
    assert run("run", "failover", "Shop", "--break-glass-again", "x", "--json").code == 2


def test_proposals_lists_what_waits_and_one_in_full_without_an_engine(world: World, run: Run) -> None:
    world.reader.put("proposal", "p1", proposal("approved", approvals=[approval()]))
    world.reader.put("proposal", "p2", proposal("rejected", id="p2", why="no", ended_at="2026-03-01T10:05:00Z"))
    assert [row["id"] for row in run("proposals", "--json").json] == ["p1"]
    assert [row["id"] for row in run("proposals", "--all", "--json").json] == ["p2", "p1"]
    assert "1 of 1 (bob)" in run("proposals").out
    full = run("proposals", "p1").out.splitlines()
    assert full[0] == "LIVE  proposal p1: failover of Shop: approved, not started"
    assert "  bob at 2026-03-01 10:05:00Z: seen" in full
    assert "    journal then: 7 events, head ab" in full
    assert "rejected at 2026-03-01 10:05:00Z" in run("proposals", "p2").out
    ran = run("proposals", "p9", "--json")
    assert (ran.code, ran.error["code"], ran.error["advice"]) == (2, "unknown-proposal", "open: p1")


def test_approving_sends_the_digest_that_is_proposed(world: World, run: Run) -> None:
    world.reader.put("proposal", "p1", proposal())
    world.engine.answers["Approve"] = proposal("approved", approvals=[approval()])
    ran = run("approve", "p1", "--confirm", "Shop", "--comment", "seen")
    kind, said = world.engine.asked[-1]
    assert (kind, said["digest"], said["confirm"], said["comment"]) == ("Approve", "d1", "Shop", "seen")
    assert (said["text"], said["signature"]) == ("", "")
    assert "run failover plan:Shop --confirm Shop --proposal p1" in ran.out
    world.engine.answers["Approve"] = Refused("own-proposal", "ann is who proposed it")
    assert run("approve", "p1", "--confirm", "Shop", "--json").error["code"] == "own-proposal"


def test_of_many_differences_the_first_are_told_in_words(world: World, run: Run) -> None:
    world.reader.put("proposal", "p1", proposal())
    gone = [{"what": f"task t{number}", "shown": "present", "now": "absent"} for number in range(12)]
    world.engine.answers["Approve"] = Refused("proposal-voided", "proposal p1 is void", extra={"difference": gone})
    told = run("approve", "p1", "--confirm", "Shop").err.splitlines()
    assert "  changed:  task t0: was there, is not there" in told
    assert told[-1] == "  changed:  and 4 more (--json has all)"


def test_a_key_that_is_none_approves_nothing(world: World, run: Run, tmp_path: Any) -> None:
    world.reader.put("proposal", "p1", proposal())
    world.engine.answers["ToSign"] = {"text": "t\n", "namespace": "n", "head": "h", "length": 1, "signatures": True}
    ran = run("approve", "p1", "--confirm", "Shop", "--key", str(tmp_path / "none"), "--json")
    assert (ran.code, ran.error["code"], ran.error["place"]) == (2, "no-key", "--key")
    assert "Approve" not in [kind for kind, _ in world.engine.asked]


def test_a_proposal_is_rejected_with_its_reason(world: World, run: Run) -> None:
    world.engine.answers["Reject"] = proposal("rejected", why="not tonight")
    assert run("reject", "p1", "--comment", "not tonight", "--json").json["state"] == "rejected"
    assert world.engine.asked[-1] == ("Reject", {"proposal": "p1", "comment": "not tonight"})


def test_signed_approvals_are_written_for_ssh_keygen(world: World, run: Run, tmp_path: Any) -> None:
    signed = approval(text="the text\n", signature="the signature\n", signer_key="SHA256:x")
    world.reader.put("proposal", "p1", proposal(approvals=[signed]))
    world.reader.put("proposal", "p2", proposal(id="p2", approvals=[approval()]))
    (file,) = run("proposals", "p1", "--export", str(tmp_path / "out"), "--json").json
    assert (tmp_path / "out" / "p1-2.txt").read_text() == "the text\n"
    assert file["signature"] == str(tmp_path / "out" / "p1-2.txt.sig")
    assert "ssh-keygen -Y verify -f ALLOWED_SIGNERS -I bob" in run("proposals", "p1", "--export", str(tmp_path)).out
    assert run("proposals", "p2", "--export", str(tmp_path), "--json").error["code"] == "not-signed"


def test_the_policy_is_said_and_changed(world: World, run: Run) -> None:
    rule = {"operation": "failover", "mode": "LIVE", "plan": "", "plan_key": "", "needed": 1}
    said = {"rules": [rule], "minutes": 60, "break_glass": True, "signatures": False, "allowed_signers": ""}
    row = whole(PolicyOfRoomRow, **{**said, "approvers": 1, "wanted": 2})
    for kind in ("Policy", "SetRule", "SetApprovals"):
        world.engine.answers[kind] = row
    assert run("room", "policy").out.splitlines() == [
        "failover in LIVE: 1 other person",
        "approvers: 1 user (too few: with 2 approvers one of them may be away, or propose)",
        "a proposal lasts 60 minutes; the glass may be broken, for a reason that everybody reads",
    ]
    world.engine.answers["Policy"] = {**row, "signatures": True, "allowed_signers": "/k", "keyless": ["dave"]}
    assert run("room", "policy").out.splitlines()[-2:] == [
        "approvals are signed by an SSH key of /k",
        "it has no line for dave: who has no key there cannot approve",
    ]
    run("room", "policy", "set", "failover", "1", "--mode", "LIVE", "--plan", "Shop")
    body = {"operation": "failover", "needed": 1, "mode": "LIVE", "plan": "Shop"}
    assert world.engine.asked[-1] == ("SetRule", body)
    run("room", "policy", "how", "--break-glass", "forbidden", "--signatures", "required", "--allowed-signers", "/k")
    assert world.engine.asked[-1][1] == {
        "minutes": None,
        "break_glass": False,
        "signatures": True,
        "allowed_signers": "/k",
    }
    assert run("room", "policy", "how", "--json").code == 2
    assert run("room", "policy", "set", "failover", "9", "--json").error["code"] == "bad-number"
    assert run("room", "policy", "set", "failovr", "1", "--json").error["code"] == "unknown-operation"


def test_the_status_has_what_waits_for_a_second_person(world: World, run: Run) -> None:
    world.engine.up = False
    assert "proposals" not in run("status", "--json").json
    world.reader.put("proposal", "p1", proposal())
    world.reader.put("proposal", "p2", proposal("expired", id="p2"))
    assert [row["id"] for row in run("status", "--json").json["proposals"]] == ["p1"]
    assert "failover of Shop" in run("status").out
