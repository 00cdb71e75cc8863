"""Faults of a simulated world: as far as they have shown themselves, what clears them, and such as were added."""

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


class InjectedRow(TypedDict):
    """Fault that was added to the world of an exercise; ``at`` is the world's time."""

    id: str
    kind: str
    at: str


class SnapshotRow(TypedDict):
    """Copy of the state of an exercise; ``at`` is the world's time in it."""

    folder: str
    at: str
    jobs: list[str]
    """Ids of the jobs that had not ended."""
