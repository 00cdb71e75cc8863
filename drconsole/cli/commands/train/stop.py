"""Command that ends the exercise that runs: its score, its debrief, and nothing left of its states."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from drconsole.cli.commands.train.reports import write_reports
from drconsole.cli.commands.train.score_lines import BROKEN, DANGER, score_line
from drconsole.cli.context import Context
from drconsole.recovery.types.words import counted
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.render.words.command_lines import command
from drconsole.render.words.text import clean, listed
from drconsole.training.coaching.clock import world_now
from drconsole.training.coaching.coach import Coach
from drconsole.training.coaching.view import Ended
from drconsole.training.lessons import curriculum
from drconsole.training.session.folder import ExerciseFolder, Running, one_at_a_time, running, the_folder_of
from drconsole.training.session.history import history, took
from drconsole.training.session.starting import discard, left_over, ran_out, remove, sweep


def stop(context: Context, args: argparse.Namespace) -> int:
    """End the exercise. What was left of earlier ones is removed first.

    An exam that ended with its time, and whose state is still there, is told as one that is ended now. Raises
    ``Refused`` where none runs, ``BadInput`` where it cannot be scored.
    """
    named = named_exercise(context)
    found = None if args.discard or running() is not None else ran_out()
    if found is None or (named is not None and named.name != found.folder.name):
        with one_at_a_time():
            left = left_over()
            sweep()
        found = the_running(context, [folder for folder in left if not folder.states()])
    if args.discard:
        discard(found)
        with one_at_a_time():
            gone = remove(found.folder)
        if context.json:
            context.output.document({"exercise": found.folder.name, "discarded": True, "state_removed": gone})
        else:
            context.output.text(f"EXERCISE {clean(found.attempt.began.lesson)} was given up, without a score")
        return 0
    ended = _ended(found)
    reports = write_reports(found)
    with one_at_a_time():
        gone = remove(found.folder)
    if context.json:
        context.output.document(
            {**_document(found, ended), "reports": [str(file) for file in reports], "state_removed": gone}
        )
        return 0
    context.output.text(f"EXERCISE {clean(found.attempt.began.lesson)}, {found.attempt.began.mode}:")
    tell_end(context, ended)
    for file in reports:
        context.output.text(f"report:   {clean(str(file))}")
    tell_next(context, found.attempt.began.trainee)
    if not gone:
        context.output.note("a console is open on it: its state is removed when that is closed")
    return 0


def the_running(context: Context, removed: Sequence[ExerciseFolder] = ()) -> Running:
    """Return the exercise that runs. ``removed``: exercises that had ended, and whose states were removed just now.

    Raises ``Refused`` where none runs, or ``--state`` names another state.
    """
    named, found = named_exercise(context), running()
    if found is None:
        ended = f"; the state that {listed([clean(each.name) for each in removed])} left behind is removed"
        raise Refused(
            "no-exercise",
            f"no exercise runs{ended if removed else ''}",
            advice=f"begin one: {command('train', 'start', 'LESSON')}",
        )
    if named is not None and named.name != found.folder.name:
        advice = "leave --state out: the exercise that runs is found by itself"
        raise Refused("exercise-ended", "this exercise has ended", place=named.name, advice=advice)
    return found


def named_exercise(context: Context) -> ExerciseFolder | None:
    """Return the exercise of the state that ``--state`` names; None = it names none. Raises ``Refused`` where the state
    is no exercise's."""
    return the_folder_of(context.state) if context.state_said else None


def the_coach(found: Running) -> Coach:
    """Return the coach of an exercise that runs. Raises ``BadInput`` where its state is gone."""
    state = found.folder.state(found.attempt.state)
    coach = Coach.of(state.folder) if state.folder.is_dir() else None
    if coach is None:
        advice = f"give the exercise up: {command('train', 'stop', '--discard')}"
        raise BadInput("exercise-lost", "the state of the exercise is gone", place=str(state.folder), advice=advice)
    return coach


def tell_end(context: Context, ended: Ended) -> None:
    """Print how an exercise ended."""
    text = context.output.text
    off = f" ({ended.hint_cost} taken off for {counted(ended.hints, 'hint')})" if ended.hint_cost else ""
    text(f"{'passed' if ended.passed else 'not passed'}, {ended.percent} of 100{off}")
    if ended.time_up:
        text("  the exam ended by itself: its time was over")
    for one in ended.objectives:
        text(score_line(one.result, one.text))
    for act in ended.dangerous:
        text(score_line(DANGER, act))
    for probe in ended.broken:
        text(score_line(BROKEN, probe))
    text(f"debrief:  {clean(str(ended.debrief_file))}")


def tell_next(context: Context, trainee: str) -> None:
    """Print how the first lesson is begun that a trainee has not passed and whose presuppositions he has."""
    passed = {row["lesson"] for row in history()[0] if took(row, trainee) and row["passed"]}
    for each in curriculum():
        if each.lesson not in passed and passed.issuperset(each.presupposes):
            context.output.text(f"next:     {command('train', 'start', each.lesson)}")
            return


def _ended(found: Running) -> Ended:
    from drconsole.store.reading.reader import Reader

    coach = the_coach(found)
    try:
        paths = found.folder.state(found.attempt.state)
        with Reader(paths.db) as reader:
            now = world_now(paths, reader) or found.attempt.began_at
            coach.look(reader, "", now)
        return coach.stop(now)
    except DrError as error:
        advice = f"mend that, or give the exercise up: {command('train', 'stop', '--discard')}"
        raise BadInput("not-scored", error.message, place=error.place, advice=advice) from error


def _document(found: Running, ended: Ended) -> dict[str, object]:
    return {
        "exercise": found.folder.name,
        "lesson": found.attempt.began.lesson,
        "mode": found.attempt.began.mode,
        "trainee": found.attempt.began.trainee,
        "passed": ended.passed,
        "score": ended.percent,
        "hints": ended.hints,
        "hint_cost": ended.hint_cost,
        "time_up": ended.time_up,
        "objectives": [
            {"id": one.id, "result": one.result, "measured": one.measured, "target": one.target}
            for one in ended.objectives
        ],
        "failovers": next((row["failovers"] for row in history()[0] if row["exercise"] == found.folder.name), []),
        "dangerous_acts": list(ended.dangerous),
        "broken": list(ended.broken),
        "debrief_file": str(ended.debrief_file),
    }
