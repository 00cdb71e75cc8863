"""Time since which an operator suspects a corruption, as it is typed. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

from drconsole.records.clock import moment
from drconsole.recovery.types.work.errors import BadInput

_AGO = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|min|m|h|d)(?:\s+ago)?")
_OF_DAY = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?Z?")
_SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
PLACE = "suspected corruption"
RIGHT = "write a time of day in UTC (10:15), how long ago (20 min), or a date and time (2026-03-02 10:15)"


def suspected(text: str, now: str | None) -> str | None:
    """Return the time that is meant, as rows carry times; None = nothing was written. Raises ``BadInput``.

    A time of day that has not come yet today is yesterday's.
    """
    said = text.strip()
    if not said:
        return None
    present = moment(now)
    if present is None:
        raise BadInput("time-unknown", "the provider's time is not known now", place=PLACE, advice="try again later")
    found = None
    if ago := _AGO.fullmatch(said):
        found = present - timedelta(seconds=float(ago[1]) * _SECONDS[ago[2]])
    elif day := _OF_DAY.fullmatch(said):
        hour, minute, second = (int(part or 0) for part in day.groups())
        if hour < 24 and minute < 60 and second < 60:
            found = present.replace(hour=hour, minute=minute, second=second, microsecond=0)
            found -= timedelta(days=1) if found > present else timedelta()
    else:
        found = moment(said if "Z" in said or "+" in said else f"{said.replace(' ', 'T')}Z")
    if found is None:
        raise BadInput("bad-time", f"'{said}' is no time", place=PLACE, advice=RIGHT)
    if found > present:
        raise BadInput("bad-time", f"'{said}' is in the future", place=PLACE, advice=RIGHT)
    return found.isoformat()
