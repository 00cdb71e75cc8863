"""Messages about notes."""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import Message
from drconsole.records.rows.room.notes import NotedRow
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class TakeNote(Message[NotedRow]):
    """Write a note into the record."""

    kind: ClassVar[str] = "TakeNote"
    text: str
    at: str | None = None
    """When it happened, in a person's words (``room.notes``); None = now."""
    pin: bool = False
    job: str | None = None
    """Id of the job that it is about."""


@dataclass(frozen=True, slots=True)
class PinNote(Message[NotedRow]):
    """Pin a note, or take its pin."""

    kind: ClassVar[str] = "PinNote"
    note: str
    pin: bool


NOTE_COMMANDS: tuple[type[Message[Any]], ...] = (TakeNote, PinNote)
