"""Alarms in words: a mark, the cause with whom it is about, since when, and what helps. Pure."""

from __future__ import annotations

from drconsole.records.alarms.kinds import Severity as Grave
from drconsole.records.rows.alarms import AlarmRow
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import Mark, Severity
from drconsole.render.words.text import age, prose

MARKS: dict[str, Mark] = {
    Grave.CRITICAL: Mark("✗", "x", "CRITICAL", Severity.BAD),
    Grave.UNKNOWN: Mark("?", "?", "UNKNOWN", Severity.UNKNOWN),
    Grave.WARNING: Mark("‼", "!", "WARNING", Severity.WARN),
    Grave.NOTICE: Mark("i", "i", "NOTICE", Severity.NOTE),
}
NAMED = 5
"""Machines or plans that an alarm names at most."""


def alarm_mark(alarm: AlarmRow) -> Mark:
    return MARKS[alarm["severity"]]


def cause_text(alarm: AlarmRow, now: str | None) -> str:
    """``2 machines run at both sites: wiki, web (3 min 5 s ago)``."""
    whom = whom_text(alarm)
    since = f" ({age(alarm['since'], now)})" if alarm["since"] and now else ""
    if alarm["items"] and not alarm["since"]:
        since = " (since when is not known)"
    return f"{prose(alarm['cause'])}{f' [{whom}]' if whom else ''}{since}"


def whom_text(alarm: AlarmRow) -> str:
    """Return the machines or plans by name, as many as a line takes; empty = it is about none."""
    about = alarm["items"] or alarm["plans"]
    names = list(labels(about).values())[:NAMED]
    left = alarm["count"] - len(names)
    return ", ".join(names) + (f" and {left} more" if names and left > 0 else "")


def action_text(alarm: AlarmRow) -> str:
    """Return what helps, without the command for it."""
    return prose(alarm["action"])
