"""Station of an instructor: acts on the exercise that runs, told in its record and in nothing that a trainee reads.

An instructor is the same user of this machine as the trainee: whose processes and files they are, the kernel asks.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from drconsole.link.client import Client
from drconsole.link.ensure import ensure_engine
from drconsole.link.messages import ExerciseClock, Inject, InjectedFault, Message, Status, TakeSnapshot
from drconsole.link.messages.message import AnswerRow
from drconsole.link.spawn import engine_argv
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.naming import nearest
from drconsole.recovery.types.words import lasting
from drconsole.recovery.types.work.errors import BadInput, DrError, Refused
from drconsole.render.words.command_lines import command
from drconsole.settings.errors import SettingsError
from drconsole.settings.speed import Speed
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader
from drconsole.training.exercise import end_engine, kill_engine
from drconsole.training.instructing.faults import told_of, words_of
from drconsole.training.instructing.fitting import check
from drconsole.training.instructing.machines import machines
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.folder import ExerciseFolder, running, the_folder_of
from drconsole.training.session.records import Entry, Who

KEPT = "state-at-"
"""How the folders of snapshots are named: as states of the exercise they go with it."""
GRACE = 3.0
"""Seconds for which the engine of a state that was left goes on, its clock stopped: a console on it looks every second
where the exercise goes on, and would start a dead engine again (our choice)."""
LONGEST_TEXT = 500
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Done:
    """Act that was done: in a word, and in a sentence."""

    act: str
    text: str


class Station:
    """Station on one exercise."""

    def __init__(self, folder: ExerciseFolder, name: str = "") -> None:
        """``name``: the instructor's, where one is known."""
        self.folder = folder
        self.file = folder.file()
        self._name = name

    @classmethod
    def join(cls, state: Path | None, name: str = "") -> Station:
        """Return the station of the exercise that runs. ``state``: a state folder that was named.

        Raises ``Refused`` where none runs, and where the state is no exercise's or of one that has ended.
        """
        if state is None:
            found = running()
            if found is None:
                advice = f"a trainee begins one: {command('train', 'start', 'LESSON')}"
                raise Refused("no-exercise", "no exercise runs", advice=advice)
            return cls(found.folder, name)
        station = cls(the_folder_of(state), name)
        station.attempt()
        return station

    def attempt(self) -> Attempt:
        """Return the attempt by now. Raises ``Refused`` where it has ended, ``SettingsError``: it cannot be read."""
        self.file.read()
        found = Attempt.of(self.file.entries)
        if found is None:
            raise Refused("no-exercise", "this exercise never began", place=self.folder.name)
        if found.ended is not None:
            raise Refused("exercise-ended", "this exercise has ended", place=self.folder.name)
        return found

    @property
    def paths(self) -> StatePaths:
        """Return the state in which the exercise goes on."""
        return self.folder.state(self.attempt().state)

    # Acts

    def inject(self, fault: InjectedFault) -> Done:
        """Let a fault come. Raises ``BadInput`` for one that does not exist, or that the machine it names gives nothing
        to strike at as it stands now."""
        with Reader(self.paths.db) as reader:
            check(fault, machines(reader))
        self._ask(Inject(fault))
        return self._record("inject", rec.Injected("", "fault", told_of(fault)), f"it comes: {words_of(fault)}")

    def freeze(self) -> Done:
        """Stop the clock."""
        self._ask(ExerciseClock(paused=True))
        return self._record("freeze", rec.Frozen(True), "the clock stands still")

    def resume(self) -> Done:
        """Let the clock go on."""
        self._ask(ExerciseClock(paused=False))
        return self._record("resume", rec.Frozen(False), "the clock goes on")

    def speed(self, speed: Speed) -> Done:
        """Set the clock's speed."""
        self._ask(ExerciseClock(speed=speed))
        said = speed if isinstance(speed, str) else f"{speed:g}"
        return self._record("speed", rec.Sped(said), f"the clock goes at {said}")

    def jump(self, seconds: float) -> Done:
        """Move the clock forward."""
        self._ask(ExerciseClock(jump=seconds))
        text = f"the clock was moved on by {lasting(seconds)}"
        return self._record("jump", rec.Injected("", "clock", text), text)

    def note(self, text: str) -> Done:
        """Write a note for the debrief."""
        return self._record("note", rec.Noted(_text(text, "--note")), "noted for the debrief")

    def message(self, text: str) -> Done:
        """Send the trainee a message, the one act that shows an instructor."""
        said = _text(text, "--message")
        return self._record("message", rec.Injected("", "message", said, shown=True), "sent to the trainee")

    def kill_engine(self) -> Done:
        """Kill the engine, as a crash would."""
        now = self._now()
        if not kill_engine(self.paths):
            raise Refused("no-engine", "no engine runs on this exercise", place=str(self.paths.folder))
        text = "the engine was killed"
        return self._record("kill-engine", rec.Injected("", "engine", text), text, now)

    def drop_line(self) -> Done:
        """Let the trainee's line drop: its console leaves as soon as it reads the record.

        Raises ``Refused`` where none is open.
        """
        with self._client() as client:
            status = client.ask(Status())
        if not status.get("consoles", []):
            raise Refused("no-console", "no console is open on this exercise")
        text = "the trainee's line drops"
        return self._record("drop-line", rec.Injected("", rec.LINE, text), text)

    def snapshot(self, name: str = "") -> Done:
        """Keep the exercise as it stands under a name; by default the next number. Raises ``BadInput``, ``Refused``."""
        known = self.snapshots()
        named = name or next(f"s{number}" for number in range(1, len(known) + 2) if f"s{number}" not in known)
        _check_name(named)
        if named in known:
            raise BadInput("snapshot-exists", f"there is a snapshot {named!r} already", place="--snapshot")
        told = self._ask(TakeSnapshot(str(self._kept(named))))
        at = datetime.fromisoformat(told["at"])
        return self._record("snapshot", rec.SnapshotTaken(named), f"kept as {named}", at)

    def back(self, name: str, wait: Callable[[float], None] = time.sleep) -> Done:
        """Go back to a snapshot, in a new state folder: the one that is left stays as it is. Raises ``BadInput``.

        The trainee's console follows by itself. The clock goes as it went.
        """
        _check_name(name)
        if name not in self.snapshots():
            advice = nearest(name, self.snapshots()) or "take one first: --snapshot NAME"
            raise BadInput("no-such-snapshot", f"there is no snapshot {name!r}", place="--back", advice=advice)
        left = self.paths
        clock = self._clock()
        paths = self._new_state(name)
        client, _ = ensure_engine(paths, engine_argv(paths), told="")
        with client:
            speed, paused = clock
            now = client.ask(ExerciseClock(speed=speed, paused=paused))["now"]
        at = datetime.fromisoformat(str(now))
        # From here on this is where it goes on: whoever dies now leaves an engine too many, which the end removes.
        text = f"the exercise goes on as it was in {name}"
        done = self._record("back", rec.Moved(paths.folder.name, name), text, at)
        with contextlib.suppress(DrError), Client.connect(left, told="") as old:
            old.ask(ExerciseClock(paused=True))
        wait(GRACE)
        end_engine(left)
        return done

    def snapshots(self) -> list[str]:
        """Return the names of the snapshots that were kept, oldest first."""
        found = [one for one in self.folder.path.glob(f"{KEPT}*") if _NAME.fullmatch(one.name.removeprefix(KEPT))]
        return [one.name.removeprefix(KEPT) for one in sorted(found, key=lambda one: one.stat().st_mtime)]

    # Within

    def _kept(self, name: str) -> Path:
        return self.folder.path / f"{KEPT}{name}"

    def _new_state(self, snapshot: str) -> StatePaths:
        """Copy a snapshot into the next state folder, whole or not at all."""
        numbers = [int(one.name[6:]) for one in self.folder.path.glob("state-*") if one.name[6:].isdecimal()]
        folder = self.folder.path / f"state-{max(numbers, default=0) + 1}"
        part = folder.with_name(f".{folder.name}.part")
        try:
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(self._kept(snapshot), part, symlinks=True)
            part.rename(folder)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            why = error.strerror or str(error)
            raise SettingsError(f"the snapshot cannot be copied: {why}", place=str(folder)) from error
        return StatePaths.of(folder)

    def _clock(self) -> tuple[Speed, bool]:
        with self._client() as client:
            clock = client.ask(Status())["clock"]
        speed = clock["speed"]
        return "max" if speed is None or isinstance(speed, str) else speed, clock["paused"] is True

    def _now(self) -> datetime:
        """Return the world's time; where no engine answers, the newest that the record knows."""
        with contextlib.suppress(DrError), Client.connect(self.paths, told="") as client:
            told = client.ask(Status())["clock"]["now"]
            if told is not None:
                return datetime.fromisoformat(told)
        return max((entry.world_at for entry in self.file.entries), default=datetime.now(UTC))

    def _client(self) -> Client:
        """Connect to the engine, started where none answers: an exercise whose engine was killed goes on."""
        paths = self.paths
        return ensure_engine(paths, engine_argv(paths), told="")[0]

    def _ask(self, message: Message[AnswerRow]) -> AnswerRow:
        with self._client() as client:
            return client.ask(message)

    def _record(self, act: str, record: rec.Record, text: str, at: datetime | None = None) -> Done:
        entry = Entry(datetime.now(UTC), at or self._now(), Who.INSTRUCTOR, record, self._name)
        self.file.add(entry)
        return Done(act, text)


def _text(text: str, place: str) -> str:
    said = " ".join(text.split())
    if not said or not said.isprintable() or len(said) > LONGEST_TEXT:
        advice = f"one line of printable characters, at most {LONGEST_TEXT}"
        raise BadInput("bad-text", "this text cannot be kept", place=place, advice=advice)
    return said


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        advice = "small letters, digits and -, at most 40, such as before-commit"
        raise BadInput("bad-name", f"{name!r} is no name of a snapshot", place="--snapshot", advice=advice)
