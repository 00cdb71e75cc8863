"""Page of the console as a document: text, CSV or JSON. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.words.text import escaped


class Form(StrEnum):
    """Form of a document, by the ending of its file."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


ENDINGS: Mapping[str, Form] = {".json": Form.JSON, ".csv": Form.CSV}
"""Ending -> form; any other one is text."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a page: a table, or lines."""

    title: str
    columns: tuple[str, ...] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Content of a page, all of it and not only its window."""

    title: str
    about: Mapping[str, str] = field(default_factory=dict)
    """What holds for all of it: mode, time, who made it."""
    parts: Sequence[Part] = ()
    row: Mapping[str, object] | None = None
    """The row that the page is about, for JSON: it has more than the screen."""

    @property
    def mode(self) -> str:
        """Kind of reality; empty = it was not told."""
        return self.about.get("mode", "")

    @property
    def size(self) -> int:
        """Number of lines of tables and texts."""
        return sum(len(part.rows) + len(part.lines) for part in self.parts)


def form_of(name: str) -> Form:
    """Return the form of a file by the ending of its name."""
    return next((form for ending, form in ENDINGS.items() if name.lower().endswith(ending)), Form.TEXT)


def document(report: Report, form: Form) -> str:
    """Return the report as the content of a file."""
    return {Form.TEXT: as_text, Form.CSV: as_csv, Form.JSON: as_json}[form](report)


def as_text(report: Report) -> str:
    """Return it as text to read; the first line says how real it is."""
    lines = [
        "  ".join(filter(None, (report.mode, report.title))),
        *(f"{name}: {value}" for name, value in report.about.items()),
    ]
    for part in report.parts:
        if part.rows or part.lines:
            lines += ["", part.title] if part.title else [""]
            lines += [*_table(part), *part.lines]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table(part: Part) -> list[str]:
    if not part.rows:
        return []
    rows = [part.columns, *part.rows]
    widths = [max(width_of(row[number]) for row in rows) for number in range(len(part.columns))]
    return ["  ".join(fitted(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def as_csv(report: Report) -> str:
    """Return its first table with a line of titles; of a page without a table its lines, a row each.

    The last column says how real it is: rows that are copied elsewhere take it along.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    table = next((part for part in report.parts if part.columns), None)
    titles = table.columns if table is not None else ("text",)
    rows = table.rows if table is not None else [(line,) for part in report.parts for line in part.lines]
    mode = (report.mode,) if report.mode else ()
    writer.writerow((*titles, *(("Mode",) if mode else ())))
    writer.writerows((*row, *mode) for row in rows)
    return file.getvalue()


def as_json(report: Report) -> str:
    """Return it as one object: what holds for all of it, each part, and the row itself where the page has one."""
    parts = [
        {
            "title": part.title,
            "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows],
            "lines": list(part.lines),
        }
        for part in report.parts
    ]
    found: dict[str, object] = {"title": report.title, **report.about, "parts": parts}
    if report.row is not None:
        found["row"] = report.row
    return escaped(json.dumps(found, ensure_ascii=False, indent=2)) + "\n"
