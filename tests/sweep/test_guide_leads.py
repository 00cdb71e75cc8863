"""Whatever happened, somebody is told what to do: what is next is never refused, and leads home.

All seven scenarios at both grains. CI walks a few ways each; more of them:

DRCONSOLE_SWEEP_SIZE=200 DRCONSOLE_SWEEP_SEED=7 pytest -s tests/sweep/test_guide_leads.py
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig
from support.walking import Walk

from drconsole.recovery.types.words import Grain

SIZE = int(os.environ.get("DRCONSOLE_SWEEP_SIZE", "2").replace("all", "200"))
SEED = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))
PLANS = ("vmware", "modern", "physical", "hyperv", "vmm", "sites", "regions")
ACTS = 10


def walked(plan: str, grain: Grain, number: int, states: set[tuple[Any, ...]]) -> Walk:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> Walk:
        await player.engine.look()
        walk = Walk(player, plan, random.Random(f"{SEED} {number} {plan} {grain}"), states)
        try:
            await walk.wander(ACTS)
            await walk.home()
        except AssertionError as error:
            walk.wrong.append(f"assert {error}")
        return walk

    return rig.live(play)


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("plan", PLANS)
def test_what_is_next_is_never_refused_and_leads_home(plan: str, grain: Grain) -> None:
    states: set[tuple[Any, ...]] = set()
    told: list[str] = []
    for number in range(SIZE):
        walk = walked(plan, grain, number, states)
        if walk.wrong:
            told += [f"walk {number}", *walk.wrong, "after", *walk.said]
    assert not told, "\n".join(told)
    print(f"{plan} at {grain} grain: {len(states)} states in {SIZE} walks")
    assert len(states) > min(4 * SIZE, 40)
