"""Notes on the command line: what is asked of the engine, and how they are listed."""

from __future__ import annotations

from typing import Any

from cli_fakes import Run, World, job_row

NOTE: dict[str, Any] = {
    "id": "n1",
    "text": "the bank's orders fail",
    "at": "2026-03-01T10:15:00Z",
    "by": "ann",
    "pinned": True,
    "job": "J1",
}


def put(world: World, number: int, at: str, noted_at: str, **more: Any) -> None:
    row = {**NOTE, "id": f"n{number}", "at": at, "noted_at": noted_at, "pinned_by": "", **more}
    world.reader.put("note", f"n{number}", row)


def test_a_note_is_what_stands_behind_the_word_with_its_time_and_its_pin(world: World, run: Run) -> None:
    world.engine.answers["TakeNote"] = NOTE
    said = run("note", "the", "bank's orders", "fail", "--at", "10:15", "--pin", "--job", "J1")
    assert said.out.strip() == "n1 is noted at 10:15:00Z, about job J1, pinned"
    body = {"text": "the bank's orders fail", "at": "10:15", "pin": True, "job": "J1"}
    assert world.engine.asked[-1] == ("TakeNote", body)
    assert run("--json", "note", "x").json == NOTE
    assert world.engine.asked[-1] == ("TakeNote", {"text": "x", "at": None, "pin": False, "job": None})


def test_a_pin_is_set_and_taken(world: World, run: Run) -> None:
    world.engine.answers["PinNote"] = {**NOTE, "pinned": False}
    assert run("notes", "unpin", "n1").out.strip() == "n1 is not pinned any more: the bank's orders fail"
    assert world.engine.asked[-1] == ("PinNote", {"note": "n1", "pin": False})
    run("notes", "pin", "n1")
    assert world.engine.asked[-1] == ("PinNote", {"note": "n1", "pin": True})


def test_notes_stand_by_when_it_happened_and_say_what_was_written_down_later(world: World, run: Run) -> None:
    world.reader.put("job", "J1", job_row())
    put(world, 1, "2026-03-01T10:15:00Z", "2026-03-01T10:15:00Z")
    put(world, 2, "2026-03-01T09:00:00Z", "2026-03-01T10:20:00Z", text="it began here", job=None, pinned=False)
    listed = run("notes", "--json").json
    assert [row["id"] for row in listed] == ["n2", "n1"]
    assert listed[1].items() >= NOTE.items()
    lines = run("notes").out.splitlines()[1:]
    assert "2026-03-01 10:20:00Z" in lines[0] and "it began here" in lines[0]
    assert lines[1].split()[:5] == ["n1", "2026-03-01", "10:15:00Z", "-", "ann"]
    assert [row["id"] for row in run("notes", "--json", "--pinned").json] == ["n1"]
    assert [row["id"] for row in run("notes", "--json", "--job", "J1").json] == ["n1"]
    assert run("--json", "notes", "--job", "J7").error["code"] == "unknown-job"


def test_the_journal_tells_a_note_with_its_time_where_it_was_written_down_later(world: World, run: Run) -> None:
    event = {"rev": 1, "at": "2026-03-01T10:15:00Z", "world_at": "2026-03-01T10:15:00Z", "actor": "ann", "job": None}
    taken = {**event, "kind": "room.note-taken", "note": "n1", "text": "it began", "pinned": False, "epoch": 1}
    earlier = {**taken, "happened_at": "2026-03-01T09:00:00Z", "of_job": "J1", "pinned": True}
    unpinned = {**event, "kind": "room.note-pinned", "note": "n1", "pinned": False, "epoch": 1}
    world.reader.events = [{**taken, "happened_at": taken["world_at"]}, earlier, unpinned]
    assert [event["of_job"] for event in run("--json", "journal", "--job", "J1").json] == ["J1"]
    lines = run("journal").out.splitlines()[1:]
    assert lines[0].endswith("n1, it began")
    assert lines[1].endswith("n1, it began, of 2026-03-01 09:00:00Z, pinned")
    assert lines[2].endswith("n1, not pinned any more")
