"""Exercise that a state belongs to, as a report tells of it: the record of training in the words of reports."""

from __future__ import annotations

from pathlib import Path

from drconsole.reports.facts.exercise import ExerciseFacts, ObjectiveTold
from drconsole.training.coaching.reporting import Told, exercise_of


def exercise_facts(state: Path) -> ExerciseFacts | None:
    """Return the facts of a state's exercise; None = it is none's. Raises ``SettingsError``."""
    told = exercise_of(state)
    return None if told is None else _facts(told)


def _facts(told: Told) -> ExerciseFacts:
    began, ended, attempt = told.attempt.began, told.ended, told.attempt
    objectives = () if ended is None else ended.objectives
    return ExerciseFacts(
        exercise=told.folder.name,
        lesson=began.lesson,
        title=began.title,
        mode=began.mode,
        trainee=began.trainee,
        ended=ended is not None,
        passed=None if ended is None else ended.passed,
        percent=None if ended is None else ended.percent,
        hint_cost=0 if ended is None else ended.hint_cost,
        objectives=tuple(
            ObjectiveTold(name, told.texts.get(name, name), result, measured, target)
            for name, result, measured, target in objectives
        ),
        dangerous=() if ended is None else ended.dangerous,
        hints=tuple(text for hints in attempt.hints.values() for text in hints),
        broken=() if ended is None else tuple(told.texts.get(name, name) for name in attempt.broken),
        hidden=told.hidden,
    )
