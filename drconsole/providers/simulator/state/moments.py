"""The world counts time in whole microseconds since 1970 UTC: exact, comparable, and JSON knows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 3600 * SECOND


def moment(when: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime."""
    return (when - EPOCH) // TICK


@lru_cache(maxsize=4096)
def as_datetime(at: int) -> datetime:
    """Return the aware datetime. Cached: the statuses of a whole estate name a handful of moments."""
    return EPOCH + timedelta(microseconds=at)


def optional(at: int | None) -> datetime | None:
    return None if at is None else as_datetime(at)


def utcnow() -> datetime:
    return datetime.now(UTC)
