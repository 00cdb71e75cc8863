"""Exercise of a lesson: a throw-away state, an engine on it, and time that passes only when it is let.

Everything lies in a folder of its own, made for this exercise and removed at its end: nothing of it reaches another
state.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from drconsole.documents.lessons.definition import Lesson
from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.lock_holder import holder, is_free
from drconsole.link.messages import ExerciseClock, Message, Status, Stop
from drconsole.link.messages.message import AnswerRow
from drconsole.link.spawn import engine_argv
from drconsole.recovery.types.work.errors import DrError, NoEngine, Refused
from drconsole.settings.speed import Speed
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.training.predicates.scene import Scene
from drconsole.training.seating import give_seats
from drconsole.training.watching import Watch

MakeState = Callable[[Path, Lesson], None]
"""Makes the state of a lesson in an empty folder: a world of mode EXERCISE, and its store."""

IN_A_HURRY = 600.0
"""World seconds in a second while time is let pass and nothing runs: at ``max`` a clock moves only with its jobs."""
POLL = 0.02
"""Seconds between two looks at the store."""
GONE_SECONDS = 10.0
AWAY = 0.5
"""Seconds of the wall for which a dropped line is away."""


class Exercise:
    """Running exercise. The clock stands still but inside of ``going``."""

    def __init__(self, paths: StatePaths, lesson: Lesson) -> None:
        self.paths = paths
        self.client = ensure_engine(paths, engine_argv(paths, "max"), told="")[0]
        self._people: dict[str, Client] = {}
        self.reader = Reader(paths.db)
        self.looked: frozenset[str] = frozenset()
        self.since_due: frozenset[str] = frozenset()
        """Screens that were looked at since the step that is due became so."""
        self.shown: frozenset[str] = frozenset()
        self._speed: Speed | None = None
        self.ask(ExerciseClock(paused=True))
        give_seats(self.client, lesson)
        self.began = self.now()
        self.watch = Watch(self.began, self.reader.rev())

    def ask(self, message: Message[AnswerRow], person: str = "") -> AnswerRow:
        """Ask the engine, as one of the lesson's people or as the owner. Raises what it refuses with."""
        if not person:
            return self.client.ask(message)
        if person not in self._people:
            self._people[person] = Client.connect(self.paths, told=person)
        return self._people[person].ask(message)

    def _hang_up(self) -> None:
        for client in (self.client, *self._people.values()):
            client.close()
        self._people = {}

    def now(self) -> datetime:
        """Return the world's time. Raises ``NoEngine`` where the engine does not tell it."""
        told = self.ask(Status())["clock"]["now"]
        if told is None:
            raise NoEngine("no-clock", "the engine of the exercise does not tell its clock")
        return datetime.fromisoformat(told)

    def elapsed(self) -> float:
        """Return the seconds of the world since the beginning."""
        return (self.now() - self.began).total_seconds()

    def scene(self) -> Scene:
        """Return how everything stands."""
        found = self.watch.look(self.reader, self.now())
        return replace(found, looked=self.looked, since_due=self.since_due, shown=self.shown)

    @contextlib.contextmanager
    def going(self, speed: Speed = "max") -> Iterator[None]:
        """Let time pass at this speed."""
        self._speed = speed
        self._clock()
        try:
            yield
        finally:
            self._speed = None
            self._clock()

    def _clock(self) -> None:
        """Let the clock go as it is to go: an engine that took over does not know it."""
        speed = self._speed
        self.ask(ExerciseClock(speed="max" if speed is None else speed, paused=speed is None))

    def advance(self, seconds: int) -> None:
        """Let so many seconds of the world pass, or a little more."""
        end = self.elapsed() + seconds
        with self.going(min(IN_A_HURRY, max(60.0, seconds / 0.5))):
            while self.elapsed() < end:
                time.sleep(POLL)

    def drop(self) -> None:
        """Lose the line to the engine, and come back when the world has gone on without anybody for a while."""
        with self.going():
            self._hang_up()
            time.sleep(AWAY)
            self.connect_again()

    def connect_again(self) -> None:
        """Connect to the engine after a line that was lost, and let the clock go as before."""
        self._hang_up()
        self.client = ensure_engine(self.paths, engine_argv(self.paths), told="")[0]
        self._clock()

    def kill(self) -> None:
        """Kill the engine as a crash would, and start the next one."""
        os.kill(self.client.hello["pid"], signal.SIGKILL)
        self._hang_up()
        _wait_until_gone(self.paths)
        self.connect_again()

    def close(self) -> None:
        """End the engine at once."""
        self.reader.close()
        self._hang_up()
        end_engine(self.paths)


def end_engine(paths: StatePaths) -> None:
    """End the engine of an exercise's state at once, whatever runs; one that does not answer is killed."""
    with contextlib.suppress(DrError), Client.connect(paths, told="") as client:
        client.ask(Stop(force=True))
    if not _wait_until_gone(paths):
        with contextlib.suppress(Refused):
            if kill_engine(paths):
                _wait_until_gone(paths)


def kill_engine(paths: StatePaths) -> bool:
    """Kill the engine of an exercise's state, as a crash would, and return whether one ran.

    Raises ``Refused`` where it is another user's.
    """
    pid = holder(paths.lock).get("pid")
    if pid is None:
        return False
    try:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    except PermissionError as error:
        advice = "an instructor is the same user as the trainee"
        raise Refused("not-permitted", f"process {pid} is another user's", advice=advice) from error
    return True


def _wait_until_gone(paths: StatePaths) -> bool:
    end = time.monotonic() + GONE_SECONDS
    while not (gone := is_free(paths.lock)) and time.monotonic() < end:
        time.sleep(POLL)
    return gone


@contextlib.contextmanager
def exercise(lesson: Lesson, make_state: MakeState) -> Iterator[Exercise]:
    """Begin the exercise of a lesson in a folder of its own, which is removed at the end. Raises ``DrError``."""
    folder = Path(tempfile.mkdtemp(prefix="drconsole-exercise-"))
    try:
        make_state(folder, lesson)
        running = Exercise(StatePaths.of(folder), lesson)
        try:
            yield running
        finally:
            running.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
