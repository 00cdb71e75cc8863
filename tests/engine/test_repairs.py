"""In a simulation an operator has people outside clear a fault; where the world is real nobody here can."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig
from support.rows import outcomes

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
