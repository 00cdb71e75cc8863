"""Entries of the store: one is an atomic unit of events, rows and a command's answer."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.records.listed import ItemLine
from drconsole.records.rpo_history import Sample
from drconsole.records.tables import TableRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.work.events import Recorded

Stood = tuple[str, str | None]
"""How an item stands by its row, and since when; None = not known."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row as it is from now on, of the table of this name; a body of None deletes it and leaves a tombstone."""

    table: str
    key: str
    body: TableRow | None
    job: str | None = None
    state: str | None = None
    line: ItemLine | None = None
    """Of an item: the line that lists order and search by."""
    sample: Sample | None = None
    """Of an item that the provider has just told: its RPO."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A command and its answer, so that sending it again is harmless."""

    id: str
    actor: str
    kind: str
    answer: Mapping[str, object]
    asked: str = ""
    """A digest of what was asked: the same id with other words is another command."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Unit of the journal: all of it becomes durable together, or none.

    Every event gets the next revision; an entry without events gets one too; rows and the intent carry the
    entry's last one. An empty entry changes nothing and tells when all before it is durable.
    """

    events: tuple[Recorded, ...] = ()
    rows: tuple[RowChange, ...] = ()
    intent: Intent | None = None
    refolded: bool = False
    """All rows that follow from the journal are in it: from then on the store's rows have this program's shape."""
    patient: bool = False
    """Nobody waits for it: it may wait a moment for others to share its transaction with."""
    looked: frozenset[int] = frozenset()
    """Quarters of an hour in which the provider was looked at; they are no reason to write an entry."""
