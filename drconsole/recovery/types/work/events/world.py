"""Events of what people do to the provider's world: its clock, and the faults of a simulated one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class ClockSet:
    """Change of the provider's clock by a person."""

    kind: ClassVar[str] = "clock.set"
    speed: float | None
    """None = ``max``."""
    paused: bool


@dataclass(frozen=True, slots=True)
class FaultsCleared:
    """In a simulation somebody let people outside do at an item what clears these faults."""

    kind: ClassVar[str] = "faults.cleared"
    item: str
    faults: tuple[str, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Armed:
    """Somebody may act on what the provider stands for, for a time."""

    kind: ClassVar[str] = "armed"
    vault: str
    until: datetime
    """Time by the wall's clock."""
    with_console: bool
    """It ends with the console that asked for it."""


@dataclass(frozen=True, slots=True)
class Disarmed:
    """Nobody of this name may act any more. ``why``: ``asked``, ``console-gone``, ``ran-out``."""

    kind: ClassVar[str] = "disarmed"
    vault: str
    who: str
    why: str


WorldEvent = ClockSet | FaultsCleared | Armed | Disarmed
