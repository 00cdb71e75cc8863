"""The crash sweep over every operation of every scenario, and over hold and cancel.

Each stage of each circle is done once undisturbed; then again in worlds that are brought to the same place, with the
engine killed at one boundary of the journal. CI takes a slice; more of it, or all:

DRCONSOLE_SWEEP_SIZE=500 DRCONSOLE_SWEEP_SEED=3 pytest tests/sweep/test_crash_every_operation.py
DRCONSOLE_SWEEP_SIZE=all pytest -n 2 tests/sweep/test_crash_every_operation.py
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from support.circles import CIRCLES, Stage
from support.estates import bundled
from support.judge import wrongs
from support.quick import quick
from support.rig import CountEntries, Crash, CrashAt, Player, Rig
from support.rows import outcomes, reasons

from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify
from drconsole.recovery.types.words import Grain

SIZE = os.environ.get("DRCONSOLE_SWEEP_SIZE", "70")
SEED = int(os.environ.get("DRCONSOLE_SWEEP_SEED", "1"))
GRAINS = (Grain.STEP, Grain.PLAN)


@dataclass(frozen=True)
class Place:
    """A stage of a circle, and how it goes undisturbed."""

    plan: str
    grain: Grain
    number: int
    rig: Rig
    entries: int
    expected: dict[str, Any]

    @property
    def stage(self) -> Stage:
        return CIRCLES[self.plan][self.number]


async def at_rest(player: Player) -> None:
    while True:
        await player.engine.look()
        view = player.engine.estate.view
        if all(classify(view.items[k], s).phase not in (Phase.SYNCING, Phase.BUSY) for k, s in view.statuses.items()):
            return
        await player.sleep(10.0)


async def operate(player: Player, plan: str, stage: Stage, request_id: str) -> dict[str, Any]:
    """An operator who starts it, whatever died before, and answers what waits for him."""
    open_jobs = [row for row in player.rig.jobs() if row["ended_at"] is None]
    done = player.engine.journal.answer(request_id)
    if open_jobs:
        job = await player.ended(open_jobs[0]["id"])
    elif done is not None:
        job = await player.ended(done["id"])
    else:
        job = await player.ended(
            (await player.start(stage.operation, f"plan:{plan}", request_id, **stage.options))["id"]
        )
    await at_rest(player)
    return job


def outcome(job: dict[str, Any]) -> dict[str, Any]:
    """Not the points used: how much is lost depends on when a run that was held or interrupted goes on."""
    same = {name: job[name] for name in ("operation", "state", "skipped")}
    return {**same, "items": outcomes(job), "reasons": reasons(job)}


def places(plan: str, grain: Grain) -> Iterator[Place]:
    """Every stage of a circle, each with the world as it stands before it."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    rig.live(at_rest)
    for number, stage in enumerate(CIRCLES[plan]):
        before, count = rig.branch(), CountEntries()
        job = rig.live(lambda player, n=number, s=stage: operate(player, plan, s, f"stage-{n}"), count)
        assert job["state"] in ("Succeeded", "CompletedWithInformation"), job
        yield Place(plan, grain, number, before, count.entries, outcome(job))


def judge(rig: Rig) -> None:
    effects = rig.ledger()
    assert [wrong for job in rig.jobs() for wrong in wrongs(job, effects, newest=rig.newest_points)] == []
    assert rig.doctor() == []


