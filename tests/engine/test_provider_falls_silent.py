"""A provider that hangs or says nothing: a person is asked, and what the world says later still counts."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from silent_provider import HOURS, Hanging, Silent, about_m1, hang, kinds, suspended
from support.actions import MANUAL
from support.estates import small
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.engine.execution import looking
from drconsole.providers.port import Unreachable, Work
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


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

        if call in ("begin", "nothing-told"):
            provider.begin = failing  # before the start: its first step may be sent before the start is answered
        job = await player.start("failover", "crew")
        if call not in ("begin", "nothing-told"):
            setattr(provider, call, failing)
        ended = await player.ended(job["id"], answering=False, limit=20_000)
        assert failed
        return ended

    ended = rig.live(play)
    assert outcomes(ended) == {"m1": "Succeeded", "m2": "Succeeded"}
    for item in ("m1", "m2"):
        assert rig.counted()[item, "machine-created"] == 1
    assert rig.doctor() == []


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


def test_status_says_since_when_the_provider_has_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig(small(items=1, groups=1), Grain.PLAN, speed=1.0)

    async def play(player: Player) -> list[Any]:
        provider, told = player.engine.provider, []
        answers = provider.inventory

        async def nothing(since: str | None) -> Any:
            raise Unreachable("the line is cut")

        for line in (answers, nothing, nothing, answers):
            monkeypatch.setattr(provider, "inventory", line)
            with contextlib.suppress(Unreachable):
                await player.engine.look()
            told.append((await player.ask("Status", {})).get("condition"))
            await player.sleep(3.0)
        return told

    before, first, second, after = rig.live(play)
    assert (before, after) == (None, None)
    assert first["said"] == "the line is cut"
    assert second == first
