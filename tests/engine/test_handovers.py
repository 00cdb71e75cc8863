"""A handover: the brief is gone through and read back, then leads and seats pass at once, or nothing has passed."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from support.actions import SCRIPT_AND_MANUAL
from support.estates import small
from support.rig import CountEntries, Crash, CrashAt, QuickDisk, Rig
from support.room import ANN, BOB, EVE, FAILOVER, OWNER, Room, kinds, peer

from drconsole.recovery.types.words import Grain
from drconsole.room.handover.offers import LASTS
from drconsole.store.writing.memory import MemoryJournal

READ_BACK = ("crew waits for the manual check", "a failover of crew runs")
"""Of a run whose manual action waits: what a person would say of it."""


def rig() -> Rig:
    return Rig(small(actions=SCRIPT_AND_MANUAL), Grain.STEP, speed=60.0)


async def to_the_wait(room: Room) -> str:
    """Seat a shift that ends (ann) and one that begins (bob); ann's failover waits for a person."""
    await room.seat("ann", "operator", "approver")
    await room.seat("bob", "observer", "scribe")
    await room.seat("eve", "commander")
    job = str((await room.ask(peer(ANN), "StartJob", **FAILOVER))["ok"]["id"])
    while not room.player.engine.state.jobs[job].waiting:
        await room.player.sleep(5.0)
    return job


async def keys_of(room: Room) -> list[str]:
    """Every line that the brief has now, as a receiver goes through them."""
    from drconsole.engine.service.room.handing_over import _lines

    return [line.key for line in await _lines(room.player.engine, "h1")]


async def accept(room: Room, who: int = BOB, **more: Any) -> dict[str, Any]:
    said = {"handover": "h1", "gone_through": await keys_of(room), "read_back": list(READ_BACK), **more}
    return await room.ask(peer(who), "AcceptHandover", **said)


def stand(room: Room, job: str) -> tuple[str, dict[str, set[str]]]:
    """Who leads, and who has which seats."""
    state = room.player.engine.state
    lead = state.jobs[job].lead
    assert lead is not None
    return lead.name, {one.name: {str(seat) for seat in one.seats} for one in state.room.values()}


BEFORE = ("ann", {"ann": {"operator", "approver"}, "bob": {"observer", "scribe"}, "eve": {"commander"}})
AFTER = ("bob", {"ann": {"approver"}, "bob": {"observer", "scribe", "operator"}, "eve": {"commander"}})


