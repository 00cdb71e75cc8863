"""What is owed and what tests have left, on the command line: with an engine and from the store alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cli_fakes import Run, World, job_row, task_row

from drconsole.engine.decider.beside import Obligation
from drconsole.engine.decider.owing.owed import row_of
from drconsole.engine.projections.parts import stamp
from drconsole.recovery.types.estate.known import SOURCE

AT = datetime.fromisoformat("2026-03-01T10:00:00+00:00")
DEBT = {
    "item": "web01",
    "item_key": "web01",
    "state": "left behind",
    "since": "2026-03-01T09:00:00Z",
    "job": "J1",
    "side_effects": [{"what": "machine", "detail": "web01-test at Azure"}],
    "remedies": [
        {"act": "run", "operation": "cleanup-test-failover", "target_type": "item", "key": "web01", "name": "web01"}
    ],
}
UNDO = "drconsole run cleanup-test-failover item:web01 --confirm web01"
ITEM = {
    "name": "web01",
    "key": "web01",
    "authority_words": "Azure counts; replicates nowhere",
    "flags": [{"flag": "two-authorities", "text": "shut it down at Oslo"}],
    "must_stay_down": {"site": "Oslo", "seen": "on", "seen_at": "2026-03-01T10:00:00Z", "silent_since": None},
    "test_debt": [DEBT],
    "reverse": {"answer": "blocked", "why": "Oslo is not reachable"},
}


def owed(what: str = "stay-down", broken: bool = True) -> dict[str, Any]:
    made = Obligation(what, "web01", "web01", "Oslo", SOURCE, AT, seen="on", seen_at=AT, broken=broken)
    return dict(row_of(made, stamp))


def test_a_machine_that_runs_against_its_duty_needs_a_person_also_without_an_engine(world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("obligation", "stay-down:web01", owed())
    world.reader.put("obligation", "test-cleanup:web01", owed(what="test-cleanup", broken=False))
    world.reader.put("item", "web01", ITEM)
    found = run("--json", "status").json
    assert found["obligations"] == {"stay_down": 1, "broken": 1, "not_seen": 0}
    (wait,) = found["needs_a_person"]
    assert (wait["item"], wait["outcomes"]) == ("web01", [])
    assert found["counts"]["needs_a_person"] == 1
    assert found["test_debt"] == [{**DEBT, "undo": UNDO}]
    shown = run("status").out
    assert "web01 MUST NOT RUN: shut it down at Oslo" in shown
    assert "Shut it down at Oslo and keep it down" in shown
    assert "1 machine must stay down after a failover, 1 of them RUNS" in shown
    assert UNDO in shown


def test_a_machine_that_stays_down_needs_nobody(world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("obligation", "stay-down:web01", owed(broken=False))
    found = run("--json", "status").json
    assert found["needs_a_person"] == []
    assert found["obligations"]["stay_down"] == 1


HOLD = {"since": "2026-03-01T10:05:00Z", "operator": "ann", "comment": "wait for the network team"}


def test_a_held_job_needs_a_person_also_without_an_engine(world: World, run: Run) -> None:
    world.engine.up = False
    held = job_row(state_description="Held", held=True, hold=HOLD, allowed_actions=["resume", "cancel"])
    world.reader.put("job", "J1", held)
    world.reader.put("job", "J2", job_row(id="J2", held=False, allowed_actions=["hold", "cancel"]))
    found = run("--json", "status").json
    (wait,) = found["needs_a_person"]
    assert (wait["kind"], wait["job"], wait["since"]) == ("held", "J1", HOLD["since"])
    assert "held by ann: wait for the network team" in wait["why"]
    assert wait["command"] == "drconsole job resume J1"
    assert found["counts"]["needs_a_person"] == 1
    shown = run("status").out
    assert "failover of Shop: held by ann: wait for the network team" in shown
    assert "drconsole job resume J1" in shown


def test_what_the_store_alone_counts_is_what_an_engine_would(world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("job", "J1", job_row())
    states = [("g", "sequence", "InProgress"), ("a", "step", "InProgress"), ("s", "script", "InProgress")]
    states += [("n", "observed", "InProgress"), ("w", "manual", "Suspended"), ("d", "step", "Succeeded")]
    for key, kind, state in states:
        world.reader.put_task(task_row(key, state, kind=kind))
    assert run("--json", "status").json["counts"] == {
        "items": 0,
        "plans": 0,
        "jobs": 1,
        "running_jobs": 1,
        "steps_under_way": 2,
        "needs_a_person": 0,
    }


def test_an_item_in_full_says_who_counts_what_it_owes_and_whether_it_can_come_back(world: World, run: Run) -> None:
    world.reader.put("item", "web01", ITEM)
    shown = run("items", "web01").out
    assert "the valid copy is at Azure, not replicated" in shown
    assert "x TWO MACHINES RUN: shut it down at Oslo" in shown
    assert "! The machine at Oslo must stay down: seen on since 2026-03-01" in shown
    assert "can come back" in shown
    assert "x BLOCKED: Oslo is not reachable" in shown
    assert "web01-test at Azure" in shown
    assert run("--json", "items", "web01").json["test_debt"][0]["undo"] == UNDO
    assert run("--json", "items", "web01").json["reverse"]["answer"] == "blocked"


def test_how_old_a_reading_is_is_told_by_the_clock_and_not_by_the_last_look(world: World, run: Run) -> None:
    latest = {"latest_processed": "2026-03-01T07:30:00Z", "as_of": "2026-03-01T08:00:00Z"}
    world.reader.put("item", "web01", {**ITEM, "as_of": "2026-03-01T08:00:00Z", "latest_recovery_points": latest})
    clock = {"now": "2026-03-01T09:30:00Z", "speed": 1.0, "paused": True}
    world.reader.put("world", "world", {"mode": "SIMULATION", "at": "2026-03-01T09:00:00Z", "clock": clock})
    shown = run("items", "web01").out
    assert "latest processed: 2026-03-01 07:30:00Z (2 h ago)" in shown
    assert "as of: 2026-03-01 08:00:00Z (1 h 30 min ago)" in shown


def test_next_tells_other_operations_apart_from_commands(world: World, run: Run) -> None:
    watch = [{"act": "watch", "job": "J1"}]
    world.engine.answers["Next"] = {"target": "Shop", "remedies": watch, "alternatives": ["failover", "commit"]}
    out = run("next", "Shop").out
    assert "  drconsole watch J1\n" in out
    assert "also allowed: failover, commit\n" in out
    assert run("next", "Shop", "--json").json["alternatives"] == ["failover", "commit"]


def test_a_proposal_that_waits_for_an_approver_needs_a_person_also_without_an_engine(world: World, run: Run) -> None:
    world.engine.up = False
    world.reader.put("proposal", "p1", PROPOSAL)
    found = run("--json", "status").json
    (wait,) = found["needs_a_person"]
    assert (wait["kind"], wait["about"], wait["job"], wait["whom"]) == ("approval", "p1", None, "an approver")
    assert wait["command"].endswith("proposals p1")
    assert found["counts"]["needs_a_person"] == 1
    assert found["proposals"][0]["id"] == "p1"
    assert "shop waits for approval: failover (proposal p1): ann: fire; 0 of 1 approval" in run("status").out
    (alarm,) = [one for one in run("--json", "alarms").json if one["kind"] == "approval-waits"]
    assert (alarm["owner"], alarm["command"].endswith("proposals p1")) == ("approver", True)
    world.reader.put("proposal", "p1", {**PROPOSAL, "state": "approved"})
    assert run("--json", "status").json["needs_a_person"] == []


PROPOSAL = {
    "id": "p1", "operation": "failover", "target": "shop", "target_key": "k", "target_type": "plan", "job": None,
    "mode": "SIMULATION", "digest": "d", "by": "ann", "person": "ann", "uid": 1, "comment": "fire", "needed": 1,
    "at": "2026-03-01T10:00:00Z", "expires_at": "2999-01-01T00:00:00Z", "approvals": [], "accepted": [],
    "state": "open", "why": "", "ended_at": None, "ended_by": "", "started": None,
}  # fmt: skip
