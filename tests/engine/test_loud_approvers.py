"""Whatever makes approvals easier to get is loud until another member has taken note of it."""

from __future__ import annotations

from typing import Any

import pytest
from approving import approve, code, events, proposed, rig, rule, seated, start
from support.room import ANN, BOB, NAMES, OWNER, Room, peer

from drconsole.records.alarms.all_of_them import everything

CY = 60_004


@pytest.fixture(autouse=True)
def cy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NAMES, "cy", CY)


async def loud(room: Room) -> list[str]:
    return [one["cause"] for one in everything(await room.player.engine.seen()) if one["kind"] == "approvals-easier"]


def test_a_new_approver_is_an_alarm_until_another_member_unpins_what_says_so(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await room.seat("bob", "approver")
        quiet = await loud(room)  # nothing needs approval yet
        await seated(room)
        quiet += await loud(room)
        await proposed(room)
        await room.seat("cy", "approver")
        told = await loud(room)
        shelve = {"alarm": "approvals-easier", "seconds": 600, "comment": "we know"}
        kept = await room.refused(peer(ANN), "ShelveAlarm", **shelve)
        await room.seat("root", "scribe")
        for told_as in ("", "ann"):  # what a client says of who sits there makes nobody another person
            own = Peerless(OWNER, told_as)
            assert await room.refused(own.peer, "PinNote", note="n1", pin=False) == "own-loosening"
        again = await loud(room)
        await room.ask(peer(BOB), "PinNote", note="n1", pin=False)
        return quiet, told, kept, again, await loud(room)

    NAMES["root"] = OWNER
    try:
        quiet, told, kept, again, after = behind(world, play)
    finally:
        del NAMES["root"]
    said = "Approvals are easier to get: root: APPROVER SEATED: cy may approve from now on, while p1 waits"
    assert (quiet, told, kept, again, after) == ([], [said], "not-to-be-shelved", [said], [])
    assert world.doctor() == []


class Peerless:
    """The owner, who says to be somebody else."""

    def __init__(self, uid: int, told: str) -> None:
        from dataclasses import replace

        self.peer = replace(peer(uid), told=told)


def test_a_looser_policy_is_an_alarm_and_a_longer_proposal_is_one(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room, needed=2)
        await rule(room, "failover", 1)
        await room.ask(peer(OWNER), "SetApprovals", minutes=600)
        return await loud(room)

    assert behind(rig(), play) == [
        "Approvals are easier to get: root: POLICY LOOSENED: failover needs 1 approval, not 2",
        "Approvals are easier to get: root: POLICY LOOSENED: a proposal lasts 600 minutes, not 60",
    ]


def test_an_approval_of_who_was_seated_while_it_was_open_says_so_in_every_life(behind: Any) -> None:
    world = rig()

    async def first(room: Room) -> Any:
        await seated(room, needed=2)
        made = await proposed(room)
        await room.seat("cy", "approver")
        return made

    made = behind(world, first)

    async def then(room: Room) -> Any:
        for who in (BOB, CY):
            assert code(await approve(room, peer(who), made)) == "taken"
        job = (await start(room, made))["ok"]
        await room.player.ended(job["id"])

    behind(world, then)
    (row,) = world.store.rows("proposal")
    assert [(one["person"], one["new_seat"]) for one in row["approvals"]] == [("bob", False), ("cy", True)]
    assert [event["new_seat"] for event in events(world, "proposal.approved")] == [False, True]
    assert world.doctor() == []
