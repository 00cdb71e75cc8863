"""Heading of a table: the titles, and on the right where the window is among rows and columns."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from drconsole.console.widgets.view import MORE
from drconsole.render.words.text import clean

LESS = "←"


def where_text(
    place: int, count: int, total: int, *, words: str, marked: int, more: tuple[int, int], all_seen: bool
) -> str:
    """Return where the window is: ``2 marked  7/9 of 40 with “web”  ←1 3→``; empty = everything is seen.

    ``more``: columns that are out of sight on the left and on the right.
    """
    at = f"{place:,}/{count:,}"
    if words:
        at = f"{at} of {total:,} with “{words}”"
    elif all_seen:
        at = ""
    left, right = more
    sides = f"{LESS}{left}" if left else "", f"{right}{MORE}" if right else ""
    parts = f"{marked} marked" if marked else "", at, " ".join(filter(None, sides))
    return clean("  ".join(filter(None, parts)))


def heading(titles: Strip, where: str, style: Style, quiet: Style, room: int, width: int) -> Strip:
    """Return the line: ``room`` cells of marks, the titles, and ``where`` in a style that no title has."""
    strip = Strip([Segment(" " * room, style), *titles])
    if not where:
        return strip
    keep = max(0, width - cell_len(where) - 2)
    return Strip([*strip.crop(0, keep), Segment("  ", style), Segment(where, quiet)])
