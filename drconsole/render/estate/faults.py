"""Faults of a simulated world in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.labels import labels
from drconsole.render.words.text import clean, listed

if TYPE_CHECKING:
    from drconsole.records.rows.estate.rehearsal import FaultRow

NAMED = 5
"""Items that a fault names at most."""


def _items(fault: FaultRow) -> Cell:
    names = list(labels(fault["items"]).values())
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return Cell(listed(names[:NAMED]) + more)


FAULTS: tuple[Column[FaultRow], ...] = (
    Column("Fault", lambda fault: Cell(clean(fault["id"]))),
    Column("Items", _items),
    Column("What is wrong", lambda fault: Cell(clean(fault["what"]))),
    Column("Cleared when", lambda fault: Cell(clean(fault["how"]))),
)


def fault_line(fault: FaultRow) -> str:
    """Return what people outside do about a fault."""
    return f"{clean(fault['how'])} ({clean(fault['id'])}: {clean(fault['what'])})"
