"""Records of an exercise, each with both clocks and who did it.

A record says what was seen or done and nothing that follows from it: ``attempt`` folds them, and ``record_lines``
writes and reads them. A new field needs a default, so that older files are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class Who(StrEnum):
    """Actor of a record."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    COACH = "coach"


@dataclass(frozen=True, slots=True)
class Began:
    """Beginning of an exercise."""

    exercise: str
    lesson: str
    title: str
    mode: str
    trainee: str
    file: str
    """Where the lesson is read from; a relative path is one in the exercise's folder."""
    state: str
    """Name of the state's folder in the exercise's folder."""
    rev: int
    """Revision of the store at the beginning: what the journal has before it, nobody in the exercise did."""
    screens: tuple[str, ...]
    """Screens that the lesson's predicates may name."""
    amiss: tuple[tuple[str, str], ...] = ()
    """Name and stand of the machines that stood dangerously at the beginning already."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A console was opened on the exercise again."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A screen was looked at, for the first time since the step that is due became so."""

    screen: str


@dataclass(frozen=True, slots=True)
class StepDone:
    """The condition of a step was seen to hold."""

    step: str
    rev: int = 0
    """Revision of the journal up to which it was judged."""


@dataclass(frozen=True, slots=True)
class HintGiven:
    """A hint was asked for and shown."""

    step: str
    number: int
    """From 1."""
    text: str


LINE = "line"
"""What an ``Injected`` is that makes the trainee's line drop: the console that is open leaves at once."""


@dataclass(frozen=True, slots=True)
class Injected:
    """Something came from outside. ``inject``: id in the lesson; empty = it is an instructor's.

    ``what``: message, fault, clock or ``LINE``; ``shown``: whether the trainee is told of it.
    """

    inject: str
    what: str
    text: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class InjectFailed:
    """An event of the lesson was refused by the engine; it is tried again at the next look."""

    inject: str
    why: str


@dataclass(frozen=True, slots=True)
class ProbeBroken:
    """Probe that should have held throughout did not."""

    probe: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A dangerous act was found in the journal. ``danger``: its kind, as in ``training.result``."""

    danger: str
    about: str
    text: str
    cost: str
    rev: int
    """Revision of the event that was it."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An instructor wrote a note, for the debrief."""

    text: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """The clock was stopped, or let go on."""

    frozen: bool


@dataclass(frozen=True, slots=True)
class Sped:
    """The clock got another speed: a number, or ``max``."""

    speed: str


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """The exercise as it stood was kept under a name."""

    snapshot: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The exercise goes on in another state folder: a snapshot's. What was recorded since then does not count."""

    state: str
    snapshot: str


@dataclass(frozen=True, slots=True)
class Ended:
    """End of an exercise, with its score."""

    passed: bool
    percent: int
    hints: int
    hint_cost: int
    objectives: tuple[tuple[str, str, str, str], ...]
    """Id, result, and in words what was measured and the target."""
    dangerous: tuple[str, ...] = ()
    """Texts of the dangerous acts that count."""
    time_up: bool = False
    """Whether an exam ended because its time was over."""
    discarded: bool = False
    """Whether it was given up without a score."""
    failovers: tuple[tuple[str, str, str, str, str, str], ...] = ()
    """Of each failover that ended, in words: what, how it ended, its RTO and objective, its RPO and objective."""
    happened: tuple[tuple[str, str], ...] = ()
    """All that happened, in its order: when, and what. The states in which it is journaled are thrown away."""
    outside: tuple[tuple[str, str, str], ...] = ()
    """Each event of the lesson, in words: when it came, what it was, and what followed."""


Record = (
    Began
    | Joined
    | Looked
    | StepDone
    | HintGiven
    | Injected
    | InjectFailed
    | ProbeBroken
    | Mistake
    | Noted
    | Frozen
    | Sped
    | SnapshotTaken
    | Moved
    | Ended
)

KINDS: Mapping[str, type[Record]] = {
    "began": Began,
    "joined": Joined,
    "looked": Looked,
    "step-done": StepDone,
    "hint-given": HintGiven,
    "injected": Injected,
    "inject-failed": InjectFailed,
    "probe-broken": ProbeBroken,
    "mistake": Mistake,
    "noted": Noted,
    "frozen": Frozen,
    "sped": Sped,
    "snapshot-taken": SnapshotTaken,
    "moved": Moved,
    "ended": Ended,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Record with its clocks and its author."""

    at: datetime
    """Wall time, with its zone."""
    world_at: datetime
    who: Who
    record: Record
    name: str = field(default="")
    """Person, where one told a name."""
