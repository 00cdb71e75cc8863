"""Tables as text: on a terminal as wide as it is, elsewhere aligned columns that cut nothing off.

A terminal too narrow loses columns that may be left out, the rightmost first, and says which. Words are
never broken and names never cut: what still does not fit then is wider than the terminal.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, TextIO, TypeVar

from drconsole.cli.streams import terminal_width, unicode_stream
from drconsole.render.rows.records import Cell, Column, cells
from drconsole.render.words.marks import Severity

R = TypeVar("R")

RICH_ROWS = 500
"""A longer table is plain also on a terminal: nobody reads it there, and Rich is slow at it."""
GAP = 2
"""Cells between two columns; half of it stands at either edge of a Rich table."""
ONE_LINE = 24
"""Cells: a shorter text (a time, a state, a name) is only put on two lines when nothing else helps."""

STYLES = {
    Severity.IDLE: "dim",
    Severity.BUSY: "cyan",
    Severity.OK: "green",
    Severity.NOTE: "blue",
    Severity.WARN: "yellow",
    Severity.BAD: "bold red",
    Severity.UNKNOWN: "magenta",
}

Rows = Sequence[Sequence[Cell]]


def draw(columns: Sequence[Column[R]], records: Sequence[R], stream: TextIO) -> str:
    """Return the table as text for this stream, without a line end at its end."""
    if not stream.isatty():
        return plain_table(columns, cells(columns, records))
    rich = os.environ.get("TERM") != "dumb" and len(records) <= RICH_ROWS
    width = terminal_width(stream)
    shown, left_out = narrowed(columns, cells(columns, records), width, wraps=rich)
    rows = cells(shown, records)
    text = rich_table(shown, rows, stream, width) if rich else plain_table(shown, rows)
    if left_out:
        text += f"\nleft out at {width} columns: {', '.join(column.title for column in left_out)} (a wider terminal, "
        text += "a pipe or --json shows all)"
    return text


def narrowed(
    columns: Sequence[Column[Any]], rows: Rows, width: int, *, wraps: bool
) -> tuple[list[Column[Any]], list[Column[Any]]]:
    """Return the columns that fit, and those left out. ``wraps``: longer texts may go on below."""
    needs = [_need(column, [row[at] for row in rows], wraps) for at, column in enumerate(columns)]
    kept = list(range(len(columns)))
    while _total([needs[at] for at in kept]) > width:
        last = max((at for at in kept if columns[at].wide), default=None)
        if last is None:
            break
        kept.remove(last)
    return [columns[at] for at in kept], [column for at, column in enumerate(columns) if at not in kept]


def widths_for(columns: Sequence[Column[Any]], rows: Rows, width: int) -> list[int]:
    """Return the cells of each column. What is over goes to those that lack least; words are never broken."""
    lines = [[row[at] for row in rows] for at in range(len(columns))]
    found = [_need(column, line, True) for column, line in zip(columns, lines, strict=True)]
    if _total(found) > width:
        found = [_longest_word(column, line) for column, line in zip(columns, lines, strict=True)]
    full = [_full(column, line) for column, line in zip(columns, lines, strict=True)]
    over = width - _total(found)
    for at in sorted(range(len(columns)), key=lambda at: full[at] - found[at]):
        more = max(0, min(over, full[at] - found[at]))
        found[at] += more
        over -= more
    return found


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * len(widths)


def _texts(column: Column[Any], line: Sequence[Cell]) -> list[str]:
    return [column.title, *(cell.plain(True) for cell in line)]


def _full(column: Column[Any], line: Sequence[Cell]) -> int:
    return max(_cells(text) for text in _texts(column, line))


def _longest_word(column: Column[Any], line: Sequence[Cell]) -> int:
    return max((_cells(word) for text in _texts(column, line) for word in text.split()), default=1)


def _need(column: Column[Any], line: Sequence[Cell], wraps: bool) -> int:
    full = _full(column, line)
    return full if not wraps or full <= ONE_LINE else max(ONE_LINE, _longest_word(column, line))


def _cells(text: str) -> int:
    """Return the cells that a terminal gives a text: wide characters take two."""
    from unicodedata import combining, east_asian_width

    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def plain_table(columns: Sequence[Column[Any]], rows: Rows) -> str:
    """Return aligned columns, as wide as they need to be."""
    lines = [[column.title.upper() for column in columns], *([cell.plain() for cell in row] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    return "\n".join(_plain_line(line, columns, widths) for line in lines)


def _plain_line(line: Sequence[str], columns: Sequence[Column[Any]], widths: Sequence[int]) -> str:
    put = [
        text.rjust(width) if column.number else text.ljust(width)
        for text, column, width in zip(line, columns, widths, strict=True)
    ]
    return "  ".join(put).rstrip()


def rich_table(columns: Sequence[Column[Any]], rows: Rows, stream: TextIO, width: int) -> str:
    """Return the table as Rich draws it; long texts go on below, at words. NO_COLOR is Rich's own business."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    unicode = unicode_stream(stream)
    look = box.SIMPLE_HEAD if unicode else box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
    table = Table(box=look, pad_edge=False, padding=(0, 1, 0, 0))
    widths = widths_for(columns, rows, width)
    for column, room in zip(columns, widths, strict=True):
        table.add_column(Text(column.title), justify="right" if column.number else "left", overflow="fold", width=room)
    for row in rows:
        table.add_row(*(Text(cell.plain(unicode), STYLES[cell.severity] if cell.severity else "") for cell in row))
    console = Console(file=stream, width=max(width, _total(widths)), highlight=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().rstrip().split("\n"))
