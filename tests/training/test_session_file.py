"""Record of an exercise: nothing is recorded twice, and a crash loses at most the line that was being written."""

from __future__ import annotations

import json
import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.patience import PATIENCE

from drconsole.training.session import history, records
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.file import ExerciseFile
from drconsole.training.session.record_lines import as_line, entry_of
from drconsole.training.session.records import Entry, Record, Who

WALL = datetime(2026, 11, 30, 20, tzinfo=UTC)
WORLD = datetime(2026, 3, 2, 8, tzinfo=UTC)
BEGAN = records.Began("x1", "first-look", "Look", "guided", "ada", "lesson.yaml", "state-1", 7, ("plans", "items"))
SAMPLES: list[Record] = [
    BEGAN,
    records.Began("x1", "l", "t", "exam", "ada", "f", "state-1", 7, ("plans",), (("wiki", "runs-twice"),)),
    records.Joined(),
    records.Looked("plans"),
    records.StepDone("plans"),
    records.HintGiven("plans", 1, "press 2"),
    records.Injected("call", "message", "the telephone rings", shown=True),
    records.InjectFailed("flood", "no such item"),
    records.ProbeBroken("still"),
    records.Mistake("cancelled-in-progress", "shop", "it was cancelled", "dear", 12),
    records.Noted("slow"),
    records.Frozen(True),
    records.Sped("max"),
    records.SnapshotTaken("before"),
    records.Moved("state-2", "before"),
    records.Ended(True, 98, 1, 2, (("a", "met", "true", "true"),), ("it was cancelled",)),
]


def entry(record: Record, seconds: int = 0, who: Who = Who.COACH) -> Entry:
    return Entry(WALL, WORLD + timedelta(seconds=seconds), who, record, "ada")


def test_there_is_a_sample_of_each_kind() -> None:
    assert {type(one) for one in SAMPLES} == {*records.KINDS.values()}


@pytest.mark.parametrize("record", SAMPLES, ids=lambda one: type(one).__name__)
def test_a_record_is_read_as_it_was_written(record: Record) -> None:
    line = as_line(entry(record))
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert entry_of(line) == entry(record)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "dreamt"}, "there is no kind of record 'dreamt'"),
        ({"who": "nobody"}, "who did it is not said"),
        ({"at": "yesterday"}, "at is no time with its zone"),
        ({"world_at": "2026-03-02T08:00:00"}, "world_at is no time with its zone"),
        ({"data": {}}, "a field is missing: screen"),
        ({"data": {"screen": 3}}, "screen has not the type that it needs"),
        ({"data": []}, "this is no record"),
    ],
)
def test_what_is_no_record_says_why(change: dict[str, object], why: str) -> None:
    told = {**json.loads(as_line(entry(records.Looked("plans")))), **change}
    with pytest.raises(ValueError, match=why):
        entry_of(json.dumps(told).encode())


def test_a_torn_last_line_is_passed_over_and_told_and_what_comes_after_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "exercise.jsonl"
    ExerciseFile(path).add(entry(BEGAN), entry(records.Looked("plans")))
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    after = ExerciseFile(path)
    assert [one.record for one in after.read()] == [BEGAN]
    assert after.torn()
    assert after.faults == []
    after.add(entry(records.Looked("items")))
    assert [one.record for one in after.entries] == [BEGAN, records.Looked("items")]
    assert [(fault.line, fault.why) for fault in after.faults] == [(2, "this is no JSON")]
    assert not after.torn()
    again = ExerciseFile(path)
    assert again.read() == after.entries
    assert path.read_bytes().startswith(whole[:-20]), "the file is only ever added to"


def test_what_another_process_wrote_is_known_before_anything_is_added(tmp_path: Path) -> None:
    path = tmp_path / "exercise.jsonl"
    mine, other = ExerciseFile(path), ExerciseFile(path)
    mine.add(entry(BEGAN))
    other.add(entry(records.Looked("plans")))

    def looked() -> list[Entry]:
        seen = {one.record.screen for one in mine.entries if isinstance(one.record, records.Looked)}
        return [] if "plans" in seen else [entry(records.Looked("plans"))]

    new = mine.update(looked)
    assert [one.record for one in new] == [records.Looked("plans")]
    assert path.read_bytes().count(b"\n") == 2


def _write(path: Path, name: str) -> None:
    file = ExerciseFile(path)
    for number in range(50):
        file.add(entry(records.Noted(f"{name}{number}")))


def test_two_processes_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "exercise.jsonl"
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_write, args=(path, name)) for name in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join(PATIENCE)
        assert one.exitcode == 0
    read = ExerciseFile(path)
    told = [one.record.text for one in read.read() if isinstance(one.record, records.Noted)]
    assert sorted(told) == sorted(f"{name}{number}" for name in "ab" for number in range(50))
    assert read.faults == []


def test_going_back_to_a_snapshot_opens_what_the_world_has_not_seen_there() -> None:
    mistake = records.Mistake("cancelled-in-progress", "shop", "cancelled", "dear", 12)
    told = [
        entry(BEGAN),
        entry(records.StepDone("one"), 10),
        entry(records.Injected("early", "fault", ""), 15),
        entry(records.SnapshotTaken("before"), 20, Who.INSTRUCTOR),
        entry(records.HintGiven("two", 1, "press 2"), 25),
        entry(records.Looked("plans"), 28),
        entry(records.StepDone("two"), 30),
        entry(mistake, 31),
        entry(records.ProbeBroken("still"), 32),
        entry(records.Injected("late", "fault", ""), 33),
        entry(records.Moved("state-2", "before"), 20, Who.INSTRUCTOR),
    ]
    attempt = Attempt.of(told[:-1])
    assert attempt is not None
    assert ([*attempt.done], [*attempt.injected], [*attempt.broken]) == (["one", "two"], ["early", "late"], ["still"])
    assert [one for _, one in attempt.mistakes] == [mistake]
    attempt.fold(told[-1:])
    assert ([*attempt.done], [*attempt.injected], [*attempt.broken]) == (["one"], ["early"], [])
    assert attempt.mistakes == []
    assert (attempt.state, attempt.hints_used, attempt.looked) == ("state-2", 1, {"plans"})


def test_without_a_beginning_there_is_no_attempt() -> None:
    assert Attempt.of([entry(records.Looked("plans"))]) is None


def row(exercise: str, percent: int) -> history.HistoryRow:
    return {
        "exercise": exercise, "lesson": "first-look", "title": "Look", "trainee": "ada", "mode": "guided",
        "began_at": "2026-11-30T20:00:00+00:00", "ended_at": "2026-11-30T20:10:00+00:00", "seconds": 600.0,
        "passed": percent == 100, "percent": percent, "hints": 0, "steps_done": 4, "steps": 4,
        "objectives": {"saw-plans": "met"}, "dangerous_acts": [], "failovers": [],
        "time_up": False, "debrief_file": "/d.md",
    }  # fmt: skip


def test_an_exercise_whose_end_was_written_twice_counts_once_and_a_torn_line_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert history.history() == ([], [])
    history.add(row("x1", 40))
    history.add(row("x1", 50))
    with history.history_file().open("ab") as file:
        file.write(b'{"exercise": "x2", "le')
    history.add(row("x3", 100))
    assert history.history() == ([row("x1", 50), row("x3", 100)], [3])
