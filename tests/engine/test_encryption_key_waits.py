"""After an engine's death a job waits for its key: who gives it again, what is checked again, what waits with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.certificates import made
from support.encrypted import (
    ANOTHER,
    BORN,
    GRAINS,
    ONCE,
    THE_KEY,
    estate,
    give,
    refused_with,
    rig,
    start,
    text,
    twice,
    words,
)
from support.rig import CountEntries, Crash, CrashAt, Player, Rig

from drconsole.engine.decider.decide import Limits
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput, Refused


def _life_until(number: int, when: str, grain: Grain, operation: str = "failover") -> Rig | None:
    """A world whose first engine died there in its job; None = the job had ended before."""
    ours = rig(grain)

    async def play(player: Player) -> None:
        job = await start(player, THE_KEY, operation)
        await player.ended(job["id"])

    return ours if isinstance(ours.live(play, CrashAt(number, when)), Crash) else None


def _entries(grain: Grain) -> int:
    counting = CountEntries()
    ours = rig(grain)

    async def play(player: Player) -> None:
        job = await start(player, THE_KEY)
        await player.ended(job["id"])

    ours.live(play, counting)
    return counting.entries


async def _to_the_end(player: Player, job: str) -> tuple[dict[str, Any], list[str]]:
    """Follow the job and give the key wherever it is asked for; also which tasks asked."""
    asked: list[str] = []
    for _ in range(20_000):
        row = player.rig.store.row("job", job)
        assert row is not None
        if row["ended_at"] is not None:
            return row, asked
        waits = row["waits_for"]
        if waits:
            assert {each["state_description"] for each in waits} == {"WaitingForEncryptionKey"}, waits
            assert row["state"] == "Suspended"
            asked += [each["task"] for each in waits]
            await give(player, job, waits[0]["task"], THE_KEY)
        await player.sleep(1.0)
    raise AssertionError(f"job {job} does not end")


@pytest.mark.parametrize("grain", GRAINS)
def test_wherever_an_engine_dies_the_key_given_again_brings_the_job_to_its_end(grain: Grain) -> None:
    last = _entries(grain)
    asked_somewhere = went_on_somewhere = 0
    for number in range(2, last + 1, 1 if grain is Grain.PLAN else 3):
        ours = _life_until(number, "before" if number % 2 else "after", grain)
        if ours is None or not ours.jobs() or ours.jobs()[0]["ended_at"]:
            continue
        job = ours.jobs()[0]["id"]
        row, asked = ours.live(lambda player, job=job: _to_the_end(player, job))
        assert row["state"] == "Succeeded", (number, row["errors"])
        assert twice(ours) == {}, number
        assert ours.doctor() == []
        asked_somewhere += bool(asked)
        went_on_somewhere += not asked
        started = {"VmFoStartVmOnSecondary", "VmTfoBootTestVm"}
        tasks = ours.tasks(job)
        assert not [task for task in asked if tasks[task]["name"] in started]
    assert asked_somewhere and went_on_somewhere


def _waiting_rig(operation: str = "failover") -> tuple[Rig, str]:
    """At STEP grain: the engine died before any step of an item was begun."""
    for number in range(2, 40):
        ours = _life_until(number, "after", Grain.STEP, operation)
        if ours is not None and ours.jobs():
            return ours, str(ours.jobs()[0]["id"])
    raise AssertionError("no life died with a job")


async def _asked(player: Player, job: str) -> list[str]:
    for _ in range(10_000):
        row = player.rig.store.row("job", job)
        if row is not None and row["waits_for"]:
            return [each["task"] for each in row["waits_for"]]
        await player.sleep(1.0)
    raise AssertionError("nothing waits")


def test_what_is_given_again_is_checked_again() -> None:
    ours, job = _waiting_rig()

    async def play(player: Player) -> Any:
        task = (await _asked(player, job))[0]
        answers = [
            await refused_with(give(player, job, task, None)),
            await refused_with(give(player, job, task, ANOTHER)),
            await refused_with(give(player, job, task, THE_KEY, "failed")),
        ]
        row = ours.store.row("job", job)
        assert row is not None
        return answers, row, (await player.ask("Status"))["needs_a_person"]

    answers, row, people = ours.live(play)
    assert answers == [
        (3, "encryption-key-missing"),
        (3, "encryption-key-wrong"),
        (3, "no-such-answer"),
    ]
    assert (row["state"], row["state_description"]) == ("Suspended", "WaitingForEncryptionKey")
    assert "encryption key must be given again" in row["waits_for"][0]["why"]
    assert {each["state_description"] for each in people} == {"WaitingForEncryptionKey"}


def test_a_certificate_that_expired_while_the_job_waited_still_goes_on_with_it() -> None:
    """The job was begun with it: to be refused now would leave sources shut down, and nothing to do but a cancel."""
    short = made("short", BORN + timedelta(minutes=10))
    ours = Rig(estate(short.thumbprint), Grain.STEP)

    async def begin(player: Player) -> None:
        await player.ended((await start(player, short))["id"])

    assert isinstance(ours.live(begin, CrashAt(6, "after")), Crash)
    (row,) = ours.jobs()

    async def play(player: Player) -> Any:
        task = (await _asked(player, row["id"]))[0]
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.set_speed(60.0)
        await player.sleep(60.0)
        late = player.engine.provider.clock.now() > BORN + timedelta(minutes=10)
        missing = await refused_with(give(player, row["id"], task, None))
        another = await refused_with(give(player, row["id"], task, THE_KEY))
        await give(player, row["id"], task, short)
        return late, missing, another, (await player.ended(row["id"]))["state"]

    assert ours.live(play) == (True, (3, "encryption-key-missing"), (3, "encryption-key-wrong"), "Succeeded")


@pytest.mark.parametrize("asked_first", [False, True])
def test_a_start_sent_again_to_the_next_engine_brings_its_key(asked_first: bool) -> None:
    """Its first answer was lost with the engine: nobody is asked for what he has just given."""
    ours, body = rig(Grain.STEP), words("failover", "sealed", THE_KEY, confirm="sealed")

    async def begin(player: Player) -> None:
        await player.ended((await player.ask("StartJob", body, "the-start"))["id"])

    assert isinstance(ours.live(begin, CrashAt(6, "after")), Crash)
    (row,) = ours.jobs()

    async def play(player: Player) -> Any:
        if asked_first:
            await _asked(player, row["id"])
        again = await player.ask("StartJob", body, "the-start")
        for _ in range(10_000):
            now = ours.store.row("job", row["id"])
            assert now is not None and not now["waits_for"], "asked for the key that came"
            if now["ended_at"] is not None:
                return again, now["state"]
            await player.sleep(1.0)
        raise AssertionError("it does not end")

    again, state = ours.live(play)
    assert (again["id"], state, len(ours.jobs())) == (row["id"], "Succeeded", 1)
    assert twice(ours) == {}
    assert ours.doctor() == []


@pytest.mark.parametrize("key", [None, ANOTHER])
def test_a_start_sent_again_without_the_jobs_key_changes_nothing(key: Any) -> None:
    ours = rig(Grain.STEP)

    async def begin(player: Player) -> None:
        body = words("failover", "sealed", THE_KEY, confirm="sealed")
        await player.ended((await player.ask("StartJob", body, "the-start"))["id"])

    assert isinstance(ours.live(begin, CrashAt(6, "after")), Crash)
    (row,) = ours.jobs()

    async def play(player: Player) -> Any:
        before = await _asked(player, row["id"])
        again = await player.ask("StartJob", words("failover", "sealed", key, confirm="sealed"), "the-start")
        await player.sleep(60.0)
        return again["id"], before == await _asked(player, row["id"]), row["id"] in player.engine.keyring

    assert ours.live(play) == (row["id"], True, False)


def test_an_answer_sent_again_to_the_next_engine_brings_its_key() -> None:
    ours, job = _waiting_rig()

    async def given(player: Player) -> Any:
        task = (await _asked(player, job))[0]
        body = {"job": job, "task": task, "outcome": "retry", "comment": "given", "encryption_key": text(THE_KEY)}
        await player.ask("AnswerTask", body, "the-answer")
        return body

    body = ours.live(given)

    async def play(player: Player) -> Any:
        await _asked(player, job)
        await player.ask("AnswerTask", body, "the-answer")
        return (await player.ended(job, answering=False))["state"]

    assert ours.live(play) == "Succeeded"


def test_one_key_serves_all_that_wait_and_they_spend_no_attempt_and_no_time() -> None:
    ours, job = _waiting_rig("test-failover")

    async def play(player: Player) -> Any:
        tasks = await _asked(player, job)
        await player.sleep(7200.0)
        tasks = await _asked(player, job)
        await give(player, job, tasks[-1], THE_KEY)
        return tasks, await player.ended(job)

    tasks, row = ours.live(play)
    assert len(tasks) > 1
    assert row["state"] == "Succeeded"
    assert not any("attempt" in ours.tasks(job)[task] for task in tasks)


def test_the_time_of_a_wait_is_not_the_time_of_the_shutdown_that_waited() -> None:
    """Shutting down is tried for 15 minutes; the hours in which nobody gave the key are none of them."""
    ours, job = _waiting_rig()

    async def play(player: Player) -> Any:
        await _asked(player, job)
        await player.sleep(7200.0)
        await give(player, job, (await _asked(player, job))[0], THE_KEY)
        return await player.ended(job)

    row = ours.live(play)
    assert (row["state"], row["errors"]) == ("Succeeded", [])
    assert {(name, "source-shut-down") for name in ("s1", "s2", "s3")} <= set(ours.counted())


def test_a_job_that_waits_for_its_key_can_be_cancelled_and_has_touched_nothing() -> None:
    ours, job = _waiting_rig()

    async def play(player: Player) -> Any:
        await _asked(player, job)
        told = await refused_with(player.ask("CancelJob", {"job": job, "confirm": None, "comment": ""}, "cancel-1"))
        await player.ask("CancelJob", {"job": job, "confirm": "sealed", "comment": "no key"}, "cancel-2")
        return told, await player.ended(job)

    told, row = ours.live(play)
    assert told == (3, "not-confirmed")
    assert row["state"] == "Cancelled"
    assert not [effect for effect in ours.counted() if effect[1] in ONCE]


def test_a_second_death_asks_a_second_time() -> None:
    ours, job = _waiting_rig()

    async def given(player: Player) -> None:
        await give(player, job, (await _asked(player, job))[0], THE_KEY)

    ours.live(given)
    row, asked = ours.live(lambda player: _to_the_end(player, job))
    assert row["state"] == "Succeeded" and asked
    assert twice(ours) == {}


def test_a_key_stands_in_no_row_and_no_event() -> None:
    ours = rig(Grain.STEP)

    async def play(player: Player) -> None:
        job = await start(player, THE_KEY)
        await player.ended(job["id"])

    ours.live(play)
    told = repr(ours.store.__dict__) if hasattr(ours.store, "__dict__") else repr(ours.store)
    whole = words(key=THE_KEY)["encryption_key"]
    assert THE_KEY.thumbprint in told
    assert whole[:60] not in told and "contoso" not in told


def test_a_planned_run_that_stops_at_an_error_asks_for_no_key_any_more() -> None:
    """What was under way at the engine's death fails; what waits for the key is then not to be done."""
    ended_unasked = 0
    for number in range(20, 60, 2):
        ours = Rig(estate(), Grain.STEP, limits=Limits(group=1))

        async def begin(player: Player) -> None:
            rehearsal = player.engine.provider.rehearsal
            assert rehearsal is not None
            rehearsal.inject({"kind": "step-fails", "item": "s1", "step": "VmFailover", "params": {"code": "28031"}})
            job = await start(player, THE_KEY, "planned-failover")
            await player.ended(job["id"])

        if not isinstance(ours.live(begin, CrashAt(number, "after")), Crash) or not ours.jobs():
            continue
        job = str(ours.jobs()[0]["id"])

        async def play(player: Player, job: str = job) -> Any:
            await player.sleep(50_000.0)
            return player.rig.store.row("job", job)

        row = ours.live(play)
        if row["ended_at"] is not None:
            assert row["state"] == "Failed" and row["waits_for"] == []
            ended_unasked += any("WaitingForEncryptionKey" in event.data for event in ours.store.events)
    assert ended_unasked


def test_no_one_may_bring_a_key_to_a_task_that_waits_for_something_else() -> None:
    ours, job = _waiting_rig()

    async def play(player: Player) -> Any:
        body = {"job": job, "task": "no-such-task", "outcome": "retry", "comment": "x", "encryption_key": None}
        with pytest.raises(Refused):
            await player.ask("AnswerTask", body, "stray")
        with pytest.raises(BadInput):
            await player.ask("AnswerTask", {**body, "encryption_key": "!"}, "stray-2")

    ours.live(play)
