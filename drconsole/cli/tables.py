"""Columns and cells as text: Rich tables on a terminal, aligned columns that cut nothing off elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from drconsole.cli.output import unicode_stream
from drconsole.render.marks import Severity
from drconsole.render.records import Cell, Column, cells

RICH_ROWS = 500
"""A longer table is plain also on a terminal: nobody reads it there, and Rich is slow at it."""

STYLES = {
    Severity.IDLE: "dim",
    Severity.BUSY: "cyan",
    Severity.OK: "green",
    Severity.NOTE: "blue",
    Severity.WARN: "yellow",
    Severity.BAD: "bold red",
    Severity.UNKNOWN: "magenta",
}


def draw(columns: Sequence[Column], records: Sequence[Mapping[str, Any]], stream: TextIO) -> str:
    """The table as text for this stream, without a line end at its end."""
    rows = cells(columns, records)
    if stream.isatty() and os.environ.get("TERM") != "dumb" and len(rows) <= RICH_ROWS:
        return rich_table(columns, rows, stream)
    return plain_table(columns, rows)


def plain_table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> str:
    lines = [[column.title.upper() for column in columns], *([cell.plain() for cell in row] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    return "\n".join(_plain_line(line, columns, widths) for line in lines)


def _plain_line(line: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    put = [
        text.rjust(width) if column.number else text.ljust(width)
        for text, column, width in zip(line, columns, widths, strict=True)
    ]
    return "  ".join(put).rstrip()


def rich_table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], stream: TextIO, width: int = 0) -> str:
    """As Rich draws it; long cells are folded, never cut. NO_COLOR is Rich's own business."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    unicode = unicode_stream(stream)
    table = Table(box=box.SIMPLE_HEAD if unicode else box.ASCII2, pad_edge=False)
    for column in columns:
        table.add_column(Text(column.title), justify="right" if column.number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell.plain(unicode), STYLES[cell.severity] if cell.severity else "") for cell in row))
    console = Console(file=stream, width=width or None, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip("\n")
