"""The incident room on the command line: what is asked of the engine, and what people read."""

from __future__ import annotations

from typing import Any

import pytest
from cli_fakes import Run, World

YOU = {"user": "root", "person": "alice", "told_apart": True, "owner": True, "seats": ["operator"], "commands": True}
ROOM: dict[str, Any] = {
    "set": True,
    "members": [
        {"kind": "user", "id": 1, "name": "alice", "seats": ["operator"]},
        {"kind": "group", "id": 2, "name": "dba", "seats": ["observer", "scribe"]},
    ],
    "you": YOU,
    "acts": [
        {"act": "start a job", "seats": ["operator"]},
        {"act": "retry a job", "seats": ["operator"]},
        {"act": "stop the engine", "seats": []},
    ],
}


NOBODY_ELSE = "no other user reaches this engine: the state's folder lets no group in"


def test_the_room_tells_who_is_in_it_who_you_are_and_what_takes_which_seat(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drconsole.cli.commands.room.reading_group", lambda folder: 1001)
    world.engine.answers["Room"] = ROOM
    assert run("room", "--json").json == ROOM
    assert run("room").out.splitlines() == [
        "alice      operator",
        "group:dba  observer, scribe",
        "",
        "you are alice (as root), as operator; you may change the room",
        "",
        "operator: start a job, retry a job",
        "the owner: stop the engine",
    ]


def test_an_owner_is_told_that_nobody_else_reaches_the_engine(world: World, run: Run) -> None:
    world.engine.answers["Room"] = ROOM
    assert NOBODY_ELSE in run("room").out
    world.engine.answers["Room"] = {**ROOM, "you": {**YOU, "owner": False}}
    assert NOBODY_ELSE not in run("room").out


def test_people_behind_one_account_are_said_to_be_not_told_apart(world: World, run: Run) -> None:
    you = {**YOU, "person": "root", "told_apart": False, "seats": []}
    world.engine.answers["Room"] = {**ROOM, "you": you}
    out = run("room").out
    assert "you are root, without a seat: you read; you may change the room" in out
    assert "who logged in as root is not known here: people who share that account are not told apart" in out


def test_without_members_it_says_that_there_is_no_room(world: World, run: Run) -> None:
    world.engine.answers["Room"] = {**ROOM, "set": False, "members": []}
    assert run("room").out == "no room is set: whoever is the owner or root commands, and the folder's group reads\n"


def test_seats_are_given_and_taken_by_their_words(world: World, run: Run) -> None:
    world.engine.answers |= {"SeatMember": ROOM, "RemoveMember": ROOM}
    assert run("room", "member", "add", "group:dba", "observer", "scribe", "--json").code == 0
    assert run("room", "member", "remove", "alice", "--json").code == 0
    assert run("room", "member", "remove", "alice", "operator", "--json").code == 0
    assert [asked[:2] for asked in world.engine.asked] == [
        ("SeatMember", {"member": "group:dba", "seats": ["observer", "scribe"]}),
        ("RemoveMember", {"member": "alice", "seats": []}),
        ("RemoveMember", {"member": "alice", "seats": ["operator"]}),
    ]


def test_a_word_that_is_no_seat_is_refused_before_anything_is_asked(world: World, run: Run) -> None:
    for words in (("room", "member", "add", "alice", "operatr"), ("room", "member", "remove", "alice", "operatr")):
        ran = run(*words, "--json")
        assert (ran.code, ran.error["code"]) == (2, "bad-arguments")
        assert "did you mean operator?" in ran.error["advice"]
    assert run("room", "member", "add", "alice").code == 2
    assert world.engine.asked == []
