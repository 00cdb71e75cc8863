"""Limits on calls: a token bucket for reads and one for writes, as Resource Manager has them."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from drconsole.emulator.refusals import arm
from drconsole.emulator.settings import Rate, Settings


class Bucket:
    """Tokens that come back with time. ``now``: seconds of some clock."""

    def __init__(self, rate: Rate, now: Callable[[], float]) -> None:
        self._rate = rate
        self._now = now
        self._tokens = float(rate.burst)
        self._at = now()

    def take(self) -> float:
        """Take a token; returns 0, or the seconds until there is one."""
        now = self._now()
        self._tokens = min(self._rate.burst, self._tokens + max(0.0, now - self._at) * self._rate.per_second)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate.per_second

    @property
    def left(self) -> int:
        return int(self._tokens)


class Limits:
    """Both buckets, and what headers say of them."""

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self._buckets = {"reads": Bucket(settings.reads, now), "writes": Bucket(settings.writes, now)}

    def take(self, method: str) -> dict[str, str]:
        """The header that tells how many calls are left. Raises ``Refused`` (429) where none is."""
        kind = "reads" if method in ("GET", "HEAD") else "writes"
        bucket = self._buckets[kind]
        wait = bucket.take()
        header = {f"x-ms-ratelimit-remaining-subscription-{kind}": str(bucket.left)}
        if wait > 0:
            seconds = max(1, ceil(wait))
            raise arm(
                429,
                "SubscriptionRequestsThrottled",
                f"Number of {kind} requests for this subscription exceeded the limit. Please try again after "
                f"'{seconds}' seconds.",
                {**header, "retry-after": str(seconds)},
            )
        return header
