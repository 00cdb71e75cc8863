"""The data loss of a recovery point: one definition, for points, previews, jobs and a change of the point.

What the source wrote after the point and up to the moment it stopped; where it did not stop, up to the failover; where
it has not failed over, up to now.
"""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import phase_of, standing
from drconsole.recovery.types.estate.estate import Item, ItemStatus

_OVER = frozenset({Phase.COMMIT_PENDING, Phase.COMMITTED})


def lost_until(item: Item | None, status: ItemStatus | None, now: datetime) -> datetime:
    """The moment up to which what is missing from a point counts as lost."""
    if item is None or status is None:
        return now
    # What is under way on it does not change when it failed over.
    idle = standing(item, status)._replace(current_scenario=None)
    over = status.last_failover if phase_of(idle) in _OVER else None
    end = over or now
    return min(status.source_stopped, end) if status.source_stopped is not None else end


def data_loss(point: datetime, item: Item | None, status: ItemStatus | None, now: datetime) -> float:
    """Seconds."""
    return max(0.0, (lost_until(item, status, now) - point).total_seconds())
