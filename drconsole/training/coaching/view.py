"""View of a running exercise as the console draws it. Cheap to import: no pydantic, no store.

Times are seconds of the world from the exercise's beginning. Texts come from a lesson or a person and are not cleaned:
whoever draws them does that.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from drconsole.recovery.types.data import dataclass

if TYPE_CHECKING:
    from drconsole.training.score.result import Held, StepTaken


class NoticeKind(StrEnum):
    """Kinds of what the coach says."""

    MESSAGE = "message"
    """Somebody in the lesson's story says something."""
    MISTAKE = "mistake"
    DONE = "done"
    """A step is done."""
    HINT = "hint"
    """A hint, in a mode that shows no steps; a shown step has its hints with it."""
    INSTRUCTOR = "instructor"
    """A message that an instructor sent to the trainee; what an instructor does otherwise stays hidden."""
    FAULT = "fault"
    """The coach itself could not do something; the exercise goes on."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the coach says. ``cost``: what a mistake would have cost on a real estate; else empty."""

    at: float
    kind: NoticeKind
    text: str
    cost: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """Step that is due, in a mode that shows steps."""

    number: int
    """From 1."""
    of: int
    id: str
    do: str
    why: str
    hints: tuple[str, ...]
    """Those that were asked for so far, each says more than the one before."""
    hints_left: int
    par: float | None
    """Seconds that somebody takes who knows it; None = not said."""
    since: float
    """Seconds of the world for which this step has been due."""


@dataclass(frozen=True, slots=True)
class StepMark:
    """Step in the progress. ``text`` is empty in a mode that shows no steps."""

    id: str
    text: str
    done_at: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """Objective as it was scored: ``result`` is met, partly or not-met; ``measured`` and ``target`` in words."""

    id: str
    text: str
    result: str
    measured: str
    target: str
    weight: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Exercise that has ended. ``percent``: from 0 to 100, hints taken off. ``time_up``: the exam's time ran out."""

    passed: bool
    percent: int
    hints: int
    hint_cost: int
    debrief_file: Path
    objectives: tuple[ObjectiveView, ...] = ()
    dangerous: tuple[str, ...] = ()
    probes: tuple[Held, ...] = ()
    """What should have held throughout, and whether it did."""
    time_up: bool = False
    hidden: tuple[str, ...] = ()
    """What an instructor did and the trainee was not shown."""
    steps: tuple[StepTaken, ...] = ()
    hint_texts: tuple[str, ...] = ()
    """Hints that were shown."""
    failovers: tuple[tuple[str, str, str, str, str, str], ...] = ()
    """Of each failover that ended, in words: what, how it ended, its RTO and objective, its RPO and objective."""
    happened: tuple[tuple[str, str], ...] = ()
    """All that happened, in its order: when, and what."""
    outside: tuple[tuple[str, str, str], ...] = ()
    """Each event of the lesson, in words: when it came, what it was, and what followed."""

    @property
    def broken(self) -> tuple[str, ...]:
        """Return the texts of the probes that did not hold."""
        return tuple(probe.text for probe in self.probes if probe.broken_at is not None)


@dataclass(frozen=True, slots=True)
class CoachView:
    """Everything that the coach shows at one moment."""

    lesson: str
    title: str
    mode: str
    """guided, challenge or exam."""
    step: StepView | None
    """None: the mode shows no steps, or all of them are done."""
    done: int
    total: int
    notices: tuple[Notice, ...]
    """Oldest first."""
    progress: tuple[StepMark, ...]
    elapsed: float
    """Seconds of the world since the beginning."""
    ended: Ended | None = None
    story: str = ""
    objectives: tuple[str, ...] = ()
    """Texts of what is to be reached, in every mode."""
    limit: float | None = None
    """Seconds of the world after which an exam ends; None = no limit."""
    hints_left: int | None = None
    """Hints that are left of the step that is due; None = this mode gives no hints."""
    hints_used: int = 0
    speed: float = 1.0
    """Speed of the world's clock, as the lesson begins it."""
    hint_price: int = 0
    """What the next hint takes off, of 100."""
    moved_to: Path | None = None
    """State folder in which the exercise goes on, where that is another than this console's; None = this one."""
    lines_dropped: int = 0
    """How often the trainee's line was made to drop so far: a console that is open when it grows leaves at once."""
