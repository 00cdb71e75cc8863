"""Fold of the whole journal anew, and its rows: what ``doctor`` compares, and what brings a store up to date."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Protocol

from drconsole.engine.decider.fold import fold
from drconsole.engine.decider.state import State
from drconsole.engine.projections.folded import touched_rows
from drconsole.records.tables import JOBS, TABLES
from drconsole.recovery.types.work.errors import DrError
from drconsole.store.codec import decode_recorded
from drconsole.store.entries import RowChange
from drconsole.store.rows import JournalRow

Place = tuple[str, str]
"""A row's table and key."""

log = logging.getLogger(__name__)


class Events(Protocol):
    """Source of the journal's events: a reader, or the journal itself."""

    def journal_rows(self, since: int = 0) -> Iterator[JournalRow]: ...


class Stored(Events, Protocol):
    def keys(self, table: str) -> set[str]: ...


class Refold:
    """A fold of the whole journal. ``rows``: the last change of each row that an event has touched."""

    def __init__(self, source: Events, *, forgiving: bool = False) -> None:
        self._source = source
        self._forgiving = forgiving
        self._state = State()
        self._last = 0
        self.events = 0
        self.rows: dict[Place, RowChange] = {}
        self.unread: dict[str, str] = {}
        """Job -> why it cannot be read, if that is forgiven."""

    def go_on(self) -> set[Place]:
        """Fold what has come since; returns the rows that it touched. Raises ``ValueError``, ``DrError``."""
        moved: set[Place] = set()
        for row in self._source.journal_rows(self._last):
            self._last, self.events = row.rev, self.events + 1
            if row.job not in self.unread:
                moved |= self._take(row)
        return moved

    def _take(self, row: JournalRow) -> set[Place]:
        try:
            fold(self._state, decode_recorded(row))
        except (ValueError, DrError) as error:
            if not self._forgiving or row.job is None:
                raise
            self._leave_out(row.job, str(error))
            return set()
        changed = {(change.table, change.key): change for change in touched_rows(self._state, self._state.touched)}
        self._forget_touched()
        self.rows.update(changed)
        return set(changed)

    def _forget_touched(self) -> None:
        self._state.touched.clear()
        self._state.gone.clear()

    def _leave_out(self, job: str, why: str) -> None:
        self.unread[job] = why
        self._forget_touched()
        self._state.jobs.pop(job, None)
        for place, change in list(self.rows.items()):
            if change.job == job or place == (JOBS, job):
                del self.rows[place]


def all_anew(journal: Stored) -> list[RowChange]:
    """Return every row that follows from the journal, as this program folds it; all other rows go.

    What the provider reports is only a cache: it comes back with the look that an engine begins with. A job whose
    events cannot be read gets no row: its journal stays, and the engine starts all the same. Raises ``DrError`` where
    an event without a job cannot be read.
    """
    again = Refold(journal, forgiving=True)
    again.go_on()
    for job, why in again.unread.items():
        log.warning("job %s cannot be read and is not listed: %s", job, why)
    gone = [
        RowChange(table, key, None) for table in TABLES for key in journal.keys(table) if (table, key) not in again.rows
    ]
    log.info("the rows of the store were folded again from %d events", again.events)
    return [*again.rows.values(), *gone]
