"""Recovery points: those of an item, the one chosen before a run, and the one that was really used."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import ItemName


class PointRow(TypedDict):
    """A recovery point of an item; ``data_loss`` in seconds, None: not known."""

    id: str
    time: str | None
    consistency: str
    multi_vm: bool
    processed: bool
    data_loss: float | None


class PointsRow(TypedDict):
    """An item's recovery points, newest first; ``item`` is its name."""

    item: str
    key: str
    as_of: str | None
    points: list[PointRow]


class ChosenPointRow(TypedDict):
    """A recovery point as it was chosen before a run; id and time are None for one that the run makes."""

    choice: str
    id: str | None
    time: str | None
    consistency: str | None
    multi_vm: bool
    data_loss: float | None
    note: str


class ItemPointRow(ItemName):
    point: ChosenPointRow


class PointUsedRow(TypedDict):
    """Recovery point that an item was really taken from."""

    id: str
    time: str | None
    consistency: str
    data_loss: float | None
