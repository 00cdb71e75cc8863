"""A job at its edges: ends that come early, late or twice, cancels in the wrong moment, one slot for all."""

from __future__ import annotations

import asyncio
import json

import pytest
from support.actions import MANUAL, SCRIPT_AND_MANUAL
from support.edges import cancel, until
from support.estates import small
from support.rig import Rig
from support.rows import outcomes

from drconsole.engine.decider.decide import Limits
from drconsole.engine.projections.folded import touched_rows
from drconsole.providers.port import Unreachable
from drconsole.recovery.types.words import Grain, Outcome, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import DrError, Refused

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


@GRAINS
@pytest.mark.parametrize("script", [False, True])
def test_one_slot_is_enough_for_every_job(grain, script):
    rig = Rig(small(actions=SCRIPT_AND_MANUAL if script else MANUAL), grain, limits=Limits(1, 1, 1))

    async def play(player):
        return await player.run("failover", "crew")

    assert rig.live(play)["state"] == "Succeeded"


@GRAINS
def test_an_answer_is_kept_with_who_gave_it_and_a_second_one_is_told_so(grain):
    rig = Rig(small(actions=MANUAL), grain)

    async def play(player):
        job = (await player.start("failover", "crew"))["id"]
        await until(player, job, "Suspended")
        (task,) = player.engine.state.jobs[job].waiting
        answer = {"job": job, "task": task, "outcome": "done", "comment": "told the bank"}
        await player.ask("AnswerTask", answer)
        with pytest.raises(Refused) as second:
            await player.ask("AnswerTask", answer)
        return rig.tasks(job)[task], second.value.message

    row, refused = rig.live(play)
    assert row["answer"] == "done: told the bank"
    assert row["answered_by"]
    assert row["answered_at"]
    assert refused.endswith(f"does not wait for an answer: {row['answered_by']} has answered 'done: told the bank'")


@GRAINS
@pytest.mark.parametrize("speed", [1.0, None])
def test_drain_does_not_wait_for_a_person(grain, speed):
    rig = Rig(small(actions=MANUAL), grain, speed=speed)

    async def play(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        await asyncio.wait_for(player.engine.drain(), 5_000)
        return job["id"]

    job_id = rig.live(play)

    async def follow(player):
        return await player.ended(job_id)

    assert rig.live(follow)["state"] == "Succeeded"


def watch_rows(engine, rig):
    """Where after an entry a row of an open job is not what the state says; points may be told later."""
    really = engine.journal.submit
    stale = []

    def submit(entry):
        done = really(entry)
        for job in engine.state.jobs.values():
            places = [("job", job.id, job.id), *(("task", job.id, task) for task in job.tasks)]
            for change in touched_rows(engine.state, places):
                table, key, body = change.table, change.key, change.body
                row = rig.store.tables[table].get(key)
                found = None if row is None else json.loads(row.body)
                now = None if body is None else json.loads(json.dumps(body))
                for each in (found, now) if table == "job" else ():
                    for item in (each or {}).get("items", ()):
                        del item["point_used"]
                if found != now:
                    differs = [k for k in (now or {}) if (found or {}).get(k) != now[k]]
                    stale.append((entry.events[-1].event.kind if entry.events else None, table, key, differs))
        return done

    engine.journal.submit = submit
    return stale


FAULTS = """
  - {kind: shutdown-fails, item: m1}
  - {kind: step-fails, item: m2, step: VmFailover, code: "28031"}
  - {kind: late-landing, item: m3, seconds: 15}
"""


@GRAINS
@pytest.mark.parametrize("limit", [1, 256])
@pytest.mark.parametrize("how", ["run", "cancel", "hold"])
def test_every_row_says_what_the_state_says(grain, limit, how):
    rig = Rig(small(items=4, actions=SCRIPT_AND_MANUAL, faults=FAULTS), grain, limits=Limits(limit, limit, limit))

    async def play(player):
        stale = watch_rows(player.engine, rig)
        job = await player.start("failover", "crew", point="latest-processed", shutdown=True)
        if how == "cancel":
            await player.sleep(5)
            await cancel(player, job["id"])
        if how == "hold" and grain is Grain.STEP:
            await player.ask("HoldJob", {"job": job["id"], "comment": ""}, "h")
            await player.sleep(500)
            await player.ask("ResumeJob", {"job": job["id"], "comment": ""}, "r")
        await player.ended(job["id"])
        return stale

    assert rig.live(play) == []


@GRAINS
def test_what_no_longer_waits_is_not_shown_as_waiting(grain):
    rig = Rig(small(items=1, groups=1), grain)

    async def ask(player):
        really = player.engine.provider.observe

        async def observe(work, reference):
            raise Unreachable("no route")

        player.engine.provider.observe = observe
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        player.engine.provider.observe = really
        return job["id"]

    job_id = rig.live(ask)

    async def follow(player):
        stale = watch_rows(player.engine, rig)
        ended = await player.ended(job_id, answering=False)
        return stale, ended["state"]

    assert rig.live(follow) == ([], "Succeeded")


@GRAINS
def test_a_job_cancelled_before_it_began_leaves_its_items_cancelled(grain):
    rig = Rig(small(), grain, limits=Limits(1, 1, 1), speed=1.0)

    async def play(player):
        await player.start("failover", "item:m1", point="latest-processed")
        job = await player.start("failover", "item:m2", point="latest-processed")
        await player.ask("CancelJob", {"job": job["id"], "confirm": "m2", "comment": ""}, "c")
        return await player.ended(job["id"])

    job = rig.live(play)
    assert (job["state"], outcomes(job)) == ("Cancelled", {"m2": "Cancelled"})


@GRAINS
def test_a_job_that_succeeded_is_not_restarted(grain):
    rig = Rig(small(), grain)

    async def play(player):
        await player.run("test-failover", "crew", network="cloud-lab")
        job = await player.run("cleanup-test-failover", "crew", comment="fine")
        await player.run("test-failover", "crew", network="cloud-lab")
        with pytest.raises(Refused) as refusal:
            await player.ask("RetryJob", {"job": job["id"], "comment": "again"}, "again")
        return refusal.value.code, job["allowed_actions"]

    assert rig.live(play) == ("no-restart", [])


@pytest.mark.parametrize("speed", [1e9, 1e300])
def test_a_speed_that_leaves_the_calendar_is_refused(speed):
    rig = Rig(small(), Grain.STEP, speed=1.0)

    async def play(player):
        with pytest.raises(DrError):
            await player.ask("SetClock", {"speed": speed, "paused": None}, "fast")
        await player.sleep(1000)
        return (await player.ask("Status"))["clock"]["speed"]

    assert rig.live(play) == 1.0


@GRAINS
@pytest.mark.parametrize("wait", [0.5, 3.0])
def test_an_end_that_is_seen_after_somebody_answered_changes_nothing(grain, wait):
    rig = Rig(small(items=1, groups=1), grain, speed=1.0)

    async def ask(player):
        async def observe(work, reference):
            raise Unreachable("no route")

        player.engine.provider.observe = observe
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        return job["id"]

    job_id = rig.live(ask)

    async def follow(player):
        really = player.engine.provider.observe

        async def observe(work, reference):
            seen = await really(work, reference)
            await asyncio.sleep(5)
            return seen

        player.engine.provider.observe = observe
        await player.sleep(wait)
        await player.answer_gates("done")
        return await player.ended(job_id)

    ended = rig.live(follow)
    assert ended["ended_at"]
    assert rig.doctor() == []


def test_a_step_that_ends_in_the_moment_of_a_cancel_is_not_cancelled_any_more():
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player):
        engine = player.engine
        job = (await player.start("failover", "crew", point="latest-processed"))["id"]
        while not any(task.reference for task in engine.state.jobs[job].tasks.values()):
            await player.sleep(0.1)
        (task,) = engine.state.jobs[job].open
        engine.record(ev.JobCancelRequested(job, ()))
        end = ev.TaskEnded(job, task, 1, RunState.SUCCEEDED, "Completed")
        asyncio.get_running_loop().call_soon(engine.record, end)
        await player.sleep(100)
        return rig.store.row("job", job)

    assert rig.live(play)["state"] == "Cancelled"


