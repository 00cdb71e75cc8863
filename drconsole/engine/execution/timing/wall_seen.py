"""The wall's clock as the last life of an engine saw it: what was set while no engine ran is noticed by the next one.

Two things tell: the latest time that was written, and, while the machine has not been started anew, how far the wall's
clock is ahead of one that nobody sets.
"""

from __future__ import annotations

import time
from datetime import datetime
from functools import cache
from pathlib import Path

from drconsole.records.clock import moment
from drconsole.records.rows.estate.estate import BootRow, WorldRow
from drconsole.recovery.types.data import dataclass

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Boot:
    """Start of the machine, and the seconds since, those that it slept included."""

    id: str
    seconds: float

    def row(self, wall: datetime) -> BootRow:
        """Return how far the wall's clock is ahead of it."""
        return {"id": self.id, "offset": round(wall.timestamp() - self.seconds, 3)}


def boot_now() -> Boot | None:
    """Return the machine's start as the kernel tells it; None = it does not."""
    try:
        return Boot(_read_once(_BOOT_ID), time.clock_gettime(time.CLOCK_BOOTTIME))
    except (AttributeError, OSError):
        return None


@cache
def _read_once(path: Path) -> str:
    """Return what the kernel says for as long as this process lives. Raises ``OSError``."""
    return path.read_text().strip()


def set_back(wall: datetime, boot: Boot | None, last: datetime | None, told: WorldRow | None) -> float:
    """Return by how many seconds the wall's clock was set back since the last life, below 0; 0 = not that we know.

    ``last``: of the journal's last event; ``told``: what that life last told of its clocks. A clock that was set back
    while the machine was started anew is only noticed where it is behind what was written.
    """
    back = 0.0
    for seen in (last, moment(told["at"]) if told is not None else None):
        if seen is not None:
            back = min(back, (wall - seen).total_seconds())
    before = told.get("boot") if told is not None else None
    if boot is not None and before is not None and before["id"] == boot.id:
        back = min(back, boot.row(wall)["offset"] - before["offset"])
    return back
