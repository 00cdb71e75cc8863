"""Remote jobs at their edges: answers not taken, cancels refused, begun anew, rejected as a whole."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from support.actions import MANUAL, SCRIPT_AND_MANUAL
from support.edges import SCRIPT_ONLY, cancel, until
from support.estates import small
from support.rig import Rig
from support.rows import outcomes

from drconsole.providers.port import NoAnswer, Observation, Rejected, Status, Unreachable
from drconsole.recovery.types.words import Grain, Outcome, RunState
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import TaskError


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

    async def act(work, reference, action, comment, node="", outcome=Outcome.DONE):
        if action == wanted and len(refused) < times:
            refused.append(node)
            raise Rejected((TaskError("409", "another operation is in progress"),))
        await really(work, reference, action, comment, node, outcome)

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


@pytest.mark.parametrize(("outcome", "state"), [("done", "Succeeded"), ("failed", "Failed"), ("skip", "Other")])
def test_what_a_person_says_beside_an_outcome_is_not_taken_for_one(outcome, state):
    """The outcome went to the remote job as the first word of the comment: ``done`` with the words "failed: ..." was
    a failed action there."""
    rig = Rig(small(actions=MANUAL), Grain.PLAN, speed=1.0)

    async def play(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        (task,) = player.engine.state.jobs[job["id"]].waiting
        body = {"job": job["id"], "task": task, "outcome": outcome, "comment": "failed: at first; skip: no"}
        await player.ask("AnswerTask", body, "answer")
        await player.ended(job["id"])
        return rig.tasks(job["id"])[task]

    assert rig.live(play)["state"] == state


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
        assert set(outcomes(job).values()) == {"Failed"}


def test_a_plan_that_the_provider_rejects_as_a_whole_fails_with_all_its_items():
    rig = Rig(small(), Grain.PLAN)

    async def play(player):
        await player.run("failover", "crew", point="latest-processed")

        async def begin(work):
            raise Rejected((TaskError("403", "not permitted"),))

        player.engine.provider.begin = begin
        return await player.run("commit", "crew")

    job = rig.live(play)
    assert (job["state"], set(outcomes(job).values())) == ("Failed", {"Failed"})


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
        player.engine.record(ev.TaskWaiting(job, leaf, "WaitingForOutcome", "nobody knows", (Outcome.RETRY,)))

        async def begin(work):
            return "again"

        async def observe(work, reference):
            waits = replace(node, state=RunState.SUSPENDED, ended_at=None)
            return Observation(Status.WAITING, player.engine.provider.clock.now(), "again", (waits,))

        async def act(work, reference, action, comment, node="", outcome=Outcome.DONE):
            assert reference == "again"

        player.engine.provider.begin, player.engine.provider.observe = begin, observe
        player.engine.provider.act = act
        await player.ask("AnswerTask", {"job": job, "task": leaf, "outcome": "retry", "comment": "gone"}, "retry")
        await player.sleep(20)
        return list(open_job.waiting), len(rig.scripts.lines)

    waiting, scripts = rig.live(play)
    assert scripts == (2 if actions is SCRIPT_ONLY else 0)
    assert len(waiting) == (0 if actions is SCRIPT_ONLY else 1)


def test_a_remote_job_that_is_seen_without_tasks_at_first_is_followed_to_its_end():
    """Recorded right after the 202: a job can be NotStarted, with no scenario, target or tasks yet."""
    rig = Rig(small(actions=MANUAL), Grain.PLAN, speed=1.0)

    async def play(player):
        really, looks = player.engine.provider.observe, []

        async def observe(work, reference):
            seen = await really(work, reference)
            looks.append(seen)
            return replace(seen, nodes=(), items={}, errors=(), state=None) if len(looks) < 4 else seen

        player.engine.provider.observe = observe
        job = await player.start("failover", "crew")
        early = []
        while len(looks) < 3:
            await player.sleep(1)
            early.append((rig.store.row("job", job["id"]), rig.tasks(job["id"])))
        return early, await player.ended(job["id"])

    early, ended = rig.live(play)
    for job, tasks in early:
        assert job["state"] == "InProgress"
        assert [(task["name"], task["state"]) for task in tasks.values()] == [("UnplannedFailover", "InProgress")]
    assert ended["state"] == "Succeeded"
    assert rig.doctor() == []
