"""Lines of a score, as every command of training prints them."""

from __future__ import annotations

from drconsole.render.words.text import clean

DANGER = "danger"
"""Word of a dangerous act."""
BROKEN = "broken"
"""Word of a probe that did not hold throughout."""


def score_line(word: str, said: str) -> str:
    """Return one line: the word of what it is, or of how it went, then what it is about."""
    return f"  {word:<8} {clean(said)}"
