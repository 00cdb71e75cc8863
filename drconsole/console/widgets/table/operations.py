"""Table of the operations on a plan or an item: each with its key, or with the reason why it is not allowed."""

from __future__ import annotations

from drconsole.console.widgets.table.line_table import LineTable
from drconsole.records.view import Row, row_key
from drconsole.render.lines import state_column, text_column
from drconsole.render.marks import Mark, Severity
from drconsole.render.records import Column


def _name(row: Row) -> Mark:
    return _marked(row, "✓" if row["can"] else "–", str(row["key"]))  # noqa: RUF001


def _told(row: Row) -> Mark:
    return _marked(row, "" if row["can"] else "no:", str(row["told"]))


def _marked(row: Row, glyph: str, word: str) -> Mark:
    return Mark(glyph, glyph, word, Severity.OK if row["can"] else Severity.NOTE)


class Operations(LineTable):
    """Operations; one that is not allowed is dim, and says so in words as well."""

    DEFAULT_CSS = """
    Operations > .--ok { color: $foreground; }
    Operations > .--note { color: $idle; text-style: dim; }
    """

    def __init__(self) -> None:
        columns: tuple[Column[Row], ...] = (
            state_column("Operation", _name),
            text_column("Key", lambda row: str(row["press"])),
            state_column("What it does, or why not", _told),
        )
        super().__init__(columns, key=row_key, id="operations")
