"""The times of each item's latest recovery points, as they were read last; nothing outlives the points it is of."""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.states import states
from drconsole.recovery.states.row import Phase
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.estate.estate import Item, ItemStatus, LatestPoints
from drconsole.recovery.types.estate.points import PointsRead
from drconsole.recovery.types.words import Consistency

_WITHOUT_POINTS = frozenset({Phase.COMMITTED, Phase.FAILED_BACK, Phase.UNPROTECTED})
"""A commit, and disabling, delete all recovery points; one whose failover was cut off can go to none."""
_STILL_LANDED = frozenset({Phase.COMMIT_PENDING, Phase.BUSY})


class Latest:
    """Readings come with an item's status or by themselves; of two the newer counts, whichever way it came."""

    def __init__(self) -> None:
        self._read: dict[str, LatestPoints] = {}
        self._landed: set[str] = set()
        """Those of them whose failover waits for its commit."""

    def take(self, status: ItemStatus) -> None:
        """Keep what a provider says of the points with a status."""
        said = status.latest_points
        if said is not None:
            self.keep(status.key, said if said.as_of is not None else replace(said, as_of=status.as_of))

    def keep(self, key: str, read: LatestPoints) -> None:
        """A reading, unless a newer one is known."""
        known = self._read.get(key)
        if known is None or known.as_of is None or (read.as_of is not None and known.as_of <= read.as_of):
            self._read[key] = read

    def of(self, item: Item | None, status: ItemStatus) -> ItemStatus:
        """Return the status with what is known of the item's points; what its state has deleted is forgotten."""
        key = status.key
        if key in self._read and item is not None:
            phase = states.classify(item, status).phase
            # One job may commit and turn replication around before anybody looks.
            over = key in self._landed and phase not in _STILL_LANDED
            if over or phase in _WITHOUT_POINTS:
                self.drop(key)
            elif phase is Phase.COMMIT_PENDING:
                self._landed.add(key)
        read = self._read.get(key)
        return status if read is status.latest_points else replace(status, latest_points=read)

    def drop(self, key: str) -> None:
        self._read.pop(key, None)
        self._landed.discard(key)


def latest_of(read: PointsRead) -> LatestPoints:
    """Newest processed point of each kind."""

    def newest(wanted: Consistency | None) -> datetime | None:
        times = [p.time for p in read.points if p.processed and (wanted is None or p.consistency is wanted)]
        return max(times, default=None)

    return LatestPoints(newest(None), newest(Consistency.APPLICATION), newest(Consistency.CRASH), read.as_of)
