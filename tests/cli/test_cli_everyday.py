"""Everyday words of the command line: the journal narrowed, jobs beside items, sentences that end at a word."""

from __future__ import annotations

import sys

import pytest
from cli_fakes import STATUS, Run, World

EVENTS = [
    {"rev": 1, "at": "2026-03-01T10:00:00Z", "world_at": None, "actor": "ann", "kind": "job.held", "job": "J1"},
    {"rev": 2, "at": "2026-03-01T10:00:01Z", "world_at": None, "actor": "engine", "kind": "task.begun", "job": "J1"},
    {"rev": 3, "at": "2026-03-01T10:00:02Z", "world_at": None, "actor": "ann", "kind": "job.held", "job": "J2"},
]


@pytest.mark.parametrize(
    ("words", "revs"),
    [
        ((), [1, 2, 3]),
        (("--job", "J1"), [1, 2]),
        (("--by", "ann"), [1, 3]),
        (("--by", "ann", "--job", "J1"), [1]),
        (("--by", "ann", "--limit", "1", "--since", "1"), [3]),
        (("--by", "nobody"), []),
    ],
)
def test_the_journal_can_be_narrowed_to_a_job_and_to_a_user(
    words: tuple[str, ...], revs: list[int], world: World, run: Run
) -> None:
    world.reader.events = EVENTS
    assert [event["rev"] for event in run("--json", "journal", *words).json] == revs


def test_the_journal_says_what_each_event_is_about(world: World, run: Run) -> None:
    about = {"comment": "the network team", "task": "group-1/pre-1"}
    ended = {**EVENTS[1], "kind": "task.ended", "state": "Failed", "task": "shutdown/db"}
    cleared = {**EVENTS[0], "kind": "faults.cleared", "faults": ["fault-1", "fault-2"], "item": "wiki"}
    seated = {**EVENTS[0], "kind": "room.member-seated", "group": True, "name": "dba", "seats": ["operator", "scribe"]}
    rejected = {**EVENTS[0], "kind": "link.rejected", "message": "to start a job takes the seat operator"}
    world.reader.events = [{**EVENTS[0], **about}, ended, cleared, seated, rejected]
    out = run("journal").out
    assert "group-1/pre-1, the network team" in out
    assert "shutdown/db, Failed" in out
    assert "wiki, fault-1, fault-2" in out
    assert "group dba, operator, scribe" in out
    assert "to start a job takes the seat operator" in out


def test_an_item_in_the_middle_of_a_failover_names_its_job(world: World, run: Run) -> None:
    world.reader.put("item", "web01", {"stand": "under-way", "current_job": "J1"})
    world.reader.put("item", "web02", {"name": "web02", "key": "web02"})
    busy, idle = run("items").out.splitlines()[1:]
    assert "> In job J1" in busy
    assert "* Protected" in idle


def test_sentences_end_at_a_word_on_a_terminal_and_commands_stay_whole(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "Tell the operations desk of the bank that payments will come from the other site from now on, and wait"
    need = {"job": "J1", "task": "t1", "friendly_name": "Call the bank", "why": why, "outcomes": ["done"]}
    world.engine.answers["Status"] = {**STATUS, "needs_a_person": [need]}
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    lines = run("status").out.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("Call the bank"))
    told = " ".join(" ".join(lines[begin : begin + 4]).split())
    assert f"Call the bank: {why}" in told
    assert all(len(line) <= 60 for line in lines[begin : begin + 3])
    assert any(line.startswith("  answer:  ") and len(line) > 60 for line in lines)


def test_the_list_of_estates_fits_a_terminal_also_through_a_pipe(run: Run) -> None:
    out = run("estate", "list").out
    assert "Contoso sells tents" in out
    story = {line.split("/")[0] for line in out.splitlines()[1:]}
    assert max(map(len, story)) < 80
