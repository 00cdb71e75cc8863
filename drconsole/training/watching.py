"""Watching of an exercise's store: scenes for the predicates, the moments in between, and dangerous acts.

What did not change is not read again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, PROPOSALS, VALIDATIONS
from drconsole.training.moments import Moments
from drconsole.training.predicates.scene import Scene
from drconsole.training.score.dangers import Reading
from drconsole.training.score.result import DangerousAct

if TYPE_CHECKING:
    from drconsole.store.reading.reader import Reader


class Watch:
    """Watch of one state. ``since``: the revision at which the exercise began."""

    def __init__(self, began: datetime, since: int) -> None:
        self.began = began
        self.dangerous: list[tuple[int, DangerousAct]] = []
        """Revision of the event, and the act; oldest first."""
        self.moments = Moments(began, since)
        self._reading = Reading(began)
        self._rev = -1
        self._scene = Scene(began, began)

    def look(self, reader: Reader, now: datetime) -> Scene:
        """Return how everything stands; what was looked at is added by who knows it.

        Raises ``DrError`` where the store cannot be read.
        """
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
                proposals=reader.rows(PROPOSALS),
                answers=self.moments.last.answers,
                events=self.moments.last.events,
            )
            self._rev = rev
        return replace(self._scene, now=now)

    def _read_journal(self, reader: Reader) -> None:
        from drconsole.store.codec import decode_recorded

        for row in reader.journal_rows(self.moments.last.rev):
            event = decode_recorded(row)
            self.moments.take(event, row.rev)
            self.dangerous += [(row.rev, act) for act in self._reading.read([event])]
