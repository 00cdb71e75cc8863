"""Moments of a journal: what held only in between two looks is judged, and what no journal tells is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from support.whole import whole

from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import Lesson, Step
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.words import Grain, Operation, Outcome, RunState, TaskKind
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.tasks import Request, TaskSpec, TaskTree
from drconsole.training.coaching.seeing import seen
from drconsole.training.judging import Judge
from drconsole.training.lessons import find_lesson
from drconsole.training.predicates.scene import Scene
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.records import Entry, Who
from drconsole.training.watching import Watch

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
BANK = "Call the bank"
JOB: JobRow = whole(
    JobRow, id="j1", operation="failover", target="finance", state="Succeeded", started_at="2026-03-02T08:01:00Z",
    ended_at="2026-03-02T08:09:00Z", held=False, items=[],
)  # fmt: skip


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def events() -> list[tuple[float, ev.Event]]:
    task = TaskSpec("t1", None, TaskKind.MANUAL, "bank", BANK)
    asked = cast(Request, SimpleNamespace(operation=Operation.FAILOVER))
    none: Any = ()
    created = ev.JobCreated(
        "j1", asked, "finance", "d", Grain.STEP, TaskTree((task,), False), none, none, {}, none, none, none
    )
    return [
        (1, created),
        (2, ev.TaskWaiting("j1", "t1", BANK, "", (Outcome.DONE,))),
        (3, ev.JobHeld("j1")),
        (4, ev.JobResumed("j1")),
        (5, ev.TaskAnswered("j1", "t1", Outcome.DONE, "spoke to Ann")),
        (9, ev.JobEnded("j1", RunState.SUCCEEDED, "", {})),
    ]


def lesson(*expects: str) -> Lesson:
    steps = tuple(Step(f"s{number}", "do", "why", expect) for number, expect in enumerate(expects, start=1))
    return replace(find_lesson("call-the-bank", SCREENS), steps=steps, probes=(), injects=())


def attempt(*entries: tuple[float, rec.Record]) -> Attempt:
    began = rec.Began("x", "call-the-bank", "t", "guided", "ann", "f", "state-1", 0, tuple(SCREENS))
    lines = [(0.0, began), *entries]
    found = Attempt.of([Entry(at(when), at(when), Who.COACH, record) for when, record in lines])
    assert found is not None
    return found


def watch(until: int = 99) -> Watch:
    made = Watch(BEGAN, 0)
    for rev, (when, event) in enumerate(events()[:until], start=1):
        made.moments.take(ev.Recorded(event, at(when), at(when), "ann"), rev)
    return made


def done(expects: tuple[str, ...], *entries: tuple[float, rec.Record], **more: Any) -> list[tuple[str, float]]:
    found = watch()
    last = found.moments.last
    now = Scene(BEGAN, at(20), jobs=[JOB], answers=last.answers, events=last.events, **more)
    records = seen(attempt(*entries), Judge(lesson(*expects), SCREENS), found, now).records
    return [(one.step, when / 60) for when, one in records if isinstance(one, rec.StepDone)]


@pytest.mark.parametrize(
    ("expect", "when"),
    [
        (f'count(gates, task == "{BANK}" and operation == "failover" and target == "finance") > 0', 2),
        ("count(jobs, held == true) > 0", 3),
        ('last_job("failover", "finance").state == "InProgress"', 1),
        ('count(gates) == 0 and count(jobs, state == "InProgress") == 1 and journal("task.answered") > 0', 5),
        (f'count(answers, task == "{BANK}" and outcome == "done" and comment == "spoke to Ann") == 1', 5),
        ('last_job("failover", "finance").duration == 8m', 9),
    ],
)
def test_what_held_only_while_nobody_looked_is_judged_at_its_moment(expect: str, when: float) -> None:
    assert done((expect,)) == [("s1", when)]


def test_steps_are_judged_in_their_order_at_the_moments_of_the_journal() -> None:
    waits, held = "count(gates) > 0", "count(jobs, held == true) > 0"
    assert done((waits, held)) == [("s1", 2), ("s2", 3)]
    assert done((held, 'count(jobs, state == "InProgress") > 0 and journal("task.answered") == 0')) == [
        ("s1", 3),
        ("s2", 3),
    ]
    answered = 'journal("task.answered") > 0'
    assert done((answered, waits)) == [("s1", 5)], "what held before the step was due does not count"


def test_a_moment_before_the_last_step_was_done_is_not_judged_again() -> None:
    assert done(("count(jobs) > 0", "count(gates) > 0"), (6.0, rec.StepDone("s1", 5))) == []
    assert done(("count(jobs) > 0", "count(gates) > 0"), (6.0, rec.StepDone("s1"))) == [], "in an older record, too"


def test_a_look_counts_at_a_moment_only_where_it_came_before() -> None:
    expect = 'looked("jobs") and count(gates) > 0'
    assert done((expect,), (1.0, rec.Looked("jobs"))) == [("s1", 2)]
    assert done((expect,), (4.5, rec.Looked("jobs"))) == [], "no moment is journaled between it and the answer"
    assert done((expect,), (6.0, rec.Looked("jobs"))) == [], "the bank had been called by then"


def test_a_condition_about_machines_is_judged_as_they_are_seen() -> None:
    assert done(('count(gates) > 0 and count(items, stand == "failed") == 0',)) == []
    assert done(('count(gates) == 0 and count(items, stand == "failed") == 0',)) == [("s1", 20)]


def test_looks_count_since_the_step_is_due_and_what_is_shown_counts() -> None:
    expects = ("count(jobs) > 0", 'looked("jobs")')
    assert done(expects, (0.5, rec.Looked("jobs"))) == [("s1", 1)], "seen before it was due"
    assert done(expects, (0.5, rec.Looked("jobs")), shown=frozenset({"jobs"})) == [("s1", 1), ("s2", 20)]
    assert done(expects, (7.0, rec.Looked("jobs"))) == [("s1", 1), ("s2", 9)]
