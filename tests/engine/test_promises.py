"""The promises everything rests on: a begin is durable before its effect, what was answered is durable before its
answer, and absent is not believed at once."""

from __future__ import annotations

import asyncio

import pytest
from support.actions import MANUAL, SCRIPT_AND_MANUAL
from support.estates import small
from support.rig import Rig, SlowDisk
from support.rows import outcomes

from drconsole.recovery.types.words import Grain, Outcome

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


def attempt_of(work):
    """Job, task and attempt of a work's key, which has the job's token behind them."""
    return work.key.partition("#")[0]


def begun(rig, kind="task.begun"):
    """Keys of what the disk knows to be begun; of scripts also that their place was made (``task.accepted``)."""
    return {f"{e['job']}/{e['task']}/{e['attempt']}" for e in rig.store.journal() if e["kind"] == kind}


@GRAINS
def test_no_effect_comes_before_its_begin_is_durable(grain):
    rig = Rig(small(actions=SCRIPT_AND_MANUAL), grain)
    rig.journal = SlowDisk
    seen = []

    async def play(player):
        begin, prepare, start = player.engine.provider.begin, rig.scripts.prepare, rig.scripts.start

        async def begin_seen(work):
            seen.append(("step", work.key, attempt_of(work) in begun(rig)))
            return await begin(work)

        async def prepare_seen(order):
            seen.append(("place of a script", order.key, attempt_of(order) in begun(rig)))
            return await prepare(order)

        async def start_seen(order):
            seen.append(("script", order.key, attempt_of(order) in begun(rig, "task.accepted")))
            await start(order)

        player.engine.provider.begin, rig.scripts.start = begin_seen, start_seen
        rig.scripts.prepare = prepare_seen
        return await player.run("failover", "crew")

    assert rig.live(play)["state"] == "Succeeded"
    assert {kind for kind, _, _ in seen} == {"step", "place of a script", "script"}
    early = [(kind, key) for kind, key, durable in seen if not durable]
    assert early == [], "an effect came before its begin was durable"


@pytest.mark.parametrize("action", ["resume", "cancel"])
def test_nothing_is_told_to_a_remote_job_before_that_is_durable(action):
    rig = Rig(small(actions=MANUAL), Grain.PLAN)
    rig.journal = SlowDisk
    seen = []

    async def play(player):
        act = player.engine.provider.act

        async def act_seen(work, reference, action, comment, node="", outcome=Outcome.DONE):
            durable = [
                (e["node"], e["action"]) for e in rig.store.journal() if e["kind"] == "act.begun" and e["job"] == job
            ]
            seen.append((action, node, (node, action) in durable))
            await act(work, reference, action, comment, node, outcome)

        player.engine.provider.act = act_seen
        job = (await player.start("failover", "crew"))["id"]
        while not player.engine.state.jobs[job].waiting:
            await player.sleep(1.0)
        if action == "cancel":
            await player.ask("CancelJob", {"job": job, "confirm": "crew", "comment": "a drill"}, "cancel")
        return await player.ended(job)

    assert rig.live(play)["state"] == {"resume": "Succeeded", "cancel": "Cancelled"}[action]
    assert action in [told for told, _, _ in seen]
    early = [(told, node) for told, node, durable in seen if not durable]
    assert early == [], "a remote job was told before that was durable"


def test_no_command_is_answered_before_its_event_is_durable():
    """Every command but a restart, which is made as a start is."""
    rig = Rig(small(actions=MANUAL), Grain.STEP)
    rig.journal = SlowDisk
    early, asked = [], []

    async def play(player):
        async def ask(kind, body, event):
            request_id = f"the-{kind}-{len(asked)}"
            before = kinds().count(event)
            answer = await player.ask(kind, body, request_id)
            asked.append(kind)
            if kinds().count(event) == before or request_id not in rig.store.intents:
                early.append(kind)
            return answer

        def kinds():
            return [e["kind"] for e in rig.store.journal()]

        start = {"operation": "failover", "target": "crew", "confirm": "crew", "comment": "", "accept": ()}
        start |= {"digest": None, "options": {}}
        job = (await ask("StartJob", start, "job.created"))["id"]
        await ask("HoldJob", {"job": job, "comment": "wait"}, "job.held")
        await ask("ResumeJob", {"job": job, "comment": "go on"}, "job.resumed")
        while not (waiting := list(player.engine.state.jobs[job].waiting)):
            await player.sleep(1.0)
        await ask("SetClock", {"speed": 2.0, "paused": None}, "clock.set")
        answer = {"job": job, "task": waiting[0], "outcome": "done", "comment": "they work"}
        await ask("AnswerTask", answer, "task.answered")
        await player.ended(job)
        await ask("Validate", {"item": "m1", "result": "ok", "comment": "logged in"}, "validation.recorded")
        commit = {**start, "operation": "commit"}
        again = (await ask("StartJob", commit, "job.created"))["id"]
        await ask("CancelJob", {"job": again, "confirm": "crew", "comment": "a drill"}, "job.cancel-requested")
        await player.ended(again)

    rig.live(play)
    assert set(asked) == {"StartJob", "HoldJob", "ResumeJob", "AnswerTask", "Validate", "SetClock", "CancelJob"}
    assert early == [], f"a command was answered before its event was durable: {early}"


