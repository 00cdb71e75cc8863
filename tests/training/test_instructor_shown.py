"""What an instructor does is hidden from the trainee's coach until the end, but for messages and a line that drops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drconsole.training.coaching.showing import view_of
from drconsole.training.coaching.view import CoachView, NoticeKind
from drconsole.training.lessons import find_lesson
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.folder import ExerciseFolder
from drconsole.training.session.records import Entry, Record, Who

BEGAN_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
SCREENS = ("overview", "plans", "items", "points", "jobs", "journal", "alarms")
BEGAN = rec.Began("e1", "first-look", "Read the console", "guided", "ann", "lesson.yaml", "state-1", 0, SCREENS)
ENDED = rec.Ended(passed=True, percent=100, hints=0, hint_cost=0, objectives=())


def seen(*records: tuple[Who, Record], mode: str = "guided") -> CoachView:
    """What the coach shows once these were recorded, a minute between each."""
    told = [(Who.COACH, replace(BEGAN, mode=mode)), *records]
    entries = [
        Entry(at, at, who, record)
        for number, (who, record) in enumerate(told)
        for at in [BEGAN_AT + timedelta(minutes=number)]
    ]
    attempt = Attempt.of(entries)
    assert attempt is not None
    lesson = find_lesson("first-look", SCREENS)
    return view_of(lesson, attempt, entries, ExerciseFolder(Path("/exercise")), entries[-1].world_at, ())


FAULT = (Who.INSTRUCTOR, rec.Injected("", "fault", "target-no-boot at stock-app"))
MESSAGE = (Who.INSTRUCTOR, rec.Injected("", "message", "Portland calls.", shown=True))
DROP = (Who.INSTRUCTOR, rec.Injected("", rec.LINE, "the line drops"))


def test_the_trainee_is_shown_messages_and_nothing_else() -> None:
    view = seen(FAULT, MESSAGE, (Who.INSTRUCTOR, rec.Frozen(True)))
    assert [(notice.kind, notice.text) for notice in view.notices] == [(NoticeKind.INSTRUCTOR, "Portland calls.")]


def test_a_line_drops_as_often_as_it_was_told_to() -> None:
    assert [seen().lines_dropped, seen(FAULT, MESSAGE).lines_dropped, seen(DROP, MESSAGE, DROP).lines_dropped] == [
        0,
        0,
        2,
    ]


def test_the_debrief_has_what_was_hidden_with_its_time() -> None:
    view = seen(FAULT, MESSAGE, DROP, (Who.TRAINEE, ENDED))
    assert view.ended is not None
    assert view.ended.hidden == ("after 1 min: fault: target-no-boot at stock-app", "after 3 min: line: the line drops")


def test_what_is_to_be_reached_is_told_in_every_mode() -> None:
    for mode in ("guided", "challenge", "exam"):
        view = seen(mode=mode)
        assert view.mode == mode
        assert view.objectives[0] == "You looked at the recovery plans"
        assert len(view.objectives) == 4
        assert (view.step is None) == (mode != "guided")
