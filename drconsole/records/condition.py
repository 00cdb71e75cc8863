"""Conditions that keep the provider from being read, in words: one answer for alarms, the command line and the console.
Pure."""

from __future__ import annotations

from drconsole.records.clock import moment, seconds_between
from drconsole.records.rows.estate.estate import ConditionRow
from drconsole.recovery.types.estate.conditions import ConditionKind
from drconsole.recovery.types.words import lasting


def is_silent(told: ConditionRow) -> bool:
    """Return whether nothing new is read while it lasts."""
    return told["kind"] != ConditionKind.CLOCKS_APART


def condition_text(told: ConditionRow) -> str:
    """``the service is asked too often (HTTP 429); next try at 12:00:05Z``."""
    again = moment(told["next_try"])
    until = f"; next try at {again:%H:%M:%SZ}" if again is not None else ""
    return f"{told['what']} ({told['said'].rstrip('.')}){until}"


def age_text(told: ConditionRow, now: str | None) -> str:
    """``what is shown is 4 min 5 s old``; of when it is, where it is not known how late it is now."""
    if told["as_of"] is None:
        return "what is shown is of before this engine began"
    seconds = seconds_between(told["as_of"], now)
    old = f"of {told['as_of']}" if seconds is None else f"{lasting(max(0.0, seconds))} old"
    return f"what is shown is {old}"
