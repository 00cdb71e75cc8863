"""Recovery points, computed when somebody asks: from when data arrived, the policy, and what pruning leaves.

The rules are those of Microsoft's architecture documents: crash-consistent points at the policy's
interval and app-consistent ones at theirs; the newest all kept, older ones thinned out to one an hour, then
one in two and in four hours; never beyond the retention, except that the last point is never lost. A
point's age is counted against the newest data: while none arrives, none grows older.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drconsole.providers.simulator.conditions import FAMILY, Family
from drconsole.providers.simulator.draws import Draws
from drconsole.providers.simulator.moments import HOUR, SECOND, as_datetime
from drconsole.providers.simulator.replication import arrived_until, flows
from drconsole.providers.simulator.rows import ItemState
from drconsole.recovery.estate import Item, Policy
from drconsole.recovery.points import RecoveryPoint
from drconsole.recovery.words import Consistency

DAY = 24 * HOUR

TIERS: dict[Family, tuple[tuple[int, int], ...]] = {
    Family.V2A: ((2 * HOUR, 0), (DAY, HOUR), (7 * DAY, 2 * HOUR), (15 * DAY, 4 * HOUR)),
    # "Kept points hourly, newest ones finer" (recorded); that the newest are those of one hour is our choice.
    Family.H2A: ((HOUR, 0), (DAY, HOUR)),
}
"""Up to this age one point in so much time is kept (0 = all). Widths divide one another, so that what a
wider one keeps, a narrower one had kept before."""

MISSING_ONE_IN = 16
"""A member of a replication group lacks one common point in so many."""
PROCESSING = (20, 90)
"""Seconds from arrival until a point can be used."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A regular point: made from what the source held at ``at``."""

    at: int
    id: str
    consistency: Consistency
    multi_vm: bool
    ready_at: int
    """From then on it is processed."""

    @property
    def rank(self) -> tuple[bool, int]:
        """Of several in one stretch the app-consistent one is kept, else the first."""
        return (self.consistency is not Consistency.APPLICATION, self.at)


class Points:
    """The points of one item at one moment."""

    def __init__(self, item: ItemState, configured: Item, policy: Policy, draws: Draws, at: int) -> None:
        self._item = item
        self._configured = configured
        self._policy = policy
        self._draws = draws
        self._at = at
        self._tiers = TIERS.get(FAMILY.get(configured.scenario, Family.OTHER), TIERS[Family.V2A])
        self._base = configured.replication_group or configured.key
        self._phases: dict[Consistency, int] = {}
        self._spans = self._closed_spans()
        self.arrived = arrived_until(item, at)

    def _closed_spans(self) -> list[tuple[int, int]]:
        item = self._item
        spans = [(begin, end) for begin, end in item.segments if end is not None]
        if flows(item):
            spans.append((item.segments[-1][0], arrived_until(item, self._at) or 0))
        return spans

    def listed(self) -> tuple[RecoveryPoint, ...]:
        """Newest first."""
        if self.arrived is None or not self._policy.retention:
            return ()
        ticks = [*self._regular(), *self._extras()]
        if not ticks:
            ticks = list(self._last())
        hidden = self._item.hidden
        ticks = sorted((one for one in ticks if one.id not in hidden), key=lambda one: (one.at, one.id), reverse=True)
        return tuple(map(self._point, ticks))

    def find(self, point: str) -> RecoveryPoint | None:
        """The point of this id, if there is one. Cheaper than listing all: an id says which tick it is."""
        if self.arrived is None or not self._policy.retention or point in self._item.hidden:
            return None
        consistency, number = _parse(point)
        if consistency is None:
            return next((one for one in self.listed() if one.id == point), None)
        interval = self._interval(consistency)
        at = self._time(consistency, number, interval) if interval else None
        if at is None or not any(begin <= at <= end for begin, end in self._spans):
            return None
        tick = self._tick(consistency, number, at)
        if tick is None or tick.id != point or not self._survives(tick):
            return None
        return self._point(tick)

    def newest_processed(self) -> RecoveryPoint | None:
        """None = there is none."""
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
        """Arrived data that no processed point holds; a source that writes nothing leaves none."""
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
        """Points written after ``lower``, up to ``upper``."""
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
        """The point that stands for this stretch of time."""
        for consistency in (Consistency.APPLICATION, Consistency.CRASH):
            first = next(self._ticks(consistency, begin, end - 1), None)
            if first is not None:
                return first
        return None

    def _survives(self, tick: Tick) -> bool:
        """Whether pruning has left this regular point."""
        age = (self.arrived or 0) - tick.at
        if age >= self._policy.retention * SECOND:
            return tick.id in {one.id for one in self.listed()}
        width = next((width for most, width in self._tiers if age < most), self._tiers[-1][1])
        if not width:
            return True
        begin = tick.at // width * width
        kept = self._kept(begin, begin + width)
        return kept is not None and kept.id == tick.id

    def _last(self) -> Iterator[Tick]:
        """The last point there ever was: kept whatever its age."""
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
        """Points written from ``first`` to ``last``, oldest first."""
        interval = self._interval(consistency)
        if not interval:
            return
        for begin, end in self._spans:
            low, high = max(first, begin), min(last, end)
            if low <= high:
                yield from self._in_span(consistency, interval, low, high)

    def _interval(self, consistency: Consistency) -> int:
        crash = consistency is Consistency.CRASH
        return self._policy.crash_interval if crash else self._policy.app_interval

    def _in_span(self, consistency: Consistency, interval: int, low: int, high: int) -> Iterator[Tick]:
        number = max(0, low // SECOND // interval - 2)
        while True:
            at = self._time(consistency, number, interval)
            if at > high:
                return
            if low <= at and (tick := self._tick(consistency, number, at)) is not None:
                yield tick
            number += 1

    def _time(self, consistency: Consistency, number: int, interval: int) -> int:
        """When the tick of this number is: a fixed place in its interval and a little jitter, so always in order."""
        if consistency not in self._phases:
            self._phases[consistency] = self._draws.number("phase", self._base, consistency) % interval
        jitter = min(20, interval // 10)
        shift = self._draws.between(0, jitter, "jitter", self._base, consistency, number) if jitter else 0
        return (number * interval + self._phases[consistency] + shift) * SECOND

    def _tick(self, consistency: Consistency, number: int, at: int) -> Tick | None:
        """None = a member of a replication group that has no point where the others have one."""
        item, grouped = self._item, self._configured.replication_group is not None
        drawn = self._draws.number("point", item.key, item.starts, consistency, number)
        if grouped and not drawn % MISSING_ONE_IN:
            return None
        low, high = PROCESSING
        wait = (low + (drawn >> 8) % (high - low + 1)) * SECOND
        return Tick(at, _format(drawn, consistency, number), consistency, grouped, at + item.lag + wait)


_MARKS = {Consistency.CRASH: "c", Consistency.APPLICATION: "a"}
_BY_MARK = {mark: consistency for consistency, mark in _MARKS.items()}


def _format(drawn: int, consistency: Consistency, number: int) -> str:
    text = f"{drawn:016x}"
    return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-9{_MARKS[consistency]}{text[14:]}-{number:012x}"


def _parse(point: str) -> tuple[Consistency | None, int]:
    """Which tick an id belongs to; (None, 0) = it is not one of a regular point."""
    parts = point.split("-")
    if len(parts) != 5 or not parts[3].startswith("9") or len(parts[3]) != 4:
        return None, 0
    try:
        return _BY_MARK.get(parts[3][1]), int(parts[4], 16)
    except ValueError:
        return None, 0
