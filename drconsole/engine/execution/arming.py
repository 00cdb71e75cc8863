"""Arming: who may act on what the provider stands for, and until when.

It is kept in memory alone: a new engine has armed nobody. A job that was started while somebody was armed goes on by
itself, also after an engine's death: what it does was confirmed then.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from drconsole.engine.projections.parts import stamp
from drconsole.providers.port import Place
from drconsole.records.rows.estate.estate import ArmedRow, PlaceRow
from drconsole.recovery.types.data import dataclass

LASTS = timedelta(minutes=60)
"""How long somebody is armed, on the wall's clock."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Right of one person to act, for a time."""

    until: datetime
    console: int | None
    """Process that it ends with; None = it ends by its time alone."""
    ends: float
    """The same end on a clock that nobody sets: a wall's clock that is set back lengthens nothing."""


class Arming:
    """Those who are armed, by actor as the journal names them."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        """``steady``: seconds of a clock that nobody sets."""
        self._leases: dict[str, Lease] = {}
        self._steady = steady

    def arm(self, who: str, now: datetime, console: int | None) -> Lease:
        lease = self._leases[who] = Lease(now + LASTS, console, self._steady() + LASTS.total_seconds())
        return lease

    def is_armed(self, who: str, now: datetime) -> bool:
        lease = self._leases.get(who)
        return lease is not None and self._lasts(lease, now)

    def _lasts(self, lease: Lease, now: datetime) -> bool:
        return now < lease.until and self._steady() < lease.ends

    def disarm(self, who: str) -> bool:
        """Take the right away; returns whether there was one."""
        return self._leases.pop(who, None) is not None

    def ended_with(self, console: int) -> list[str]:
        """Take away what ends with this process; returns whose."""
        gone = [who for who, lease in self._leases.items() if lease.console == console]
        for who in gone:
            del self._leases[who]
        return gone

    def rows(self, now: datetime) -> list[ArmedRow]:
        """Return who is armed now, the longest first."""
        lasting = sorted(self._leases.items(), key=lambda pair: pair[1].until, reverse=True)
        return [
            {"who": who, "until": stamp(lease.until), "with_console": lease.console is not None}
            for who, lease in lasting
            if self._lasts(lease, now)
        ]


def place_row(place: Place | None) -> PlaceRow | None:
    """Return where a provider acts, as rows tell it."""
    if place is None:
        return None
    return {
        "cloud": place.cloud,
        "endpoint": place.endpoint,
        "tenant": place.tenant or None,
        "subscription": place.subscription,
        "resource_group": place.resource_group,
        "vault": place.vault,
        "emulator": place.emulator,
        "read_only": place.read_only,
    }
