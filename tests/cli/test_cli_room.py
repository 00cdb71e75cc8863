"""The incident room on the command line: what is asked of the engine, and what people read."""

from __future__ import annotations

from typing import Any

import pytest
from cli_fakes import Run, World, job_row

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
    monkeypatch.setattr("drconsole.cli.commands.room.members.reading_group", lambda folder: 1001)
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


LEAD = {
    "key": "user:2",
    "name": "bob",
    "since": "2026-03-01T10:05:00Z",
    "way": "given",
    "by": "ann",
    "comment": "lunch",
}


def test_who_leads_a_job_and_who_asks_for_it_is_read_without_an_engine(world: World, run: Run) -> None:
    asker = {"key": "user:3", "name": "cy", "at": "2026-03-01T10:06:00Z", "comment": ""}
    world.reader.put("job", "J1", job_row(id="J1", lead={**LEAD, "asked": [asker]}))
    assert run("lead", "J1").out.splitlines() == [
        "job J1: bob leads it since 2026-03-01 10:05:00Z (given by ann: lunch)",
        "  cy asks for the lead since 2026-03-01 10:06:00Z",
    ]
    assert run("lead", "J1", "--json").json == {"job": "J1", "lead": {**LEAD, "asked": [asker]}}
    assert "bob leads it" in run("jobs", "J1").out


@pytest.mark.parametrize(
    ("options", "kind", "body"),
    [
        (("--take", "--comment", "why"), "TakeLead", {"job": "J1", "comment": "why"}),
        (("--ask",), "AskLead", {"job": "J1", "comment": ""}),
        (("--give", "bob"), "GiveLead", {"job": "J1", "to": "bob", "comment": ""}),
    ],
)
def test_a_lead_is_taken_asked_for_and_given(
    options: tuple[str, ...], kind: str, body: dict[str, str], world: World, run: Run
) -> None:
    world.engine.answers[kind] = job_row(id="J1", lead={**LEAD, "asked": []})
    assert run("lead", "J1", *options, "--json").json["lead"]["name"] == "bob"
    assert world.engine.asked[-1] == (kind, body)


def test_two_ways_of_a_lead_at_once_are_refused(world: World, run: Run) -> None:
    ran = run("lead", "J1", "--take", "--ask", "--json")
    assert (ran.code, ran.error["code"]) == (2, "bad-arguments")


def kept(world: World) -> None:
    world.engine.up = False
    seats = {"user:1": ("user", 1, "bob", ["approver", "commander"]), "group:2": ("group", 2, "dba", ["approver"])}
    for key, (kind, number, name, has) in seats.items():
        row = {"kind": kind, "id": number, "name": name, "seats": has, "since": None, "by": "root"}
        world.reader.put("member", key, row)


def test_without_an_engine_the_store_tells_who_has_which_seat(world: World, run: Run) -> None:
    kept(world)
    told = run("room", "--json").json
    assert (told["set"], "you" in told) == (True, False), "nobody says who asks"
    assert [(one["name"], one["seats"]) for one in told["members"]] == [
        ("bob", ["approver", "commander"]),
        ("dba", ["approver"]),
    ]
    assert {"act": "start a job", "seats": ["operator"]} in told["acts"]
    first, *shown = run("room").out.splitlines()
    assert "no engine answers" in first
    assert shown[:2] == ["bob        approver, commander", "group:dba  approver"]
    assert run("who", "--json").json == []
    assert run("who").out.splitlines()[-2:] == ["commander: bob", "approver: bob, group:dba"]


def test_without_an_engine_and_a_room_that_is_said(world: World, run: Run) -> None:
    world.engine.up = False
    world.make_store()
    assert run("room", "--json").json["set"] is False
    assert "no room is set" in run("room").out
