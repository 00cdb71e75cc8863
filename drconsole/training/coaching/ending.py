"""End of an exercise: its score, debrief and line of history."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime

from drconsole.documents.lessons.definition import Lesson
from drconsole.recovery.types.work.errors import DrError
from drconsole.settings.errors import SettingsError
from drconsole.store.reading.reader import Reader
from drconsole.training.coaching.debriefing import as_markdown, failover_words, happened
from drconsole.training.coaching.outside import came
from drconsole.training.coaching.outside import told as told_of
from drconsole.training.debrief import measured, target
from drconsole.training.judging import Judge
from drconsole.training.judging import Progress as Judged
from drconsole.training.lessons import known_in
from drconsole.training.predicates.parser import parse
from drconsole.training.predicates.scene import Scene
from drconsole.training.score import dangers
from drconsole.training.score.deeds import Journaled, deeds_in
from drconsole.training.score.reached import FailoverRow, reached
from drconsole.training.score.result import DangerousAct, Score
from drconsole.training.score.rules import score
from drconsole.training.session import history
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.file import ExerciseFile
from drconsole.training.session.folder import STATE, ExerciseFolder
from drconsole.training.watching import Watch


def judged(attempt: Attempt) -> Judged:
    """Return the progress as the judge wants it."""

    def since(times: dict[str, datetime]) -> dict[str, float]:
        return {name: (at - attempt.began_at).total_seconds() for name, at in times.items()}

    return Judged(since(attempt.done), since(attempt.broken), frozenset(attempt.injected))


def scored(attempt: Attempt, judge: Judge, scene: Scene, dangerous: Sequence[DangerousAct]) -> Score:
    """Return the score by now. ``dangerous``: those of the journal."""
    lesson = judge.lesson
    known = known_in(lesson.estate, attempt.began.screens)
    nodes = {one.id: parse(one.measure, known) for one in lesson.objectives}
    left = dangers.at_the_end(dict(attempt.began.amiss), scene)
    probes = judge.probes(judged(attempt))
    return score(lesson.objectives, nodes, scene, [*dangerous, *left], probes, attempt.hints_used)


def end(
    folder: ExerciseFolder,
    file: ExerciseFile,
    attempt: Attempt,
    judge: Judge,
    scene: Scene,
    watch: Watch,
    time_up: bool,
) -> rec.Ended:
    """Score an exercise and write its debrief and its line of history; returns the record of its end, not yet added.

    Raises ``SettingsError`` where something cannot be written: the exercise then goes on. Done twice, it is told once.
    """
    lesson = judge.lesson
    found = scored(attempt, judge, scene, [act for _, act in watch.dangerous])
    steps, failovers = judge.steps(judged(attempt)), reached(scene)
    deeds, events = _deeds(folder, attempt), came(lesson, attempt, scene.now)
    told, outside = happened(file.entries, deeds, events, attempt.began_at), told_of(events, deeds)
    text = as_markdown(lesson, attempt, found, steps, failovers, outside, told, file.faults, scene.now, time_up=time_up)
    try:
        folder.debrief.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"the debrief cannot be written: {error.strerror}", place=str(folder.debrief)) from error
    history.add(_row(folder, lesson, attempt, found, failovers, scene.now, time_up=time_up))
    return rec.Ended(
        passed=found.passed,
        percent=found.percent,
        hints=found.hints,
        hint_cost=found.hint_cost,
        objectives=tuple((one.id, one.result.value, measured(one), target(one)) for one in found.objectives),
        dangerous=tuple(act.text for act in found.dangerous),
        time_up=time_up,
        failovers=tuple(failover_words(one) for one in failovers),
        happened=tuple(told),
        outside=tuple(outside),
    )


def _deeds(folder: ExerciseFolder, attempt: Attempt) -> list[Journaled]:
    """Return what was done, also in states that were left for a snapshot; one that is lost tells nothing."""
    with contextlib.ExitStack() as stack:
        readers = []
        for paths in folder.states():
            if paths.folder.name.removeprefix(STATE).isdecimal():
                with contextlib.suppress(DrError):
                    readers.append(stack.enter_context(Reader(paths.db)))
        return deeds_in(readers, attempt.began_at, attempt.began.rev)


def _row(
    folder: ExerciseFolder,
    lesson: Lesson,
    attempt: Attempt,
    found: Score,
    failovers: Sequence[FailoverRow],
    now: datetime,
    time_up: bool,
) -> history.HistoryRow:
    return {
        "exercise": folder.name,
        "lesson": lesson.name,
        "title": lesson.title,
        "trainee": ", ".join(attempt.trainees) if lesson.seats else attempt.began.trainee,
        "mode": attempt.began.mode,
        "began_at": attempt.wall_began.isoformat(timespec="seconds"),
        "ended_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": (now - attempt.began_at).total_seconds(),
        "passed": found.passed,
        "percent": found.percent,
        "hints": found.hints,
        "steps_done": len(attempt.done),
        "steps": len(lesson.steps),
        "objectives": {one.id: one.result.value for one in found.objectives},
        "dangerous_acts": [act.kind.value for act in found.dangerous],
        "failovers": [*failovers],
        "time_up": time_up,
        "debrief_file": str(folder.debrief),
    }
