"""Exercises that a person takes, with real engines: the coach, its record, crashes, and nothing of it elsewhere."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drconsole.cli.commands.train.play import make_state
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import Lesson, Mode
from drconsole.link import messages as msg
from drconsole.link.client import Client
from drconsole.link.lock_holder import holder, is_free
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.store.reading.reader import Reader
from drconsole.training.coaching import ending
from drconsole.training.coaching.clock import world_now
from drconsole.training.coaching.coach import Coach
from drconsole.training.coaching.view import CoachView, NoticeKind
from drconsole.training.exercise import end_engine
from drconsole.training.instructing.station import Station
from drconsole.training.lessons import find_lesson
from drconsole.training.session.folder import exercises, kept_open, running, training_home
from drconsole.training.session.history import history
from drconsole.training.session.starting import begin, discard, join, remove, sweep

pytestmark = pytest.mark.slow

LESSON = """
name: tried
title: A lesson for tests
level: 1
minutes: 10
estate: contoso
speed: 1
story: Nothing is wrong.
objectives:
  - {id: saw-plans, text: You looked at the plans, measure: looked("plans")}
  - {id: no-cancel, text: You cancelled nothing, measure: journal("job.cancel-requested") == 0}
steps:
  - id: plans
    do: Look at the plans.
    why: Because.
    expect: looked("plans")
    hints: [There is a key for it., Press 2.]
  - {id: jobs, do: Start a test failover., why: To see., expect: count(jobs) > 0, hints: [Press T.], par: 1m}
probes:
  - {id: still, text: Nothing is started, always: count(jobs) == 0}
injects:
  - {id: call, at: 1s, message: The telephone rings.}
  - {id: broken, on: looked("plans"), fault: {kind: source-lost, item: shop-db}}
  - {id: later, on: looked("items"), jump: 1h}
ways:
  solution: [{look: plans}]
  wrong: {misses: [saw-plans], acts: [{look: items}]}
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    path = tmp_path / "tried.yaml"
    path.write_text(LESSON)
    return find_lesson(str(path), SCREENS)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRCONSOLE_STATE", str(tmp_path / "mine"))
    yield
    for folder in exercises():
        for state in folder.states():
            end_engine(state)


class Taken:
    """Exercise that runs, with a coach and a reader."""

    def __init__(self, lesson: Lesson, mode: Mode = Mode.GUIDED) -> None:
        self.found, self.new = begin(lesson, mode, make_state, SCREENS, "ada")
        self.paths = self.found.folder.state(self.found.attempt.state)
        self.began = self.found.attempt.began_at

    @property
    def coach(self) -> Coach:
        """Another coach each time: all that one knows stands in the record."""
        coach = Coach.of(self.paths.folder)
        assert coach is not None
        return coach

    def look(self, screen: str = "", coach: Coach | None = None, after: float | None = None) -> CoachView:
        with Reader(self.paths.db) as reader:
            now = world_now(self.paths, reader) if after is None else self.began + timedelta(seconds=after)
            assert now is not None
            return (coach or self.coach).look(reader, screen, now)


def started() -> msg.StartJob:
    return msg.StartJob(Operation.TEST_FAILOVER, "shop", "shop", msg.Options(network="contoso-test"), None)


def world_now_of(taken: Taken) -> datetime:
    with Reader(taken.paths.db) as reader:
        now = world_now(taken.paths, reader)
    assert now is not None
    return now


def told(view: CoachView, kind: NoticeKind) -> list[str]:
    return [notice.text for notice in view.notices if notice.kind is kind]


