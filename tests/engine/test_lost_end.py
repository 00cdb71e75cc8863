"""A job whose journal lost its end: held, looked at before each begin, and nothing done twice."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from support.actions import SCRIPT_AND_MANUAL
from support.estates import small
from support.rig import Crash, CrashAt, Rig
from support.simloop import run_sim

from drconsole.engine.process.folder.lost_journal import doubt
from drconsole.engine.shell import Engine
from drconsole.recovery.types.words import Grain
from drconsole.store.head import Noted
from drconsole.store.writing.loss import Lost
from drconsole.store.writing.memory import MemoryJournal

ONCE = ("source-shut-down", "replication-stopped", "machine-created", "machine-started", "point-made")
LOST = 4
"""Entries that the store loses."""
FIRST_STEPS = 12
"""Entries in which the run of the plan itself begins."""


class Remembering(CrashAt):
    """Dies after the n-th entry; ``before`` is the store as it was some entries earlier."""

    def __init__(self, rig: Rig, number: int) -> None:
        super().__init__(number, "after")
        self.rig, self.before = rig, copy.deepcopy(rig.store)

    def __call__(self, when, number, kinds=()):
        if when == "before" and number == max(self.number - LOST, 1):
            self.before = copy.deepcopy(self.rig.store)
        super().__call__(when, number, kinds)


class DeathBeforeSending:
    """Dies once a step was begun in the journal, before the world heard of it; not in the first ``spared`` entries."""

    def __init__(self, spared: int) -> None:
        self.dead, self.spared = False, spared

    def __call__(self, when, number, kinds=()):
        if self.dead or (when == "after" and "task.begun" in kinds and number > self.spared):
            self.dead = True
            raise Crash(f"{when} {number}")


def accept(rig):
    async def take():
        journal = MemoryJournal(rig.store)
        engine = Engine(journal, rig.simulator(), state_dir=Path("/nonexistent"), wall=rig.loop.wall)
        jobs = await doubt(engine, Lost(None, Noted()), "looked at the machines", "operator")
        await engine.close("accepted")
        return jobs

    return run_sim(take(), rig.loop)


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("entry", range(6, 60, 6))
def test_nothing_is_done_twice_after_a_loss_was_accepted(grain, entry):
    rig = Rig(small(items=3, groups=1, actions=SCRIPT_AND_MANUAL), grain)
    death = Remembering(rig, entry)

    async def first(player):
        return await player.run("failover", "crew", point="latest", shutdown=True)

    rig.live(first, death)
    acknowledged = rig.store.counters.events
    rig.store = death.before
    assert not death.dead or rig.store.counters.events < acknowledged

    jobs = accept(rig)
    before = rig.counted()

    async def nothing(player):
        await player.sleep(600.0)

    rig.live(nothing)
    begun = [row for row in rig.store.journal() if row["kind"] == "task.begun"]

    async def go_on(player):
        assert len([row for row in rig.store.journal() if row["kind"] == "task.begun"]) == len(begun)
        for job in player.engine.open_jobs():  # what runs at the provider as one piece may have ended by itself
            assert rig.store.row("job", job)["held"]
            await player.ask("ResumeJob", {"job": job, "comment": "looked"})
        return [await player.ended(job) for job in jobs]

    ended = rig.live(go_on)

    counted = rig.counted()
    assert counted.keys() >= before.keys()
    assert {place: n for place, n in counted.items() if place[1] in ONCE and n > 1} == {}
    assert len(rig.scripts.lines) <= 1
    assert [job["state"] for job in ended] == ["Succeeded"] * len(jobs)
    assert rig.doctor() == []


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("resent", [1, 2])
def test_an_attempt_that_was_sent_again_in_the_lost_part_is_found_there(grain, resent):
    """Begun and never sent, ``resent`` times; the next attempt ran, and the journal lost all but the first begin.

    The engine believed the first attempt's "absent" and sent the second one, which was there, once more.
    """
    rig = Rig(small(items=3, groups=1, actions=SCRIPT_AND_MANUAL), grain)
    lost = None

    async def start(player):
        return await player.run("failover", "crew", point="latest", shutdown=True)

    def nothing(player):
        return player.sleep(3600.0)

    for live, spared in [(start, FIRST_STEPS), *[(nothing, 0)] * (resent - 1)]:
        rig.live(live, death := DeathBeforeSending(spared))
        assert death.dead
        lost = lost or copy.deepcopy(rig.store)
    rig.live(nothing)
    rig.store = lost
    (job,) = accept(rig)

    async def go_on(player):
        await player.ask("ResumeJob", {"job": job, "comment": "looked"})
        return await player.ended(job)

    assert rig.live(go_on)["state"] == "Succeeded"
    assert {place: n for place, n in rig.counted().items() if place[1] in ONCE and n > 1} == {}
    assert len(rig.scripts.lines) <= 1
    assert rig.doctor() == []
