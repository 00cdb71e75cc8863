"""Exercise of a job, as its report tells it: read from the exercise's record alone."""

from __future__ import annotations

from pathlib import Path

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.errors import DrError
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.folder import ExerciseFolder, folder_of
from drconsole.training.session.records import Ended


@dataclass(frozen=True, slots=True)
class Told:
    """Exercise of a state. ``texts``: those of objectives and probes, by id, as far as the lesson can be read."""

    folder: ExerciseFolder
    attempt: Attempt
    ended: Ended | None
    texts: dict[str, str]
    hidden: tuple[str, ...]
    """Acts of the instructor that the trainee was not shown; empty while the exercise goes on."""


def exercise_of(state: Path) -> Told | None:
    """Return the exercise that a state folder belongs to; None = it is none's.

    Raises ``SettingsError`` where its record cannot be read.
    """
    folder = folder_of(state)
    if folder is None:
        return None
    file = folder.file()
    attempt = Attempt.of(file.read())
    if attempt is None:
        return None
    hidden: tuple[str, ...] = ()
    if attempt.ended is not None:
        from drconsole.training.coaching.debriefing import instructor_acts

        hidden = tuple(instructor_acts(file.entries, attempt.began_at))
    return Told(folder, attempt, attempt.ended, _texts(folder, attempt), hidden)


def _texts(folder: ExerciseFolder, attempt: Attempt) -> dict[str, str]:
    from drconsole.training.lessons import load

    try:
        lesson = load(folder.path / attempt.began.file, attempt.began.screens)
    except DrError:
        return {}
    return {one.id: one.text for one in lesson.probes} | {one.id: one.text for one in lesson.objectives}
