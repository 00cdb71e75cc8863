"""Fold of notes that people take. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from drconsole.engine.decider.beside import Note
from drconsole.engine.decider.state import State
from drconsole.records.tables import NOTES
from drconsole.recovery.types.work import events as ev


def _taken(state: State, event: ev.NoteTaken, at: datetime, actor: str) -> None:
    pinned_by = actor if event.pinned else ""
    said = (event.note, event.text, event.happened_at)
    state.notes[event.note] = Note(*said, at, actor, event.pinned, pinned_by, event.of_job, event.loud)
    state.touched[NOTES, "", event.note] = None


def _pinned(state: State, event: ev.NotePinned, at: datetime, actor: str) -> None:
    note = state.notes.get(event.note)
    if note is None:
        raise ValueError(f"there is no note {event.note}")
    state.notes[event.note] = replace(note, pinned=event.pinned, pinned_by=actor if event.pinned else "")
    state.touched[NOTES, "", event.note] = None


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.NoteTaken.kind: _taken,
    ev.NotePinned.kind: _pinned,
}
