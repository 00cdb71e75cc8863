"""Faults of a simulated world, as far as they have shown themselves, and what clears them."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import ItemName


class FaultRow(TypedDict):
    """A fault at work. ``cleared_by`` is a ``Deed`` of a person outside, None: nobody can; ``how`` says it in words."""

    id: str
    kind: str
    what: str
    items: list[ItemName]
    cleared_by: str | None
    how: str


class FaultsRow(TypedDict):
    """All that are at work, oldest first."""

    faults: list[FaultRow]


class RepairedRow(FaultsRow):
    """Faults that were cleared at an item; ``item`` is its name."""

    item: str
    key: str