def test_leads_and_seats_pass_with_one_act_and_nothing_before_it(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        offered = (await room.ask(peer(ANN), "OfferHandover", to="bob", comment="end of the shift"))["ok"]
        between = stand(room, job)
        done = (await accept(room))["ok"]
        answer = {"job": job, "task": next(iter(room.player.engine.state.jobs[job].waiting)), "outcome": "done"}
        refused = await room.refused(peer(ANN), "AnswerTask", **answer)
        taken = await room.ask(peer(BOB), "AnswerTask", **answer, comment="seen")
        return job, offered, between, done, stand(room, job), refused, "ok" in taken

    job, offered, between, done, after, refused, taken = behind(world, play)
    assert (offered["state"], offered["by"], offered["to"], offered["seats"]) == ("offered", "ann", "bob", ["operator"])
    assert [one["prompt"] for one in offered["read_back"]] == [
        "What waits for a person, and of what?",
        "What runs, and on what?",
    ]
    assert between == BEFORE and after == AFTER
    assert (done["state"], done["leads"], done["seats"], done["ended_by"]) == ("accepted", [job], ["operator"], "bob")
    assert world.store.row("handover", "h1")["state"] == "accepted"
    lead = world.store.row("job", job)["lead"]
    assert (lead["name"], lead["way"], lead["by"], lead["comment"]) == ("bob", "handed-over", "ann", "end of the shift")
    assert (refused, taken) == ("no-seat", True)
    events = [(each["kind"], each["actor"]) for each in world.store.journal() if each["rev"] > 0]
    at = events.index(("handover.accepted", "bob"))
    assert [kind for kind, _ in events[at - 3 : at]] == ["lead.passed", "room.member-seated", "room.member-seated"]
    assert world.doctor() == []


def test_what_has_ended_since_it_was_offered_is_not_asked(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        gate = next(iter(room.player.engine.state.jobs[job].waiting))
        await room.ask(peer(ANN), "AnswerTask", job=job, task=gate, outcome="done", comment="seen")
        early = (await accept(room, read_back=["fine"]))["error"]["message"]
        return early, (await accept(room, read_back=["a failover of crew runs"]))["ok"]["state"]

    early, state = behind(world, play)
    assert early == "1 of 1 not read back: What runs, and on what? (neither its name nor how it stands)"
    assert state == "accepted"


@pytest.mark.parametrize(
    ("who", "more", "code"),
    [
        (EVE, {}, "not-the-receiver"),
        (ANN, {}, "not-the-receiver"),
        (BOB, {"gone_through": []}, "not-gone-through"),
        (BOB, {"read_back": []}, "not-read-back"),
        (BOB, {"read_back": ["all is well", "I have read it"]}, "not-read-back"),
        (BOB, {"read_back": [READ_BACK[0], READ_BACK[0]]}, "not-read-back"),
        (BOB, {"handover": "h2"}, "no-such-handover"),
    ],
)
def test_what_was_not_read_by_its_receiver_passes_nothing(
    who: int, more: dict[str, Any], code: str, behind: Any
) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        refused = (await accept(room, who, **more))["error"]["code"]
        return refused, stand(room, job)

    assert behind(world, play) == (code, BEFORE)
    assert kinds(world).count("link.rejected") == (code == "not-the-receiver")


def test_who_hands_over_does_not_take_over_by_su(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        said = {"handover": "h1", "gone_through": await keys_of(room), "read_back": list(READ_BACK)}
        return await room.refused(peer(BOB, ANN), "AcceptHandover", **said), stand(room, job)

    assert behind(rig(), play) == ("not-own-login", BEFORE)


def test_what_came_after_the_offer_has_to_be_gone_through(behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        read = await keys_of(room)
        await room.ask(peer(ANN), "HoldJob", job=job)
        return (await accept(room, gone_through=read))["error"], stand(room, job), await accept(room)

    error, then, done = behind(rig(), play)
    assert (error["code"], then) == ("not-gone-through", BEFORE)
    assert "held by ann" in error["message"]
    assert done["ok"]["state"] == "accepted"


@pytest.mark.parametrize(
    ("who", "kind", "state"),
    [
        (ANN, "WithdrawHandover", "withdrawn"),
        (EVE, "WithdrawHandover", "withdrawn"),
        (BOB, "DeclineHandover", "declined"),
    ],
)
def test_an_offer_that_is_taken_back_or_declined_passes_nothing(who: int, kind: str, state: str, behind: Any) -> None:
    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        ended = (await room.ask(peer(who), kind, handover="h1", comment="not now"))["ok"]
        again = (await accept(room))["error"]["code"]
        other = (await room.ask(peer(ANN), "OfferHandover", to="bob"))["ok"]["id"]
        return ended["state"], again, other, stand(room, job)

    assert behind(rig(), play) == (state, "handover-over", "h2", BEFORE)


def test_an_offer_runs_out_by_itself(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        await room.player.sleep(LASTS.total_seconds() + 1)
        return (await accept(room))["error"]["code"], stand(room, job)

    assert behind(world, play) == ("handover-over", BEFORE)
    assert world.store.row("handover", "h1")["state"] == "ran-out"


def test_a_clock_that_is_set_back_prolongs_no_offer(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        job = await to_the_wait(room)
        await room.ask(peer(ANN), "OfferHandover", to="bob")
        room.player.engine._wall_jumped(-LASTS.total_seconds())
        await room.player.sleep(1)
        return (await accept(room))["error"]["code"], stand(room, job)

    assert behind(world, play) == ("handover-over", BEFORE)
    assert world.doctor() == []


@pytest.mark.parametrize(
    ("who", "to", "code"),
    [
        (ANN, "ann", "to-oneself"),
        (ANN, "nobody", "no-such-member"),
        (BOB, "ann", "no-seat"),
        (EVE, "ann", "accepted"),
    ],
)
def test_who_may_offer_what_to_whom(who: int, to: str, code: str, behind: Any) -> None:
    async def play(room: Room) -> Any:
        await to_the_wait(room)
        answer = await room.ask(peer(who), "OfferHandover", to=to)
        return answer["error"]["code"] if "error" in answer else "accepted"

    assert behind(rig(), play) == code


def test_an_observer_takes_nothing_over_and_only_leads_go_to_who_can_lead(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await to_the_wait(room)
        leads_only = (await room.ask(peer(ANN), "OfferHandover", to="bob", keep_seats=True))["error"]["code"]
        await room.ask(peer(OWNER), "RemoveMember", member="bob", seats=["scribe"])
        return leads_only, (await room.ask(peer(ANN), "OfferHandover", to="bob"))["error"]["code"]

    assert behind(rig(), play) == ("no-seat", "no-seat")


def test_without_a_room_there_is_nobody_to_hand_over_to(behind: Any) -> None:
    async def play(room: Room) -> Any:
        return (await room.ask(peer(OWNER), "OfferHandover", to="bob"))["error"]["code"]

    assert behind(rig(), play) == "no-room"


@pytest.mark.parametrize("journal", [MemoryJournal, QuickDisk])
def test_a_handover_killed_at_any_entry_passed_wholly_or_not_at_all(journal: Any, behind: Any) -> None:
    """And whatever an asker was told is so, in the life after."""

    def world_at_the_wait() -> tuple[Rig, str]:
        world = rig()
        world.journal = journal
        return world, behind(world, to_the_wait)

    def handover(told: dict[str, Any]) -> Any:
        async def play(room: Room) -> Any:
            if "offer" not in told:
                told["offer"] = await room.ask(peer(ANN), "OfferHandover", to="bob")  # open, where it could not be told
            if "accept" not in told:
                told["accept"] = await accept(room)
            return None

        return play

    count = CountEntries()
    world, job = world_at_the_wait()
    behind(world, handover({}), count)
    boundaries = [(number, when) for number in range(1, count.entries + 1) for when in ("before", "after")]
    passed = set()
    for number, when in boundaries:
        world, job = world_at_the_wait()
        told: dict[str, Any] = {}
        died = behind(world, handover(told), CrashAt(number, when))

        async def look(room: Room, job: str = job) -> Any:
            return stand(room, job), dataclasses.asdict(room.player.engine.state.handovers["h1"]) if (
                room.player.engine.state.handovers
            ) else None

        then, offer = behind(world, look)
        assert then in (BEFORE, AFTER), (number, when, then)
        assert (then == AFTER) == (offer is not None and offer["accepted"])
        assert "ok" not in told.get("accept", {}) or then == AFTER
        assert world.doctor() == []
        behind(world, handover(told))
        assert behind(world, look)[0] == AFTER
        passed.add((isinstance(died, Crash), then == AFTER))
    assert passed >= {(True, False), (True, True)}
