"""A command's id belongs to who sent it: another person who sends the same gets a refusal, and not the answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from support.estates import small
from support.raw import Raw
from support.rig import Rig
from support.room import ANN, BOB, FAILOVER, OWNER, Room, peer

from drconsole.link.serving.validate import parse
from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import NotPermitted

NOTE = {"text": "the bank is called", "pin": False}


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0)


async def said(room: Room, who: Any, kind: str, name: str, **body: Any) -> dict[str, Any]:
    room.patch_peer(who)
    raw = await Raw.open(room.path, told=who.told)
    try:
        return await raw.ask(kind, name, **body)
    finally:
        raw.close()


def test_another_person_under_the_same_id_is_refused_in_every_life(behind: Any) -> None:
    world = rig()

    async def first(room: Room) -> Any:
        for name in ("ann", "bob"):
            await room.seat(name, "operator")
        mine = await said(room, peer(ANN), "StartJob", "same", **FAILOVER)
        return mine, await said(room, peer(BOB), "StartJob", "same", **FAILOVER)

    async def then(room: Room) -> Any:
        again = await said(room, peer(ANN), "StartJob", "same", **FAILOVER)
        return again, [await said(room, peer(BOB), kind, "same", **body) for kind, body in others]

    others: list[tuple[str, dict[str, Any]]] = [("StartJob", FAILOVER), ("TakeNote", NOTE)]
    mine, theirs = behind(world, first)
    again, later = behind(world, then)
    assert again["ok"]["id"] == mine["ok"]["id"], "who sent it gets their answer"
    for answer in (theirs, *later):
        assert answer["error"]["code"] == "id-of-another"
        assert mine["ok"]["id"] not in str(answer), "nothing of the answer"
    assert len(world.jobs()) == 1
    told = [(event["code"], event["actor"]) for event in world.store.journal() if event["kind"] == "link.rejected"]
    assert told == [("id-of-another", "bob")] * 3


def test_another_person_is_refused_while_the_command_is_carried_out(behind: Any) -> None:
    async def play(room: Room) -> Any:
        for name in ("ann", "bob"):
            await room.seat(name, "operator")
        handle = room.player.service.handle
        message = parse("StartJob", FAILOVER)
        mine = asyncio.ensure_future(handle(peer(ANN), message, "same"))
        await asyncio.sleep(0)
        with pytest.raises(NotPermitted) as refused:
            await handle(peer(BOB), message, "same")
        twice = asyncio.ensure_future(handle(peer(ANN), message, "same"))
        return refused.value.code, dict(await mine)["id"] == dict(await twice)["id"]

    assert behind(rig(), play) == ("id-of-another", True)


def test_the_link_gives_nobody_the_answer_to_another_one(behind: Any) -> None:
    """Both ask at once and under one id: each is told who they are themselves."""

    async def play(room: Room) -> Any:
        await room.seat("ann", "operator")
        raws = []
        for who in (peer(ANN), peer(OWNER)):
            room.patch_peer(who)
            raws.append(await Raw.open(room.path))
        for raw in raws:
            raw.say({"id": "same", "kind": "Room", "body": {}})
        answers = [await raw.hear() for raw in raws]
        for raw in raws:
            raw.close()
        return [answer["ok"]["you"]["user"] for answer in answers]

    assert behind(rig(), play) == ["ann", "root"]
