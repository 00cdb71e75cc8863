"""Lines of tables that are no rows of the store, as types."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.estate.points import ChosenPointRow, PointUsedRow
from drconsole.records.rows.status import RunningJobRow
from drconsole.render.words.marks import Mark


class ChosenLine(ChosenPointRow):
    """Recovery point chosen for an item, with the item's label."""

    item: str


class OutcomeLine(TypedDict):
    """End of an item in a job; ``mark`` where that says more than the outcome, ``why`` empty: as it should be."""

    item: str
    outcome: str
    mark: NotRequired[Mark]
    point: PointUsedRow | None
    why: str


class JobLine(RunningJobRow):
    """A job in one line; a ``JobRow`` is one. ``operator`` empty: not known."""

    ended_at: str | None
    operator: str
