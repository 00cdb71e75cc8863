"""Hold, drain, cancel and the next engine: what stops, what goes on, what is said of it."""

from __future__ import annotations

import asyncio

import pytest
from support.estates import small
from support.rig import Crash, CrashAt, Rig

from drconsole.cli.output.failures import advice_of
from drconsole.providers.port import Status
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


@GRAINS
def test_hold_is_offered_where_a_job_can_be_held(grain):
    rig = Rig(small(), grain, speed=1.0)

    async def play(player):
        return await player.start("failover", "crew")

    assert ("hold" in rig.live(play)["allowed_actions"]) is (grain is Grain.STEP)


@pytest.mark.parametrize("turns", [1, 2, 3, 4])
def test_a_drain_leaves_no_job_that_has_only_to_be_ended(turns, monkeypatch):
    """Its last steps end some turns of the loop apart; the end of the job is due once the second one is in."""
    monkeypatch.setattr("drconsole.engine.execution.looking.READ_LIMIT", 5000.0)
    rig = Rig(small(items=2, groups=1), Grain.STEP, speed=60.0)

    async def play(player):
        await player.run("failover", "crew")
        provider, ready, go = player.engine.provider, set(), asyncio.Event()
        really = provider.observe

        async def observe(work, reference):
            seen = await really(work, reference)
            if work.step == "VmCommit" and seen.status is Status.DONE:
                ready.update(work.items)
                await go.wait()
                for _ in range(turns if "m2" in work.items else 0):
                    await asyncio.sleep(0)
            return seen

        provider.observe = observe
        await player.start("commit", "crew")
        while ready != {"m1", "m2"}:
            await player.sleep(1)
        draining = asyncio.create_task(player.engine.drain())
        await player.sleep(1)
        go.set()
        await draining
        return list(player.engine.state.jobs)

    assert rig.live(play) == []


def test_hold_stops_between_steps_and_resume_goes_on():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        job = await player.start("failover", "crew")
        await player.ask("HoldJob", {"job": job["id"], "comment": "wait"})
        await player.sleep(20_000)
        row = rig.store.row("job", job["id"])
        assert (row["state"], row["state_description"]) == ("InProgress", "Held")
        assert player.engine.under_way() == 0
        await player.ask("ResumeJob", {"job": job["id"], "comment": ""})
        return await player.ended(job["id"])

    assert rig.live(play)["state"] == "Succeeded"


def test_a_remote_job_cannot_be_held_and_the_operator_is_told():
    rig = Rig(small(), Grain.PLAN)

    async def play(player):
        job = await player.start("failover", "crew")
        with pytest.raises(Refused, match="cannot be held"):
            await player.ask("HoldJob", {"job": job["id"], "comment": ""})
        return await player.ended(job["id"])

    assert rig.live(play)["state"] == "Succeeded"


@pytest.mark.parametrize(
    ("grain", "advice"),
    [
        (
            Grain.STEP,
            "better hold it, which begins nothing new and can be resumed, than repeat the target's name "
            "(--confirm crew): drconsole job hold {job}",
        ),
        (
            Grain.PLAN,
            "let it end: the provider runs it as one piece; to cancel it, repeat the target's name (--confirm crew)",
        ),
    ],
)
def test_the_command_to_hold_a_job_does_not_stand_behind_the_words_that_cancel_it(grain, advice):
    rig = Rig(small(), grain, speed=1.0)

    async def play(player):
        job = (await player.start("failover", "crew"))["id"]
        with pytest.raises(Refused) as refusal:
            await player.ask("CancelJob", {"job": job, "confirm": None, "comment": ""})
        return job, advice_of(refusal.value)

    job, said = rig.live(play)
    assert said == advice.format(job=job)


@GRAINS
@pytest.mark.parametrize("after", [5, 60, 200, 500])
def test_a_cancel_foretells_what_it_leaves_behind(grain, after):
    rig = Rig(small(), grain, speed=1.0)

    async def play(player):
        job = await player.start("failover", "crew", point="latest-processed", shutdown=True)
        await player.sleep(after)
        if rig.store.row("job", job["id"])["ended_at"]:
            return None
        with pytest.raises(Refused) as refusal:
            await player.ask("CancelJob", {"job": job["id"], "confirm": None, "comment": ""})
        told = {c["item"]: c for c in refusal.value.extra["consequences"]}
        await player.ask("CancelJob", {"job": job["id"], "confirm": "crew", "comment": "wrong plan"})
        return told, await player.ended(job["id"], answering=False)

    lived = rig.live(play)
    if lived is None:
        return
    told, job = lived
    assert job["state"] == "Cancelled"
    for item, consequence in told.items():
        state = rig.store.row("item", item)["protection_state"]
        if state == "UnprotectedStatesBegin":
            assert consequence["loses_replication"], (item, consequence)
        if consequence["outcome"] == "untouched":
            assert state == "Protected"
    assert rig.doctor() == []


@GRAINS
def test_the_next_engine_takes_up_what_the_last_one_began(grain):
    rig = Rig(small(), grain)

    async def start(player):
        await player.start("failover", "crew", "the-start")
        await player.sleep(1_000_000)

    assert isinstance(rig.live(start, CrashAt(9, "after")), Crash)

    async def follow(player):
        (job,) = rig.jobs()
        return await player.ended(job["id"])

    assert rig.live(follow)["state"] == "Succeeded"
    assert rig.counted()["m1", "machine-created"] == 1
    assert rig.doctor() == []


def test_drain_begins_nothing_new_and_waits_for_what_is_under_way():
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def drain(player):
        job = await player.start("failover", "crew")
        await player.sleep(3)
        await player.engine.drain()
        assert player.engine.under_way() == 0
        with pytest.raises(Refused, match="draining"):
            await player.start("failover", "crew")
        return job["id"]

    job_id = rig.live(drain)

    async def follow(player):
        return await player.ended(job_id)

    assert rig.live(follow)["state"] == "Succeeded"


def test_sources_that_a_cancelled_run_switched_off_are_said_and_change_the_digest():
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player):
        words = {"operation": "failover", "target": "crew", "options": {"point": "latest", "shutdown": True}}
        shown = await player.ask("Preview", words)
        job = await player.start("failover", "crew", point="latest", shutdown=True)
        while not rig.counted_now(player)["m3", "source-shut-down"]:
            await player.sleep(1)
        await player.ask("CancelJob", {"job": job["id"], "confirm": "crew", "comment": ""})
        await player.ended(job["id"])
        await player.sleep(60)
        await player.engine.look()
        row = rig.store.row("item", "m3")
        guide = await player.ask("Next", {"target": "crew"})
        with pytest.raises(Refused) as refusal:
            await player.start("failover", "crew", digest=shown["digest"])
        return row, guide, refusal.value

    row, guide, refusal = rig.live(play)
    assert row["replication_health"] == "Critical"
    assert "switched off" in row["health_errors"][0]["message"]
    assert guide["next_operation"] is None
    assert "Replication counts as stopped" in guide["why"]
    assert refusal.code == "changed-since-preview"