def test_a_lesson_is_taken_to_its_end_and_nothing_is_known_twice(lesson: Lesson) -> None:
    taken = Taken(lesson)
    first = taken.look("overview", after=0)
    assert (first.lesson, first.title, first.mode, first.done, first.total) == ("tried", lesson.title, "guided", 0, 2)
    assert first.step is not None
    assert (first.step.number, first.step.of, first.step.do, first.step.why) == (1, 2, "Look at the plans.", "Because.")
    assert (first.step.hints, first.step.hints_left) == ((), 2)
    assert told(first, NoticeKind.MESSAGE) == []
    coach = taken.coach
    assert coach.hint().step == taken.coach._view().step
    assert taken.look("overview", after=2).step.hints == ("There is a key for it.",)  # type: ignore[union-attr]
    after = taken.look("plans", after=10)
    assert (after.done, after.step and after.step.id) == (1, "jobs")
    assert told(after, NoticeKind.MESSAGE) == ["The telephone rings."]
    assert told(after, NoticeKind.DONE) == ["Look at the plans."]
    assert told(after, NoticeKind.FAULT) == []
    later = taken.look("plans", after=40)
    assert (later.step and later.step.since, later.elapsed, later.step and later.step.par) == (30, 40, 60)
    assert [*later.notices] == [*after.notices], "a look that finds nothing new records nothing"
    ended = taken.coach.stop(taken.began + timedelta(seconds=50))
    assert (ended.passed, ended.percent, ended.hints, ended.hint_cost) == (True, 98, 1, 2)
    assert [(one.id, one.result) for one in ended.objectives] == [("saw-plans", "met"), ("no-cancel", "met")]
    page = ended.debrief_file.read_text()
    assert page.startswith("# EXERCISE: A lesson for tests\n")
    for part in ("98 of 100, 2 taken off for hints", "There is a key for it.", "source-lost at", "(not shown to the"):
        assert part in page
    assert taken.coach.stop() == ended, "ended once"
    (row,), _ = history()
    assert (row["steps_done"], row["steps"]) == (1, 2)
    assert (row["trainee"], row["lesson"], row["percent"], row["steps_done"], row["steps"]) == (
        "ada",
        "tried",
        98,
        1,
        2,
    )
    assert running() is None
    assert remove(taken.found.folder)
    assert taken.found.folder.states() == []
    assert taken.found.folder.debrief.is_file()


def test_an_event_comes_once_and_stands_in_the_world_and_not_in_the_journal(lesson: Lesson) -> None:
    taken = Taken(lesson)
    taken.look("plans")
    before = taken.look("items").elapsed
    with Reader(taken.paths.db) as reader:
        now = world_now(taken.paths, reader)
        kinds = {row.kind for row in reader.journal_rows(taken.found.attempt.began.rev)}
    assert now is not None
    assert 3600 <= (now - taken.began).total_seconds() - before < 3700
    taken.look("items")
    attempt = taken.found.folder.attempt()
    assert attempt is not None
    assert sorted(attempt.injected) == ["broken", "call", "later"]
    assert attempt.failed == {}
    assert kinds <= {"engine.started", "validation.recorded"}
    again = taken.found.folder.file().read()
    assert len([one for one in again if getattr(one.record, "inject", "") == "later"]) == 1


def test_a_mistake_is_told_at_once_with_what_it_would_have_cost(lesson: Lesson) -> None:
    taken = Taken(lesson)
    with Client.connect(taken.paths) as client:
        job = client.ask(
            msg.StartJob(Operation.TEST_FAILOVER, "shop", "shop", msg.Options(network="contoso-test"), None)
        )
        client.ask(msg.CancelJob(job["id"], job["target"], "too slow"))
        made = world_now_of(taken)
    with Client.connect(taken.paths) as client:
        client.ask(msg.ExerciseClock(jump=3600))
    view = taken.look("jobs")
    (mistake,) = [one for one in view.notices if one.kind is NoticeKind.MISTAKE]
    assert mistake.text == "test-failover of shop was cancelled while it ran"
    assert "stays unprotected" in mistake.cost
    assert mistake.at <= (made - taken.began).total_seconds() < 3600 < view.elapsed, "told with its own time"
    again = taken.look("jobs")
    assert told(again, NoticeKind.MISTAKE) == [mistake.text]
    ended = taken.coach.stop()
    assert (ended.passed, ended.percent, ended.broken) == (False, 0, ("Nothing is started",))
    assert ended.dangerous == (mistake.text,)
    assert "cancel test-failover shop" in ended.debrief_file.read_text()


