"""Conditions that keep the provider from being read: lines for the command line, a word for the console's first line.
Pure."""

from __future__ import annotations

from drconsole.records.condition import age_text, condition_text, is_silent
from drconsole.records.rows.estate.estate import ConditionRow
from drconsole.recovery.types.estate.conditions import WORDS, ConditionKind
from drconsole.render.words.text import clean, prose


def condition_word(told: ConditionRow) -> str:
    """``THROTTLED``."""
    return WORDS[ConditionKind(told["kind"])].short.upper()


def condition_lines(told: ConditionRow, now: str | None) -> list[str]:
    """Return what the condition is, how old what is shown is, and what helps."""
    age = f"; {age_text(told, now)}" if is_silent(told) else ""
    return [prose(f"since {told['since']}: {condition_text(told)}{age}"), clean(told["advice"])]
