"""A provider that hangs or says nothing: a person is asked, and what the world says later still counts."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.actions import MANUAL
from support.estates import small
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.engine.execution import looking
from drconsole.providers.port import Rejected, Unreachable, Work
from drconsole.recovery.types.errors import Refused
from drconsole.recovery.types.tasks import TaskError
from drconsole.recovery.types.words import Grain

SLOW = "VmFailover"
"""The one step that the line is cut for, and that takes hours."""
HOURS = f"  - {{kind: slow-step, item: m1, step: {SLOW}, factor: 100}}"
GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


class Silent:
    """The line to a provider, to be cut and mended."""

    def __init__(self, player: Player) -> None:
        self.cut = True
        provider = player.engine.provider
        really = provider.observe

        async def observe(work: Work, reference: str | None) -> Any:
            if self.cut and work.step in (None, SLOW):
                raise Unreachable("no route")
            return await really(work, reference)

        provider.observe = observe  # type: ignore[method-assign]


class Hanging:
    """The first ``begin`` is carried out and answers only when it is let go, or never is."""

    def __init__(self, player: Player, *, lands: bool = True) -> None:
        self.let_go = asyncio.Event()
        self.sent: list[str] = []
        provider = player.engine.provider
        really = provider.begin

        async def begin(work: Work) -> str:
            self.sent.append(work.key)
            if len(self.sent) > 1:
                return await really(work)
            reference = await really(work) if lands else None
            await self.let_go.wait()
            if reference is None:
                raise Rejected([TaskError("no-quota", "There is no room.")])
            return reference

        provider.begin = begin  # type: ignore[method-assign]


async def suspended(player: Player, job: str) -> dict[str, Any]:
    while True:
        row = player.rig.store.row("job", job)
        assert row is not None
        if row["state"] == "Suspended":
            return row
        assert row["ended_at"] is None
        await player.sleep(5)


def kinds(rig: Rig) -> list[str]:
    return [event["kind"] for event in rig.store.journal()]


@GRAINS
def test_who_was_asked_is_let_off_when_the_provider_answers_again(grain: Grain) -> None:
    rig = Rig(small(items=1, groups=1, faults=HOURS), grain, speed=1.0)

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any]]:
        line = Silent(player)
        job = await player.start("failover", "crew")
        row = await suspended(player, job["id"])
        line.cut = False
        return row, await player.ended(job["id"], answering=False)

    row, ended = rig.live(play)
    assert row["state_description"] == "WaitingForOutcome"
    assert ended["state"] == "Succeeded"
    assert kinds(rig).count("task.found") == 1
    assert "task.answered" not in kinds(rig)
    assert rig.counted()["m1", "machine-started"] == 1
    assert rig.store.rows("gate") == []
    assert rig.doctor() == []


def test_the_person_may_be_faster_than_the_provider() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> dict[str, Any]:
        line = Silent(player)
        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        await player.answer_gates("done")
        line.cut = False
        return await player.ended(job["id"], answering=False)

    assert rig.live(play)["state"] == "Succeeded"
    assert kinds(rig).count("task.answered") == 1
    assert rig.doctor() == []


@GRAINS
def test_a_begin_that_hangs_asks_a_person_and_is_taken_when_it_answers_after_all(grain: Grain) -> None:
    rig = Rig(small(items=1, groups=1), grain, speed=1.0)

    async def play(player: Player) -> tuple[float, dict[str, Any], dict[str, Any], list[str]]:
        hanging = Hanging(player)
        job = await player.start("failover", "crew")
        row = await suspended(player, job["id"])
        asked = rig.loop.time()
        hanging.let_go.set()
        return asked, row, await player.ended(job["id"], answering=False, limit=20_000), hanging.sent

    asked, row, ended, sent = rig.live(play)
    assert looking.CALL_LIMIT <= asked <= looking.CALL_LIMIT + 10
    assert "may still land" in row["waits_for"][0]["why"]
    assert ended["state"] == "Succeeded"
    assert len(sent) == len(set(sent))
    assert rig.counted()["m1", "machine-created"] == 1
    assert rig.doctor() == []


def test_what_a_hanging_begin_says_after_the_person_answered_changes_nothing() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> dict[str, Any]:
        hanging = Hanging(player, lands=False)
        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        await player.answer_gates("retry")
        await player.sleep(1)
        hanging.let_go.set()
        return await player.ended(job["id"], answering=False, limit=20_000)

    assert rig.live(play)["state"] == "Succeeded"
    assert rig.doctor() == []


@pytest.mark.parametrize("speed", [1.0, None])
def test_a_drain_does_not_wait_for_what_a_person_has_to_say(speed: float | None) -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=speed)

    async def play(player: Player) -> float:
        Hanging(player)
        job = await player.start("failover", "crew")
        before = rig.loop.time()
        await player.engine.drain()
        assert (await suspended(player, job["id"]))["waits_for"]
        return rig.loop.time() - before

    assert rig.live(play) <= looking.CALL_LIMIT + 1

    async def next_life(player: Player) -> dict[str, Any]:
        (row,) = rig.jobs()
        return await player.ended(row["id"], answering=False, limit=20_000)

    rig.speed = 1.0
    assert rig.live(next_life)["state"] == "Succeeded"
    assert rig.counted()["m1", "machine-created"] == 1


async def hang(*_: Any) -> Any:
    await asyncio.Event().wait()


def test_a_question_that_hangs_is_refused_in_words_and_asked_again_later() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> tuple[float, Refused, dict[str, Any]]:
        provider = player.engine.provider
        really, provider.inventory = provider.inventory, hang  # type: ignore[method-assign]
        before = rig.loop.time()
        with pytest.raises(Refused) as refused:
            await player.start("failover", "crew")
        waited = rig.loop.time() - before
        provider.inventory = really  # type: ignore[method-assign]
        return waited, refused.value, await player.run("failover", "crew")

    waited, refused, ended = rig.live(play)
    assert refused.code == "provider-unreachable"
    assert waited <= 2 * looking.READ_LIMIT  # behind the engine's own look, which hangs too
    assert ended["state"] == "Succeeded"


def test_points_that_the_provider_leaves_out_are_unreadable_and_nothing_breaks() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> Refused:
        async def none(items: Any) -> Any:
            return
            yield

        player.engine.provider.recovery_points = none  # type: ignore[method-assign]
        with pytest.raises(Refused) as refused:
            await player.ask("RecoveryPoints", {"item": "m1"})
        return refused.value

    assert rig.live(play).code == "points-unreadable"


def test_a_probe_that_hangs_says_so_of_its_machine_and_the_job_ends() -> None:
    rig = Rig(small(items=3, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> dict[str, Any]:
        provider = player.engine.provider
        really = provider.look

        async def look(items: Any, probes: Any) -> Any:
            return await (hang() if "m2" in items else really(items, probes))

        provider.look = look  # type: ignore[method-assign]
        return await player.run("failover", "crew")

    seen = {(one["item"], one["seen"] == "no answer") for one in rig.live(play)["evidence"]}
    assert seen == {("m1", False), ("m2", True), ("m3", False)}


def test_a_cancel_that_hangs_on_its_way_is_not_taken_back_and_the_job_ends() -> None:
    rig = Rig(small(items=1, groups=1, faults=HOURS), Grain.PLAN, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        provider = player.engine.provider
        really = provider.act

        async def act(*asked: Any) -> None:
            await really(*asked)
            await hang()

        provider.act = act  # type: ignore[method-assign]
        job = await player.start("failover", "crew")
        await player.sleep(10)
        await player.ask("CancelJob", {"job": job["id"], "confirm": "crew", "comment": "stop"})
        return await player.ended(job["id"], answering=False, limit=20_000)

    assert rig.live(play)["state"] == "Cancelled"
    assert rig.doctor() == []


def test_a_shutdown_that_hangs_on_its_way_does_not_stop_the_failover() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> dict[str, Any]:
        provider = player.engine.provider
        really = provider.begin

        async def begin(work: Work) -> str:
            return await (hang() if work.step == "VmShutdownVmOnPrimary" else really(work))

        provider.begin = begin  # type: ignore[method-assign]
        job = await player.start("failover", "crew", shutdown=True)
        return await player.ended(job["id"], answering=False, limit=20_000)

    ended = rig.live(play)
    assert (ended["state"], outcomes(ended)) == ("CompletedWithInformation", {"m1": "Succeeded"})
    assert [error["code"] for error in ended["errors"]] == ["out-of-time"]


def test_a_drain_after_the_person_answered_for_a_begin_that_still_hangs() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> float:
        Hanging(player)
        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        await player.answer_gates("failed")
        await player.ended(job["id"], answering=False)
        before = rig.loop.time()
        await player.engine.drain()
        return rig.loop.time() - before

    assert rig.live(play) == 0


def about_m1(asked: Any) -> bool:
    """Work, items or an inventory's cursor."""
    items = asked.items if isinstance(asked, Work) else asked
    return not isinstance(items, (tuple, list)) or "m1" in items


