"""Alarms that are shelved: for half an hour at most, with a reason, and back by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import small
from support.rig import Crash, CrashAt, Player, Rig

from drconsole.records.alarms.all_of_them import board
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

SHELVE = {"alarm": "critical", "seconds": 1200, "comment": "the agent is being mended"}


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=1.0)


async def lose(player: Player, item: str) -> None:
    player.engine.provider.rehearsal.inject({"kind": "agent-lost", "item": item})
    await player.engine.look()


async def ids(player: Player) -> tuple[list[str], list[str]]:
    found = board(await player.engine.seen())
    return [one["id"] for one in found.standing], [one["id"] for one in found.shelved]


def written(world: Rig) -> list[Any]:
    events = [event for event in world.store.journal() if event["kind"].startswith("alarm.")]
    return [(event["kind"], event.get("why")) for event in events]


def test_a_shelved_alarm_returns_when_its_time_is_up_also_after_a_restart() -> None:
    world = rig()

    async def shelved(player: Player) -> Any:
        await lose(player, "m1")
        return await player.ask("ShelveAlarm", SHELVE), await ids(player)

    async def later(player: Player) -> Any:
        still = await ids(player)
        await player.sleep(1201)
        return still, await ids(player)

    row, aside = world.live(shelved)
    assert (row["alarm"], row["by"], row["comment"]) == ("critical:78022@plant", "operator", SHELVE["comment"])
    assert aside == ([], ["critical:78022@plant"])
    assert world.live(later) == (aside, (["critical:78022@plant"], []))
    assert written(world) == [("alarm.shelved", None), ("alarm.returned", "time")]
    assert world.store.rows("shelved") == []
    assert world.doctor() == []


def test_one_that_gets_worse_returns_at_once_and_stays() -> None:
    world = rig()

    async def play(player: Player) -> Any:
        await lose(player, "m1")
        await player.ask("ShelveAlarm", SHELVE)
        await lose(player, "m2")
        at_once = await ids(player)
        await player.sleep(6)
        return at_once, player.engine.state.shelved

    assert world.live(play) == ((["critical:78022@plant"], []), {})
    assert written(world) == [("alarm.shelved", None), ("alarm.returned", "worse")]


def test_what_is_no_alarm_has_no_reason_or_takes_too_long_is_refused() -> None:
    async def play(player: Player) -> list[str]:
        codes = []
        await lose(player, "m1")
        tries = ({"alarm": "runs-twice"}, {"comment": " "}, {"seconds": 1801}, {"drill_days": 10**12}, {}, {})
        for more in tries:
            try:
                await player.ask("ShelveAlarm", {**SHELVE, **more})
                codes.append("ok")
            except DrError as error:
                codes.append(error.code)
        await player.ask("UnshelveAlarm", {"alarm": "critical"})
        with pytest.raises(DrError):
            await player.ask("UnshelveAlarm", {"alarm": "critical"})
        return codes

    assert rig().live(play) == ["no-such-alarm", *("malformed",) * 3, "ok", "shelved-already"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_wherever_the_engine_dies_it_is_shelved_once_or_not_at_all(when: str) -> None:
    async def play(player: Player) -> None:
        if not player.engine.state.shelved:
            await lose(player, "m1")
        await player.ask("ShelveAlarm", SHELVE, "shelve")

    deaths = 0
    for number in range(1, 20):
        world = rig()
        died = isinstance(world.live(play, crash=CrashAt(number, when)), Crash)
        deaths += died
        assert len(world.store.rows("shelved")) == len(written(world))
        world.live(play)
        assert written(world) == [("alarm.shelved", None)]
        assert world.doctor() == []
        if not died:
            break
    assert deaths > 3
