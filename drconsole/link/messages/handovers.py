"""Messages about a handover: offer it, accept it, and end it without anything having passed."""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import MAX_PLACE, Message, Unsayable
from drconsole.records.rows.room.handovers import HandoverRow
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class OfferHandover(Message[HandoverRow]):
    """Offer the asker's leads and seats to another member. Nothing passes yet."""

    kind: ClassVar[str] = "OfferHandover"
    to: str
    """A user's name, or number."""
    comment: str = ""
    keep_seats: bool = False
    """Only the leads are to pass."""

    def __post_init__(self) -> None:
        if not 0 < len(self.to) <= MAX_PLACE:
            raise Unsayable(f"a member has 1 to {MAX_PLACE} characters")


@dataclass(frozen=True, slots=True)
class AcceptHandover(Message[HandoverRow]):
    """Take over: everything that is offered passes now."""

    kind: ClassVar[str] = "AcceptHandover"
    handover: str
    gone_through: tuple[str, ...] = ()
    """Keys of the lines of the brief that the asker has read."""
    read_back: tuple[str, ...] = ()
    """What they say of the lines that are read back, in any order."""


@dataclass(frozen=True, slots=True)
class DeclineHandover(Message[HandoverRow]):
    """Do not take over; nothing passes."""

    kind: ClassVar[str] = "DeclineHandover"
    handover: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawHandover(Message[HandoverRow]):
    """Take an offer back; nothing passes."""

    kind: ClassVar[str] = "WithdrawHandover"
    handover: str
    comment: str = ""


HANDING_OVER: tuple[type[Message[Any]], ...] = (OfferHandover, AcceptHandover, DeclineHandover, WithdrawHandover)
