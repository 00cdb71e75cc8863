"""What people outside would do in a simulation, on the command line."""

from __future__ import annotations

from cli_fakes import Run, World

from drconsole.recovery.types.work.errors import Refused

FAULT = {
    "id": "fault-1",
    "kind": "shutdown-fails",
    "what": "the source cannot be shut down",
    "items": [{"key": "wiki", "name": "wiki"}],
    "cleared_by": "shut-down",
    "how": "somebody shuts the machine down, and keeps it down",
}


def test_faults_that_have_shown_themselves_are_listed_with_what_clears_them(world: World, run: Run) -> None:
    world.engine.answers["Faults"] = {"faults": [FAULT]}
    out = run("simulate", "faults").out
    for word in ("fault-1", "wiki", "the source cannot be shut down", "somebody shuts the machine down"):
        assert word in out
    assert run("--json", "simulate", "faults").json == [FAULT]


def test_a_repair_says_what_was_done_and_where_to_go_on(world: World, run: Run) -> None:
    world.engine.answers["Repair"] = {"item": "wiki", "key": "wiki", "faults": [FAULT]}
    ran = run("simulate", "repair", "wiki", "--fault", "fault-1", "--comment", "called Seattle")
    assert ran.code == 0
    assert "wiki: somebody shuts the machine down, and keeps it down (fault-1" in ran.out
    assert "next wiki" in ran.out
    assert world.engine.asked[-1] == ("Repair", {"item": "wiki", "fault": "fault-1", "comment": "called Seattle"})


def test_where_the_world_is_real_it_exits_3(world: World, run: Run) -> None:
    world.engine.answers["Repair"] = Refused("not-simulated", "azure is LIVE: no fault of it is ours to clear")
    ran = run("simulate", "repair", "wiki")
    assert ran.code == 3
    assert "LIVE" in ran.err
