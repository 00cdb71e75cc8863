"""Text that a page has to copy and to export: by itself every list, and every block of lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from textual.dom import DOMNode

from drconsole.console.widgets.lines import Lines
from drconsole.console.widgets.table.line_table import LineTable

if TYPE_CHECKING:
    # Not for the first frame: nobody copies before it.
    from drconsole.console.state.clipboard import Copied
    from drconsole.render.drawing.report import Part

AT_ONCE = 256
"""Rows that are read without letting the console do something else."""


class CopyAgain:
    """Text that the key of the copy copies: pressed again on the same place, more of it."""

    def __init__(self) -> None:
        self._before: list[str] = []
        """What there was, and the text under the cursor: further texts may change while a key is pressed again."""
        self._at = 0

    def next(self, found: list[Copied]) -> tuple[Copied, Copied | None] | None:
        """Return what is copied now, and what the same key copies after it; None = there is nothing to copy."""
        if not found:
            return None
        there = [found[0].text, *(one.what for one in found)]
        self._at = (self._at + 1) % len(found) if self._before == there else 0
        self._before = there
        return found[self._at], found[(self._at + 1) % len(found)] if len(found) > 1 else None


def copies_of(page: DOMNode) -> list[Copied]:
    """Return what can be copied of a page: first the name and the line under the cursor, then its texts."""
    from drconsole.console.state.clipboard import Copied

    found: list[Copied] = []
    for table in page.query("#list").results(LineTable):
        found += row_copies(table)
    for part in page.query("#detail, #facts, #head").results(Lines):
        if part.display and part.text:
            found.append(Copied("the text below" if part.id == "detail" else "the text", part.text))
    return found


def row_copies(table: LineTable[Any]) -> list[Copied]:
    """Return the name of the row under the cursor, then its whole line."""
    from drconsole.console.state.clipboard import Copied

    row = table.cursor_row
    if row is None:
        return []
    cells = [column.taken(row) for column in table.columns]
    line = "  ".join(cell for cell in cells if cell)
    return [Copied(table.columns[0].title.lower(), cells[0]), Copied("the line", line)]


async def parts_of(page: DOMNode) -> list[Part]:
    """Return all parts of a page, whole and not only their windows."""
    from drconsole.console.widgets.picture import Picture
    from drconsole.render.drawing.report import Part

    found: list[Part] = []
    for part in page.query("*"):
        if isinstance(part, LineTable):
            titles = tuple(column.title for column in part.columns)
            found.append(Part(str(part.border_title or ""), titles, [row async for row in _rows(part)]))
        elif isinstance(part, Lines | Picture) and part.text:
            found.append(Part(str(part.border_title or ""), lines=part.text.splitlines()))
    return found


async def _rows(table: LineTable[Any]) -> AsyncIterator[list[str]]:
    for number, row in enumerate(table.all_rows()):
        if number % AT_ONCE == AT_ONCE - 1:
            await asyncio.sleep(0)
        yield [column.taken(row) for column in table.columns]
