"""Judge of a lesson: steps in their order, probes once broken, and events when they are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drconsole.console.state.screens import SCREENS
from drconsole.documents.definition import Fault
from drconsole.documents.lessons.definition import Inject, Lesson, Probe, Step
from drconsole.training.judging import Judge, Progress
from drconsole.training.lessons import find_lesson
from drconsole.training.predicates.scene import Scene

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
STEPS = (
    Step("plans", "look", "so", 'looked("plans")', par=60),
    Step("items", "look", "so", 'looked("items")'),
    Step("alarms", "look", "so", 'looked("alarms")', par=60),
)
FAULT = Fault("f", "agent-lost", item="wiki")


def lesson(*injects: Inject) -> Lesson:
    probe = Probe("early", "it is early", "elapsed() < 10m")
    return replace(find_lesson("first-look", SCREENS), steps=STEPS, probes=(probe,), injects=injects)


def after(minutes: float, *looked: str) -> Scene:
    return Scene(BEGAN, BEGAN + timedelta(minutes=minutes), looked=frozenset(looked), since_due=frozenset(looked))


def test_steps_are_done_in_their_order_and_stay_done() -> None:
    judge, so_far = Judge(lesson(), SCREENS), Progress()
    news = judge.look(so_far, after(1, "items", "alarms"))
    assert not news, "the first step is not done, so none is"
    so_far = so_far.after(judge.look(so_far, after(2, "plans", "items")))
    assert so_far.done == {"plans": 120.0}, "of a step count the looks since it is due"
    shown = replace(after(2, "items"), shown=frozenset({"items"}))
    so_far = so_far.after(judge.look(so_far, shown))
    assert so_far.done == {"plans": 120.0, "items": 120.0}
    so_far = so_far.after(judge.look(so_far, after(5, "alarms")))
    assert [*so_far.done] == ["plans", "items", "alarms"], "what was done stays done"
    assert [(one.done_at, one.took, one.par) for one in judge.steps(so_far)] == [
        (120.0, 120.0, 60),
        (120.0, 0.0, None),
        (300.0, 180.0, 60),
    ]


def test_a_test_counts_as_cleaned_up_once_a_cleanup_has_succeeded() -> None:
    """That a job has ended is told a moment before its machines: no row says then that its test is open."""
    judge, so_far = Judge(find_lesson("test-failover", SCREENS), SCREENS), Progress()
    jobs: list[Any] = []
    for operation, stand, steps in (
        ("test-failover", "under-way", ["preview", "wait"]),
        ("test-failover", "test-open", ["preview", "wait"]),
        ("cleanup-test-failover", "under-way", ["preview", "wait", "clean-up"]),
    ):
        jobs = [*jobs, {"operation": operation, "target": "shop", "state": "Succeeded"}]
        items: Any = [{"name": "shop-db", "stand": stand, "active_location": "Primary"}]
        so_far = so_far.after(judge.look(so_far, Scene(BEGAN, BEGAN, items=items, jobs=jobs)))
        assert [*so_far.done] == steps, (operation, stand)


def test_what_was_not_done_has_no_time() -> None:
    judge = Judge(lesson(), SCREENS)
    assert [one.done_at for one in judge.steps(Progress({"plans": 3.0}))] == [3.0, None, None]


def test_a_probe_is_broken_once_and_for_all() -> None:
    judge, so_far = Judge(lesson(), SCREENS), Progress()
    assert judge.probes(so_far)[0].broken_at is None
    so_far = so_far.after(judge.look(so_far, after(11)))
    assert judge.look(so_far, after(12)).broken == ()
    assert judge.probes(so_far)[0].broken_at == 660.0


@pytest.mark.parametrize(
    ("inject", "before", "then"),
    [
        (Inject("one", 300, None, message="it rains"), 4, 5),
        (Inject("one", 300, None, jump=3600), 4, 5),
        (Inject("one", None, "elapsed() >= 5m", fault=FAULT), 4, 5),
    ],
)
def test_an_event_is_due_once(inject: Inject, before: float, then: float) -> None:
    judge = Judge(lesson(inject), SCREENS)
    assert judge.look(Progress(), after(before)).due == ()
    news = judge.look(Progress(), after(then))
    assert [one.id for one in news.due] == ["one"]
    assert judge.look(Progress().after(news), after(then)).due == ()


def test_a_fault_that_comes_at_a_time_is_in_the_world_already() -> None:
    judge = Judge(lesson(Inject("one", 300, None, fault=FAULT)), SCREENS)
    assert judge.look(Progress(), after(9)).due == ()
