"""Notes that belong into a job's report. Pure."""

from __future__ import annotations

from drconsole.records.clock import seconds_between
from drconsole.records.rows.room.notes import NoteRow
from drconsole.render.rows.notes import in_order
from drconsole.reports.facts.said import Noted
from drconsole.reports.facts.sources import Sources


def notes(sources: Sources) -> tuple[Noted, ...]:
    """Return the notes about the job, and those about the whole that happened while it ran, by when that was."""
    return tuple(
        Noted(
            note["id"],
            note["at"],
            note["noted_at"],
            note["by"],
            note["text"],
            note["pinned"],
            note["job"] == sources.job["id"],
        )
        for note in in_order(sources.notes)
        if note["job"] == sources.job["id"] or (note["job"] is None and _meanwhile(note, sources))
    )


def _meanwhile(note: NoteRow, sources: Sources) -> bool:
    since = seconds_between(sources.job["started_at"], note["at"])
    left = seconds_between(note["at"], sources.job["ended_at"] or sources.now)
    return since is not None and since >= 0 and left is not None and left >= 0
