"""How long something took, by one rule wherever it is said: from its start to its end, and of that what it waited."""

from __future__ import annotations

from collections.abc import Callable

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
