"""Seats that are played: one account, several names that consoles say. In an exercise alone, and marked everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from approving import approve, code, rule
from support.estates import small
from support.rig import Rig
from support.room import BOB, FAILOVER, OWNER, Room, kinds, peer

from drconsole.link.peer import Peer
from drconsole.recovery.types.words import Grain, Mode


def rig(mode: Mode) -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0, mode=mode)


def says(name: str, uid: int = OWNER) -> Peer:
    """A console of the owner's account, or of another's, that says who is at the keyboard."""
    return replace(peer(uid), told=name)


async def two(room: Room) -> None:
    await room.seat("played:ann", "operator")
    await room.seat("played:bob", "approver")
    await rule(room, "failover", 1)


async def proposed(room: Room, who: Peer) -> dict[str, Any]:
    return dict((await room.ask(who, "Propose", **FAILOVER, comment="fire in oslo"))["ok"])


def test_two_players_of_one_account_propose_and_approve_and_are_marked(behind: Any) -> None:
    world = rig(Mode.EXERCISE)

    async def play(room: Room) -> Any:
        await two(room)
        made = await proposed(room, says("ann"))
        own = code(await approve(room, says("ann"), made))
        approved = (await approve(room, says("bob"), made))["ok"]
        not_bobs = code(await room.ask(says("bob"), "StartJob", **{**FAILOVER, "proposal": made["id"]}))
        started = (await room.ask(says("ann"), "StartJob", **{**FAILOVER, "proposal": made["id"]}))["ok"]
        return made, own, approved, not_bobs, started, (await room.ask(says("ann"), "Room"))["ok"]

    made, own, approved, not_bobs, started, told = behind(world, play)
    assert (made["person"], made["by"]) == ("ann (claimed)", "ann (claimed)")
    assert (own, not_bobs) == ("no-seat", "no-seat")
    assert [one["person"] for one in approved["approvals"]] == ["bob (claimed)"]
    assert (started["operator"], started["lead"]["name"]) == ("ann (claimed)", "ann (claimed)")
    assert [(one["name"], one["seats"]) for one in told["members"]] == [
        ("ann (claimed)", ["operator"]),
        ("bob (claimed)", ["approver"]),
    ]
    actors = {(event["kind"], event["actor"]) for event in world.store.journal()}
    assert ("proposal.approved", "bob (claimed)") in actors
    assert world.doctor() == []


def test_nobody_approves_what_they_proposed_under_another_seat_of_theirs(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await two(room)
        await room.seat("played:ann", "approver")
        return code(await approve(room, says("ann"), await proposed(room, says("ann"))))

    assert behind(rig(Mode.EXERCISE), play) == "own-proposal"


def test_a_name_of_nobody_s_seat_and_one_from_another_account_seat_nobody(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await two(room)
        return [
            await room.refused(who, "StartJob", **FAILOVER) for who in (says("eve"), says(""), says("ann", BOB))
        ] + [await room.refused(says("ann"), "SeatMember", member="played:ann", seats=["approver"])]

    assert behind(rig(Mode.EXERCISE), play) == ["no-seat"] * 4, "a player has no power of the owner"


@pytest.mark.parametrize("mode", [Mode.SIMULATION, Mode.LIVE])
def test_outside_of_an_exercise_no_seat_is_played(mode: Mode, behind: Any) -> None:
    world = rig(mode)

    async def play(room: Room) -> Any:
        refused = await room.ask(peer(OWNER), "SeatMember", member="played:ann", seats=["operator"])
        await room.seat("bob", "approver")
        return refused["error"], await room.refused(says("ann"), "HoldJob", job="j1-1")

    refused, no_seat = behind(world, play)
    assert (refused["code"], refused["exit_code"]) == ("not-an-exercise", 3)
    assert no_seat == "no-seat"
    assert kinds(world).count("link.rejected") == 2, "counted and journaled"


@pytest.mark.parametrize("mode", [Mode.SIMULATION, Mode.LIVE])
def test_a_played_seat_in_the_journal_of_another_world_seats_nobody(mode: Mode, behind: Any) -> None:
    from drconsole.recovery.types.seats import Seat
    from drconsole.recovery.types.work import events as ev

    async def play(room: Room) -> Any:
        forged = ev.MemberSeated(False, -1, "ann (claimed)", (Seat.OPERATOR,))
        await room.player.engine.record(forged, actor="root")
        return await room.refused(says("ann"), "StartJob", **FAILOVER), (await room.ask(says("ann"), "Room"))["ok"]

    refused, told = behind(rig(mode), play)
    assert refused == "no-seat"
    assert told["you"]["seats"] == []


def test_lead_poll_notes_and_handover_pass_between_players_too(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("played:ann", "operator")
        await room.seat("played:bob", "operator", "commander")
        job = (await room.ask(says("ann"), "StartJob", **FAILOVER))["ok"]["id"]
        given = (await room.ask(says("ann"), "GiveLead", job=job, to="bob"))["ok"]["lead"]["name"]
        poll = (await room.ask(says("bob"), "AskPoll", question="Go on?"))["ok"]["id"]
        said = (await room.ask(says("ann"), "AnswerPoll", poll=poll, vote="go"))["ok"]
        note = (await room.ask(says("ann"), "TakeNote", text="smoke"))["ok"]
        offered = (await room.ask(says("bob"), "OfferHandover", to="ann (claimed)"))["ok"]
        removed = (await room.ask(peer(OWNER), "RemoveMember", member="played:ann"))["ok"]
        return given, said, note, offered, removed

    given, said, note, offered, removed = behind(rig(Mode.EXERCISE), play)
    assert given == "bob (claimed)"
    assert "ann (claimed)" in str(said)
    assert "ann (claimed)" in str(note)
    assert "ann (claimed)" in str(offered)
    assert [one["name"] for one in removed["members"]] == ["bob (claimed)"]
