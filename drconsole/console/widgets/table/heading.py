"""Heading of a table: the titles, and on the right where the window is among rows and columns."""

from __future__ import annotations

from typing import TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from drconsole.console.widgets.table.layout import Layout
from drconsole.console.widgets.view import MORE
from drconsole.recovery.types.data import dataclass
from drconsole.render.words.text import clean

R = TypeVar("R")
LESS = "←"


@dataclass(frozen=True)
class Where:
    """Place of the window among the rows and columns."""

    place: int
    """Number of the row under the cursor, from 1; 0 = there is no row."""
    count: int
    """Rows that the filter lets through."""
    total: int
    """All rows."""
    words: str
    """Words of the filter; empty = there is none."""
    marked: int
    """Marked rows."""
    more: tuple[int, int]
    """Columns that are out of sight on the left and on the right."""
    all_seen: bool
    """Whether every row is seen."""

    @property
    def at(self) -> str:
        """``7/40``; empty = every row is seen."""
        return "" if self.all_seen else f"{self.place:,}/{self.count:,}"

    def texts(self) -> list[str]:
        """Return ``2 marked  7/9 of 40 with “web”  ←1 3→`` and shorter ways to say it, the longest first.

        That rows are marked or filtered away, and that there are more columns, is in each; empty = everything is seen.
        """
        if self.words:
            at = f"{self.place:,}/{self.count:,}"
            places = f"{at} of {self.total:,} with “{self.words}”", f"{at} with “{self.words}”"
        else:
            places = (self.at, "")
        left, right = self.more
        sides = " ".join(filter(None, (f"{LESS}{left}" if left else "", f"{right}{MORE}" if right else "")))
        marked = f"{self.marked:,} marked" if self.marked else ""
        return [clean("  ".join(filter(None, (marked, said, sides)))) for said in dict.fromkeys(places)]


def heading(
    columns: Layout[R],
    sorted_by: tuple[int | None, bool],
    where: Where,
    style: Style,
    quiet: Style,
    room: int,
    width: int,
) -> Strip:
    """Return the line: ``room`` cells of marks, the titles, and in ``quiet`` where the window is."""
    said = f" {told(columns, sorted_by, where, room, width)}".rstrip()
    titles = columns.header(sorted_by, style, max(0, width - room - cell_len(said)))
    return Strip([Segment(" " * room, style), *titles, Segment(said, quiet)])


def told(columns: Layout[R], sorted_by: tuple[int | None, bool], where: Where, room: int, width: int) -> str:
    """Return where the window is, in the longest way that leaves each title whole, else in the shortest."""
    end = room + columns.titles_end(sorted_by, width - room)
    texts = where.texts()
    return next((text for text in texts if end + 1 + cell_len(text) <= width), texts[-1])
