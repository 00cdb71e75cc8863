"""Result of a way through a lesson, as it is scored."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.training.predicates.fields import Value


class Met(StrEnum):
    """Degree to which an objective was met."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not-met"


@dataclass(frozen=True, slots=True)
class Measured:
    """Objective as it was measured. ``measured`` None = there was nothing to measure. ``seconds``: both
    values are numbers of seconds."""

    id: str
    text: str
    weight: int
    result: Met
    measured: Value
    target: Value
    seconds: bool = False


class Danger(StrEnum):
    """Kinds of acts that endanger machines or data."""

    COMMITTED_UNSEEN = "committed-before-validating"
    TURNED_UNCOMMITTED = "re-protected-uncommitted"
    CANCELLED = "cancelled-in-progress"
    WRONG_DIRECTION = "wrong-direction"
    UNPROTECTED = "left-unprotected"
    RAN_TWICE = "ran-twice"


@dataclass(frozen=True, slots=True)
class DangerousAct:
    """Act that endangered machines or data: when, in seconds from the beginning, and what about."""

    kind: Danger
    about: str
    text: str
    at: float | None


@dataclass(frozen=True, slots=True)
class Held:
    """Probe of a lesson, and when it was first seen broken, in seconds from the beginning; None = it held."""

    id: str
    text: str
    broken_at: float | None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Step of a lesson as it was taken. Times are seconds of the world. ``done_at`` None = it was not done."""

    id: str
    do: str
    done_at: float | None
    """Seconds from the lesson's beginning."""
    took: float | None
    """Seconds since the step before it was done."""
    par: int | None
    """How long somebody takes who knows it; None = not said."""


NEVER_CAME = "it did not come"
"""What came of a wait that ran out."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done or happened: when, what, and what came of it."""

    at: float
    what: str
    came: str
    refused: bool = False

    @property
    def words(self) -> str:
        """Return what was done, and what came of it."""
        return self.what + (f". {self.came}" if self.came else "")


@dataclass(frozen=True, slots=True)
class Score:
    """Score of a way: points of those that could be had. ``passed``: every objective is met, every probe held and
    nothing dangerous was done. Time earns nothing by itself."""

    points: float
    most: int
    passed: bool
    objectives: tuple[Measured, ...]
    dangerous: tuple[DangerousAct, ...]
    probes: tuple[Held, ...]
    hints: int = 0
    """Hints that were asked for."""
    hint_cost: int = 0
    """What they take off, of 100."""

    @property
    def percent(self) -> int:
        """Return the score from 0 to 100, hints taken off."""
        return max(0, round(100 * self.points / self.most) - self.hint_cost)