@pytest.mark.parametrize("call", ["begin", "observe", "look", "inventory", "nothing-told"])
@GRAINS
def test_a_provider_that_fails_at_one_machine_fails_no_other_and_not_the_engine(call: str, grain: Grain) -> None:
    """A fault of a provider is an unknown outcome or an unanswered question, never the end of every failover."""
    rig = Rig(small(items=2, groups=1), grain, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        provider = player.engine.provider
        failed: list[str] = []
        always = ("inventory", "look")
        really = getattr(provider, call) if call != "nothing-told" else provider.begin

        async def failing(*asked: Any) -> Any:
            if (failed and call not in always) or not about_m1(asked[0]):
                return await really(*asked)
            failed.append(call)
            if call == "nothing-told":
                return await really(*asked) and None
            raise ConnectionResetError("the other side went away")

        job = await player.start("failover", "crew")
        setattr(provider, "begin" if call == "nothing-told" else call, failing)
        ended = await player.ended(job["id"], answering=False, limit=20_000)
        assert failed
        return ended

    ended = rig.live(play)
    assert outcomes(ended) == {"m1": "Succeeded", "m2": "Succeeded"}
    for item in ("m1", "m2"):
        assert rig.counted()[item, "machine-created"] == 1
    assert rig.doctor() == []


@pytest.mark.parametrize("outcome", ["done", "retry"])
def test_a_begin_that_never_answers_does_not_stop_the_world_of_all_others(outcome: str) -> None:
    """Also on a clock that jumps, which stands still while anybody is at work."""
    rig = Rig(small(items=3, groups=1), Grain.STEP, speed=None)

    async def play(player: Player) -> dict[str, Any]:
        provider = player.engine.provider
        really, hung = provider.begin, []

        async def begin(work: Work) -> str:
            if work.step == SLOW and work.items == ("m1",) and not hung:
                hung.append(work.key)
                await hang()
            return await really(work)

        provider.begin = begin  # type: ignore[method-assign]
        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        await player.answer_gates(outcome)
        return await player.ended(job["id"], answering=False, limit=20_000)

    ended = rig.live(play)
    assert (outcomes(ended)["m2"], outcomes(ended)["m3"]) == ("Succeeded", "Succeeded")
    assert (outcomes(ended)["m1"] == "Succeeded") is (outcome == "retry")


def test_who_was_asked_on_a_jumping_clock_is_let_off_once_it_goes_at_a_pace() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=None)

    async def play(player: Player) -> dict[str, Any]:
        line = Silent(player)
        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        line.cut = False
        await player.sleep(100)
        assert (await suspended(player, job["id"]))["waits_for"]
        await player.ask("SetClock", {"speed": 60.0, "paused": None})
        return await player.ended(job["id"], answering=False, limit=20_000)

    assert rig.live(play)["state"] == "Succeeded"
    assert "task.answered" not in kinds(rig)


