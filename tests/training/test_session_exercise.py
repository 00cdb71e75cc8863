"""Lessons that a person takes, with real engines: steps, hints, events, mistakes, modes, the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.patience import PATIENCE
from taking import LESSON, Taken, started, told, world_now_of

from drconsole.cli.commands.train.play import make_state
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import Lesson, Mode
from drconsole.link import messages as msg
from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.lock_holder import holder, is_free
from drconsole.link.spawn import engine_argv
from drconsole.records.tables import GATES, JOBS
from drconsole.recovery.types.words import Operation, Outcome
from drconsole.recovery.types.work.errors import BadInput
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.training.coaching.clock import world_now
from drconsole.training.coaching.view import NoticeKind
from drconsole.training.instructing.station import Station
from drconsole.training.lessons import find_lesson
from drconsole.training.session import records as rec
from drconsole.training.session.folder import exercises, running
from drconsole.training.session.history import history
from drconsole.training.session.starting import begin, remove

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_home")]


POINTS = LESSON.replace("name: tried", "name: read").replace(
    'expect: looked("plans")', 'expect: looked("points", "wiki")', 1
)


def test_the_points_of_an_item_are_looked_at_where_they_are_listed_and_not_on_the_page_of_all(tmp_path: Path) -> None:
    file = tmp_path / "read.yaml"
    file.write_text(POINTS.replace("solution: [{look: plans}]", "solution: [{look: points, target: wiki}]"))
    taken = Taken(find_lesson(str(file), SCREENS))
    assert [taken.look("points").done, taken.look("items").done] == [0, 0]
    assert taken.look("items", points="shop-db").done == 0, "another machine's"
    assert taken.look("items", points="wiki").done == 1
    assert "looked at points of wiki" in [text for _, text in taken.coach.stop().happened]


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


def test_an_engine_that_a_lesson_kills_dies_once_and_the_line_drops_once(tmp_path: Path) -> None:
    events = """  - {id: crash, on: looked("jobs"), lose: engine}
  - {id: tunnel, on: looked("journal"), lose: line}
"""
    file = tmp_path / "lost.yaml"
    file.write_text(LESSON.replace("ways:\n", events + "ways:\n"))
    taken = Taken(find_lesson(str(file), SCREENS))
    first = holder(taken.paths.lock)["pid"]
    assert taken.look("jobs").lines_dropped == 0
    assert free_in_time(taken.paths), "the engine was not killed"
    ensure_engine(taken.paths, engine_argv(taken.paths))[0].close()
    second = holder(taken.paths.lock)["pid"]
    assert second != first
    assert [taken.look("journal").lines_dropped for _ in range(2)] == [1, 1]
    with Client.connect(taken.paths) as client:
        assert client.hello["pid"] == second, "an engine is killed once"
    told_of = [entry.record for entry in taken.found.folder.file().read()]
    came = [one for one in told_of if isinstance(one, rec.Injected) and one.inject in ("crash", "tunnel")]
    assert [(one.inject, one.what, one.shown) for one in came] == [
        ("crash", "engine", False),
        ("tunnel", "line", False),
    ]


def free_in_time(paths: StatePaths) -> bool:
    end = time.monotonic() + PATIENCE
    while not is_free(paths.lock) and time.monotonic() < end:
        time.sleep(0.02)
    return is_free(paths.lock)


def test_a_mistake_is_told_at_once_with_what_it_would_have_cost(lesson: Lesson) -> None:
    taken = Taken(lesson)
    with Client.connect(taken.paths) as client:
        job = client.ask(started())
        client.ask(msg.CancelJob(job["id"], job["target"], "too slow"))
        made = world_now_of(taken)
    with Client.connect(taken.paths) as client:
        client.ask(msg.ExerciseClock(jump=3600))
    Station(taken.found.folder, "bo").note("an hour later")
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
    page = ended.debrief_file.read_text().partition("## What happened")[2]
    places = [page.index(part) for part in ("cancel test-failover shop", "mistake: ", "an hour later")]
    assert places == sorted(places), "a mistake that is seen late stands where it was made"


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


def test_what_came_while_no_console_was_open_is_judged_from_the_journal(tmp_path: Path) -> None:
    """The line is lost, the plan waits and is answered from a shell: nothing of it holds when the console is back."""
    waits = """  - {id: waits, do: Wait., why: So., expect: count(gates) > 0}
  - {id: held, do: Hold it., why: So., expect: 'count(jobs, held == true) > 0'}
  - {id: call, do: Call., why: So., expect: 'count(answers, task == "Call the bank" and outcome == "done") == 1'}
"""
    text = LESSON.partition("steps:\n")
    file = tmp_path / "away.yaml"
    call = '  - {id: bank, on: "count(gates) > 0", message: The bank calls.}\n'
    rest = text[2].partition("probes:\n")[2].replace("injects:\n", "injects:\n" + call)
    file.write_text(f"{text[0]}steps:\n{waits}probes:\n{rest}")
    taken = Taken(find_lesson(str(file), SCREENS))
    coach = taken.coach
    assert taken.look("overview", coach).done == 0
    with Client.connect(taken.paths) as client, Reader(taken.paths.db) as reader:
        client.ask(msg.SetClock(speed="max", paused=False))
        options = msg.Options(shutdown=True)
        found = client.ask(msg.Check(Operation.FAILOVER, "finance", options))["findings"]
        accept = tuple(one["id"] for one in found if one["overridable"])
        job = client.ask(msg.StartJob(Operation.FAILOVER, "finance", "finance", options, None, accept))["id"]
        (gate,) = waited(lambda: reader.rows(GATES))
        client.ask(msg.HoldJob(job))
        client.ask(msg.ResumeJob(job))
        client.ask(msg.AnswerTask(job, gate["task"], Outcome.DONE, "spoke to Ann"))
        waited(lambda: [row for row in reader.rows(JOBS) if row["ended_at"]])
    for one in (coach, taken.coach):
        view = taken.look("overview", one)
        assert (view.done, told(view, NoticeKind.FAULT)) == (3, []), "whoever looks, the same coach or the next one"
        assert sorted(told(view, NoticeKind.MESSAGE)) == ["The bank calls.", "The telephone rings."]
    times = [mark.done_at for mark in view.progress]
    assert times == sorted(times)  # type: ignore[type-var]
    assert times[-1] < view.elapsed, "each has the time at which it was so"  # type: ignore[operator]


def waited(ask: Callable[[], list[Any]]) -> list[Any]:
    end = time.monotonic() + PATIENCE
    while not (found := ask()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return found
