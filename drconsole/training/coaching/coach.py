"""Coach of a running exercise: judges steps, probes and mistakes, lets events come, and says what a trainee is shown.

It works beside the console and never stands in a key's way: ``look`` and ``hint`` raise nothing, a fault of the coach
itself is a notice. All that it knows stands in the exercise's record: a coach that dies with its console is followed by
another one that knows the same, and two at once record nothing twice.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.recovery.types.work.errors import BadInput, DrError
from drconsole.training.coaching.view import CoachView, Ended, Notice, NoticeKind
from drconsole.training.session import records as rec
from drconsole.training.session.attempt import Attempt
from drconsole.training.session.folder import ExerciseFolder, folder_of
from drconsole.training.session.records import Entry, Who

if TYPE_CHECKING:
    # A console has a coach from its start on, and its first frame waits for none of these.
    from drconsole.documents.lessons.definition import Inject, Lesson
    from drconsole.store.reading.reader import Reader
    from drconsole.training.judging import Judge
    from drconsole.training.predicates.scene import Scene
    from drconsole.training.score.result import Score
    from drconsole.training.watching import Watch

DecideEntries = Callable[[], Sequence[Entry]]


class Coach:
    """Coach on one state of an exercise. Its methods may be called from any thread, and wait for each other."""

    def __init__(self, folder: ExerciseFolder, state: str, attempt: Attempt) -> None:
        self.folder = folder
        self.state = state
        """Name of the state's folder that this coach looks at."""
        self._file = folder.file()
        self._file.read()
        self._torn = self._file.torn()
        self._folded = len(self._file.entries)
        self._attempt = Attempt.of(self._file.entries) or attempt
        self._judge_made: Judge | None = None
        self._watch_made: Watch | None = None
        self._now = self._attempt.began_at
        self._faults: dict[str, Notice] = {}
        self._guard = threading.RLock()

    @classmethod
    def of(cls, state: Path) -> Coach | None:
        """Return the coach of a state folder; None where it is no exercise's, or the exercise never began.

        Raises ``SettingsError`` where the record cannot be read.
        """
        folder = folder_of(state)
        attempt = None if folder is None else folder.attempt()
        if folder is None or attempt is None:
            return None
        return cls(folder, state.resolve().name, attempt)

    @property
    def lesson(self) -> Lesson:
        """Return the lesson. Raises ``DocumentFaults`` where its copy is not what it was."""
        return self._judge.lesson

    @property
    def attempt(self) -> Attempt:
        """Return the attempt as it was last read."""
        return self._attempt

    def look(self, reader: Reader, screen: str, now: datetime, points: str = "") -> CoachView:
        """Judge how everything stands, and stood since the last look; return what is shown. Not for the console's loop.

        ``reader``: of this state, made on the calling thread. ``screen``: name of the one that is looked at;
        ``points``: key of the item whose points are all listed there. ``now``: world time.
        """
        with self._guard:
            self._now = max(self._now, now)
            try:
                self._refresh()
                if self._attempt.ended is None and self._attempt.state == self.state:
                    self._judge_now(reader, screen, points)
                self._faults.pop("look", None)
            except Exception as error:
                self._note("look", error)
            return self._view()

    def hint(self) -> CoachView:
        """Show the next hint of the step that is due. Where there is none, ``why_no_hint`` says why."""
        with self._guard:
            try:
                self._add(self._hint)
                self._faults.pop("hint", None)
            except Exception as error:
                self._note("hint", error)
            return self._view()

    def score_now(self, reader: Reader, now: datetime) -> Score:
        """Return the score as it would be at ``now``; nothing is recorded. Raises ``DrError``."""
        from drconsole.training.coaching.ending import scored

        with self._guard:
            self._now = max(self._now, now)
            self._refresh()
            scene = self._scene(reader)
            return scored(self._attempt, self._judge, scene, [act for _, act in self._watch.dangerous])

    def why_no_hint(self) -> str:
        """Return why ``hint`` would show nothing; empty = it would. Raises ``DrError``."""
        from drconsole.training.coaching.showing import why_no_hint

        with self._guard:
            self._refresh()
            return "the exercise has ended" if self._attempt.ended else why_no_hint(self.lesson, self._attempt)

    def stop(self, now: datetime | None = None) -> Ended:
        """End the exercise, as it stands at ``now`` (world time): score it and write its debrief and history.

        Its states stay until nobody looks at them any more; ``session.folder`` removes them. An exercise that has ended
        is left as it is. Raises ``DrError`` where it cannot be scored or written: it then goes on.
        """
        from drconsole.store.reading.reader import Reader
        from drconsole.training.coaching.showing import ended_view

        with self._guard:
            self._refresh()
            if self._attempt.ended is None:
                self._now = max(self._now, now or self._now)
                with Reader(self.folder.state(self._attempt.state).db) as reader:
                    self._end(reader, time_up=False)
            ended = self._attempt.ended
            if ended is None:
                raise BadInput("not-ended", "the end was recorded and cannot be read", place=str(self._file.path))
            return ended_view(self.lesson, self._attempt, ended, self.folder, self._file.entries)

    # Judging

    @property
    def _judge(self) -> Judge:
        if self._judge_made is None:
            from drconsole.training.judging import Judge
            from drconsole.training.lessons import load

            began = self._attempt.began
            self._judge_made = Judge(load(self.folder.path / began.file, began.screens), began.screens)
        return self._judge_made

    @property
    def _watch(self) -> Watch:
        if self._watch_made is None:
            from drconsole.training.watching import Watch

            self._watch_made = Watch(self._attempt.began_at, self._attempt.began.rev)
        return self._watch_made

    def _scene(self, reader: Reader, screen: str = "", points: str = "") -> Scene:
        from drconsole.training.predicates.scene import points_of

        found, attempt = self._watch.look(reader, self._now), self._attempt
        shown = frozenset({screen} & set(attempt.began.screens)) | ({points_of(points)} if points else set())
        return replace(
            found, looked=attempt.looked | shown, since_due=attempt.since_due(attempt.due_since), shown=shown
        )

    def _judge_now(self, reader: Reader, screen: str, points: str) -> None:
        from drconsole.training.coaching.seeing import Seen, seen
        from drconsole.training.coaching.showing import limit_of

        scene = self._scene(reader, screen, points)

        def found() -> Seen:
            return seen(self._attempt, self._judge, self._watch, scene)

        first = found()
        if first.records:
            # What somebody else has recorded meanwhile is not recorded again.
            self._add(lambda: [self._entry(record, at=at) for at, record in found().records])
        for inject in first.due:
            self._fire(inject)
        self._watch.moments.judged()
        limit = limit_of(self.lesson, self._attempt.began.mode)
        if limit is not None and (self._now - self._attempt.began_at).total_seconds() >= limit:
            self._end(reader, time_up=True)

    def _fire(self, inject: Inject) -> None:
        """Let an event of the lesson come, and record it once."""
        from drconsole.training.coaching.coming import come

        told = come(self.folder.name, self.folder.state(self.state), inject)
        if told is not None:
            attempt = self._attempt
            known = attempt.injected if isinstance(told, rec.Injected) else attempt.failed
            self._add(lambda: [] if inject.id in known else [self._entry(told)])

    def _hint(self) -> list[Entry]:
        from drconsole.training.coaching.showing import step_due, why_no_hint

        step = step_due(self.lesson, self._attempt)
        if step is None or self._attempt.ended or why_no_hint(self.lesson, self._attempt):
            return []
        shown = len(self._attempt.hints.get(step.id, ()))
        return [self._entry(rec.HintGiven(step.id, shown + 1, step.hints[shown]), Who.TRAINEE)]

    def _end(self, reader: Reader, time_up: bool) -> None:
        from drconsole.training.coaching.ending import end

        scene = self._scene(reader)

        def ending() -> list[Entry]:
            if self._attempt.ended is not None:
                return []
            ended = end(self.folder, self._file, self._attempt, self._judge, scene, self._watch, time_up=time_up)
            return [self._entry(ended)]

        self._add(ending)
        self._freeze()

    def _freeze(self) -> None:
        """Stop the world's clock: what is still to be seen of the exercise stays as it was scored."""
        from drconsole.link.client import Client
        from drconsole.link.messages import ExerciseClock

        paths = self.folder.state(self._attempt.state)
        with contextlib.suppress(DrError), Client.connect(paths, told="") as client:
            client.ask(ExerciseClock(paused=True))

    # Record

    def _refresh(self) -> None:
        self._file.read()
        self._fold()

    def _fold(self) -> None:
        self._attempt.fold(self._file.entries[self._folded :])
        self._folded = len(self._file.entries)

    def _add(self, decide: DecideEntries) -> None:
        """Add what ``decide`` finds to be missing once everything that others wrote is known."""

        def decided() -> Sequence[Entry]:
            self._fold()
            return decide()

        self._file.update(decided)
        self._fold()

    def _entry(self, record: rec.Record, who: Who = Who.COACH, at: float | None = None) -> Entry:
        """Return the entry of a record, as of now, or ``at`` so many seconds after the beginning."""
        world_at = self._now if at is None else self._attempt.began_at + timedelta(seconds=at)
        return Entry(datetime.now(UTC), world_at, who, record)

    # Showing

    def _view(self) -> CoachView:
        began = self._attempt.began
        moved = None if self._attempt.state == self.state else self.folder.state(self._attempt.state).folder
        try:
            from drconsole.training.coaching.showing import view_of

            faults, entries = [*self._faults.values(), *self._line_faults()], self._file.entries
            found = view_of(self.lesson, self._attempt, entries, self.folder, self._now, faults, moved)
        except Exception as error:
            self._note("lesson", error)
            elapsed = (self._now - self._attempt.began_at).total_seconds()
            notices = tuple(self._faults.values())
            return CoachView(
                began.lesson, began.title, began.mode, None, len(self._attempt.done), 0, notices, (), elapsed
            )
        self._faults.pop("lesson", None)
        return found

    def _line_faults(self) -> list[Notice]:
        told = [f"line {one.line} of the record cannot be read ({one.why})" for one in self._file.faults]
        if self._torn and not told:
            told = ["the last line of the record was cut off"]
        return [Notice(0.0, NoticeKind.FAULT, f"{text} and is passed over") for text in told[:1]]

    def _note(self, what: str, error: Exception) -> None:
        told = error.message if isinstance(error, DrError) else f"{type(error).__name__}: {error}"
        at = (self._now - self._attempt.began_at).total_seconds()
        self._faults.setdefault(what, Notice(at, NoticeKind.FAULT, f"the coach could not look: {told}"))
