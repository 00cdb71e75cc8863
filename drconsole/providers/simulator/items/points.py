"""Recovery points, computed when somebody asks: from when data arrived, the policy, and what pruning leaves.

The rules are those of Microsoft's pages ([D:azure-to-azure-architecture] and its like for the other scenarios):
crash-consistent points at the policy's interval and app-consistent ones at theirs; the newest all kept, older ones
thinned out to one an hour, then one in two and in four hours; never beyond the retention, except that the last point is
never lost. A point's age is counted against the newest data: while none arrives, none grows older.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from drconsole.providers.simulator.items.replication import arrived_until, flows
from drconsole.providers.simulator.items.rhythm import Tick, parsed, rhythm_of
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.state.moments import HOUR, SECOND, as_datetime
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import Item, Policy
from drconsole.recovery.types.estate.points import RecoveryPoint
from drconsole.recovery.types.words import Consistency

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

DAY = 24 * HOUR

_AGENT = ((2 * HOUR, 0), (DAY, HOUR), (7 * DAY, 2 * HOUR), (15 * DAY, 4 * HOUR))
# "Kept points hourly, newest ones finer" (recorded); that the newest are those of one hour is our choice.
_HYPERV = ((HOUR, 0), (DAY, HOUR))

TIERS: dict[Family, tuple[tuple[int, int], ...]] = {
    Family.V2A: _AGENT,
    Family.RCM: _AGENT,
    Family.A2A: _AGENT,
    Family.H2A: _HYPERV,
    Family.E2E: _HYPERV,
}
"""Up to this age one point in so much time is kept (0 = all). Widths divide one another, so that what a
wider one keeps, a narrower one had kept before."""


class Points:
    """Recovery points of one item at one moment."""

    def __init__(self, item: ItemState, configured: Item, policy: Policy, draws: Draws, at: int) -> None:
        self._item = item
        self._configured = configured
        self._policy = policy
        self._at = at
        self._tiers = TIERS[FAMILY[configured.scenario]]
        base = configured.replication_group or configured.key
        grouped = configured.replication_group is not None
        self._rhythms = {
            kind: rhythm_of(draws, item.key, item.starts, item.lag, base, grouped, kind, interval)
            for kind, interval in (
                (Consistency.CRASH, policy.crash_interval),
                (Consistency.APPLICATION, policy.app_interval),
            )
            if interval
        }
        self._spans = self._closed_spans()
        self.arrived = arrived_until(item, at)

    def _closed_spans(self) -> list[tuple[int, int]]:
        item = self._item
        spans = [(begin, end) for begin, end in item.segments if end is not None]
        if flows(item):
            spans.append((item.segments[-1][0], arrived_until(item, self._at) or 0))
        return spans

    def listed(self) -> tuple[RecoveryPoint, ...]:
        """Return the points, newest first."""
        if self.arrived is None or not self._policy.retention:
            return ()
        ticks = [*self._regular(), *self._extras()]
        if not ticks:
            ticks = list(self._last())
        hidden = self._item.hidden
        ticks = sorted((one for one in ticks if one.id not in hidden), key=lambda one: (one.at, one.id), reverse=True)
        return tuple(map(self._point, ticks))

    def find(self, point: str) -> RecoveryPoint | None:
        """Return the point of this id, if it can be used. Cheaper than listing all: an id says which tick it is.

        Thinning takes a point out of the list; who chose it while it was listed still gets it, within the
        retention. That is our choice: a run of hours must reach the points that were confirmed at its start.
        """
        if self.arrived is None or not self._policy.retention or point in self._item.hidden:
            return None
        tick = self._regular_of(point)
        if tick is None or tick.at <= (self.arrived or 0) - self._policy.retention * SECOND:
            return next((one for one in self.listed() if one.id == point), None)
        return self._point(tick)

    def _regular_of(self, point: str) -> Tick | None:
        """Return the regular point of this id. An id drawn at random may look like one and is not."""
        consistency, number = parsed(point)
        rhythm = self._rhythms.get(consistency) if consistency is not None else None
        if rhythm is None:
            return None
        at = rhythm.time(number)
        if not any(begin <= at <= end for begin, end in self._spans):
            return None
        tick = rhythm.tick(number)
        return tick if tick is not None and tick.id == point else None

    def newest_processed(self) -> RecoveryPoint | None:
        """Return the newest processed point; None = there is none."""
        if self.arrived is None or not self._policy.retention:
            return None
        recent = self.arrived - 3 * max(self._policy.crash_interval, 300) * SECOND
        ticks = [*self._extras(), *(one for kind in Consistency for one in self._ticks(kind, recent, self.arrived))]
        ready = [one for one in ticks if one.ready_at <= self._at and one.id not in self._item.hidden]
        newest = max(ready, key=lambda one: (one.at, one.id), default=None)
        if newest is not None and newest.at >= recent:
            return self._point(newest)
        return next((one for one in self.listed() if one.processed), None)

    def unprocessed_until(self) -> int | None:
        """Return until when data has arrived that no processed point holds; None = there is none."""
        if self.arrived is None or not self._configured.churn:
            return None
        newest = self.newest_processed()
        if newest is not None and newest.time >= as_datetime(self.arrived):
            return None
        return self.arrived

    def _point(self, tick: Tick) -> RecoveryPoint:
        ready = tick.ready_at <= self._at
        return RecoveryPoint(
            tick.id, self._item.key, as_datetime(tick.at), tick.consistency, tick.multi_vm, processed=ready
        )

    # What pruning leaves

    def _regular(self) -> Iterator[Tick]:
        newest = self.arrived or 0
        oldest = newest - self._policy.retention * SECOND
        upper = newest
        for age, width in self._tiers:
            lower = max(newest - age, oldest)
            if lower < upper:
                yield from self._tier(lower, upper, width)
            upper = lower
            if lower == oldest:
                return
        # Beyond the documented ages: as in the oldest of them.
        yield from self._tier(oldest, upper, self._tiers[-1][1])

    def _tier(self, lower: int, upper: int, width: int) -> Iterator[Tick]:
        """Yield points written after ``lower``, up to ``upper``."""
        if not width:
            for consistency in Consistency:
                yield from self._ticks(consistency, lower + 1, upper)
            return
        begin = lower // width * width
        while begin <= upper:
            kept = self._kept(begin, begin + width)
            if kept is not None and lower < kept.at <= upper:
                yield kept
            begin += width

    def _kept(self, begin: int, end: int) -> Tick | None:
        """Return the point that is kept for this stretch of time."""
        for consistency in (Consistency.APPLICATION, Consistency.CRASH):
            first = next(self._ticks(consistency, begin, end - 1), None)
            if first is not None:
                return first
        return None

    def _last(self) -> Iterator[Tick]:
        """Yield the newest point of all, which is kept whatever its age."""
        found = self._all_extras()
        reach = 3 * max(self._policy.crash_interval, self._policy.app_interval) * SECOND
        for _, end in reversed(self._spans):
            ticks = [one for kind in Consistency for one in self._ticks(kind, end - reach, end)]
            if ticks:
                found += ticks
                break
        if found:
            yield max(found, key=lambda one: one.at)

    def _extras(self) -> list[Tick]:
        oldest = (self.arrived or 0) - self._policy.retention * SECOND
        return [one for one in self._all_extras() if one.at > oldest]

    def _all_extras(self) -> list[Tick]:
        return [Tick(at, ident, Consistency(kind), False, at) for ident, at, kind in self._item.extras]

    # Regular points before pruning

    def _ticks(self, consistency: Consistency, first: int, last: int) -> Iterator[Tick]:
        """Yield points written from ``first`` to ``last``, oldest first."""
        rhythm = self._rhythms.get(consistency)
        if rhythm is None:
            return
        before = -1
        for begin, end in self._spans:
            low, high = max(first, begin, before + 1), min(last, end)
            before = end
            if low > high:
                continue
            number = rhythm.first(low)
            while (at := rhythm.time(number)) <= high:
                if low <= at and (tick := rhythm.tick(number)) is not None:
                    yield tick
                number += 1


def points_of(world: World, item: ItemState, at: int) -> Points:
    """Return the recovery points of an item at the time ``at``."""
    configured = world.configured[item.key]
    return Points(item, configured, world.policies[configured.policy], world.draws, at)
