"""Times, durations and names as text. Pure: the present is an argument."""

from __future__ import annotations

import re

from drconsole.records.clock import moment, seconds_between

NOT_REPORTED = "not reported"

NOTHING = "-"

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CONTROL = dict.fromkeys(
    (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}"
)
"""Control characters, and those that turn the direction of writing."""
_STAMP = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)(?!\w)")
_UNITS = ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s"))


def clean(text: object) -> str:
    """One line that cannot steer a terminal: line ends become spaces, other control characters a mark."""
    return " ".join(str(text).splitlines()).translate(_CONTROL)


def duration(seconds: float | None, missing: str = NOTHING) -> str:
    """Seconds in the two greatest units that are not zero: ``7 min 31 s``, ``2 h 4 min``, ``31 s``."""
    if seconds is None:
        return missing
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    for great, great_name, small, small_name in _UNITS:
        if whole >= great:
            rest = whole % great // small
            return f"{sign}{whole // great} {great_name}" + (f" {rest} {small_name}" if rest else "")
    return f"{sign}{whole} s"


def stopwatch(seconds: float) -> str:
    """Seconds as hours, minutes and seconds: ``2:04:10``."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def utc(text: str | None, missing: str = NOTHING) -> str:
    """``2026-03-01 10:15:00Z``; what is not a time is shown as it came."""
    when = moment(text)
    if when is None:
        return clean(text) if text else missing
    return when.strftime("%Y-%m-%d %H:%M:%SZ")


def prose(text: object) -> str:
    """A sentence for people, ``clean``: times of the contract in it stand as ``utc`` writes them."""
    return _STAMP.sub(lambda found: utc(found[0]), clean(text))


def time_of_day(text: str | None) -> str:
    """``10:15:00Z``, for lines that follow one another."""
    return utc(text).rpartition(" ")[2]


def age(text: str | None, now: str | None) -> str:
    """How long ago: ``3 min 5 s ago``."""
    seconds = seconds_between(text, now)
    if seconds is None:
        return NOTHING
    return f"{duration(seconds)} ago" if seconds >= 0 else f"in {duration(-seconds)}"


def words(name: str | None) -> str:
    """Site Recovery's run-together words apart: ``WaitingForManualAction`` -> ``Waiting for manual action``."""
    if not name:
        return NOTHING
    parts = _CAMEL.split(clean(name))
    return " ".join([parts[0], *(part if part.isupper() else part.lower() for part in parts[1:])])


def listed(values: object) -> str:
    """A list in one cell; the empty one as ``-``."""
    if not isinstance(values, list | tuple) or not values:
        return NOTHING
    return ", ".join(clean(value) for value in values)
