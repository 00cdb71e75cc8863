"""Events of what people do to the provider's world: its clock, and the faults of a simulated one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


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


WorldEvent = ClockSet | FaultsCleared
