"""Beginning of an exercise that a person takes: its folder, its state, and an engine at the lesson's speed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from drconsole.documents.lessons.definition import Lesson, Mode
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import SetClock, Status
from drconsole.link.spawn import engine_argv
from drconsole.recovery.types.work.errors import BadInput, NoEngine
from drconsole.settings.errors import SettingsError
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.training.exercise import MakeState, end_engine
from drconsole.training.score import dangers
from drconsole.training.seating import give_seats
from drconsole.training.session import records as rec
from drconsole.training.session.folder import (
    FIRST_STATE,
    ExerciseFolder,
    Running,
    exercises,
    one_at_a_time,
    remove_states,
    running,
)
from drconsole.training.session.records import Entry, Who
from drconsole.training.watching import Watch


def begin(
    lesson: Lesson, mode: Mode, make_state: MakeState, screens: Collection[str], trainee: str
) -> tuple[Running, bool]:
    """Begin the exercise of a lesson and return it with True; or return the one that runs, of whatever lesson, with
    False.

    What a start that died, or an end, left behind is removed first. Raises ``BadInput`` for a mode that the lesson does
    not have, and ``DrError`` where the state cannot be made; what was made of it is then removed.
    """
    if mode not in lesson.modes:
        known = ", ".join(lesson.modes)
        raise BadInput(
            "no-such-mode", f"{lesson.name} is not taken as {mode}", place="--mode", advice=f"one of: {known}"
        )
    with one_at_a_time() as home:
        sweep()
        found = running()
        if found is not None:
            return found, False
        folder = _new(home, lesson.name)
        try:
            file = _copied(lesson, folder)
            paths = folder.state(FIRST_STATE)
            make_state(paths.folder, lesson)
            _began(folder, paths, lesson, mode, file, screens, trainee)
        except BaseException:
            _discard(folder)
            raise
    found = running()
    if found is None:
        raise BadInput("not-begun", "the exercise was begun and its record cannot be read", place=str(folder.path))
    return found, True


def join(found: Running, trainee: str) -> None:
    """Go on with the exercise that runs: see to its engine, and record it. Raises ``DrError``."""
    paths = found.folder.state(found.attempt.state)
    client, _ = ensure_engine(paths, engine_argv(paths))
    with client:
        told = client.ask(Status())["clock"]["now"]
    now = found.attempt.began_at if told is None else datetime.fromisoformat(told)
    found.folder.file().add(Entry(datetime.now(UTC), now, Who.TRAINEE, rec.Joined(), trainee))


def discard(found: Running) -> None:
    """Give up the exercise that runs, without a score: of what is left of it nothing can be made any more."""
    at = found.attempt.began_at
    ended = rec.Ended(False, 0, found.attempt.hints_used, 0, (), discarded=True)
    found.folder.file().add(Entry(datetime.now(UTC), at, Who.TRAINEE, ended))


def sweep() -> None:
    """Remove what nobody needs: states of exercises that have ended, and folders of starts that died.

    To be called under ``one_at_a_time``.
    """
    for folder in exercises():
        with contextlib.suppress(SettingsError):
            attempt = folder.attempt()
            if attempt is None:
                _discard(folder)
            elif attempt.ended is not None:
                remove(folder)


def left_over() -> list[ExerciseFolder]:
    """Return the exercises that have ended and whose states are still there: a console was open on them."""
    found = []
    for folder in exercises():
        with contextlib.suppress(SettingsError):
            attempt = folder.attempt()
            if attempt is not None and attempt.ended is not None and folder.states():
                found.append(folder)
    return found


def ran_out() -> Running | None:
    """Return the newest exam that ended by itself with its time, and whose state is still there; None = there is none.

    Its end was recorded by whoever looked at it: the trainee need not have read it.
    """
    for folder in reversed(left_over()):
        attempt = folder.attempt()
        if attempt is not None and attempt.ended is not None and attempt.ended.time_up:
            return Running(folder, attempt)
    return None


def remove(folder: ExerciseFolder) -> bool:
    """End the engines of an exercise and remove its states, unless somebody looks at them; returns whether they are
    gone."""
    if not folder.states():
        return True
    return remove_states(folder, end_engine)


def _began(
    folder: ExerciseFolder,
    paths: StatePaths,
    lesson: Lesson,
    mode: Mode,
    file: str,
    screens: Collection[str],
    trainee: str,
) -> None:
    client, _ = ensure_engine(paths, engine_argv(paths, lesson.speed), told="")
    with client, Reader(paths.db) as reader:
        client.ask(SetClock(speed=lesson.speed, paused=False))
        give_seats(client, lesson)
        told, rev = client.ask(Status())["clock"]["now"], reader.rev()
        if told is None:
            raise NoEngine("no-clock", "the engine of the exercise does not tell its clock")
        now = datetime.fromisoformat(told)
        amiss = dangers.amiss(Watch(now, rev).look(reader, now))
    began = rec.Began(
        exercise=folder.name,
        lesson=lesson.name,
        title=lesson.title,
        mode=mode.value,
        trainee=trainee,
        file=file,
        state=paths.folder.name,
        rev=rev,
        screens=tuple(screens),
        amiss=tuple(amiss.items()),
    )
    folder.file().add(Entry(datetime.now(UTC), now, Who.TRAINEE, began, trainee))


def _new(home: Path, lesson: str) -> ExerciseFolder:
    stem = f"{datetime.now():%Y%m%d-%H%M%S}-{lesson}"
    for number in range(1, 100):
        path = home / (stem if number == 1 else f"{stem}-{number}")
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        except OSError as error:
            raise SettingsError(f"an exercise cannot be kept here: {error.strerror}", place=str(home)) from error
        return ExerciseFolder(path)
    raise SettingsError("an exercise cannot be kept here: there are too many of this name", place=str(home))


def _copied(lesson: Lesson, folder: ExerciseFolder) -> str:
    """Copy the lesson into its exercise and return where it is read from: what somebody then writes into the original
    changes nothing. Its estate is led to by a link: scripts are looked for beside it."""
    source = Path(os.path.realpath(lesson.file))
    try:
        shutil.copyfile(source, folder.lesson)
        estate = lesson.estate_file
        if estate is None:
            return folder.lesson.name
        if Path(estate).name != estate or estate == folder.lesson.name:
            # Somewhere else than beside the lesson: such a name leads nowhere from here.
            return str(source)
        (folder.path / estate).symlink_to(source.parent / estate)
    except OSError as error:
        raise SettingsError(f"the lesson cannot be copied: {error.strerror}", place=str(folder.path)) from error
    return folder.lesson.name


def _discard(folder: ExerciseFolder) -> None:
    for state in folder.states():
        end_engine(state)
    shutil.rmtree(folder.path, ignore_errors=True)