def sample(everything: list[Any], share: str, salt: str) -> list[Any]:
    if SIZE == "all":
        return everything
    wanted = max(1, int(SIZE) // len(CIRCLES) // len(GRAINS))
    return random.Random(f"{SEED} {salt} {share}").sample(everything, min(wanted, len(everything)))


def outlive_each_death(found: Iterable[Any], name: str) -> None:
    """Kill the engine before and after entries of the journal of each ``Place``: all ends as it does undisturbed."""
    boundaries = [
        (place, entry, when) for place in found for entry in range(1, place.entries + 1) for when in ("before", "after")
    ]
    died = 0
    for place, entry, when in sample(boundaries, "crash", name):
        rig = place.rig.branch()
        words = (place.plan, place.stage, f"stage-{place.number}")
        death = rig.live(lambda player, words=words: operate(player, *words), CrashAt(entry, when))
        died += isinstance(death, Crash)
        job = rig.live(lambda player, words=words: operate(player, *words)) if isinstance(death, Crash) else death
        assert outcome(job) == place.expected, (place.stage, entry, when)
        judge(rig)
    assert died, "the engine has to die at some of them, or nothing was shown"


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("plan", quick(CIRCLES, "hyperv"))
def test_a_death_at_any_boundary_of_any_operation_changes_nothing_of_how_it_ends(plan: str, grain: Grain) -> None:
    outlive_each_death(places(plan, grain), f"{plan} {grain}")


async def cancelled(player: Player, plan: str, stage: Stage, request_id: str, wait: float) -> dict[str, Any]:
    started = await player.start(stage.operation, f"plan:{plan}", request_id, **stage.options)
    await player.sleep(wait)
    row = player.rig.store.row("job", started["id"])
    if row is not None and row["ended_at"] is None:
        body = {"job": started["id"], "confirm": plan, "comment": "a drill"}
        await player.ask("CancelJob", body, f"cancel-{request_id}")
    return await player.ended(started["id"])


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("plan", quick(CIRCLES, "modern"))
def test_what_a_cancel_leaves_is_what_was_foretold_in_every_phase(plan: str, grain: Grain) -> None:
    """Foretold per item when the cancel is confirmed; judged by the world's ledger when the job has ended."""
    moments = [(place, wait) for place in places(plan, grain) for wait in (0.5, 2.0, 4.0, 6.0, 9.0, 12.0)]
    for place, wait in sample(moments, "cancel", f"{plan} {grain}"):
        rig = place.rig.branch()
        words = (place.plan, place.stage, f"stage-{place.number}", wait)
        job = rig.live(lambda player, words=words: cancelled(player, *words))
        if not job["consequences"]:
            continue
        judge(rig)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("plan", quick(CIRCLES, "regions"))
def test_a_death_around_a_cancel_does_nothing_twice_and_leaves_nothing_unsaid(plan: str, grain: Grain) -> None:
    chance = random.Random(f"{SEED} {plan} {grain}")
    deaths = [(place, chance.randrange(1, place.entries + 4)) for place in places(plan, grain) for _ in range(6)]
    for place, entry in sample(deaths, "death and cancel", f"{plan} {grain}"):
        rig = place.rig.branch()
        words = (place.plan, place.stage, f"stage-{place.number}", chance.choice((0.5, 2.0, 6.0)))
        crash = CrashAt(entry, chance.choice(("before", "after")))
        if isinstance(rig.live(lambda player, words=words: cancelled(player, *words), crash), Crash):
            rig.live(end_all)
        judge(rig)


async def end_all(player: Player) -> None:
    for row in player.rig.jobs():
        if row["ended_at"] is None:
            await player.ended(row["id"])


@pytest.mark.parametrize("plan", quick(CIRCLES, "vmm"))
def test_a_run_that_is_held_and_resumed_ends_as_any_other(plan: str) -> None:
    for place in sample(list(places(plan, Grain.STEP)), "hold", plan):
        rig = place.rig.branch()

        async def play(player: Player, place: Place = place) -> dict[str, Any]:
            started = await player.start(
                place.stage.operation, f"plan:{plan}", f"stage-{place.number}", **place.stage.options
            )
            job = started["id"]
            await player.ask("HoldJob", {"job": job, "comment": "wait"}, "hold")
            await player.sleep(30.0)
            row = player.rig.store.row("job", job)
            if row is not None and row["ended_at"] is None:
                await player.ask("ResumeJob", {"job": job, "comment": "go on"}, "resume")
            return await player.ended(job)

        assert outcome(rig.live(play)) == place.expected, place.stage
        judge(rig)
