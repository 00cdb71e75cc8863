"""Events of the record that people keep themselves: a note, and its pin."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """Note of a person about a moment that is now or has been."""

    kind: ClassVar[str] = "room.note-taken"
    note: str
    """Its id."""
    text: str
    happened_at: datetime
    """When it happened, by the provider's clock; when it was written down, the event itself says."""
    pinned: bool = False
    of_job: str | None = None
    """Job that it is about. Not called ``job``: it outlives the job."""
    loud: bool = False
    """Whether it is one of the engine's own notes that is an alarm for as long as it is pinned."""


@dataclass(frozen=True, slots=True)
class NotePinned:
    """A note is pinned from now on, or no longer."""

    kind: ClassVar[str] = "room.note-pinned"
    note: str
    pinned: bool


NoteEvent = NoteTaken | NotePinned
