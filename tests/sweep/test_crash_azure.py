"""The crash sweep over Azure's provider and the emulator: every operation of every scenario, killed at boundaries of
the journal, and requests of which no answer came. The world's ledger says what happened; never twice.

CI takes a slice; more of it, or all:

DRCONSOLE_SWEEP_SIZE=500 DRCONSOLE_SWEEP_SEED=3 pytest tests/sweep/test_crash_azure.py
DRCONSOLE_SWEEP_SIZE=all pytest -n 2 tests/sweep/test_crash_azure.py
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from support.azure_rig import AzureRig
from support.circles import CIRCLES, Stage
from support.estates import bundled
from support.quick import quick
from support.rig import CountEntries, Crash, CrashAt, Player
from test_crash_every_operation import at_rest, cancelled, end_all, judge, operate, outcome, outlive_each_death, sample


@dataclass(frozen=True)
class Place:
    """A stage of a circle, and how it goes undisturbed."""

    plan: str
    number: int
    stage: Stage
    rig: AzureRig
    entries: int
    expected: dict[str, Any]


def stages(plan: str) -> list[Stage]:
    """Which network is isolated a vault does not tell: a test says that it wants none."""
    return [
        replace(one, options={**one.options, "network": "none"}) if one.operation == "test-failover" else one
        for one in CIRCLES[plan]
    ]


def places(plan: str) -> Iterator[Place]:
    """Every stage of a circle, each with the vault as it stands before it."""
    rig = AzureRig(bundled("circles"), speed=60.0)
    rig.live(at_rest)
    for number, stage in enumerate(stages(plan)):
        before, count = rig.branch(), CountEntries()
        job = rig.live(lambda player, n=number, s=stage: operate(player, plan, s, f"stage-{n}"), count)
        assert job["state"] in ("Succeeded", "CompletedWithInformation"), job
        judge(rig)
        yield Place(plan, number, stage, before, count.entries, outcome(job))


@pytest.mark.parametrize("plan", quick(CIRCLES, "regions"))
def test_a_death_at_any_boundary_changes_nothing_of_how_it_ends(plan: str) -> None:
    outlive_each_death(places(plan), f"azure {plan}")


@pytest.mark.parametrize("plan", quick(CIRCLES, "vmware"))
def test_a_death_around_a_cancel_does_nothing_twice(plan: str) -> None:
    deaths = [(place, entry) for place in places(plan) for entry in range(2, place.entries + 3, 3)]
    for place, entry in sample(deaths, "death and cancel", f"azure {plan}"):
        rig = place.rig.branch()
        words = (place.plan, place.stage, f"stage-{place.number}", 2.0)
        if isinstance(rig.live(lambda player, words=words: cancelled(player, *words), CrashAt(entry, "after")), Crash):
            rig.live(end_all)
        judge(rig)


@pytest.mark.parametrize("kind", ["http-disconnect", "http-status"])
@pytest.mark.parametrize("plan", quick(CIRCLES, "hyperv"))
def test_where_no_answer_comes_after_the_effect_it_happens_once_and_is_found(plan: str, kind: str) -> None:
    for place in sample(list(places(plan)), "no answer", f"azure {plan} {kind}"):
        rig = place.rig.branch()
        rig.vault.lost = kind

        async def play(player: Player, place: Place = place) -> dict[str, Any]:
            return await operate(player, place.plan, place.stage, f"stage-{place.number}")

        assert outcome(rig.live(play)) == place.expected, place.stage
        assert rig.vault.losses, "an answer has to be lost, or nothing was shown"
        judge(rig)
