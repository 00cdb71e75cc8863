"""What the coach of the bundled lesson for two says to both of them, and their proposal as an exercise has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from coach_views import FIRST
from proposed import proposal, rows, seated

from drconsole.console.state.screens import SCREENS
from drconsole.training.coaching.view import CoachView, Notice, NoticeKind, StepMark, StepView
from drconsole.training.lessons import find_lesson

_LESSON = find_lesson("two-keys", SCREENS)
ANN, BOB = ("operator", "user:-1"), ("approver, scribe", "user:-2")
"""Seats of the two, and the keys under which the engine knows them."""


def at_step(number: int) -> CoachView:
    """What the coach says while this step is due, from 1."""
    steps = _LESSON.steps
    due = steps[number - 1]
    done = {step.id: 180.0 * place for place, step in enumerate(steps[: number - 1], start=1)}
    return replace(
        FIRST,
        lesson=_LESSON.name,
        title=_LESSON.title,
        step=StepView(number, len(steps), due.id, due.do, due.why, (), len(due.hints), 900.0, 60.0),
        done=len(done),
        total=len(steps),
        notices=tuple(Notice(at, NoticeKind.DONE, step.do) for step in steps if (at := done.get(step.id))),
        progress=tuple(StepMark(step.id, step.do, done.get(step.id)) for step in steps),
        elapsed=180.0 * number,
        story=_LESSON.story,
        objectives=tuple(one.text for one in _LESSON.objectives),
        hints_left=len(due.hints),
        hint_price=2,
    )


def move(**said: Any) -> dict[str, Any]:
    """The move that ann proposed."""
    everyday = {
        "operation": "planned-failover", "target": "warehouse", "target_key": "warehouse", "mode": "EXERCISE",
        "by": "ann (claimed)", "person": "ann (claimed)", "uid": -1, "comment": "the lease of Portland ends",
    }  # fmt: skip
    return proposal(**{**everyday, **said})


def seen_by(who: tuple[str, str], *proposals: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """News of these proposals, for the one or the other."""
    seat, key = who
    return lambda: {"rows": rows(*proposals), "status": seated(seat, key=key)}
