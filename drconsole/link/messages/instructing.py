"""Acts of an instructor on an exercise, and what a lesson does to its world. No other world takes them.

None is journaled: a trainee reads the journal, and whoever sends them keeps a record of his own.
"""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import STRICT, Message, Unsayable
from drconsole.records.rows.estate.rehearsal import InjectedRow, SnapshotRow
from drconsole.records.rows.status import ToldClockRow
from drconsole.recovery.types.data import dataclass
from drconsole.settings.speed import Speed, parse_speed

LONGEST_JUMP = 30 * 86400
"""Seconds of the world by which a clock is moved at once at most (our choice)."""


@dataclass(frozen=True, slots=True)
class InjectedFault:
    """Fault as an estate document has one; seconds for durations. None = not said."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: str
    id: str | None = None
    item: str | None = None
    """Its key, or its name where no other item has it."""
    plan: str | None = None
    step: str | None = None
    after: float | None = None
    """Seconds of the world from now; None = now."""
    duration: float | None = None
    probability: float | None = None
    code: str | None = None
    factor: float | None = None
    seconds: int | None = None
    times: int | None = None
    at: str | None = None
    point: str | None = None
    on: str | None = None
    answer: str | None = None
    cleared_by: str | None = None


@dataclass(frozen=True, slots=True)
class Inject(Message[InjectedRow]):
    """Add a fault to the world of an exercise."""

    kind: ClassVar[str] = "Inject"
    fault: InjectedFault


@dataclass(frozen=True, slots=True)
class ExerciseClock(Message[ToldClockRow]):
    """Set the clock of an exercise, as ``SetClock`` does; ``jump``: move it so many seconds of the world forward."""

    kind: ClassVar[str] = "ExerciseClock"
    speed: Speed | None = None
    paused: bool | None = None
    jump: float | None = None

    def __post_init__(self) -> None:
        if self.speed is not None and parse_speed(self.speed) is None:
            raise Unsayable("speed must be a number above 0, or max")
        if self.jump is not None and not 0 < self.jump <= LONGEST_JUMP:
            raise Unsayable(f"jump must be seconds above 0, at most {LONGEST_JUMP}")


@dataclass(frozen=True, slots=True)
class TakeSnapshot(Message[SnapshotRow]):
    """Copy the state of an exercise, store and world of one moment, into a folder that is not there yet.

    The clock of the copy stands still.
    """

    kind: ClassVar[str] = "TakeSnapshot"
    folder: str
    """Absolute path."""

    def __post_init__(self) -> None:
        if not self.folder.startswith("/"):
            raise Unsayable("folder must be an absolute path")


INSTRUCTING: tuple[type[Message[Any]], ...] = (Inject, ExerciseClock, TakeSnapshot)
