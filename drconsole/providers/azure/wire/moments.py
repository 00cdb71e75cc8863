"""Times as the service writes them, and the times by which it says "never"."""

from __future__ import annotations

from datetime import UTC, datetime

_NEVER_UNTIL = 1753
"""Years that say "never": 0001 (.NET's least time) and 1753 (SQL Server's) [REC]."""
_NEVER_FROM = 9999
"""Year of .NET's greatest time."""
_INVARIANT = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S")
"""Times of .NET's invariant culture, month first: older APIs let some through (``5/13/2017 ...``)."""


def moment(text: object) -> datetime | None:
    """Aware time in UTC; None where there is none, it says "never", or it is no time. One without a zone is in UTC."""
    if text is None or not isinstance(text, str) or not (told := text.strip()):
        return None
    found = _parsed(told)
    if found is None or not _NEVER_UNTIL < found.year < _NEVER_FROM:
        return None
    if found.tzinfo is UTC:
        return found
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in _INVARIANT:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None
