"""Command that begins an exercise, or goes on with the one that runs, and opens the console on it."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from drconsole.cli.commands.console import LateLine, fulfil
from drconsole.cli.commands.train.play import make_state
from drconsole.cli.commands.train.reports import write_reports
from drconsole.cli.commands.train.stop import named_exercise, tell_end, tell_next
from drconsole.cli.context import Context
from drconsole.console.state.screens import SCREENS
from drconsole.console.state.session import operator
from drconsole.documents.lessons.definition import Lesson, Mode
from drconsole.recovery.types.words import lasting
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.render.words.command_lines import command
from drconsole.render.words.text import clean
from drconsole.settings.operator import operator_name
from drconsole.settings.state import StatePaths
from drconsole.training.coaching.coach import Coach
from drconsole.training.coaching.showing import limit_of
from drconsole.training.lessons import curriculum, find_lesson, load
from drconsole.training.session.closing import removed_once_over
from drconsole.training.session.folder import Running, kept_open, one_at_a_time, running
from drconsole.training.session.history import history, took
from drconsole.training.session.starting import begin, join, remove

if TYPE_CHECKING:
    from drconsole.console.state.wish import Wish

LINE_LOST = 128 + signal.SIGHUP
"""Exit code of a console whose line was lost."""


def start(context: Context, args: argparse.Namespace) -> int:
    """Begin the exercise of a lesson. In a terminal the console opens on it; elsewhere it is said how to open one.

    Raises ``Refused`` while the exercise of another lesson, or of another mode, runs, and where the state that is named
    is no exercise's.
    """
    named_exercise(context)
    lesson = _lesson(args.lesson)
    trainee = operator_name() or operator()
    _require_seat(lesson, trainee)
    mode = Mode(args.mode) if args.mode else Mode.GUIDED if Mode.GUIDED in lesson.modes else lesson.modes[0]
    found, new = begin(lesson, mode, make_state, SCREENS, trainee)
    if not new:
        _require_same(found, lesson, args.mode)
        _joined(found, trainee)
    paths = found.folder.state(found.attempt.state)
    if context.json:
        context.output.document(_document(found, lesson, paths, trainee, joined=not new))
        return 0
    _tell(context, found, lesson, joined=not new)
    _tell_seats(context, lesson, trainee)
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        context.output.text(f"open a console on it:  {_console(paths, lesson, trainee)}")
        return 0
    context.output.flush()
    with removed_once_over(found.folder.path):
        return _taken(context, args.lesson, found, paths)


def _taken(context: Context, lesson: str, found: Running, paths: StatePaths) -> int:
    """Run the console on an exercise, and say how the exercise stands after it; return the console's exit code."""
    with kept_open(found.folder):
        code, wish = opened(paths)
    if wish is not None and wish.state is not None and wish.state.parent == found.folder.path:
        # An instructor went back to a snapshot: the exercise is joined again, in the state in which it goes on.
        _again(context, lesson)
    if wish is not None:
        fulfil(Context(str(paths.folder), context.output), wish)
    _left(context, found, lost=code == LINE_LOST)
    return code


def opened(paths: StatePaths) -> tuple[int, Wish | None]:
    """Run the console on the state of an exercise; return its exit code, and what the trainee left it for."""
    from drconsole.console.terminal.run import run_console

    return run_console(paths.folder, shell=LateLine(str(paths.folder)))


def _again(context: Context, lesson: str) -> NoReturn:
    context.output.flush()
    os.execv(sys.executable, [sys.executable, "-m", "drconsole", "train", "start", lesson])  # noqa: S606


def _lesson(word: str) -> Lesson:
    """Return the lesson of the exercise that runs where it has this name, be it a bundled one's or a file's; else the
    one that the word means."""
    now = running()
    if now is not None and now.attempt.began.lesson == word:
        return load(now.folder.path / now.attempt.began.file, now.attempt.began.screens)
    return find_lesson(word, SCREENS)


def _require_seat(lesson: Lesson, trainee: str) -> None:
    """Raise ``BadInput`` where a lesson of several people has no seat for who takes it."""
    if lesson.seats and trainee not in lesson.seats:
        who = " and ".join(command("--as", name, "train", "start", lesson.name) for name in lesson.seats)
        raise BadInput(
            "no-such-seat",
            f"{lesson.name} is taken by {', '.join(lesson.seats)}, and {trainee} is none of them",
            place="--as",
            advice=f"each in a terminal of their own: {who}",
        )


