"""A seat that is given while the engine dies: given once or not at all, and never without its line in the journal."""

from __future__ import annotations

import os
import pwd
from typing import Any

import pytest
from support.estates import small
from support.rig import Crash, CrashAt, Player, Rig

from drconsole.recovery.types.words import Grain

NAME = pwd.getpwuid(os.geteuid()).pw_name
BODY = {"member": NAME, "seats": ["operator"]}


async def give(player: Player) -> Any:
    return await player.ask("SeatMember", BODY, "seat-1")


async def look(player: Player) -> Any:
    return await player.ask("Room")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_seat_is_given_once_wherever_the_engine_dies(when: str) -> None:
    deaths = 0
    for number in range(1, 50):
        world = Rig(small(), Grain.STEP, speed=60.0)
        died = isinstance(world.live(give, crash=CrashAt(number, when)), Crash)
        deaths += died
        written = [event["kind"] for event in world.store.journal()].count("room.member-seated")
        assert world.live(look)["set"] is bool(written)
        told = world.live(give)
        assert [one["seats"] for one in told["members"]] == [["operator"]]
        assert [event["kind"] for event in world.store.journal()].count("room.member-seated") == 1
        assert world.doctor() == []
        if not died:
            break
    assert deaths > 1
