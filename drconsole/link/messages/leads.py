"""Messages about the lead of a job: take it, give it, ask for it."""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import MAX_PLACE, Message, Unsayable
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class TakeLead(Message[JobRow]):
    """Take the lead of a job; where somebody has it, with a reason."""

    kind: ClassVar[str] = "TakeLead"
    job: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class GiveLead(Message[JobRow]):
    """Give the lead of a job to another member of the room."""

    kind: ClassVar[str] = "GiveLead"
    job: str
    to: str
    """A user's name, or number."""
    comment: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.to) <= MAX_PLACE:
            raise Unsayable(f"a member has 1 to {MAX_PLACE} characters")


@dataclass(frozen=True, slots=True)
class AskLead(Message[JobRow]):
    """Ask who leads a job for its lead."""

    kind: ClassVar[str] = "AskLead"
    job: str
    comment: str = ""


LEADING: tuple[type[Message[Any]], ...] = (TakeLead, GiveLead, AskLead)
