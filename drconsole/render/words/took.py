"""Time that something took, by one rule wherever it is said: from its start to its end, and of that what it waited."""

from __future__ import annotations

from collections.abc import Callable

from drconsole.recovery.types.words import SUCCEEDED
from drconsole.render.words.text import NOTHING, duration

WORTH_A_WORD = 2.0
"""Seconds of waiting below which nothing is said of it."""


def took_words(elapsed: float | None, waited: float, say: Callable[[float], str] = duration) -> str:
    """``2 h 25 min (waited 2 h 11 min)``; ``waited 5 min`` where nothing ran. ``say`` words seconds."""
    if elapsed is None:
        return NOTHING
    if waited < WORTH_A_WORD:
        return say(elapsed)
    return f"{say(elapsed)} (waited {say(waited)})" if elapsed - waited >= 1 else f"waited {say(waited)}"


def differs_text(took: float | None, waited: float, likely: float, state: str, held: float = 0.0) -> str:
    """``11 s longer than likely``: how the time that a job took differs from its forecast, which counts no waits.

    ``held``: seconds in which nothing new began. A hold that lets a step under way end is no wait, and makes it longer.
    Empty for a job that did not succeed: it was cut short, and its time says nothing of the forecast.
    """
    if took is None or state not in SUCCEEDED:
        return ""
    late = took - waited - likely
    if abs(late) < 1:
        return "as planned"
    waits = ", waits not counted" if waited >= WORTH_A_WORD else ""
    if late > 0 and held - waited >= WORTH_A_WORD:
        waits += f"; it was held for {duration(held)}"
    return f"{duration(abs(late))} {'longer' if late > 0 else 'shorter'} than likely{waits}"
