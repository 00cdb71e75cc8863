"""Order of rows, as a model gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from drconsole.records.tables import JOBS, PLANS, TASKS, R, Table, TableRow

if TYPE_CHECKING:
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.work.jobs import JobRow

_POSITIONED = frozenset({PLANS, TASKS})
"""Tables whose rows have a ``position``."""


def in_order(table: Table[R], rows: Iterable[R]) -> list[R]:
    """Return rows of a table: plans and tasks by their position, jobs newest first, others as they come."""
    if table in _POSITIONED:
        return sorted(rows, key=_position)
    return sorted(rows, key=_start, reverse=True) if table == JOBS else list(rows)


def _position(row: TableRow) -> int:
    return cast("PlanRow", row)["position"]


def _start(row: TableRow) -> tuple[str, str]:
    job = cast("JobRow", row)
    return job["started_at"] or "", job["id"]
