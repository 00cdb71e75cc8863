"""Paragraphs broken to the width of a sheet."""

from __future__ import annotations

import textwrap

from drconsole.render.drawing.parts import Parts
from drconsole.render.rows.entries import Entry


def folded(paragraph: str, width: int, hang: int) -> list[str]:
    """Wrap a paragraph to lines; its own line ends are kept."""
    lines: list[str] = []
    for number, part in enumerate(paragraph.split("\n")):
        deeper = 2 if number else hang
        indent = " " * min(len(part) - len(part.lstrip()) + deeper, max(0, width - 10))
        lines += textwrap.wrap(
            part, max(10, width), subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False
        ) or [""]
    return lines


def lines_of(entry: Entry, width: int) -> list[str | Parts]:
    """Return the lines of an entry in its tone; where only its headline has that, the others are plain."""
    lines = folded(entry.text, width, entry.hang)
    loud = len(folded(entry.text.partition("\n")[0], width, entry.hang)) if entry.headline else len(lines)
    return [*lines[:loud], *(((line, "plain"),) for line in lines[loud:])]
