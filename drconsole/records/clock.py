"""Times as rows hold them, and the provider's clock by now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drconsole.records.rows.common import ClockRow
    from drconsole.records.rows.estate.estate import WorldRow
    from drconsole.records.rows.estate.items import ItemStateRow
    from drconsole.records.rows.status import ToldClockRow


NO_CLOCK: ToldClockRow = {"now": None, "speed": None, "paused": None}
"""Nobody has told it."""


@lru_cache(maxsize=1024)
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


def lasts(until: str | None, now: str | None) -> bool:
    """Return whether a time is not over yet; what is not known counts as lasting: an engine decides."""
    left = seconds_between(now, until)
    return left is None or left > 0


def rpo_of(item: ItemStateRow) -> float | None:
    """Seconds of an item's data that had not arrived at the last look; None = not reported, not 0."""
    behind = seconds_between(item["replicated_until"], item["as_of"])
    return None if behind is None else max(0.0, behind)


def clock_by_now(clock: ClockRow, elapsed: float) -> str | None:
    """Return the provider's clock ``elapsed`` seconds after an engine told it; None = none has.

    At ``max`` it jumps, and a lost engine says nothing more: then it is the time of the last look.
    """
    now, speed = moment(clock["now"]), clock["speed"]
    if now is None:
        return None
    if not clock["paused"] and isinstance(speed, int | float):
        now += timedelta(seconds=max(0.0, elapsed) * speed)
    return now.isoformat()


def last_clock(world: WorldRow | None, stopped: bool, wall: datetime) -> ToldClockRow:
    """Return the provider's clock where no engine tells it. ``stopped``: its engine was told to go.

    As last told; where its engine was lost and it goes at a known speed, as it must be by now (``derived``).
    """
    if world is None:
        return NO_CLOCK
    clock = world["clock"]
    now, at, speed = moment(clock["now"]), moment(world["at"]), clock["speed"]
    told: ToldClockRow = {"now": clock["now"], "speed": speed, "paused": clock["paused"]}
    if now is None:
        return told
    told["derived"] = isinstance(speed, int | float) and not clock["paused"] and not stopped and at is not None
    if isinstance(speed, int | float) and at is not None and told["derived"]:
        told["now"] = (now + max(wall - at, timedelta()) * speed).isoformat().replace("+00:00", "Z")
    return told
