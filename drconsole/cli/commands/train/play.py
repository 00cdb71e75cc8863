"""Command that plays a scripted way through a lesson, without a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drconsole.cli.commands.train.score_lines import BROKEN, DANGER, score_line
from drconsole.cli.context import Context
from drconsole.console.state.screens import SCREENS
from drconsole.documents.lessons.definition import SOLUTION, Lesson, Way
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.text import clean
from drconsole.training.lessons import find_lesson
from drconsole.training.score.likeness import missed, unlike
from drconsole.training.score.result import NEVER_CAME, Deed, StepTaken

if TYPE_CHECKING:
    from drconsole.training.playing import Played

UNLIKE = 1
"""Exit code where a way does something else than its lesson says."""


def play(context: Context, args: argparse.Namespace) -> int:
    """Play a way and print its score. Exit code 1 where it does not do what the lesson says of it."""
    lesson = find_lesson(args.lesson, SCREENS)
    way = _way(lesson, args)
    from drconsole.training.debrief import write
    from drconsole.training.playing import play as play_way

    played = play_way(lesson, way, make_state, SCREENS)
    file = str(write(played))
    found = unlike(way, played.score, played.steps)
    if context.json:
        context.output.document(_document(played, found, file))
    else:
        _tell(context, played, file)
    if found:
        context.output.note("; ".join(found))
    return UNLIKE if found else 0


def _document(played: Played, found: tuple[str, ...], file: str) -> dict[str, Any]:
    score = played.score
    return {
        "lesson": played.lesson.name,
        "path": played.way.name,
        "passed": score.passed,
        "score": score.percent,
        "objectives": [
            {"id": one.id, "result": one.result, "measured": one.measured, "target": one.target}
            for one in score.objectives
        ],
        "steps": [{"id": one.id, "done_at": one.done_at, "seconds": one.took, "par": one.par} for one in played.steps],
        "dangerous_acts": [
            {"kind": act.kind, "about": act.about, "text": act.text, "at": act.at} for act in score.dangerous
        ],
        "as_said": not found,
        "unlike": list(found),
        "misses": {"said": list(played.way.misses), "found": list(missed(score))},
        "broken_probes": [
            {"id": one.id, "text": one.text, "at": one.broken_at} for one in score.probes if one.broken_at is not None
        ],
        "failed_acts": [{"act": deed.what, "told": deed.came, "at": deed.at} for deed in _failed(played)],
        "debrief_file": file,
    }


def _tell(context: Context, played: Played, file: str) -> None:
    from drconsole.training.debrief import when

    text, score = context.output.text, played.score
    passed = "passed" if score.passed else "not passed"
    text(f"EXERCISE {played.lesson.name}, {played.way.name}: {passed}, {score.percent} of 100")
    for one in score.objectives:
        text(score_line(one.result, one.text))
    for step in played.steps:
        text(score_line(_taken(step), " ".join(step.do.split())))
    for act in score.dangerous:
        text(score_line(DANGER, act.text))
    for probe in score.probes:
        if probe.broken_at is not None:
            text(score_line(BROKEN, probe.text))
    for deed in _failed(played):
        text(f"  in vain  {clean(deed.what)}, {when(deed.at)}: {clean(deed.came)}")
    text(f"debrief:  {clean(file)}")


def _failed(played: Played) -> list[Deed]:
    """Return the acts that were refused, and the waits that ran out."""
    return [deed for deed in played.deeds if deed.refused or deed.came == NEVER_CAME]


def _taken(step: StepTaken) -> str:
    """Return how a step was taken, in a word."""
    if step.took is None:
        return "not done"
    return "done" if step.par is None or step.took <= step.par else "late"


def _way(lesson: Lesson, args: argparse.Namespace) -> Way:
    wrong = [name for name in lesson.ways if name != SOLUTION]
    if args.solution == (args.path is not None):
        raise BadInput(
            "bad-arguments",
            "train play needs a way: the solution or a wrong path" if not args.solution else "one way at a time",
            place="--solution",
            advice=f"say --solution, or --path with one of: {', '.join(wrong)}",
        )
    name = SOLUTION if args.solution else args.path
    if name not in lesson.ways:
        message = f"{lesson.name} has no path {name!r}"
        raise BadInput("no-such-path", message, place="--path", advice=nearest(name, wrong))
    return lesson.ways[name]


def make_state(folder: Path, lesson: Lesson) -> None:
    """Make the state of a lesson in an empty folder: a world of mode EXERCISE, and its store."""
    from drconsole.engine.process.folder.setup import load_estate_into
    from drconsole.providers import registry

    one = registry.find(registry.OF_ESTATES)
    load_estate_into(folder, one, lambda where: one.exercise(where, lesson.estate, lesson.grain))
