"""Lesson as its document defines it: what is to be learned, in which estate, and how it is measured.

Texts of the predicate language stay texts here; ``drconsole.training.predicates`` gives them a meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.documents.definition import EstateDefinition, Fault
    from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.words import Direction, Grain, Operation, Outcome, PointChoice

Target = bool | int | float
"""What an objective wants: a truth, or the number that may not be passed."""


class Mode(StrEnum):
    """Way to take a lesson: with its steps, without them, or without hints and against the clock."""

    GUIDED = "guided"
    CHALLENGE = "challenge"
    EXAM = "exam"


@dataclass(frozen=True, slots=True)
class Objective:
    """Objective of a lesson. ``measure`` is a text of the predicate language, a condition or a number."""

    id: str
    text: str
    measure: str
    target: Target
    weight: int


@dataclass(frozen=True, slots=True)
class Step:
    """Step of a lesson: what to do, why, and the condition that shows that it is done."""

    id: str
    do: str
    why: str
    expect: str
    hints: tuple[str, ...] = ()
    par: int | None = None
    """Seconds that somebody takes who knows it; None = not said."""


class Lost(StrEnum):
    """Points that a trainee can lose in a lesson."""

    ENGINE = "engine"
    """Killed as by a crash; the console starts the next one."""
    LINE = "line"
    """The console leaves at once, as it does when a connection breaks."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Event of a lesson that nobody in the console asked for: a fault, a message, a jump of the clock, or a loss.

    A fault that comes at a time is in the lesson's estate already; one that comes on a condition is put into the world
    when the condition holds.
    """

    id: str
    at: int | None
    """Seconds from the lesson's beginning; None = it comes when ``on`` holds."""
    on: str | None
    fault: Fault | None = None
    message: str | None = None
    jump: int | None = None
    """Seconds by which the world's clock goes forward at once."""
    lose: Lost | None = None

    @property
    def in_estate(self) -> bool:
        """Return whether the world has it from its making."""
        return self.fault is not None and self.at is not None


@dataclass(frozen=True, slots=True)
class Probe:
    """Condition that holds throughout a lesson."""

    id: str
    text: str
    always: str


@dataclass(frozen=True, slots=True)
class Run:
    """Start of an operation. ``follow`` False: the next act comes at once, while time stands."""

    operation: Operation
    target: str
    point: PointChoice | None = None
    point_id: str | None = None
    direction: Direction | None = None
    shutdown: bool | None = None
    network: str | None = None
    accept: tuple[str, ...] = ()
    comment: str = ""
    follow: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to the task of this name that waits."""

    task: str
    outcome: Outcome
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Validate:
    """Judgement on a failed-over machine."""

    item: str
    ok: bool
    comment: str = ""
    accept: str | None = None


class JobVerb(StrEnum):
    """Act done to a job that runs."""

    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class ActOnJob:
    """Hold, resume or cancel of the newest job of an operation."""

    verb: JobVerb
    operation: Operation
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """Work of people outside, on what is broken at an item."""

    item: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait until a condition holds, for at most ``limit`` seconds of the world."""

    until: str
    limit: int


@dataclass(frozen=True, slots=True)
class Advance:
    """Passing of so many seconds of the world."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Kill:
    """Death of the engine; the next one starts at once."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Loss of the line: nobody is connected for a while in which the world goes on."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look at a screen of the console. ``item``: the one whose points are looked at; None = at the screen alone."""

    screen: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Propose:
    """Proposal of a run that needs a second person."""

    run: Run


@dataclass(frozen=True, slots=True)
class Decide:
    """Approval, or rejection, of the newest proposal for a target."""

    target: str
    approves: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Act of one of several people."""

    person: str
    act: Act


Act = Run | Answer | Validate | ActOnJob | Repair | Wait | Advance | Kill | Drop | Look | Propose | Decide | By

UNWRITTEN = "Write why."
"""Reason of a step in a lesson made of a run: its author has still to write it."""
SOLUTION = "solution"
"""Name of the way that meets every objective."""


@dataclass(frozen=True, slots=True)
class Way:
    """Scripted way through a lesson. ``misses`` are the ids of the objectives that it does not meet in full."""

    name: str
    acts: tuple[Act, ...]
    misses: tuple[str, ...] = ()
    any_order: Mapping[int, str] = field(default_factory=dict)
    """Number of an act, from 0 -> why it could as well come before the act in front of it."""
    spare: Mapping[int, str] = field(default_factory=dict)
    """Number of an act -> why nothing is lost without it."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Lesson with all of its document. ``speed`` is seconds of the world in one of a person's."""

    name: str
    title: str
    level: int
    minutes: int
    estate: EstateDefinition
    grain: Grain
    speed: float
    story: str
    objectives: tuple[Objective, ...]
    steps: tuple[Step, ...]
    ways: Mapping[str, Way]
    injects: tuple[Inject, ...] = ()
    probes: tuple[Probe, ...] = ()
    modes: tuple[Mode, ...] = tuple(Mode)
    file: str = ""
    seats: Mapping[str, tuple[Seat, ...]] = field(default_factory=dict)
    """Person -> the seats that they play; empty = it is one person's, and there is no room."""
    approvals: Mapping[str, int] = field(default_factory=dict)
    """Operation, ``cancel`` or ``any`` -> how many people have to approve it, beside who asks."""
    estate_file: str | None = None
    """Its estate's file as the lesson names it, beside the lesson; None = a bundled estate."""


@dataclass(frozen=True, slots=True)
class WrongPredicate:
    """Fault of a predicate: the column it was found at, from 1, what is wrong there, and what would be right."""

    column: int
    message: str
    right: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Place of a lesson in the curriculum: the lessons that it presupposes."""

    lesson: str
    presupposes: tuple[str, ...] = field(default_factory=tuple)
