"""Watching of an exercise's store: scenes for the predicates, and dangerous acts as they are journaled.

What did not change is not read again.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, VALIDATIONS
from drconsole.training.dangers import Reading
from drconsole.training.predicates.scene import Scene
from drconsole.training.result import DangerousAct

if TYPE_CHECKING:
    from drconsole.store.reading.reader import Reader


class Watch:
    """Watch of one state. ``since``: the revision at which the exercise began."""

    def __init__(self, began: datetime, since: int) -> None:
        self.began = began
        self.dangerous: list[tuple[int, DangerousAct]] = []
        """Revision of the event, and the act; oldest first."""
        self._reading = Reading(began)
        self._events: Counter[str] = Counter()
        self._read_to = since
        self._rev = -1
        self._scene = Scene(began, began)

    def look(self, reader: Reader, now: datetime, looked: frozenset[str]) -> Scene:
        """Return how everything stands. Raises ``DrError`` where the store cannot be read."""
        rev = reader.rev()
        if rev != self._rev:
            self._read_journal(reader)
            self._scene = Scene(
                began=self.began,
                now=now,
                items=reader.rows(ITEMS),
                plans=reader.rows(PLANS),
                jobs=sorted(reader.rows(JOBS), key=lambda job: (job["started_at"] or "", job["id"])),
                gates=reader.rows(GATES),
                validations=reader.rows(VALIDATIONS),
                obligations=reader.rows(OBLIGATIONS),
                events=dict(self._events),
            )
            self._rev = rev
        last = self._scene
        return Scene(
            last.began,
            now,
            last.items,
            last.plans,
            last.jobs,
            last.gates,
            last.validations,
            last.obligations,
            last.events,
            looked,
        )

    def _read_journal(self, reader: Reader) -> None:
        from drconsole.store.codec import decode_recorded

        for row in reader.journal_rows(self._read_to):
            self._events[row.kind] += 1
            event = decode_recorded(row)
            self.dangerous += [(row.rev, act) for act in self._reading.read([event])]
            self._read_to = row.rev
