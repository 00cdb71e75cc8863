"""Columns and rows of the tables that the widgets' tests draw."""

from __future__ import annotations

from typing import Any

from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.marks import health_mark

COLUMNS = (
    Column("Name", lambda row: Cell(str(row["name"]))),
    Column("Health", lambda row: Cell("", health_mark(row["health"]))),
    Column("RPO", lambda row: Cell(str(row["rpo"])), number=True),
    Column("Long", lambda row: Cell(str(row.get("long", "x" * 30)))),
)


def row(number: int, **more: Any) -> dict[str, Any]:
    return {"name": f"vm{number:05d}", "health": "Normal", "rpo": f"{number % 60} s", **more}
