"""In a simulation an operator has people outside clear a fault; where the world is real nobody here can."""

from __future__ import annotations

from typing import Any

import pytest
from support.actions import SCRIPT
from support.edges import until
from support.estates import bundled, small
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.engine.execution.scripts.running import ScriptState, Truth
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.words.command_lines import command_line

ACCEPT = {"accept": ["test-failover-outdated", "test-failover-missing:phone-system"], "comment": "it burns"}


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_the_plan_that_goes_wrong_on_purpose_comes_to_a_good_end(grain: Grain) -> None:
    rig = Rig(bundled("contoso"), grain, speed=60.0)

    async def play(player: Player) -> Any:
        run = await player.run("failover", "plan:intranet", **ACCEPT)
        before = await player.ask("Next", {"target": "plan:intranet"})
        faults = (await player.ask("Faults"))["faults"]
        for item in ("wiki", "phone-system"):
            await player.ask("Repair", {"item": item, "comment": "called them"}, f"repair-{item}")
        stands = {row["key"]: row["stand"] for row in rig.store.rows("item")}
        assert stands["wiki"] == "not-committed", "what was done is seen at once"
        point = {"point": "latest-processed"}
        anew = await player.run("change-recovery-point", "item:phone-system", **point)
        for item in ("wiki", "badge-reader", "phone-system"):
            await player.ask("Validate", {"item": item, "result": "ok", "comment": "seen"}, f"validate-{item}")
        commit = await player.run("commit", "plan:intranet")
        return run, before, faults, anew, commit, await player.ask("Faults")

    run, before, faults, anew, commit, left = rig.live(play)
    assert run["state"] == "PartiallySucceeded"
    assert [command_line(one) for one in before["repairs"]] == [
        "drconsole simulate repair wiki",
        "drconsole simulate repair phone-system",
    ]
    assert [(one["id"], one["cleared_by"]) for one in faults] == [("fault-1", "shut-down"), ("fault-2", "prepare")]
    assert anew["state"] == "Succeeded"
    assert (commit["state"], set(outcomes(commit).values())) == ("Succeeded", {"Succeeded"})
    assert left == {"faults": []}
    stands = {row["key"]: row["stand"] for row in rig.store.rows("item")}
    assert {stands[item] for item in outcomes(commit)} == {"failed-over"}
    told = [event for event in rig.store.journal() if event["kind"] == "faults.cleared"]
    assert [(one["item"], one["faults"], one["comment"]) for one in told] == [
        ("wiki", ["fault-1"], "called them"),
        ("phone-system", ["fault-2"], "called them"),
    ]
    assert rig.doctor() == []


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("place", ["pre", "post"])
def test_a_script_whose_outcome_nobody_knows_is_answered_and_nobody_outside_is_sent(grain: Grain, place: str) -> None:
    """Neither to a machine that the run has yet to start or to stop, nor for a fault: nothing at it ends the wait."""
    actions = f"        {place}:\n          - {{name: note, script: {SCRIPT}}}"
    rig = Rig(small(actions=actions, faults="  - {id: lost, kind: agent-lost, item: m1}"), grain)

    async def trace_is_gone(key: str) -> ScriptState:
        return ScriptState(Truth.LOST, why="what it left is gone")

    rig.scripts.wait = trace_is_gone  # type: ignore[method-assign]

    async def play(player: Player) -> Any:
        free = await player.ask("Next", {"target": "item:m1"})
        job = await player.start("failover", "crew", shutdown=False)
        await until(player, job["id"], "Suspended")
        waits = [await player.ask("Next", {"target": target}) for target in ("plan:crew", "item:m1")]
        await player.ended(job["id"])
        return free, waits, await player.ask("Next", {"target": "item:m1"})

    free, waits, after = rig.live(play)
    assert [[command_line(one) for one in found["repairs"]] for found in waits] == [[], []]
    assert all(found["remedies"][0]["act"] == "answer" for found in waits)
    offered = ["drconsole simulate repair m1"]
    assert [[command_line(one) for one in found["repairs"]] for found in (free, after)] == [offered, offered]


def test_while_a_run_goes_on_nobody_is_sent_to_a_machine_that_it_will_start() -> None:
    rig = Rig(small(actions=f"        pre:\n          - {{name: note, script: {SCRIPT}}}"), Grain.STEP)
    really, seen = rig.scripts.wait, []

    async def play(player: Player) -> Any:
        async def meanwhile(key: str) -> ScriptState:
            seen.append((await player.ask("Faults"), await player.ask("Next", {"target": "plan:crew"})))
            return await really(key)

        rig.scripts.wait = meanwhile  # type: ignore[method-assign]
        return (await player.run("failover", "crew"))["state"]

    assert rig.live(play) == "Succeeded"
    ((left, found),) = seen
    assert {one["kind"] for one in left["faults"]} == {"machine-not-started"}, "the world knows no plan"
    assert found["repairs"] == []


def test_where_the_world_is_real_it_is_refused_and_nothing_is_offered() -> None:
    rig = Rig(bundled("contoso"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        type(player.engine.provider).rehearsal = None  # type: ignore[assignment, misc]
        refused = []
        for kind, body in (("Repair", {"item": "wiki"}), ("Faults", {})):
            with pytest.raises(Refused) as error:
                await player.ask(kind, body)
            refused.append(error.value.code)
        return refused, (await player.ask("Next", {"target": "item:wiki"}))["repairs"]

    from drconsole.providers.simulator import Simulator

    own = Simulator.rehearsal
    try:
        assert rig.live(play) == (["not-simulated", "not-simulated"], [])
    finally:
        Simulator.rehearsal = own  # type: ignore[method-assign]


def test_what_somebody_has_to_decide_is_done_by_name_and_never_offered_as_the_next_thing() -> None:
    rig = Rig(bundled("circles"), Grain.STEP)

    async def play(player: Player) -> Any:
        await player.run("failover", "item:branch-web")
        await player.run("disable-replication", "item:branch-web")
        found = [(await player.ask("Next", {"target": "item:branch-web"}))["repairs"]]
        with pytest.raises(BadInput, match="no fault has shown itself"):
            await player.ask("Repair", {"item": "branch-web"}, "all")
        named = {"item": "branch-web", "fault": "recovery-machine-runs:branch-web"}
        await player.ask("Repair", named, "by-name")
        return [*found, (await player.ask("Next", {"target": "item:branch-web"}))["repairs"]]

    served, off = rig.live(play)
    assert served == []
    assert [command_line(one) for one in off] == ["drconsole simulate repair branch-web"]
