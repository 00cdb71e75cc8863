"""Scripts at their edges: that end late, never come up, cannot be started, or are told to end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from support.edges import SCRIPT_ONLY, cancel, until
from support.estates import small
from support.rig import Rig

from drconsole.engine.execution.scripts.running import ScriptState, Truth
from drconsole.recovery.types.words import Grain, RemoteAct

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


def slow_scripts(rig, seconds=100_000.0):
    really = rig.scripts.start

    async def start(order):
        await really(order)
        rig.scripts._ends[order.key] = rig.loop.time() + seconds

    rig.scripts.start = start
    return rig


@GRAINS
def test_a_cancel_ends_a_running_script(grain):
    rig = slow_scripts(Rig(small(actions=SCRIPT_ONLY), grain))
    aborted = []
    really = rig.scripts.abort

    async def abort(key):
        aborted.append(key)
        await really(key)

    rig.scripts.abort = abort

    async def play(player):
        job = await player.start("failover", "crew")
        while not rig.scripts.lines:
            await player.sleep(1)
        await cancel(player, job["id"])
        return await player.ended(job["id"], limit=50_000)

    job = rig.live(play)
    assert job["state"] == "Cancelled"
    assert len(aborted) == 1
    assert rig.doctor() == []


@GRAINS
def test_a_script_that_never_comes_up_is_started_a_bounded_number_of_times(grain):
    rig = Rig(small(actions=SCRIPT_ONLY), grain)
    started = []

    async def start(order):
        started.append(order.key)
        if len(started) > 20:
            await asyncio.Event().wait()  # or a bound that is gone is seen after minutes only

    rig.scripts.start = start

    async def play(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended", 5000)
        return await player.ended(job["id"])

    job = rig.live(play)
    assert job["state"] == "Succeeded"
    assert len(started) == len(set(started)) == 5


@GRAINS
def test_a_script_that_cannot_be_started_fails_and_the_engine_lives(grain):
    rig = Rig(small(actions=SCRIPT_ONLY), grain)

    async def start(order):
        raise BlockingIOError("no more processes")

    rig.scripts.start = start

    async def play(player):
        return await player.run("failover", "crew")

    job = rig.live(play)
    assert job["state"] == "PartiallySucceeded"
    assert any("no more processes" in e["message"] for e in job["errors"])


def test_scripts_of_the_same_name_are_told_apart(tmp_path):
    one, two = tmp_path / "one.sh", tmp_path / "two.sh"
    for path in (one, two):
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    actions = f"""        pre:
          - {{name: note, script: {one}}}
        post:
          - {{name: note, script: {two}}}"""
    rig = Rig(small(actions=actions), Grain.PLAN)
    ran = []
    really = rig.scripts.start

    async def start(order):
        ran.append(Path(order.action.path).name)
        await really(order)

    rig.scripts.start = start

    async def play(player):
        return await player.run("failover", "crew")

    assert rig.live(play)["state"] == "Succeeded"
    assert ran == ["one.sh", "two.sh"]


@pytest.mark.parametrize("ends", ["by itself", "by a person"])
def test_a_script_that_outlasts_its_remote_job_ends_in_its_job(ends):
    rig = slow_scripts(Rig(small(actions=SCRIPT_ONLY), Grain.PLAN, speed=1.0), 300.0)

    async def play(player):
        job = (await player.start("failover", "crew"))["id"]
        while not rig.scripts.lines:
            await player.sleep(1)
        world = player.engine.provider.world
        (remote,) = world.jobs.values()
        await player.engine.provider.act(None, remote.id, RemoteAct.CANCEL, "elsewhere")
        if ends == "by a person":
            await player.sleep(30)
            await cancel(player, job)
        return await player.ended(job)

    job = rig.live(play)
    assert job["state"] == "Cancelled"
    assert rig.doctor() == []


@GRAINS
def test_a_script_nobody_knows_of_waits_since_it_was_first_asked_for(grain):
    rig = slow_scripts(Rig(small(actions=SCRIPT_ONLY), grain))

    async def lost(key):
        return ScriptState(Truth.LOST, why="gone")

    rig.scripts.truth = lost

    async def ask(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        return job["id"], rig.store.rows("gate")

    job_id, before = rig.live(ask)

    async def follow(player):
        await player.sleep(100)
        after = rig.store.rows("gate")
        return after, await player.ended(job_id)

    after, job = rig.live(follow)
    assert [gate["since"] for gate in after] == [gate["since"] for gate in before]
    assert job["state"] == "Succeeded"
