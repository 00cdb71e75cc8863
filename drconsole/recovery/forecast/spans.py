"""Spans of time that are not known exactly (three-point estimates): sums, and the slowest of many. Seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    low: float
    likely: float
    high: float

    def __add__(self, other: Span) -> Span:
        """One after the other. What makes one step slow does not make the next one slow: the distances from the
        likely time add up as those of independent things do, by their squares (our choice)."""
        likely = self.likely + other.likely
        below = hypot(self.likely - self.low, other.likely - other.low)
        above = hypot(self.high - self.likely, other.high - other.likely)
        return Span(max(0.0, likely - below), likely, likely + above)

    def plus_limit(self, other: Span) -> Span:
        """With something that may use up its whole time limit: then all of it comes on top."""
        return Span(self.low + other.low, self.likely + other.likely, self.high + other.high)


NOTHING = Span(0, 0, 0)


def slowest(spans: Sequence[Span], parallel: int | None = None) -> Span:
    """The longest of spans that run at once; more than ``parallel`` of them queue."""
    if not spans:
        return NOTHING
    together = spans[0] if len(spans) == 1 else _all_at_once(spans)
    if parallel is None or len(spans) <= parallel:
        return together
    share = scaled(total(spans), 1 / parallel)
    return Span(
        max(together.low, share.low),
        max(together.likely, share.likely + together.likely / 2),
        share.high + together.high,
    )


def _all_at_once(spans: Sequence[Span]) -> Span:
    """High as if each took its time by itself. What makes one slow (the link, the target's region) mostly makes all
    slow: for likely only as many as the seventh root of their number count as independent, and for low none
    (our choice)."""
    counted: Mapping[Span, float] = Counter(spans)
    fewer = {span: count / len(spans) ** 0.86 for span, count in counted.items()}
    low = max(span.low for span in spans)
    likely = max(_quantile(fewer, 0.5), max(span.likely for span in spans))
    return Span(low, likely, max(likely, _quantile(counted, 0.95)))


def _quantile(counted: Mapping[Span, float], wanted: float) -> float:
    """The time by which all have ended with this probability; by halving, exact to a hundredth of a second."""
    low, high = 0.0, 1.25 * max(span.high for span in counted)
    while high - low > 0.01:
        middle = (low + high) / 2
        probability = 1.0
        for span, count in counted.items():
            probability *= _ended_by(span, middle) ** count
        low, high = (middle, high) if probability < wanted else (low, middle)
    return high


def _ended_by(span: Span, seconds: float) -> float:
    """Probability that one has ended: straight lines through 5 % at low, half at likely and 95 % at high.

    Some twenty jobs an operation were recorded, so about one in twenty is faster or slower than any of them.
    """
    knots = (
        (0.8 * span.low, 0.0),
        (span.low, 0.05),
        (span.likely, 0.5),
        (span.high, 0.95),
        (1.25 * span.high, 1.0),
    )
    if seconds >= knots[-1][0]:
        return 1.0
    for (x0, y0), (x1, y1) in pairwise(knots):
        if seconds < x1:
            return y0 if seconds <= x0 else y0 + (y1 - y0) * (seconds - x0) / (x1 - x0)
    return 1.0


def total(spans: Iterable[Span]) -> Span:
    added = NOTHING
    for span in spans:
        added = added + span
    return added


def scaled(span: Span, factor: float) -> Span:
    return Span(span.low * factor, span.likely * factor, span.high * factor)
