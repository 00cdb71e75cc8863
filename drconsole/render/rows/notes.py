"""Notes as columns, and in one line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from drconsole.records.clock import seconds_between
from drconsole.render.rows.events import LATER
from drconsole.render.rows.records import Cell, Column
from drconsole.render.words.text import NOTHING, clean, time_of_day, utc

if TYPE_CHECKING:
    from drconsole.records.rows.room.notes import NotedRow, NoteRow

PINNED = "pinned"


def in_order(notes: Iterable[NoteRow]) -> list[NoteRow]:
    """Return notes by when it happened, and by when they were written down."""
    return sorted(notes, key=lambda note: (note["at"] or "", note["noted_at"] or "", len(note["id"]), note["id"]))


def late_text(at: str | None, noted_at: str | None) -> str:
    """``2026-03-01 10:20:00Z``: when a note was written down; nothing, where that was when it happened."""
    late = seconds_between(at, noted_at)
    return utc(noted_at) if late is not None and late >= LATER else NOTHING


def noted_text(note: NotedRow) -> str:
    """``n3 is noted at 10:15:00Z, about job j1-2, pinned``: what became of a note."""
    about = f", about job {clean(note['job'])}" if note["job"] else ""
    return f"{clean(note['id'])} is noted at {time_of_day(note['at'])}{about}{', pinned' if note['pinned'] else ''}"


def pinned_text(note: NotedRow) -> str:
    """``n3 is pinned: the bank sees no orders``."""
    how = PINNED if note["pinned"] else f"not {PINNED} any more"
    return f"{clean(note['id'])} is {how}: {clean(note['text'])}"


NOTES: tuple[Column[NoteRow], ...] = (
    Column("Note", lambda note: Cell(clean(note["id"]))),
    Column("When", lambda note: Cell(utc(note["at"]))),
    Column("Written down", lambda note: Cell(late_text(note["at"], note["noted_at"])), wide=True),
    Column("By", lambda note: Cell(clean(note["by"]))),
    Column("Pinned", lambda note: Cell(PINNED if note["pinned"] else NOTHING)),
    Column("Job", lambda note: Cell(clean(note["job"] or NOTHING))),
    Column("What", lambda note: Cell(clean(note["text"]))),
)
