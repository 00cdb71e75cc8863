"""Meaning of critical replication health: an alarm, or only the provider's way to say that a machine is failed over.

Sources: rows 10, 15 and 17 [states], recorded [REC-ps]: between two VMM sites an item is Critical with 67506
("is failed over") after an unplanned failover, and goes on being Critical while it is protected at its recovery side.
"""

from __future__ import annotations

from drconsole.recovery.types.estate.estate import ItemStatus
from drconsole.recovery.types.families import E2E
from drconsole.recovery.types.words import Health, Location, Scenario

NOT_OF_REPLICATION = frozenset({"67506", "161008", "161011", "161018"})
"""Health errors that do not say that replication fails: it is failed over; what a coming failover still lacks."""


def alarming(scenario: Scenario, status: ItemStatus) -> bool:
    """Return whether critical replication health says that something is wrong. Between two VMM sites an item at its
    recovery side is always critical: there those health errors tell that are more than a warning."""
    if status.replication_health is not Health.CRITICAL:
        return False
    if scenario not in E2E or status.active_location is not Location.RECOVERY:
        return True
    return any(error.code not in NOT_OF_REPLICATION and error.level != "Warning" for error in status.health_errors)
