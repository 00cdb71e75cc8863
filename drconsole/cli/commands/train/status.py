"""Command that tells how training stands: the exercise that runs, the curriculum, and what was taken before."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TypedDict

from drconsole.cli.commands.report.put import CSV, JSON, format_of, put
from drconsole.cli.commands.train.stop import named_exercise
from drconsole.cli.context import Context
from drconsole.console.state.screens import SCREENS
from drconsole.console.state.session import operator
from drconsole.recovery.types.words import lasting
from drconsole.recovery.types.work.errors import DrError
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.command_lines import command
from drconsole.render.words.text import clean
from drconsole.settings.operator import operator_name
from drconsole.training.lessons import curriculum, find_lesson
from drconsole.training.session.folder import Running, running
from drconsole.training.session.history import HistoryRow, history, history_file, took
from drconsole.training.session.starting import left_over, ran_out

TEXT = "text"


class RunningRow(TypedDict):
    """Exercise that runs. ``fault``: why the coach could not look; empty = it could."""

    exercise: str
    lesson: str
    title: str
    mode: str
    trainee: str
    began_at: str
    state: str
    elapsed: float
    limit: float | None
    steps_done: int
    steps: int
    step: str | None
    hints: int
    fault: str


class ChapterRow(TypedDict):
    """Lesson of the curriculum, as far as this trainee has come with it. ``ready``: what it presupposes is passed."""

    lesson: str
    title: str
    level: int
    after: list[str]
    taken: int
    passed: bool
    best: int | None
    ready: bool


CHAPTERS: tuple[Column[ChapterRow], ...] = (
    Column("Lesson", lambda row: Cell(clean(row["lesson"]))),
    Column("Level", lambda row: Cell(str(row["level"])), number=True),
    Column("State", lambda row: Cell(_state(row))),
    Column("Taken", lambda row: Cell(str(row["taken"])), number=True),
    Column("Best", lambda row: Cell("" if row["best"] is None else str(row["best"])), number=True),
    Column("Title", lambda row: Cell(clean(row["title"]))),
)
PAST: tuple[Column[HistoryRow], ...] = (
    Column("Ended", lambda row: Cell(clean(row["ended_at"][:16].replace("T", " ")))),
    Column("Trainee", lambda row: Cell(clean(row["trainee"]))),
    Column("Lesson", lambda row: Cell(clean(row["lesson"]))),
    Column("Mode", lambda row: Cell(clean(row["mode"]))),
    Column("Score", lambda row: Cell(str(row["percent"])), number=True),
    Column("Passed", lambda row: Cell("yes" if row["passed"] else "no")),
    Column("Hints", lambda row: Cell(str(row["hints"])), number=True),
    Column("Dangerous", lambda row: Cell(str(len(row["dangerous_acts"]))), number=True),
)


def status(context: Context, args: argparse.Namespace) -> int:
    """Tell how training stands; with ``--format`` or a file as CSV (the history) or JSON (all of it).

    Raises ``Refused`` where the state that is named is no exercise's.
    """
    named_exercise(context)
    now = running()
    told = None if now is None else _running(now)  # which may find that the time of an exam is over
    past, wrong = history()
    me = operator_name() or operator()
    chapters = _chapters([row for row in past if took(row, me)])
    for line in wrong:
        context.output.note(
            f"drconsole: {clean(str(history_file()))}: line {line} is no record of this version and is passed over; "
            "delete the line to be rid of this note"
        )
    over, end = ran_out(), command("train", "stop")
    for folder in left_over():
        if over is not None and folder.name == over.folder.name:
            what = f"ended by itself, its time was over: {end} tells its score"
        else:
            what = f"has ended and its state is still there: {end} removes it once no console is open on it"
        context.output.note(f"drconsole: {clean(folder.name)} {what}")
    form = TEXT
    if args.format or args.output or context.json:
        form = format_of(args, (CSV, JSON), json=True) if args.format or args.output else JSON
        form = form if form in (CSV, JSON) else JSON
    if form == TEXT:
        _tell(context, told, chapters, past, me)
        return 0
    document = {"running": told, "trainee": me, "curriculum": chapters, "history": past}
    if form == JSON and args.output is None:
        context.output.document(document)
        return 0
    return put(context, args, form, _csv(past) if form == CSV else json.dumps(document, indent=2) + "\n")


def _running(found: Running) -> RunningRow | None:
    """Return how an exercise stands; None = it has ended, which this look found."""
    attempt, fault, step = found.attempt, "", None
    elapsed, total, limit = 0.0, 0, None
    state = found.folder.state(attempt.state)
    try:
        from drconsole.cli.commands.train.stop import the_coach
        from drconsole.store.reading.reader import Reader
        from drconsole.training.coaching.clock import world_now

        coach = the_coach(found)
        with Reader(state.db) as reader:
            view = coach.look(reader, "", world_now(state, reader) or attempt.began_at)
        if view.ended is not None:
            return None
        attempt, elapsed, total, limit = coach.attempt, view.elapsed, view.total, view.limit
        step = None if view.step is None else view.step.do
    except DrError as error:
        fault = error.message
    return {
        "exercise": found.folder.name,
        "lesson": attempt.began.lesson,
        "title": attempt.began.title,
        "mode": attempt.began.mode,
        "trainee": attempt.began.trainee,
        "began_at": attempt.wall_began.isoformat(timespec="seconds"),
        "state": str(state.folder),
        "elapsed": elapsed,
        "limit": limit,
        "steps_done": len(attempt.done),
        "steps": total,
        "step": step,
        "hints": attempt.hints_used,
        "fault": fault,
    }


def _chapters(past: Sequence[HistoryRow]) -> list[ChapterRow]:
    passed = {row["lesson"] for row in past if row["passed"]}
    found: list[ChapterRow] = []
    for chapter in curriculum():
        lesson = find_lesson(chapter.lesson, SCREENS)
        scores = [row["percent"] for row in past if row["lesson"] == chapter.lesson]
        found.append(
            {
                "lesson": lesson.name,
                "title": lesson.title,
                "level": lesson.level,
                "after": list(chapter.presupposes),
                "taken": len(scores),
                "passed": lesson.name in passed,
                "best": max(scores, default=None),
                "ready": passed.issuperset(chapter.presupposes),
            }
        )
    return found


def _state(row: ChapterRow) -> str:
    if row["passed"]:
        return "passed"
    if not row["ready"]:
        return f"after {clean(', '.join(row['after']))}"
    return "not passed" if row["taken"] else "next"


def _tell(
    context: Context, now: RunningRow | None, chapters: list[ChapterRow], past: list[HistoryRow], me: str
) -> None:
    text, prose = context.output.text, context.output.prose
    if now is None:
        text("no exercise runs")
    else:
        limit = "" if now["limit"] is None else f" of {lasting(now['limit'])}"
        text(f"EXERCISE {clean(now['lesson'])}, {now['mode']}, {clean(now['trainee'])}: {clean(now['title'])}")
        text(f"  {now['steps_done']} of {now['steps']} steps, {lasting(now['elapsed'])}{limit} of the world's time")
        text(f"  hints:  {now['hints']}")
        if now["step"] is not None:
            prose(f"step:   {clean(' '.join(now['step'].split()))}", "  ")
        if now["fault"]:
            prose(f"fault:  {clean(now['fault'])}", "  ")
    passed = sum(row["passed"] for row in chapters)
    text(f"\ncurriculum of {clean(me)}: {passed} of {len(chapters)} passed")
    context.output.table(CHAPTERS, chapters)
    text("\nhistory")
    context.output.table(PAST, past, empty="no exercise has ended yet")


def _csv(past: list[HistoryRow]) -> str:
    """Return the history as CSV, a line for each exercise."""
    from drconsole.reports.writing.values import as_csv

    fields = list(HistoryRow.__annotations__)
    return as_csv(fields, ([_flat(value) for value in row.values()] for row in past))


def _flat(value: object) -> object:
    """Return a value as it stands in one cell."""
    if isinstance(value, dict):
        return " ".join(f"{name}={one}" for name, one in value.items())
    return " ".join(_short(one) for one in value) if isinstance(value, list) else value


def _short(one: object) -> str:
    """Return an entry of a list: a failover as its operation, target, RTO and RPO in seconds."""
    if not isinstance(one, dict):
        return str(one)
    rto, rpo = (f"{one[name]:.0f}" if one[name] is not None else "?" for name in ("rto", "rpo"))
    return f"{one['operation']}:{one['target']}:rto={rto}:rpo={rpo}"
