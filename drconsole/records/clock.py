"""Times as rows hold them, and the provider's clock by now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any


def moment(text: str | None) -> datetime | None:
    """A time of the contract (ISO 8601) as a datetime in UTC; None for none, and for what is not a time."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def seconds_between(start: str | None, end: str | None) -> float | None:
    """Seconds from one time to another; None if either is not known."""
    first, last = moment(start), moment(end)
    return None if first is None or last is None else (last - first).total_seconds()


def clock_by_now(clock: Mapping[str, Any], elapsed: float) -> str | None:
    """The provider's clock ``elapsed`` seconds after an engine told it; None = none has.

    At ``max`` it jumps, and a lost engine says nothing more: then it is the time of the last look.
    """
    now, speed = moment(clock.get("now")), clock.get("speed")
    if now is None:
        return None
    if not clock.get("paused") and isinstance(speed, int | float):
        now += timedelta(seconds=max(0.0, elapsed) * speed)
    return now.isoformat()
