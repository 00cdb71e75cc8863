"""Following of the coach by a thread: no page is missed, and each refusal is said once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from coach_views import FIRST
from support.patience import PATIENCE

from drconsole.console.state.coaching.following import Coaching, Said
from drconsole.recovery.types.work.errors import DrError, Refused
from drconsole.training.coaching.view import CoachView

NOW = "2026-03-02T08:00:00Z"


class MadeUpCoach:
    """In the place of the real one: it remembers what it was asked, and says what it is told to."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.asked: list[str] = []
        self.fails: DrError | None = None

    def look(self, reader: object, screen: str, now: datetime, points: str = "") -> CoachView:
        if self.fails is not None:
            raise self.fails
        self.seen.append(f"{screen} {points}".strip())
        return replace(FIRST, done=len(set(self.seen)))

    def hint(self) -> CoachView:
        self.asked.append("hint")
        return FIRST

    def stop(self, now: datetime) -> None:
        raise Refused("not-now", "it cannot be scored now")


class Followed:
    """A coach that is followed, and all that it said."""

    def __init__(self, patch: pytest.MonkeyPatch, coach: MadeUpCoach | None) -> None:
        self.coaching, self.said = Coaching(), list[Said]()
        patch.setattr("drconsole.training.coaching.coach.Coach.of", lambda state: coach)
        patch.setattr("drconsole.console.state.coaching.following.LEAST", 0.01)
        patch.setattr(Coaching, "_reader", staticmethod(lambda db: closing_nothing()))

    def begin(self) -> None:
        self.coaching.begin(Path("/state"), Path("/state/db"), self.said.append)

    def until(self, right: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not right():
            assert time.monotonic() < end, self.said
            time.sleep(0.01)


def closing_nothing() -> SimpleNamespace:
    return SimpleNamespace(close=lambda: None)


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MadeUpCoach, Followed]]:
    coach = MadeUpCoach()
    followed = Followed(monkeypatch, coach)
    yield coach, followed
    followed.coaching.stop()


def test_no_page_is_missed_that_was_shown_between_two_looks(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    for screen, points in (("overview", ""), ("overview", ""), ("items", ""), ("items", "db"), ("plans", "")):
        followed.coaching.look(screen, NOW, points)
    followed.begin()
    followed.until(lambda: len(coach.seen) > 6)
    assert coach.seen[:4] == ["overview", "items", "items db", "plans"]
    assert set(coach.seen[4:]) == {"plans"}
    assert [said.view.done for said in followed.said if said.view is not None] == [4]


def test_nothing_is_looked_at_before_the_worlds_time_is_known(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    followed.coaching.look("plans", None)
    followed.begin()
    followed.coaching.hint()
    followed.until(lambda: coach.asked == ["hint"])
    assert coach.seen == []
    followed.coaching.look("plans", NOW)
    followed.until(lambda: "plans" in coach.seen)


def test_what_is_refused_is_said_once(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    followed.coaching.look("plans", NOW)
    followed.begin()
    followed.until(lambda: len(coach.seen) > 2)
    followed.coaching.end()
    count = len(coach.seen)
    followed.until(lambda: len(coach.seen) > count + 5)
    assert [said.refused for said in followed.said if said.refused] == ["it cannot be scored now"]


def test_a_store_that_cannot_be_read_is_told_and_looked_at_again(made_up: tuple[MadeUpCoach, Followed]) -> None:
    coach, followed = made_up
    coach.fails = DrError("unreadable", "the store cannot be read")
    followed.coaching.look("plans", NOW)
    followed.begin()
    followed.until(lambda: bool(followed.said))
    coach.fails = None
    followed.until(lambda: len(followed.said) > 1)
    assert [(said.fault, said.view is None) for said in followed.said] == [
        ("the store cannot be read", True),
        ("", False),
    ]


def test_a_state_that_is_no_exercises_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    followed = Followed(monkeypatch, None)
    followed.begin()
    followed.until(lambda: not any(each.name == "coach" for each in threading.enumerate()))
    assert followed.said == []
