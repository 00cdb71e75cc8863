"""Facts of the exercise that a job was a part of, as whoever made the report told them: no store holds them."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class ObjectiveTold:
    """Objective of a lesson. ``result``: met, partly or not-met."""

    id: str
    text: str
    result: str
    measured: str
    target: str


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """Exercise of a lesson. While it goes on, its score and what was hidden from the trainee are not told."""

    exercise: str
    lesson: str
    title: str
    mode: str
    trainee: str
    ended: bool
    passed: bool | None
    percent: int | None
    """0 to 100; None = it goes on."""
    hint_cost: int
    objectives: tuple[ObjectiveTold, ...] = ()
    dangerous: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    """What should have held throughout and did not."""
    hidden: tuple[str, ...] = ()
    """Acts of the instructor that the trainee was not shown, each with its time."""
