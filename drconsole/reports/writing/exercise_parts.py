"""Parts of a job's report about the exercise that it was a part of: the debrief. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from drconsole.recovery.types.words import counted
from drconsole.render.drawing.report import Part
from drconsole.render.words.text import NOTHING, clean
from drconsole.reports.facts.exercise import ExerciseFacts
from drconsole.reports.writing import cells

_MARKS = {"met": "✓ met", "partly": "‼ partly", "not-met": "✗ not met"}


def debrief(facts: ExerciseFacts) -> Iterator[Part]:
    """Yield the debrief: score, objectives, dangerous acts, hints, and what the trainee was not shown."""
    rows = [
        ("Lesson", f"{clean(facts.title)} ({clean(facts.lesson)}, {clean(facts.mode)})"),
        ("Trainee", clean(facts.trainee) or NOTHING),
        ("Score", score_text(facts)),
        ("Hints", _hints(facts)),
    ]
    yield Part("Exercise", ("Fact", "Value"), rows)
    yield Part(
        "Objectives of the exercise",
        ("Objective", "Result", "Measured", "Target"),
        [
            (cells.said(one.text), _MARKS.get(one.result, clean(one.result)), clean(one.measured), clean(one.target))
            for one in facts.objectives
        ],
    )
    if facts.ended:
        yield Part("Dangerous acts", lines=[f"✗ {clean(text)}" for text in facts.dangerous] or ["None."])
    yield Part("What should have held throughout", lines=[f"✗ broken: {clean(text)}" for text in facts.broken])
    yield Part("Hints that were asked for", lines=[clean(text) for text in facts.hints])
    yield Part("Not shown to the trainee", lines=[clean(text) for text in facts.hidden])


def score_text(facts: ExerciseFacts) -> str:
    if facts.percent is None:
        return "the exercise goes on: its debrief comes with its end"
    return f"{'✓ passed' if facts.passed else '✗ not passed'}, {facts.percent} of 100"


def _hints(facts: ExerciseFacts) -> str:
    cost = f", {facts.hint_cost} taken off" if facts.hint_cost else ""
    return f"{counted(len(facts.hints), 'hint')}{cost}"
