"""Calls of a provider that hang: nothing else waits for them, and a person is asked in time."""

from __future__ import annotations

from typing import Any

import pytest
from silent_provider import HOURS, SLOW, Hanging, hang, suspended
from support.estates import small
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.engine.execution import looking
from drconsole.providers.port import Work
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import Refused

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


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
