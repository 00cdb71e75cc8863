"""Events that a provider's service noticed by itself: told as they are, and nothing is decided by them."""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """One event, in the service's own words."""

    id: str
    at: datetime | None
    kind: str
    """``VmHealth``, ``ServerHealth``, ``AgentHealth``, ``JobStatus``, ..."""
    severity: str
    """``Critical``, ``Warning``, ``OK``, ..."""
    text: str
    about: str
    """Name of what it is about; empty = not told."""
