"""Seats as rows: who reads the store without an engine sees who has which, and is told what the engine tells."""

from __future__ import annotations

from typing import Any

from support.estates import small
from support.rig import Rig
from support.room import ANN, BOB, OWNER, Room, peer

from drconsole.records.tables import MEMBERS
from drconsole.recovery.types.words import Grain


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0)


def kept(world: Rig) -> list[tuple[str, str, str, list[str]]]:
    rows = sorted(world.store.rows(MEMBERS), key=lambda row: row["key"])
    return [(row["key"], row["kind"], row["name"], row["seats"]) for row in rows]


def test_seats_are_rows_that_follow_the_room(behind: Any) -> None:
    world = rig()
    seen = []

    async def play(room: Room) -> Any:
        await room.seat("ann", "operator", "scribe")
        await room.seat("group:dba", "observer")
        seen.append(kept(world))
        (row,) = [row for row in world.store.rows(MEMBERS) if row["name"] == "ann"]
        await room.ask(peer(OWNER), "RemoveMember", member="ann", seats=["scribe"])
        await room.ask(peer(OWNER), "RemoveMember", member="group:dba")
        seen.append(kept(world))
        return row, (await room.ask(peer(ANN), "Room"))["ok"]["members"]

    row, members = behind(world, play)
    assert seen[0] == [
        ("group:70001", "group", "dba", ["observer"]),
        (f"user:{ANN}", "user", "ann", ["scribe", "operator"]),
    ]
    assert seen[1] == [(f"user:{ANN}", "user", "ann", ["operator"])]
    assert (row["by"], row["since"] is not None) == ("root", True)
    assert [(one["name"], one["seats"]) for one in members] == [(one[2], one[3]) for one in seen[1]]
    assert world.doctor() == []


def test_seats_that_pass_with_a_handover_are_rows_as_well(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await room.seat("ann", "commander")
        await room.seat("bob", "scribe")
        offer = (await room.ask(peer(ANN), "OfferHandover", to="bob", comment="shift"))["ok"]
        body = {"handover": offer["id"], "gone_through": [], "read_back": []}
        return await room.ask(peer(BOB), "AcceptHandover", **body)

    answer = behind(world, play)
    assert "ok" in answer, answer
    assert kept(world) == [(f"user:{BOB}", "user", "bob", ["scribe", "commander"])]