def test_what_was_undone_by_going_back_is_told_in_its_order_and_does_not_count(lesson: Lesson) -> None:
    taken = Taken(lesson)
    station = Station(taken.found.folder, "bo")
    station.snapshot("before")
    with Client.connect(taken.paths) as client:
        job = client.ask(started())
        client.ask(msg.CancelJob(job["id"], job["target"], "too slow"))
    assert told(taken.look("plans"), NoticeKind.MISTAKE)
    station.back("before", wait=lambda seconds: None)
    assert taken.look().moved_to == taken.found.folder.path / "state-2"
    ended = taken.coach.stop()
    assert (ended.percent, ended.dangerous, ended.broken) == (100, (), ())
    page = ended.debrief_file.read_text().partition("## What happened")[2]
    order = ["a snapshot was taken", "run test-failover shop", "cancel test-failover", "mistake: ", "went back to the"]
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    assert page.count("run test-failover shop") == 1


def test_a_challenge_shows_no_steps_and_gives_hints(lesson: Lesson) -> None:
    taken = Taken(lesson, Mode.CHALLENGE)
    view = taken.look("overview", after=0)
    assert (view.step, view.hints_left, view.total) == (None, 2, 2)
    assert {mark.text for mark in view.progress} == {""}
    assert told(taken.coach.hint(), NoticeKind.HINT) == ["There is a key for it."]
    assert told(taken.look("plans", after=5), NoticeKind.DONE) == ["step 1 of 2"]


def test_an_exam_gives_no_hints_and_ends_with_its_time_by_the_worlds_clock(lesson: Lesson) -> None:
    taken = Taken(lesson, Mode.EXAM)
    view = taken.look("plans", after=0)
    assert (view.step, view.hints_left, view.limit) == (None, None, 600)
    assert taken.coach.why_no_hint() == "an exam has no hints"
    assert taken.coach.hint().hints_used == 0
    assert told(taken.look("plans", after=2), NoticeKind.DONE) == []
    assert taken.look("plans", after=599).ended is None
    ended = taken.look("plans", after=600).ended
    assert ended is not None
    assert (ended.time_up, ended.passed, ended.percent) == (True, True, 100)
    assert "The time of the exam was over." in ended.debrief_file.read_text()
    assert running() is None


def test_a_killed_engine_and_a_killed_coach_lose_nothing(lesson: Lesson) -> None:
    taken = Taken(lesson)
    taken.look("plans", after=5)
    taken.coach.hint()
    pid = holder(taken.paths.lock)["pid"]
    os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 20
    while not is_free(taken.paths.lock) and time.monotonic() < end:
        time.sleep(0.05)
    with taken.found.folder.file().path.open("ab") as file:
        file.write(b'{"kind":"loo')
    view = taken.look("plans", after=6)
    assert (view.done, view.hints_used) == (1, 1)
    assert told(view, NoticeKind.FAULT) == ["the last line of exercise.jsonl was cut off and is passed over"]
    again = Taken(lesson)
    assert not again.new
    assert again.found.folder == taken.found.folder
    join(again.found, "ada")
    assert holder(taken.paths.lock)["pid"] != pid
    view = taken.look("items")
    assert (view.done, view.hints_used) == (1, 1)
    assert [text for text in told(view, NoticeKind.FAULT) if "cannot be read" in text]
    assert taken.coach.stop().percent == 98


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nothing_of_an_exercise_reaches_another_state(lesson: Lesson, tmp_path: Path) -> None:
    mine, usual = tmp_path / "mine", tmp_path / "home" / "drconsole"
    for folder in (mine, usual):
        folder.mkdir(parents=True)
        make_state(folder, lesson)
    before = digest(mine), digest(usual)
    assert "drconsole.db" in before[0]
    taken = Taken(lesson)
    assert taken.paths.folder.is_relative_to(training_home())
    with Client.connect(taken.paths) as client:
        assert client.hello["mode"] == "EXERCISE"
        client.ask(started())
    taken.look("plans")
    taken.look("items")
    taken.coach.stop()
    assert remove(taken.found.folder)
    assert (digest(mine), digest(usual)) == before
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["drconsole", "drconsole.training"]
    assert Coach.of(mine) is None
    assert Coach.of(usual) is None