def test_what_is_still_on_its_way_is_not_believed_absent_when_the_clock_is_set() -> None:
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> tuple[list[str], dict[str, Any]]:
        hanging = Hanging(player, lands=False)
        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        await player.ask("SetClock", {"speed": 60.0, "paused": None})
        await player.sleep(1000)
        row = await suspended(player, job["id"])
        return hanging.sent, row

    sent, row = rig.live(play)
    assert len(sent) == 1
    assert row["state_description"] == "WaitingForOutcome"


def test_an_answer_to_a_remote_job_is_not_sent_beside_itself() -> None:
    """A second resume could answer the next manual action."""
    rig = Rig(small(items=1, groups=1, actions=MANUAL), Grain.PLAN, speed=60.0)
    calls: list[str] = []

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any]]:
        provider = player.engine.provider
        really = provider.act

        async def act(work: Work, reference: str, action: str, *more: Any) -> None:
            calls.append(action)
            await asyncio.sleep(600)
            await really(work, reference, action, *more)

        job = await player.start("failover", "crew")
        await suspended(player, job["id"])
        provider.act = act  # type: ignore[method-assign]
        await player.answer_gates("done")
        await player.sleep(1)
        return await suspended(player, job["id"]), await player.ended(job["id"], answering=False, limit=20_000)

    again, ended = rig.live(play)
    assert "may still land" in again["waits_for"][0]["why"]
    assert calls == ["resume"]
    assert ended["state"] == "Succeeded"


def test_points_that_were_read_are_not_lost_to_a_machine_that_is_silent() -> None:
    rig = Rig(small(items=3, groups=1), Grain.STEP, speed=1.0)

    async def play(player: Player) -> dict[str, str | None]:
        provider = player.engine.provider
        really = provider.recovery_points

        async def stalling(items: Any) -> Any:
            async for read in really(items):
                if read.item == "m2":
                    await hang()
                yield read

        provider.recovery_points = stalling  # type: ignore[method-assign]
        return {key: read.error for key, read in (await player.engine.points(["m1", "m2", "m3"])).items()}

    errors = rig.live(play)
    assert errors["m1"] is None
    assert errors["m2"] == errors["m3"] == f"no answer within {looking.READ_LIMIT:.0f} s"


def test_a_providers_own_timeout_is_told_as_its_own() -> None:
    async def play(player: Player) -> str:
        async def inventory(since: str | None) -> Any:
            await asyncio.sleep(1)
            raise TimeoutError("its socket timed out")

        player.engine.provider.inventory = inventory  # type: ignore[method-assign]
        with pytest.raises(Refused) as refused:
            await player.start("failover", "crew")
        return refused.value.message

    assert "its socket timed out" in Rig(small(items=1, groups=1), Grain.STEP, speed=1.0).live(play)
