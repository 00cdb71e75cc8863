"""Times as the service writes them: seven digits after the point, and two sentinels for no time at all [REC]."""

from __future__ import annotations

from datetime import datetime

from drconsole.providers.simulator.state.moments import as_datetime

NEVER_RUN = "0001-01-01T00:00:00"
"""Begin or end of a task that has none: it has no zone."""
NO_SCENARIO = "1753-01-01T01:01:01Z"
"""Begin of a scenario where nothing is under way."""


def written(at: int) -> str:
    """``2026-03-02T08:00:00.0000000Z`` of microseconds since 1970."""
    return of(as_datetime(at))


def of(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond:06d}0Z"


def optional(at: int | None) -> str | None:
    return None if at is None else written(at)


def maybe(when: datetime | None) -> str | None:
    return None if when is None else of(when)


def of_task(at: int | None) -> str:
    return NEVER_RUN if at is None else written(at)