@GRAINS
def test_a_cancel_asks_the_provider_to_stop_also_what_nobody_knows_the_outcome_of(grain):
    rig = Rig(small(items=1, groups=1), grain, speed=1.0)

    async def play(player):
        provider = player.engine.provider
        really = provider.observe
        silent = True

        async def observe(work, reference):
            if silent:
                raise Unreachable("no route")
            return await really(work, reference)

        provider.observe = observe
        acts = []
        really_act = provider.act

        async def act(work, reference, action, comment, node="", outcome=Outcome.DONE):
            acts.append(action)
            await really_act(work, reference, action, comment, node, outcome)

        provider.act = act
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        silent = False
        await cancel(player, job["id"])
        return acts, await player.ended(job["id"], answering=False, limit=20_000)

    acts, job = rig.live(play)
    assert acts == ["cancel"]
    assert job["ended_at"]


def test_a_cancelled_job_that_needs_a_person_says_so():
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player):
        async def observe(work, reference):
            raise Unreachable("no route")

        player.engine.provider.observe = observe
        job = await player.start("failover", "crew")
        await player.sleep(3)
        await cancel(player, job["id"])
        await until(player, job["id"], "Suspended")
        return await player.ended(job["id"])

    assert rig.live(play)["state"] == "Cancelled"


def test_points_of_a_silent_provider_are_a_refusal():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        async def points(items):
            raise Unreachable("no route")
            yield

        player.engine.provider.recovery_points = points
        with pytest.raises(Refused, match="does not answer"):
            await player.ask("RecoveryPoints", {"item": "m1"})
        return True

    assert rig.live(play) is True


def test_a_shutdown_told_to_stop_by_a_dead_engine_still_counts_as_failed():
    rig = Rig(
        small(items=1, groups=1, faults="  - {kind: slow-step, item: m1, step: VmShutdownVmOnPrimary, factor: 500}"),
        Grain.STEP,
        speed=1.0,
    )

    async def die_when_told(player):
        really, told = player.engine.provider.act, asyncio.Event()

        async def act(*args):
            await really(*args)
            told.set()

        player.engine.provider.act = act
        job = await player.start("failover", "crew", shutdown=True)
        await told.wait()
        return job["id"]

    job_id = rig.live(die_when_told)
    rig.loop.virtual.now += 20

    async def follow(player):
        return await player.ended(job_id)

    job = rig.live(follow)
    assert job["state"] == "CompletedWithInformation", (job["items"], job["errors"])
    assert [error["code"] for error in job["errors"]] == ["out-of-time"]
