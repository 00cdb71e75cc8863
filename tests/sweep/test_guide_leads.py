"""Whatever happened, somebody is told what to do: what is next is never refused, leads home, and all answers agree.

All seven scenarios at both grains. Each stop asks the item and its plan: the command is parsed as the command line
parses it and held against check and preview; what a row allows is what check allows; who waits for a person is the
same in status, store and header. Quick tests walk two ways; more of them, with the states that were reached:

DRCONSOLE_SWEEP_SIZE=50 DRCONSOLE_SWEEP_SEED=7 pytest -s -m "" tests/sweep/test_guide_leads.py
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from support.estates import bundled
from support.rig import Rig
from support.walking.ground import Ground
from support.walking.walk import Walk

from drconsole.recovery.types.words import Grain

SIZE = int(os.environ.get("DRCONSOLE_SWEEP_SIZE", "4").replace("all", "200"))
SEED = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))
PLANS = ("vmware", "modern", "physical", "hyperv", "vmm", "sites", "regions")
ACTS = 10
FLOOR, ENOUGH = 2, 40
"""Different states that a walk reaches at least, on the average, and how many are enough for many walks."""


def all_lead_home(plan: str, grain: Grain, size: int) -> None:
    states: set[tuple[Any, ...]] = set()
    told: list[str] = []
    homes = 0
    for number in range(size):
        rig = Rig(bundled("circles"), grain, speed=60.0)
        walk = Walk(Ground(rig, plan, random.Random(f"{SEED} {number} {plan} {grain}"), states))
        homes += walk.wander(ACTS)
        wrong = walk.ground.wrong + walk.judged()
        if wrong:
            told += [f"walk {number}", *wrong, "after", *walk.ground.said]
    assert not told, "\n".join(told)
    print(f"{plan} at {grain} grain: {len(states)} states in {size} walks, {homes} ways home")
    assert len(states) > min(FLOOR * size, ENOUGH)


@pytest.mark.parametrize(("plan", "grain"), [("hyperv", Grain.STEP), ("modern", Grain.PLAN)])
def test_on_some_ways_what_is_next_is_never_refused_and_leads_home(plan: str, grain: Grain) -> None:
    all_lead_home(plan, grain, 1)


@pytest.mark.slow
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("plan", PLANS)
def test_what_is_next_is_never_refused_and_leads_home(plan: str, grain: Grain) -> None:
    all_lead_home(plan, grain, SIZE)
