"""Folders of exercises: where they are, which one runs, and the removal of their states.

They lie below the user's state home, in a folder of training's own: neither ``--state`` nor ``DRCONSOLE_STATE`` leads
there, and nothing here leads to the state that those name. Of an exercise that has ended its lesson, its record and its
debrief stay; its states go.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import Refused
from drconsole.settings.environment import xdg_folder
from drconsole.settings.errors import SettingsError
from drconsole.settings.state import StatePaths
from drconsole.training.session import file as exercise_file
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.file import ExerciseFile

FIRST_STATE = "state-1"
STATE = "state-"
"""Begins the name of a state's folder; a number ends it, or the name of a snapshot."""


def training_home() -> Path:
    """Return the folder of debriefs, history and exercises; it may not be there yet."""
    return xdg_folder("XDG_STATE_HOME", ".local/state") / "drconsole.training"


@dataclass(frozen=True, slots=True)
class ExerciseFolder:
    """Folder of one exercise."""

    path: Path

    @property
    def name(self) -> str:
        """Return the exercise's id."""
        return self.path.name

    @property
    def lesson(self) -> Path:
        """Return the copy of the lesson."""
        return self.path / "lesson.yaml"

    @property
    def debrief(self) -> Path:
        return self.path / "debrief.md"

    def file(self) -> ExerciseFile:
        """Return the file of records, of which nothing is read yet."""
        return ExerciseFile(self.path / exercise_file.NAME)

    def attempt(self) -> Attempt | None:
        """Return the attempt by now; None = it never began. Raises ``SettingsError``: the record cannot be read."""
        return Attempt.of(self.file().read())

    def state(self, name: str) -> StatePaths:
        """Return a state's paths. ``name``: as in a record."""
        return StatePaths.of(self.path / name)

    def states(self) -> list[StatePaths]:
        """Return the states that are there."""
        return [StatePaths.of(one) for one in sorted(self.path.glob(f"{STATE}*")) if one.is_dir()]


@dataclass(frozen=True, slots=True)
class Running:
    """Exercise that runs."""

    folder: ExerciseFolder
    attempt: Attempt


def folder_of(state: Path) -> ExerciseFolder | None:
    """Return the exercise that a state folder belongs to; None = it is no exercise's."""
    real = Path(os.path.realpath(state))
    if not real.name.startswith(STATE) or not (real.parent / exercise_file.NAME).is_file():
        return None
    return ExerciseFolder(real.parent)


def the_folder_of(state: Path) -> ExerciseFolder:
    """Return the exercise that a state folder, which was named, belongs to. Raises ``Refused`` where it is none's."""
    found = folder_of(state)
    if found is None:
        raise Refused(
            "not-an-exercise",
            "this state is no exercise's: nothing here acts on it",
            place=str(state),
            advice="leave --state out: the exercise that runs is found by itself",
        )
    return found


def exercises() -> list[ExerciseFolder]:
    """Return all exercises, oldest first."""
    home = training_home() / "exercises"
    return [ExerciseFolder(one) for one in sorted(home.glob("*")) if one.is_dir()]


def running() -> Running | None:
    """Return the exercise that runs; None = none does. A folder whose record has no beginning was never begun."""
    for folder in reversed(exercises()):
        with contextlib.suppress(SettingsError):
            attempt = folder.attempt()
            if attempt is not None and attempt.ended is None:
                return Running(folder, attempt)
    return None


@contextlib.contextmanager
def one_at_a_time() -> Iterator[Path]:
    """Hold the lock under which exercises are begun and removed; yields the folder that they lie in.

    Raises ``Refused`` while another command holds it, ``SettingsError`` where the folder cannot be made.
    """
    home = training_home() / "exercises"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(home.parent / "exercises.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingsError(f"exercises cannot be kept here: {error.strerror}", place=str(home)) from error
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("busy", "an exercise is just being begun or ended", advice="try again in a moment") from None
        yield home
    finally:
        os.close(fd)


@contextlib.contextmanager
def kept_open(folder: ExerciseFolder) -> Iterator[None]:
    """Keep the states of an exercise while somebody looks at them, whoever ends it in the meantime."""
    fd = os.open(folder.path / "open.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_SH)
        yield
    finally:
        os.close(fd)


def remove_states(folder: ExerciseFolder, end_engine: Callable[[StatePaths], None]) -> bool:
    """Remove the states of an exercise, unless somebody keeps them open; returns whether they are gone.

    ``end_engine`` is called for each before.
    """
    fd = os.open(folder.path / "open.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        for state in folder.states():
            end_engine(state)
            shutil.rmtree(state.folder, ignore_errors=True)
        return not folder.states()
    finally:
        os.close(fd)