def _require_same(found: Running, lesson: Lesson, mode: str | None) -> None:
    began = found.attempt.began
    if began.lesson == lesson.name and mode in (None, began.mode):
        return
    since = f"since {found.attempt.wall_began.astimezone():%Y-%m-%d %H:%M}"
    end = command("train", "stop")
    raise Refused(
        "exercise-runs",
        f"an exercise runs {since}: {began.lesson}, {began.mode}",
        place=found.folder.name,
        advice=f"go on with it: {command('train', 'start', began.lesson)}; or end it: {end}",
    )


def _joined(found: Running, trainee: str) -> None:
    try:
        join(found, trainee)
    except DrError as error:
        end = command("train", "stop", "--discard")
        advice = f"{error.advice}; or give the exercise up: {end}" if error.advice else f"give the exercise up: {end}"
        raise BadInput("exercise-lost", error.message, place=error.place, advice=advice) from error


def _console(paths: StatePaths, lesson: Lesson, trainee: str) -> str:
    who = ("--as", trainee) if lesson.seats else ()
    return command(*who, "--state", str(paths.folder), "console")


def _document(found: Running, lesson: Lesson, paths: StatePaths, trainee: str, *, joined: bool) -> dict[str, object]:
    began = found.attempt.began
    return {
        "exercise": found.folder.name,
        "lesson": began.lesson,
        "title": began.title,
        "mode": began.mode,
        "trainee": began.trainee,
        "joined": joined,
        "state": str(paths.folder),
        "speed": lesson.speed,
        "limit": limit_of(lesson, began.mode),
        "console": _console(paths, lesson, trainee),
    }


def _tell(context: Context, found: Running, lesson: Lesson, *, joined: bool) -> None:
    began, output = found.attempt.began, context.output
    if joined:
        output.text(f"EXERCISE {clean(began.lesson)} goes on ({began.mode}, begun by {clean(began.trainee)})")
        return
    output.text(f"EXERCISE {clean(began.lesson)}: {clean(lesson.title)} ({began.mode}, speed {lesson.speed:g})")
    output.prose(clean(" ".join(lesson.story.split())))
    not_passed = _not_passed(lesson, began.trainee)
    if not_passed:
        output.note(
            f"it is best taken after {clean(', '.join(not_passed))}, which {clean(began.trainee)} has not passed"
        )
    limit = limit_of(lesson, began.mode)
    if limit is not None:
        yours = lasting(limit / lesson.speed)
        output.text(f"it ends after {lasting(limit)} of the world's time ({yours} of yours), and there are no hints")


def _tell_seats(context: Context, lesson: Lesson, trainee: str) -> None:
    """Print who plays which seats. That somebody is this person is their claim, and stands so everywhere.

    Another user of the system cannot join: whoever starts the lesson there begins an exercise of their own.
    """
    for name, seats in lesson.seats.items():
        you = " (you)" if name == trainee else f": {command('--as', name, 'train', 'start', lesson.name)}"
        context.output.text(f"seat      {name}, {' and '.join(seats)}{you}")
    if lesson.seats:
        context.output.text(f"all of them take it as user {clean(operator())} of this machine")


def _not_passed(lesson: Lesson, trainee: str) -> list[str]:
    """Return the lessons that the curriculum has before this one and the trainee has not passed."""
    after = next((each.presupposes for each in curriculum() if each.lesson == lesson.name), ())
    passed = {row["lesson"] for row in history()[0] if took(row, trainee) and row["passed"]}
    return [each for each in after if each not in passed]


def _left(context: Context, found: Running, *, lost: bool) -> None:
    """Say how the exercise stands once its console is closed."""
    coach = Coach.of(found.folder.states()[0].folder) if found.folder.states() else None
    if coach is not None and coach.attempt.ended is not None:
        if lost:
            # The shell that goes with the line sends this signal once more, and nothing can be printed.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            if not coach.attempt.ended.discarded:
                _tell_ended(context, found, coach)
        finally:
            with one_at_a_time():
                remove(found.folder)
        return
    lesson = clean(found.attempt.began.lesson)
    before = "the line to this terminal was lost; " if lost else ""
    context.output.text(f"{before}the exercise goes on; {command('train', 'start', lesson)} opens it again,")
    context.output.text(f"{command('train', 'stop')} ends it and tells the score")


def _tell_ended(context: Context, found: Running, coach: Coach) -> None:
    """Print the score of an exercise that has ended, after its reports are written."""
    reports = []
    with contextlib.suppress(DrError):
        # What the reports are made of may be lost; the score is told all the same.
        reports = write_reports(Running(found.folder, coach.attempt))
    tell_end(context, coach.stop())
    for file in reports:
        context.output.text(f"report:   {clean(str(file))}")
    tell_next(context, coach.attempt.began.trainee)
