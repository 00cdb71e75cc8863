"""A job at its edges: answers not taken, cancels refused, ends that come early, late or twice, one slot for all."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.actions import MANUAL, SCRIPT, SCRIPT_AND_MANUAL
from support.estates import small
from support.rig import Rig

from drconsole.engine.core import Limits
from drconsole.engine.rows import touched_rows
from drconsole.engine.scripts import ScriptState, Truth
from drconsole.providers.port import NoAnswer, Observation, Rejected, Status, Unreachable
from drconsole.recovery import events as ev
from drconsole.recovery.errors import DrError, Refused
from drconsole.recovery.tasks import TaskError
from drconsole.recovery.words import Grain, RunState

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])

SCRIPT_ONLY = f"""        pre:
          - {{name: note, script: {SCRIPT}}}"""


async def until(player, job, state, limit=50_000):
    for _ in range(limit):
        row = player.rig.store.row("job", job)
        if row["state"] == state:
            return row
        assert row["ended_at"] is None, row
        await player.sleep(1)
    raise AssertionError(row)


async def cancel(player, job, request="cancel"):
    return await player.ask("CancelJob", {"job": job, "confirm": "crew", "comment": "stop"}, request)


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


@GRAINS
@pytest.mark.parametrize("script", [False, True])
def test_one_slot_is_enough_for_every_job(grain, script):
    rig = Rig(small(actions=SCRIPT_AND_MANUAL if script else MANUAL), grain, limits=Limits(1, 1, 1))

    async def play(player):
        return await player.run("failover", "crew")

    assert rig.live(play)["state"] == "Succeeded"


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


def test_an_answer_given_while_draining_reaches_the_remote_job():
    rig = Rig(small(actions=MANUAL), Grain.PLAN, speed=1.0)

    async def play(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        draining = asyncio.ensure_future(player.engine.drain())
        await player.answer_gates()
        await asyncio.wait_for(draining, 50_000)
        return player.rig.store.row("job", job["id"])

    assert rig.live(play)["state"] == "Succeeded"


def refusing(provider, wanted, times=1):
    really, refused = provider.act, []

    async def act(work, reference, action, comment, node=""):
        if action == wanted and len(refused) < times:
            refused.append(node)
            raise Rejected((TaskError("409", "another operation is in progress"),))
        await really(work, reference, action, comment, node)

    provider.act = act
    return refused


@pytest.mark.parametrize("speed", [1.0, None])
@pytest.mark.parametrize("actions", [MANUAL, SCRIPT_ONLY])
def test_an_answer_that_the_remote_job_refuses_is_asked_for_again(speed, actions):
    rig = Rig(small(actions=actions), Grain.PLAN, speed=speed)

    async def play(player):
        refused = refusing(player.engine.provider, "resume")
        job = await player.start("failover", "crew")
        for _ in range(20_000):
            await player.sleep(1)
            row = rig.store.row("job", job["id"])
            if row["ended_at"]:
                return row, refused
            for number, waiting in enumerate(row["waits_for"]):
                body = {"job": job["id"], "task": waiting["task"], "outcome": "done", "comment": "seen"}
                await player.ask("AnswerTask", body, f"{rig.loop.time()}-{number}")
        raise AssertionError(row)

    job, refused = rig.live(play)
    assert job["state"] == "Succeeded"
    assert len(refused) == 1
    assert rig.doctor() == []


@pytest.mark.parametrize("speed", [1.0, None])
@pytest.mark.parametrize("actions", [MANUAL, SCRIPT_ONLY, SCRIPT_AND_MANUAL])
def test_a_remote_job_that_cannot_be_cancelled_goes_on_and_still_asks(speed, actions):
    rig = Rig(small(actions=actions), Grain.PLAN, speed=speed)

    async def play(player):
        refused = refusing(player.engine.provider, "cancel")
        job = await player.start("failover", "crew")
        if speed:
            await player.sleep(2)
        await cancel(player, job["id"])
        return await player.ended(job["id"], limit=20_000), refused

    job, refused = rig.live(play)
    assert len(refused) == 1
    assert job["ended_at"]
    assert rig.scripts.lines == []
    assert rig.doctor() == []
    assert rig.store.rows("gate") == []


def test_an_answer_that_never_gets_through_is_sent_a_bounded_number_of_times():
    rig = Rig(small(actions=MANUAL), Grain.PLAN)

    async def play(player):
        really, sent = player.engine.provider.act, []

        async def act(*args):
            sent.append(args)
            if len(sent) < 12:
                raise NoAnswer("lost")
            await really(*args)

        player.engine.provider.act = act
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        await player.answer_gates()
        await until(player, job["id"], "Suspended")
        return len(sent)

    assert rig.live(play) <= 5


@pytest.mark.parametrize("outcome", ["done", "failed", "skip"])
def test_nothing_waits_once_somebody_answered_for_the_whole_remote_job(outcome):
    rig = Rig(small(actions=MANUAL), Grain.PLAN, speed=1.0)

    async def play(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")

        async def observe(work, reference):
            raise Unreachable("no route")

        player.engine.provider.observe = observe
        while len(rig.store.rows("gate")) < 2:
            await player.sleep(10)
        (leaf,) = [t for t in player.engine.state.jobs[job["id"]].waiting if "//" not in t]
        await player.ask("AnswerTask", {"job": job["id"], "task": leaf, "outcome": outcome, "comment": "seen"}, "a")
        return await player.ended(job["id"], answering=False)

    job = rig.live(play)
    assert job["waits_for"] == []
    assert rig.store.rows("gate") == []
    assert rig.doctor() == []
    if outcome == "failed":
        assert set(job["items"].values()) == {"Failed"}


def watch_rows(engine, rig):
    """Where after an entry a row of an open job is not what the state says; points may be told later."""
    really = engine.journal.submit
    stale = []

    def submit(entry):
        done = really(entry)
        for job in engine.state.jobs.values():
            places = [("job", job.id, job.id), *(("task", job.id, task) for task in job.tasks)]
            for table, key, _, _, body in touched_rows(engine.state, places):
                row = rig.store.tables[table].get(key)
                found = None if row is None else json.loads(row.body)
                now = None if body is None else json.loads(json.dumps(body))
                if found != now:
                    differs = [k for k in (now or {}) if (found or {}).get(k) != now[k]]
                    if differs == ["points_used"]:
                        continue
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
    assert (job["state"], job["items"]) == ("Cancelled", {"m2": "Cancelled"})


def test_a_plan_that_the_provider_rejects_as_a_whole_fails_with_all_its_items():
    rig = Rig(small(), Grain.PLAN)

    async def play(player):
        await player.run("failover", "crew", point="latest-processed")

        async def begin(work):
            raise Rejected((TaskError("403", "not permitted"),))

        player.engine.provider.begin = begin
        return await player.run("commit", "crew")

    job = rig.live(play)
    assert (job["state"], set(job["items"].values())) == ("Failed", {"Failed"})


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

        async def act(work, reference, action, comment, node=""):
            acts.append(action)
            await really_act(work, reference, action, comment, node)

        provider.act = act
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        silent = False
        await cancel(player, job["id"])
        return acts, await player.ended(job["id"], answering=False, limit=20_000)

    acts, job = rig.live(play)
    assert acts == ["cancel"]
    assert job["ended_at"]


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


@pytest.mark.parametrize("actions", [MANUAL, SCRIPT_ONLY])
def test_a_remote_job_begun_anew_asks_again_for_what_was_answered_before(actions):
    rig = Rig(small(actions=actions), Grain.PLAN, speed=1.0)

    async def play(player):
        job = (await player.start("failover", "crew"))["id"]
        open_job = player.engine.state.jobs[job]
        while not any(task.answer or task.output for task in open_job.tasks.values()):
            await player.sleep(1)
            await player.answer_gates()
        (leaf,) = open_job.roots
        (node,) = [task.node for task in open_job.tasks.values() if task.answer or task.output]
        while open_job.acts:
            await player.sleep(1)
        player.engine.record(ev.TaskWaiting(job, leaf, "WaitingForOutcome", "nobody knows", ("retry",)))

        async def begin(work):
            return "again"

        async def observe(work, reference):
            waits = replace(node, state=RunState.SUSPENDED, ended_at=None)
            return Observation(Status.WAITING, player.engine.provider.clock.now(), "again", (waits,))

        async def act(work, reference, action, comment, node=""):
            assert reference == "again"

        player.engine.provider.begin, player.engine.provider.observe = begin, observe
        player.engine.provider.act = act
        await player.ask("AnswerTask", {"job": job, "task": leaf, "outcome": "retry", "comment": "gone"}, "retry")
        await player.sleep(60)
        return list(open_job.waiting), len(rig.scripts.lines)

    waiting, scripts = rig.live(play)
    assert scripts == (2 if actions is SCRIPT_ONLY else 0)
    assert len(waiting) == (0 if actions is SCRIPT_ONLY else 1)


@pytest.mark.parametrize("ends", ["by itself", "by a person"])
def test_a_script_that_outlasts_its_remote_job_ends_in_its_job(ends):
    rig = slow_scripts(Rig(small(actions=SCRIPT_ONLY), Grain.PLAN, speed=1.0), 300.0)

    async def play(player):
        job = (await player.start("failover", "crew"))["id"]
        while not rig.scripts.lines:
            await player.sleep(1)
        world = player.engine.provider.world
        (remote,) = world.jobs.values()
        await player.engine.provider.act(None, remote.id, "cancel", "elsewhere")
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
