"""Coach of an exercise beside its console: one thread looks at what was done, and the app never waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.records.clock import moment
from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    # Only an exercise has a coach: a console on any other state imports nothing of training.
    from drconsole.store.reading.reader import Reader
    from drconsole.training.coaching.coach import Coach
    from drconsole.training.coaching.view import CoachView

LEAST = 1.0
"""Seconds at most between two looks; a person who asks, and another screen, do not wait for them."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the coach."""

    view: CoachView | None
    """None = the state is no exercise's, or nothing could be looked at yet."""
    fault: str = ""
    """Why it could not look; empty = it could."""
    refused: str = ""
    """Why it did not do what was asked of it."""


Tell = Callable[[Said], object]
Wish = Callable[["Coach"], object]


class Coaching:
    """The console's knowledge of the coach. It looks at nothing before ``begin``; ``tell`` is called on its thread."""

    def __init__(self) -> None:
        self.view: CoachView | None = None
        """What the coach says now; None = there is no exercise, or it has not spoken yet."""
        self.fault = ""
        """Why it could not look the last time; empty = it could."""
        self.hidden = False
        """Whether the operator has hidden it."""
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._over = threading.Event()
        self._shown: list[tuple[str, str]] = []
        """Screens that were shown since the last look, in their order, each with the key of the item whose points it
        lists; the one that is shown now stands last."""
        self._now: str | None = None
        self._wishes: list[Wish] = []
        self._thread: threading.Thread | None = None

    @property
    def begun(self) -> bool:
        """Return whether somebody looks."""
        return self._thread is not None

    def begin(self, state: Path, db: Path, tell: Tell) -> None:
        """Look from now on, if the state is an exercise's."""
        self._thread = threading.Thread(target=self._follow, args=(state, db, tell), name="coach", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; do not wait for it."""
        self._over.set()
        self._wake.set()

    def look(self, screen: str, now: str | None, points: str = "") -> None:
        """Say what is shown and what time it is in the world; another screen is looked at without delay.

        ``points``: key of the item whose recovery points are all listed there.
        """
        with self._lock:
            another = [(screen, points)] != self._shown[-1:]
            self._now = now
            if another:
                self._shown.append((screen, points))
        if another:
            self._wake.set()

    def hint(self) -> None:
        """Ask for the next hint."""
        self._ask(lambda coach: coach.hint())

    def end(self) -> None:
        """End the exercise: it is scored."""
        self._ask(lambda coach: coach.stop(moment(self._now)))

    def _ask(self, wish: Wish) -> None:
        with self._lock:
            self._wishes.append(wish)
        self._wake.set()

    # On the thread

    def _follow(self, state: Path, db: Path, tell: Tell) -> None:
        from drconsole.recovery.types.work.errors import DrError
        from drconsole.training.coaching.coach import Coach

        try:
            coach = Coach.of(state)
        except DrError as error:
            tell(Said(None, error.message))
            return
        told, reader = Said(None), None
        while coach is not None and not self._over.is_set():
            self._wake.wait(LEAST)
            self._wake.clear()
            refused = ""
            try:
                refused = self._answer(coach)
                reader = reader or self._reader(db)
                said = Said(self._look(coach, reader), refused=refused)
            except DrError as error:
                reader = None
                said = Said(told.view, error.message, refused)
            if said != told:
                tell(said)
                told = Said(said.view, said.fault)
        if reader is not None:
            reader.close()

    def _answer(self, coach: Coach) -> str:
        """Do what a person has asked for; return why it is not done, or nothing."""
        from drconsole.recovery.types.work.errors import DrError

        with self._lock:
            wishes, self._wishes = self._wishes, []
        refused = ""
        for wish in wishes:
            try:
                wish(coach)
            except DrError as error:
                refused = error.message
        return refused

    def _look(self, coach: Coach, reader: Reader) -> CoachView | None:
        with self._lock:
            shown, now = self._shown, moment(self._now)
            if now is not None:
                self._shown = shown[-1:]
        if now is None:
            return None
        view = None
        for screen, points in shown:
            view = coach.look(reader, screen, now, points)
        return view

    @staticmethod
    def _reader(db: Path) -> Reader:
        from drconsole.store.reading.reader import Reader

        return Reader(db)
