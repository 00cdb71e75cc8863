"""The incident room in the engine: who asks comes from the socket, and every command is checked before it is taken."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import small
from support.raw import Raw
from support.rig import Rig
from support.room import ANN, BOB, DBA, EVE, FAILOVER, OWNER, Room, kinds, peer

from drconsole.engine.service.room import seating
from drconsole.link.messages import COMMANDS, QUERIES
from drconsole.recovery.types.words import Grain
from drconsole.room.acts import ACTS


def rig() -> Rig:
    return Rig(small(), Grain.STEP, speed=60.0)


def test_without_a_room_the_owner_commands_and_the_group_reads(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        told = await room.ask(peer(OWNER), "Room")
        started = await room.ask(peer(OWNER), "StartJob", **FAILOVER)
        return told["ok"], started, await room.refused(peer(ANN), "HoldJob", job="j1-1")

    told, started, refused = behind(world, play)
    assert (told["set"], told["members"], told["you"]["commands"]) == (False, [], True)
    assert started["ok"]["state"] == "InProgress"
    assert refused == "not-permitted"
    assert not {kind for kind in kinds(world) if kind.startswith(("room.", "link."))}


def test_with_a_room_a_seat_commands_and_the_owner_without_one_does_not(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        told = await room.seat("bob", "operator")
        by_owner = await room.ask(peer(OWNER), "StartJob", **FAILOVER)
        by_bob = await room.ask(peer(BOB), "StartJob", **FAILOVER)
        return told, by_owner["error"], by_bob["ok"]

    told, refused, started = behind(world, play)
    assert told["members"] == [{"kind": "user", "id": BOB, "name": "bob", "seats": ["operator"]}]
    assert refused["code"] == "no-seat" and refused["exit_code"] == 3
    assert "takes the seat operator" in refused["message"]
    assert (refused["takes"], refused["has_them"]) == (["operator"], ["bob"])
    assert started["operator"] == "bob"
    actors = [(event["kind"], event["actor"]) for event in world.store.journal()]
    assert ("job.created", "bob") in actors
    assert [kind for kind, _ in actors if kind.startswith(("room.", "link."))] == [
        "room.member-seated",
        "link.rejected",
    ]


def test_a_group_s_member_has_the_group_s_seat(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("group:dba", "operator")
        outside = await room.refused(peer(ANN), "StartJob", **FAILOVER)
        return outside, await room.ask(peer(ANN, None, DBA), "StartJob", **FAILOVER)

    outside, started = behind(rig(), play)
    assert outside == "no-seat"
    assert started["ok"]["state"] == "InProgress"


def test_people_behind_the_owner_s_account_are_told_apart_by_their_login(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("bob", "operator")
        ann = await room.ask(peer(OWNER, ANN), "StartJob", **FAILOVER)
        nobody = await room.ask(peer(OWNER), "StartJob", **FAILOVER)
        bob = await room.ask(peer(OWNER, BOB), "Room")
        return ann["error"]["message"], nobody["error"]["message"], bob["ok"]["you"]

    ann, nobody, bob = behind(rig(), play)
    assert ann == "to start a job takes the seat operator, and ann has none"
    assert nobody.endswith("who of those behind this account it is, the system does not know")
    assert (bob["seats"], bob["owner"], bob["told_apart"]) == (["operator"], True, True)


def test_a_login_that_an_account_of_no_power_claims_gives_it_no_seat(behind: Any) -> None:
    """``/proc/PID/loginuid`` is anybody's to write where nobody logged in."""

    async def play(room: Room) -> Any:
        await room.seat("bob", "operator")
        return await room.refused(peer(EVE, BOB), "StartJob", **FAILOVER)

    assert behind(rig(), play) == "no-seat"


