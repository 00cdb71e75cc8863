"""What came from outside: each event of a lesson with its time, and what followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from taking import LESSON

from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import Lesson
from drconsole.training.coaching.debriefing import happened
from drconsole.training.coaching.outside import came, told
from drconsole.training.lessons import find_lesson
from drconsole.training.score.deeds import Journaled
from drconsole.training.score.result import Deed
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.records import Entry, Who

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
EVENTS = """
injects:
  - {id: refused, on: looked("alarms"), fault: {kind: source-lost, item: shop-db}}
  - {id: never, on: looked("items"), message: Nobody calls.}
  - {id: late, at: 3h, fault: {kind: agent-lost, item: wiki}}
  - {id: link, at: 10m, fault: {kind: link-down, item: wiki}}
  - {id: gone, at: 20m, fault: {kind: point-missing, item: wiki, point: newest}}
  - {id: call, at: 5m, message: The telephone rings.}
ways:"""


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def deed(minutes: float, what: str, came: str = "", repaired: str = "") -> Journaled:
    return Journaled(at(minutes), Deed(minutes * 60, what, came), repaired)


DEEDS = (
    deed(12, "run planned-failover wiki"),
    deed(15, "planned-failover wiki", "Failed"),
    deed(30, "have wiki repaired", "they plug it in", "wiki"),
)


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    head, _, rest = LESSON.partition("injects:")
    path = tmp_path / "tried.yaml"
    path.write_text(head.rstrip() + EVENTS + rest.partition("ways:")[2])
    return find_lesson(str(path), SCREENS)


def attempt() -> Attempt:
    began = rec.Began("e", "tried", "t", "guided", "ada", "lesson.yaml", "state-1", 0, ("plans",))
    call = Entry(at(6), at(6), Who.COACH, rec.Injected("call", "message", "The telephone rings.", shown=True))
    refused = Entry(at(7), at(7), Who.COACH, rec.InjectFailed("refused", "there is no shop-db"))
    found = Attempt.of([Entry(BEGAN, BEGAN, Who.TRAINEE, began, "ada"), call, refused])
    assert found is not None
    return found


def test_each_event_is_told_with_its_time_and_what_followed_and_so_is_one_that_did_not_come(lesson: Lesson) -> None:
    assert told(came(lesson, attempt(), at(60)), DEEDS) == [
        (
            "after 6 min",
            "message: The telephone rings.",
            "then 6 min later run planned-failover wiki; 9 min later planned-failover wiki. Failed",
        ),
        (
            "after 10 min",
            "fault: link-down at wiki",
            "then 2 min later run planned-failover wiki; 5 min later planned-failover wiki. Failed; "
            "20 min later have wiki repaired",
        ),
        ("after 20 min", "fault: point-missing at wiki", "then 10 min later have wiki repaired. they plug it in"),
        ("did not come", "fault: source-lost at shop-db", "it was refused: there is no shop-db"),
        ("did not come", "message: Nobody calls.", 'it waits for looked("items")'),
        ("did not come", "fault: agent-lost at wiki", "its time is 3 h"),
    ]


def test_a_fault_that_nobody_had_repaired_says_so(lesson: Lesson) -> None:
    (link,) = [then for _, what, then in told(came(lesson, attempt(), at(15)), ()) if "link-down" in what]
    assert link == "then nobody had it repaired"
    (gone,) = [then for _, what, then in told(came(lesson, attempt(), at(25)), ()) if "point-missing" in what]
    assert gone == "then nothing was done after it", "nobody can repair it"


def test_faults_at_a_time_stand_among_all_that_happened(lesson: Lesson) -> None:
    lines = [f"{when}: {text}" for when, text in happened([], DEEDS, came(lesson, attempt(), at(60)), BEGAN)]
    assert lines == [
        "after 10 min: fault: link-down at wiki (not shown to the trainee)",
        "after 12 min: run planned-failover wiki",
        "after 15 min: planned-failover wiki. Failed",
        "after 20 min: fault: point-missing at wiki (not shown to the trainee)",
        "after 30 min: have wiki repaired. they plug it in",
    ]
