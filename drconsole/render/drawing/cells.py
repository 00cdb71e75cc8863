"""Width of text in a terminal's cells; without Rich, which only console and command line may import."""

from __future__ import annotations

import unicodedata


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
