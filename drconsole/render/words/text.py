"""Times, durations and names as text. Pure: the present is an argument."""

from __future__ import annotations

import json
import re
from functools import cache

from drconsole.records.clock import moment, seconds_between
from drconsole.recovery.types.words import apart, lasting

NOT_REPORTED = "not reported"

NOTHING = "-"

ALLOWS = ": it allows "
"""Stands between why an operation is not allowed and what is: a list of all operations shows the first alone."""

_UNSEEN = (
    "\x00-\x1f\x7f-\x9f"  # control characters
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # without a width, or blank
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction, joiners, separators of lines
    "\ufe00-\ufe0f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # variations, tags
    "\ud800-\udfff"  # halves of characters
)
"""What no eye sees and a terminal or a reader may obey: two names that look alike are alike. Signs that Arabic and
Syriac put before a number have a shape and stay."""


# Compiled by who needs them first: a command that prints ASCII waits for none of them.


@cache
def _steers() -> re.Pattern[str]:
    return re.compile(f"[{_UNSEEN}]")


@cache
def _stamp() -> re.Pattern[str]:
    return re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)(?!\w)")


def clean(text: object) -> str:
    """Return one line that cannot steer a terminal: line ends become spaces, what cannot be seen a mark."""
    said = str(text)
    if said.isascii() and said.isprintable():
        return said
    return _steers().sub("\N{REPLACEMENT CHARACTER}", " ".join(said.splitlines()))


def escaped(document: str) -> str:
    """A JSON document in which nothing is left that cannot be seen: it stands in its strings as ``\\u``."""
    if document.isascii() and document.replace("\n", "").isprintable():
        return document
    return _steers().sub(lambda found: found[0] if found[0] == "\n" else json.dumps(found[0])[1:-1], document)


def duration(seconds: float | None, missing: str = NOTHING) -> str:
    """Seconds in the two greatest units that are not zero: ``7 min 31 s``, ``2 h 4 min``, ``31 s``."""
    if seconds is None:
        return missing
    sign = "-" if round(seconds) < 0 else ""
    return f"{sign}{lasting(abs(seconds))}"


def pace(speed: float | str) -> str:
    """Return the speed of a provider's clock: ``60 times real time``."""
    return "as fast as it can" if speed == "max" else f"{float(speed):g} times real time"


def utc(text: str | None, missing: str = NOTHING) -> str:
    """``2026-03-01 10:15:00Z``; what is not a time is shown as it came."""
    when = moment(text)
    if when is None:
        return clean(text) if text else missing
    return when.strftime("%Y-%m-%d %H:%M:%SZ")


def prose(text: object) -> str:
    """A sentence for people, ``clean``: times of the contract in it stand as ``utc`` writes them."""
    return _stamp().sub(lambda found: utc(found[0]), clean(text))


def time_of_day(text: str | None) -> str:
    """``10:15:00Z``, for lines that follow one another."""
    return utc(text).rpartition(" ")[2]


def day_and_time(text: str | None) -> str:
    """``03-01 10:15:00Z``, for lines that follow one another over several days."""
    return utc(text) if (when := moment(text)) is None else when.strftime("%m-%d %H:%M:%SZ")


def age(text: str | None, now: str | None) -> str:
    """Return how long ago: ``3 min 5 s ago``."""
    seconds = seconds_between(text, now)
    if seconds is None:
        return NOTHING
    return f"{duration(seconds)} ago" if seconds >= 0 else f"in {duration(-seconds)}"


def words(name: str | None) -> str:
    """Site Recovery's run-together words apart: ``WaitingForManualAction`` -> ``Waiting for manual action``."""
    if not name:
        return NOTHING
    return apart(clean(name))


def listed(values: object) -> str:
    """A list in one cell; the empty one as ``-``."""
    if not isinstance(values, list | tuple) or not values:
        return NOTHING
    return ", ".join(clean(value) for value in values)
