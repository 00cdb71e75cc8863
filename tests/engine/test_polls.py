"""Go/no-go polls: whoever has a seat answers or is counted silent, the result is one line, and nothing starts by it."""

from __future__ import annotations

from typing import Any

import pytest
from support.rig import Crash, CrashAt, Rig
from support.room import ANN, BOB, DBA, EVE, OWNER, Room, kinds, peer
from test_room import rig

from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work import events as ev

ASK = {"question": "fail crew over now?", "seconds": 60}


async def seated(room: Room) -> None:
    await room.seat("ann", "commander")
    await room.seat("bob", "operator")
    await room.seat("eve", "observer")
    await room.seat("group:dba", "approver")


def events(world: Rig, kind: str) -> list[dict[str, Any]]:
    return [event for event in world.store.journal() if event["kind"] == kind]


def test_every_seat_answers_or_is_silent_and_the_end_is_one_line(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> Any:
        await seated(room)
        opened = (await room.ask(peer(ANN), "AskPoll", **ASK))["ok"]
        first = (await room.ask(peer(BOB), "AnswerPoll", poll="q1", vote="go"))["ok"]
        await room.ask(peer(BOB), "AnswerPoll", poll="q1", vote="no-go", comment="no power in oslo")
        return opened, first, (await room.ask(peer(ANN), "ClosePoll", poll="q1"))["ok"]

    opened, first, closed = behind(world, play)
    assert (opened["id"], opened["by"], opened["silent"]) == ("q1", "ann", ["bob", "group dba"])
    assert [(one["name"], one["vote"]) for one in first["votes"]] == [("bob", "go")]
    assert (closed["result"], closed["silent"], closed["why"]) == ("no-go", ["group dba"], "closed")
    (line,) = events(world, "poll.closed")
    assert (line["go"], line["no_go"]) == ([], [{"name": "bob", "reason": "no power in oslo"}])
    assert (line["silent"], line["question"], line["actor"]) == (["group dba"], "fail crew over now?", "ann")
    assert [one["vote"] for one in events(world, "poll.answered")] == ["go", "no-go"]
    assert "job.created" not in kinds(world)
    assert world.doctor() == []


def test_a_group_has_answered_where_one_of_it_did(behind: Any) -> None:
    async def play(room: Room) -> Any:
        await seated(room)
        await room.ask(peer(ANN), "AskPoll", **ASK)
        return (await room.ask(peer(EVE, None, DBA), "AnswerPoll", poll="q1", vote="go"))["ok"]

    told = behind(rig(), play)
    assert (told["silent"], [one["name"] for one in told["votes"]]) == (["bob"], ["eve"])


def test_nobody_answers_twice_by_su(behind: Any) -> None:
    """Eve, who is asked herself, became bob; an account that several reach answers for who is not asked."""

    async def play(room: Room) -> Any:
        await seated(room)
        await room.seat("eve", "scribe")
        await room.ask(peer(ANN), "AskPoll", **ASK)
        twice = await room.refused(peer(BOB, EVE), "AnswerPoll", poll="q1", vote="go")
        return twice, (await room.ask(peer(BOB, 60_009), "AnswerPoll", poll="q1", vote="go"))["ok"]["silent"]

    assert behind(rig(), play) == ("not-own-login", ["eve", "group dba"])


def test_who_may_not_is_refused(behind: Any) -> None:
    world = rig()

    async def play(room: Room) -> list[str]:
        without = await room.refused(peer(OWNER), "AskPoll", **ASK)
        await seated(room)
        codes = [without, await room.refused(peer(BOB), "AskPoll", **ASK)]
        codes.append(await room.refused(peer(ANN), "AskPoll", **ASK, proposal="p9-9"))
        await room.ask(peer(ANN), "AskPoll", **ASK)
        codes.append(await room.refused(peer(ANN), "AskPoll", **ASK))
        codes.append(await room.refused(peer(EVE), "AnswerPoll", poll="q1", vote="go"))
        codes.append(await room.refused(peer(OWNER), "AnswerPoll", poll="q1", vote="go"))
        codes.append(await room.refused(peer(BOB), "AnswerPoll", poll="q1", vote="no-go", comment=" "))
        codes.append(await room.refused(peer(BOB), "AnswerPoll", poll="q7", vote="go"))
        codes.append(await room.refused(peer(BOB), "ClosePoll", poll="q1"))
        return codes

    assert behind(world, play) == [
        "no-room",
        "no-seat",
        "no-such-proposal",
        "poll-open",
        "no-seat",
        "no-seat",
        "malformed",
        "no-such-poll",
        "no-seat",
    ]
    assert "poll.answered" not in kinds(world)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_poll_runs_out_by_itself_and_takes_no_late_answer(behind: Any, restarted: bool) -> None:
    world = rig()

    async def opened(room: Room) -> None:
        await seated(room)
        await room.ask(peer(ANN), "AskPoll", **ASK)
        await room.ask(peer(BOB), "AnswerPoll", poll="q1", vote="go")

    async def late(room: Room) -> str:
        if not restarted:
            await opened(room)
        await room.player.sleep(61)
        return await room.refused(peer(BOB), "AnswerPoll", poll="q1", vote="go")

    if restarted:
        behind(world, opened)
    assert behind(world, late) == "poll-over"
    (row,) = world.store.rows("poll")
    assert (row["why"], row["result"], row["silent"]) == ("ran-out", "go", ["group dba"])
    assert [one["actor"] for one in events(world, "poll.closed")] == ["engine"]


def test_a_clock_that_is_set_back_prolongs_no_poll_also_for_the_next_engine(behind: Any) -> None:
    async def play(room: Room) -> str:
        await seated(room)
        await room.ask(peer(ANN), "AskPoll", **{**ASK, "seconds": 3600})
        room.player.engine._wall_jumped(-3550.0)
        return await room.refused(peer(BOB), "AnswerPoll", poll="q1", vote="no-go")

    async def later(room: Room) -> str:
        await room.player.sleep(51)
        return await room.refused(peer(BOB), "AnswerPoll", poll="q1", vote="go")

    world = rig()
    assert behind(world, play) == "malformed"
    assert behind(world, later) == "poll-over"
    assert world.doctor() == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_wherever_the_engine_dies_each_answer_is_there_once_or_not_at_all(when: str) -> None:
    """Asked again under the same ids, as a console does that has no answer."""
    seated_first = rig()

    async def seats(player: Any) -> None:
        player.engine.record(ev.MemberSeated(False, 1000, "operator", (Seat.COMMANDER,)))
        await player.engine.record(ev.MemberSeated(False, BOB, "bob", (Seat.OPERATOR,)))

    async def play(player: Any) -> Any:
        await player.ask("AskPoll", {**ASK, "seconds": 3600}, "ask")
        await player.ask("AnswerPoll", {"poll": "q1", "vote": "no-go", "comment": "wait"}, "answer")
        return await player.ask("ClosePoll", {"poll": "q1"}, "close")

    seated_first.live(seats)
    deaths = 0
    for number in range(1, 20):
        world = seated_first.branch()
        died = isinstance(world.live(play, crash=CrashAt(number, when)), Crash)
        deaths += died
        for row in world.store.rows("poll"):
            assert (row["closed_at"] is None) is not bool(events(world, "poll.closed"))
        assert world.live(play)["result"] == "no-go"
        polls = [kind for kind in kinds(world) if kind.startswith("poll.")]
        assert polls == ["poll.opened", "poll.answered", "poll.closed"]
        assert world.doctor() == []
        if not died:
            break
    assert deaths > 3
