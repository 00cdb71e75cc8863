"""Events of the engine's own life: its start and end, its store, its clock on the wall, its link."""

from __future__ import annotations

from typing import ClassVar

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class EngineStarted:
    """Start of an engine on this store."""

    kind: ClassVar[str] = "engine.started"
    pid: int
    version: str
    provider: str


@dataclass(frozen=True, slots=True)
class EngineStopped:
    """End of an engine that could say why it went."""

    kind: ClassVar[str] = "engine.stopped"
    reason: str


@dataclass(frozen=True, slots=True)
class LossAccepted:
    """Acceptance by a person of a store that ended before what had been acknowledged, or of which that is not known."""

    kind: ClassVar[str] = "store.loss-accepted"
    found_epoch: int
    found_events: int
    noted_epoch: int | None
    """None = there was no note to compare with."""
    noted_events: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class WallJumped:
    """Jump of the wall's clock, or sleep of the machine: times beside events before and after do not compare."""

    kind: ClassVar[str] = "wall.jumped"
    seconds: float
    """Seconds that the clock jumped; below 0 = back."""


@dataclass(frozen=True, slots=True)
class LinkRejected:
    """Rejection of a message: too large, malformed, of another version."""

    kind: ClassVar[str] = "link.rejected"
    code: str
    message: str


EngineEvent = EngineStarted | EngineStopped | LossAccepted | WallJumped | LinkRejected