@GRAINS
def test_a_request_that_lands_late_is_not_sent_again(grain):
    rig = Rig(small(faults="  - {kind: late-landing, seconds: 15}"), grain)

    async def play(player):
        return await player.run("failover", "crew", point="latest-processed", shutdown=True)

    job = rig.live(play)
    resets = [e["task"] for e in rig.store.journal() if e["kind"] == "task.reset"]
    assert resets == [], "a request that was under way was sent again"
    assert job["state"] == "Succeeded", job["errors"]
    counted = rig.counted()
    for item in ("m1", "m2", "m3"):
        for what in ("source-shut-down", "machine-created", "machine-started"):
            assert counted[item, what] == 1, (item, what)


@GRAINS
def test_a_request_that_never_landed_is_sent_again_after_the_settle_time(grain):
    rig = Rig(small(), grain)

    async def play(player):
        provider = player.engine.provider
        really, lost = provider.begin, []

        async def begin(work):
            from drconsole.providers.port import NoAnswer

            if not lost:
                lost.append(attempt_of(work))
                raise NoAnswer("lost on the way")
            return await really(work)

        provider.begin = begin
        before = provider.clock.now()
        job = await player.run("failover", "crew")
        resets = [e for e in rig.store.journal() if e["kind"] == "task.reset"]
        return job, lost, resets, before

    job, lost, resets, _ = rig.live(play)
    assert job["state"] == "Succeeded"
    assert [f"{e['job']}/{e['task']}/{e['attempt'] - 1}" for e in resets] == lost


@GRAINS
def test_what_never_lands_is_sent_a_bounded_number_of_times_and_then_a_person_is_asked(grain):
    rig = Rig(small(items=1, groups=1), grain)

    async def play(player):
        from drconsole.providers.port import NoAnswer

        sent = []

        async def begin(work):
            sent.append(work.key)
            if len(sent) > 20:
                await asyncio.Event().wait()  # or a bound that is gone is seen after minutes only
            raise NoAnswer("lost on the way")

        player.engine.provider.begin = begin
        job = await player.start("failover", "crew")
        while rig.store.row("job", job["id"])["state"] != "Suspended":
            await player.sleep(10)
        return sent

    sent = rig.live(play)
    assert len(sent) == len(set(sent)) == 5
    (gate,) = rig.store.rows("gate")
    assert gate["outcomes"] == ["done", "failed", "skip", "retry"]


@GRAINS
def test_a_provider_that_says_nothing_for_long_brings_a_person_in(grain):
    rig = Rig(small(items=1, groups=1), grain)

    async def play(player):
        provider = player.engine.provider
        really = provider.observe
        silent = True

        async def observe(work, reference):
            from drconsole.providers.port import Unreachable

            if silent:
                raise Unreachable("no route")
            return await really(work, reference)

        provider.observe = observe
        job = await player.start("failover", "crew")
        while rig.store.row("job", job["id"])["state"] != "Suspended":
            await player.sleep(10)
        row = rig.store.row("job", job["id"])
        assert row["state_description"] == "WaitingForOutcome"
        (gate,) = rig.store.rows("gate")
        assert "retry" in gate["outcomes"]
        silent = False
        return await player.ended(job["id"])

    assert rig.live(play)["ended_at"]
    assert rig.doctor() == []


def test_shutting_the_source_down_is_tried_for_a_bounded_time_and_the_failover_goes_on():
    rig = Rig(small(faults="  - {kind: slow-step, item: m1, step: VmShutdownVmOnPrimary, factor: 1000}"), Grain.STEP)

    async def play(player):
        return await player.run("failover", "crew", shutdown=True)

    job = rig.live(play)
    assert job["state"] == "CompletedWithInformation"
    assert [error["code"] for error in job["errors"]] == ["out-of-time"]
    assert set(outcomes(job).values()) == {"Succeeded"}
    assert rig.counted()["m1", "machine-started"] == 1
