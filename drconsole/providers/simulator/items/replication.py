"""Replication: when data flows from a source, how far it has come, what stops it.

What arrived as a stream is kept as intervals of *when it was written*; points are made of these.
"""

from __future__ import annotations

from drconsole.providers.simulator.service.conditions import CONDITIONS
from drconsole.providers.simulator.state.moments import MINUTE
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import Item

BLOCKS_PER_MIB = 16
"""The write counter counts blocks of 64 KiB."""


def flows(item: ItemState) -> bool:
    """Return whether data arrives at this moment."""
    return bool(item.segments) and item.segments[-1][1] is None


def may_flow(item: ItemState) -> bool:
    return CONDITIONS[item.condition].replicates and can_synchronize(item)


def arrived_until(item: ItemState, at: int) -> int | None:
    """All that the source wrote before this had arrived at ``at``; None = nothing ever did."""
    if not item.segments:
        return item.synced_to
    begin, end = item.segments[-1]
    if end is None:
        end = at - item.lag
        if item.source_off_at is not None:
            end = min(end, item.source_off_at)
        end = max(end, begin)
    return max(end, item.synced_to or end)


def stop(item: ItemState, at: int) -> None:
    """Nothing arrives any more; what is under way is lost."""
    if flows(item):
        item.segments[-1] = (item.segments[-1][0], arrived_until(item, at))


def start(item: ItemState, at: int) -> None:
    """Data arrives again, from what is written now on; what was missed is caught up without points."""
    if not flows(item):
        item.segments.append((at, None))


def follow(item: ItemState, at: int) -> None:
    """Start or stop it as condition, agent and link have it."""
    if may_flow(item):
        start(item, at)
    else:
        stop(item, at)


def can_synchronize(item: ItemState) -> bool:
    """Return whether what the source holds can be fetched."""
    return not (item.agent_lost or item.unreachable or item.source_gone)


def all_is_here(item: ItemState) -> bool:
    """The source is off, and what it wrote until then has been fetched: nothing would be lost."""
    fetched, off = item.synced_to, item.source_off_at
    return not item.source_on and fetched is not None and off is not None and fetched >= off


def synchronize(item: ItemState, at: int) -> int:
    """Fetch all that the source holds: what it wrote until it was shut down, or until now. Returns until when."""
    until = at if item.source_on or item.source_off_at is None else item.source_off_at
    item.synced_to = max(until, item.synced_to or until)
    return item.synced_to


def stopped_at(item: ItemState) -> int | None:
    """Since when the source writes nothing; after a failover, since when it wrote nothing then."""
    over = item.last_failover if CONDITIONS[item.condition].failed_over else None
    if over is not None:
        then = next((off for off, on in item.pauses if off <= over <= on), None)
        if then is not None:
            return then
    return None if item.source_on else item.source_off_at


def forget(item: ItemState) -> None:
    """All recovery points are gone, and what they were made of."""
    item.segments, item.extras, item.hidden, item.synced_to = [], [], [], None


def acknowledged(item: ItemState, configured: Item, at: int) -> int:
    """Blocks that the source had acknowledged to its users at ``at``; it writes nothing while it is off."""
    if item.source_off_at is not None:
        at = min(at, item.source_off_at)
    off = sum(max(0, min(at, on) - since) for since, on in item.pauses)
    return item.base + max(0, int((at - item.born - off) * configured.churn * BLOCKS_PER_MIB / MINUTE))
