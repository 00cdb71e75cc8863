"""Rules of notes: when something happened, as a person says it, and how long a note may be. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from drconsole.recovery.types.work.errors import BadInput

LONGEST = 2000
"""Characters of a note (our choice): a screen of text; what is longer belongs into a file."""
FORMS = "14:05 (UTC; the last time it was so late), a time such as 2026-01-31T14:05:00Z, or so long ago: 90s, 5m, 2h"
_AGO = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")


def text_of(said: str) -> str:
    """Return a note's text. Raises ``BadInput`` for one that is empty or too long."""
    text = said.strip()
    if not text or len(text) > LONGEST:
        raise BadInput(
            "bad-note",
            f"a note has 1 to {LONGEST} characters, this one has {len(text)}",
            place="TEXT",
            advice="say it in a few words" if text else "say what happened",
        )
    return text


def happened(said: str | None, now: datetime) -> datetime:
    """Return when something happened; ``said`` None = now. All by the provider's clock.

    Raises ``BadInput`` for what is no time, and for one that has not come yet.
    """
    if said is None:
        return now
    when = _ago(said, now) or _of_day(said, now) or _whole(said)
    if when is None:
        raise BadInput("bad-time", f"{said!r} is not a time", place="--at", advice=f"one of: {FORMS}")
    if when > now:
        raise BadInput(
            "time-to-come",
            f"{said!r} has not come yet: it is {now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            place="--at",
            advice="a note is about what has happened; leave --at out for now",
        )
    return when


def _ago(said: str, now: datetime) -> datetime | None:
    if (found := _AGO.fullmatch(said)) is None:
        return None
    try:
        return now - timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
    except OverflowError:
        return None


def _of_day(said: str, now: datetime) -> datetime | None:
    """Return the last moment at which a day's clock showed this: at 00:05, ``23:58`` was yesterday."""
    if (found := _OF_DAY.fullmatch(said)) is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    here = now.astimezone(UTC)
    today = datetime.combine(here.date(), time(hour, minute, second), UTC)
    return today if today <= here else today - timedelta(days=1)


def _whole(said: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(said)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
