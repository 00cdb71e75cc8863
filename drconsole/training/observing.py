"""Scenes of a running exercise, read from its store."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, VALIDATIONS
from drconsole.training.predicates.scene import Scene

if TYPE_CHECKING:
    from drconsole.recovery.types.work.events import Recorded
    from drconsole.store.reading.reader import Reader


def scene(reader: Reader, began: datetime, now: datetime, since: int, looked: frozenset[str]) -> Scene:
    """Return how an exercise stands. ``since``: the revision at which it began."""
    jobs = sorted(reader.rows(JOBS), key=lambda job: (job["started_at"] or "", job["id"]))
    return Scene(
        began=began,
        now=now,
        items=reader.rows(ITEMS),
        plans=reader.rows(PLANS),
        jobs=jobs,
        gates=reader.rows(GATES),
        validations=reader.rows(VALIDATIONS),
        obligations=reader.rows(OBLIGATIONS),
        events=Counter(row.kind for row in reader.journal_rows(since)),
        looked=looked,
    )


def journal(reader: Reader, since: int) -> list[Recorded]:
    """Return the events after a revision, as types. Raises ``UnreadableEvent``."""
    from drconsole.store.codec import decode_recorded

    return [decode_recorded(row) for row in reader.journal_rows(since)]
