"""Times at which an item's recovery points come: drawn, each by its number, and so the same whoever asks."""

from __future__ import annotations

from functools import lru_cache

from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import Consistency

MISSING_ONE_IN = 16
"""A member of a replication group lacks one common point in so many."""
PROCESSING = (20, 90)
"""Seconds from arrival until a point can be used."""

KEPT_RHYTHMS = 128
"""Rhythms that are kept: two for each of the items that were asked for last."""
KEPT_POINTS = 4096
"""Points of one rhythm that are kept at most; a day has 288 of every five minutes."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A regular point: made from what the source held at ``at``."""

    at: int
    id: str
    consistency: Consistency
    multi_vm: bool
    ready_at: int
    """Moment from which it is processed."""


class Rhythm:
    """Times of the regular points of one kind: each has a fixed place in its interval and a little jitter, so that
    they are always in order. Items of one replication group share it. What was drawn is kept: who prepares a run
    asks for the same points several times."""

    def __init__(
        self, draws: Draws, key: str, starts: int, lag: int, base: str, grouped: bool, kind: Consistency, interval: int
    ) -> None:
        self._kind = kind
        self._grouped = grouped
        self._lag = lag
        self._interval = interval
        self._phase = draws.number("phase", base, kind) % interval
        self._jitter = min(20, interval // 10)
        self._shift = draws.series("jitter", base, kind)
        self._draw = draws.series("point", key, starts, kind)
        self._times: dict[int, int] = {}
        self._ticks: dict[int, Tick | None] = {}

    def time(self, number: int) -> int:
        if (at := self._times.get(number)) is None:
            if len(self._times) >= KEPT_POINTS:
                self._times.clear()
                self._ticks.clear()
            shift = self._shift(number) % (self._jitter + 1) if self._jitter else 0
            at = self._times[number] = (number * self._interval + self._phase + shift) * SECOND
        return at

    def tick(self, number: int) -> Tick | None:
        """None = a member of a replication group that has no point where the others have one."""
        if number not in self._ticks:
            self._ticks[number] = self._made(number, self.time(number))
        return self._ticks[number]

    def _made(self, number: int, at: int) -> Tick | None:
        drawn = self._draw(number)
        if self._grouped and not drawn % MISSING_ONE_IN:
            return None
        low, high = PROCESSING
        ready = at + self._lag + (low + (drawn >> 8) % (high - low + 1)) * SECOND
        return Tick(at, _format(drawn, self._kind, number), self._kind, self._grouped, ready)

    def first(self, low: int) -> int:
        """A number whose time is at ``low`` or not long before."""
        return max(0, (low // SECOND - self._phase - self._jitter) // self._interval)


rhythm_of = lru_cache(maxsize=KEPT_RHYTHMS)(Rhythm)


_MARKS = {Consistency.CRASH: "c", Consistency.APPLICATION: "a"}
_BY_MARK = {mark: consistency for consistency, mark in _MARKS.items()}


def _format(drawn: int, consistency: Consistency, number: int) -> str:
    text = f"{drawn:016x}"
    return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-9{_MARKS[consistency]}{text[14:]}-{number:012x}"


def parsed(point: str) -> tuple[Consistency | None, int]:
    """Return which tick an id belongs to; (None, 0) = it is not one of a regular point."""
    parts = point.split("-")
    if len(parts) != 5 or not parts[3].startswith("9") or len(parts[3]) != 4:
        return None, 0
    try:
        return _BY_MARK.get(parts[3][1]), int(parts[4], 16)
    except ValueError:
        return None, 0
