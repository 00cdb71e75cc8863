"""A script is begun once: what an engine knows of an attempt whose folder goes away, whichever life began it."""

from __future__ import annotations

from typing import Any

import pytest
from support.edges import SCRIPT_ONLY, until
from support.estates import small
from support.rig import Crash, Player, Rig

from drconsole.engine.execution.scripts.running import Order, ScriptState, Truth
from drconsole.recovery.types.words import Grain

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


@GRAINS
@pytest.mark.parametrize("moment", ["prepare", "start"])
def test_an_attempt_that_an_earlier_life_prepared_is_known_as_such(grain: Grain, moment: str) -> None:
    """So that one whose folder is gone meanwhile is not taken for one that was never begun."""
    rig = Rig(small(actions=SCRIPT_ONLY), grain)
    told: list[str] = []
    rig.scripts.prepared = told.append  # type: ignore[method-assign]
    really = getattr(rig.scripts, moment)

    async def dies(order: Order) -> None:
        setattr(rig.scripts, moment, really)
        raise Crash(moment)

    setattr(rig.scripts, moment, dies)

    async def play(player: Player) -> None:
        await player.run("failover", "crew")

    async def go_on(player: Player) -> dict[str, Any]:
        return await player.ended(rig.jobs()[0]["id"])

    assert isinstance(rig.live(play), Crash)
    assert rig.live(go_on)["state"] == "Succeeded"
    assert len(told) == (moment == "start")
    assert rig.scripts.lines == ["note"]


@GRAINS
def test_a_script_whose_trace_is_gone_is_asked_of_a_person_and_not_run_again(grain: Grain) -> None:
    rig = Rig(small(actions=SCRIPT_ONLY), grain)

    async def lost(key: str) -> ScriptState:
        return ScriptState(Truth.LOST, why="what it left is gone")

    rig.scripts.wait = lost  # type: ignore[method-assign]

    async def play(player: Player) -> Any:
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        return rig.store.rows("gate"), await player.ended(job["id"])

    (gate,), job = rig.live(play)
    assert (gate["why"], gate["state_description"]) == ("what it left is gone", "WaitingForOutcome")
    assert job["state"] == "Succeeded"
    assert rig.scripts.lines == ["note"]