def test_whoever_has_no_seat_reads_and_sends_no_command(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("bob", "operator")
        for who in (peer(EVE), peer(OWNER)):
            assert "ok" in await room.ask(who, "Status")
            assert "ok" in await room.ask(who, "Preview", operation="failover", target="plan:crew")
            keyed = {"operation": "failover", "target": "plan:crew", "encryption_key": "aGVsbG8="}
            assert await room.refused(who, "Preview", **keyed) == "no-seat"
        return None

    behind(rig(), play)


def test_a_question_looks_nobody_up(behind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(seating, "groups_of", lambda uid: looked.append(uid) or frozenset())

    async def play(room: Room) -> Any:
        await room.seat("group:dba", "operator")
        for kind in ("Status", "Faults", "Subscribe"):
            assert "ok" in await room.ask(peer(OWNER, BOB), kind)
        before = list(looked)
        return before, await room.refused(peer(OWNER, BOB), "StartJob", **FAILOVER), looked

    assert behind(rig(), play) == ([], "no-seat", [BOB])


BODIES: dict[str, dict[str, Any]] = {
    "StartJob": FAILOVER,
    "GiveLead": {"job": "j", "to": "eve"},
    "AnswerTask": {"job": "j", "task": "t", "outcome": "done"},
    "Validate": {"item": "m1", "result": "ok"},
    "Repair": {"item": "m1"},
    "Inject": {"fault": {"kind": "source-lost"}},
    "TakeSnapshot": {"folder": "/nowhere"},
    "SeatMember": {"member": "eve", "seats": ["operator"]},
    "RemoveMember": {"member": "bob"},
    "SetRule": {"operation": "failover", "needed": 1},
    "Propose": {**FAILOVER, "comment": "fire"},
    "ProposeCancel": {"job": "j", "confirm": "crew", "comment": "fire"},
    "Approve": {"proposal": "p1", "digest": "d", "confirm": "crew"},
    "Reject": {"proposal": "p1", "comment": "no"},
    "OfferHandover": {"to": "eve"},
    **{kind: {"handover": "h1"} for kind in ("AcceptHandover", "DeclineHandover", "WithdrawHandover")},
    "TakeNote": {"text": "the bank called"},
    "PinNote": {"note": "n1", "pin": True},
    "ShelveAlarm": {"alarm": "critical", "seconds": 60, "comment": "known"},
    "UnshelveAlarm": {"alarm": "critical"},
    "AskPoll": {"question": "go?"},
    "AnswerPoll": {"poll": "q1", "vote": "go"},
    "ClosePoll": {"poll": "q1"},
    **{kind: {"job": "j"} for kind in ("HoldJob", "ResumeJob", "CancelJob", "RetryJob", "TakeLead", "AskLead")},
}


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_every_command_that_there_is_is_refused_to_who_has_no_seat(kind: str, behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("bob", "operator")
        return await room.refused(peer(EVE), kind, **BODIES.get(kind, {}))

    assert behind(rig(), play) == "no-seat"


def test_only_the_owner_and_root_change_the_room(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await room.seat("bob", *("operator", "approver", "commander", "scribe"))
        refused = await room.refused(peer(BOB), "SeatMember", member="bob", seats=["observer"])
        return refused, await room.refused(peer(BOB), "RemoveMember", member="bob")

    assert behind(rig(), play) == ("no-seat", "no-seat")


def test_seats_add_up_and_the_last_member_s_removal_ends_the_room(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await room.seat("bob", "operator")
        both = await room.seat("user:bob", "scribe")
        gone = await room.ask(peer(OWNER), "RemoveMember", member="bob")
        again = await room.ask(peer(OWNER), "RemoveMember", member="bob")
        started = await room.ask(peer(OWNER), "StartJob", **FAILOVER)
        return both["members"][0]["seats"], gone["ok"]["set"], again["error"], started

    seats, left, again, started = behind(world, play)
    assert seats == ["scribe", "operator"]
    assert left is False
    assert (again["code"], again["exit_code"]) == ("no-such-member", 2)
    assert started["ok"]["state"] == "InProgress"
    assert [kind for kind in kinds(world) if kind.startswith("room.")] == [
        "room.member-seated",
        "room.member-seated",
        "room.member-removed",
    ]


def test_one_seat_of_several_is_taken_and_one_that_nobody_gave_is_not(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await room.seat("bob", "operator", "observer")
        strange = await room.ask(peer(OWNER), "RemoveMember", member="bob", seats=["scribe"])
        left = await room.ask(peer(OWNER), "RemoveMember", member="bob", seats=["operator"])
        refused = await room.refused(peer(BOB), "StartJob", **FAILOVER)
        last = await room.ask(peer(OWNER), "RemoveMember", member="bob", seats=["observer"])
        return strange["error"], left["ok"]["members"][0]["seats"], refused, last["ok"]["set"]

    strange, left, refused, last = behind(world, play)
    assert (strange["code"], strange["message"]) == ("no-such-seat", "bob has no seat scribe")
    assert strange["advice"] == "seats: observer, operator"
    assert (left, refused, last) == (["observer"], "no-seat", False)
    assert kinds(world)[-1] != "room.member-seated"


def test_a_member_whom_the_machine_does_not_know_is_refused(behind: Any) -> None:
    async def play(room: Room) -> Any:
        user = await room.ask(peer(OWNER), "SeatMember", member="carl", seats=["operator"])
        group = await room.ask(peer(OWNER), "SeatMember", member="group:ops", seats=["operator"])
        return user["error"], group["error"], (await room.ask(peer(OWNER), "Room"))["ok"]["set"]

    user, group, left = behind(rig(), play)
    assert (user["code"], user["place"]) == ("no-such-member", "carl")
    assert group["message"] == "this system knows no group 'ops'"
    assert left is False


def test_the_room_outlives_its_engine_and_follows_from_the_journal(behind: Any) -> None:
    world = rig()

    async def first(room: Room) -> Any:
        await room.seat("ann", "observer")
        await room.seat("bob", "operator")
        await room.ask(peer(OWNER), "RemoveMember", member="ann")

    async def second(room: Room) -> Any:
        return (await room.ask(peer(BOB), "Room"))["ok"], await room.refused(peer(OWNER), "StartJob", **FAILOVER)

    behind(world, first)
    told, refused = behind(world, second)
    assert [(one["name"], one["seats"]) for one in told["members"]] == [("bob", ["operator"])]
    assert told["you"] == {
        "user": "bob",
        "person": "bob",
        "told_apart": True,
        "owner": False,
        "seats": ["operator"],
        "commands": True,
    }
    assert refused == "no-seat"
    assert world.doctor() == []


def test_what_the_room_tells_of_acts_is_the_table(behind: Any) -> None:
    async def play(room: Room) -> Any:
        return (await room.ask(peer(OWNER), "Room"))["ok"]["acts"]

    told = {one["act"]: set(one["seats"]) for one in behind(rig(), play)}
    assert told == {act.words: set(act.seats) for kind, act in ACTS.items() if kind not in QUERIES}


def test_a_command_sent_again_seats_once(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        body = {"member": "bob", "seats": ["operator"]}
        return [await room.player.ask("SeatMember", body, "seat-1") for _ in range(2)]

    first, second = behind(world, play)
    assert first == second
    assert kinds(world).count("room.member-seated") == 1


def test_a_console_is_told_with_the_seats_that_its_person_has_now(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> None:
        room.patch_peer(peer(OWNER, ANN))
        ann = await Raw.open(room.path)

        async def seat(number: int) -> Any:
            return (await ann.ask("Here", f"h{number}", screen="Jobs"))["ok"]["consoles"][0]["seat"]

        assert await seat(1) is None
        await room.seat("bob", "operator")
        assert await seat(2) is None  # there is a room, and she has no seat
        await room.seat("ann", "commander")
        await room.seat("ann", "approver")
        assert await seat(3) == "approver, commander"
        await room.ask(peer(OWNER), "RemoveMember", member="ann", seats=["commander"])
        assert await seat(4) == "approver"
        ann.close()

    behind(world, play)