def test_a_state_that_somebody_looks_at_stays_until_he_has_left(lesson: Lesson) -> None:
    taken = Taken(lesson)
    with kept_open(taken.found.folder):
        taken.coach.stop()
        assert not remove(taken.found.folder)
        assert taken.look("plans").ended is not None
    sweep()
    assert taken.found.folder.states() == []


def test_a_start_that_died_is_cleared_away_and_another_lesson_may_begin(lesson: Lesson) -> None:
    taken = Taken(lesson)
    taken.found.folder.file().path.write_bytes(b"")
    pid = holder(taken.paths.lock)["pid"]
    again = Taken(lesson)
    assert again.new
    assert again.found.folder.path != taken.found.folder.path or holder(again.paths.lock)["pid"] != pid
    assert len(exercises()) == 1


@pytest.mark.parametrize("place", ["history", "record"])
def test_an_end_that_dies_is_ended_again_and_told_once(
    place: str, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Taken(lesson)
    taken.look("plans", after=2)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "history":
            patch.setattr(ending.history, "add", die)
        else:
            patch.setattr(ending.rec, "Ended", die)
        with pytest.raises(KeyboardInterrupt):
            taken.coach.stop()
    assert running() is not None
    ended = taken.coach.stop()
    assert ended.percent == 100
    assert running() is None
    rows, wrong = history()
    assert ([row["percent"] for row in rows], wrong) == ([100], [])


def test_a_start_that_is_killed_at_any_moment_leaves_nothing_in_the_way(lesson: Lesson) -> None:
    words = [sys.executable, "-m", "drconsole", "train", "start", lesson.file]
    for pause in (0.3, 0.6, 0.9, 1.2):
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        started.kill()
        started.wait(20)
    taken = Taken(lesson)
    assert len(exercises()) == 1
    assert taken.look("plans").done == 1
    assert taken.coach.stop().percent == 100


def test_an_exercise_whose_state_is_gone_is_given_up(lesson: Lesson) -> None:
    taken = Taken(lesson)
    end_engine(taken.paths)
    taken.paths.db.unlink()
    with pytest.raises(DrError):
        join(taken.found, "ada")
    with pytest.raises(DrError):
        taken.coach.stop()
    assert running() is not None
    discard(taken.found)
    assert running() is None
    assert history() == ([], [])


def test_a_mode_that_the_lesson_does_not_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "guided.yaml"
    path.write_text(LESSON.replace("minutes: 10", "minutes: 10\nmodes: [guided]"))
    with pytest.raises(BadInput, match="not taken as exam") as refused:
        begin(find_lesson(str(path), SCREENS), Mode.EXAM, make_state, SCREENS, "ada")
    assert refused.value.advice == "one of: guided"
    assert exercises() == []


def test_a_lesson_that_somebody_changes_stays_as_it_was_begun(lesson: Lesson) -> None:
    taken = Taken(lesson)
    Path(lesson.file).write_text("name: [")
    view = taken.look("plans")
    assert (view.done, told(view, NoticeKind.FAULT)) == (1, [])
    taken.found.folder.lesson.write_text("name: [")
    view = taken.look("plans")
    assert told(view, NoticeKind.FAULT)
    assert isinstance(view.elapsed, float)
