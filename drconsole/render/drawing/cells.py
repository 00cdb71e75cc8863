"""Width of text in a terminal's cells; without Rich, which only console and command line may import."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width_of(text: str) -> int:
    """Return how many cells the text takes: two for wide letters, none for what joins the letter before it."""
    if text.isascii():
        return len(text)
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def fitted(text: str, width: int) -> str:
    """Cut or filled up to exactly this many cells."""
    found, used = "", 0
    for letter in text:
        cells = _cells(letter)
        if used + cells > width:
            break
        found, used = found + letter, used + cells
    return found + " " * (width - used)


def as_many(parts: Sequence[str], width: int, between: str = "   ") -> str:
    """Return the parts in one line, the most important first; what does not fit is left out, never cut."""
    line, *others = parts or ("",)
    for part in others:
        if width_of(longer := line + between + part) > width:
            break
        line = longer
    return line
