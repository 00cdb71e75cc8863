"""Events that the provider's service noticed last, as lines. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.records.rows.estate.estate import ServiceEventRow
from drconsole.render.words.text import clean, utc

TITLE = "The service noticed last"


def event_lines(events: Sequence[ServiceEventRow]) -> list[str]:
    """A line an event: when, how grave, what it is about, what it says."""
    return [_line(one) for one in events]


def _line(one: ServiceEventRow) -> str:
    about = f"{clean(one['about'])}: " if one["about"] else ""
    graveness = clean(one["severity"] or one["kind"])
    return f"{utc(one['at'])}  {graveness}  {about}{clean(one['text'] or one['kind'])}"
