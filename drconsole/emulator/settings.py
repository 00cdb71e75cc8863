"""Settings of an emulated vault: what a caller may choose, and what Azure's own are."""

from __future__ import annotations

from dataclasses import field

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: how many calls at once, and how many a second come back."""

    burst: int
    per_second: float


READS = Rate(250, 25.0)
WRITES = Rate(200, 10.0)
"""Resource Manager's limits of a subscription and principal, since 2024 (documented)."""

RETRY_AFTER = 30
"""Seconds between looks at an operation, as the service asks for: on all recorded answers that say it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``scale_waits``: a Retry-After counts seconds of the client's clock, not of the world's (a world at speed 60
    then asks for a look every second or less)."""

    page: int = 100
    """Things on one page of a list. The service's own size was not recorded."""
    reads: Rate = field(default=READS)
    writes: Rate = field(default=WRITES)
    scale_waits: bool = False
