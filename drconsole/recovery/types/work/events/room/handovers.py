"""Events of handovers: the offer, its acceptance, by which everything passes at once, and any other end."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.handing_over import OfferEnd, ReadBack
from drconsole.recovery.types.seats import Seat


@dataclass(frozen=True, slots=True)
class HandoverOffered:
    """Offer of leads and seats to another member, until a moment of the wall's clock. Nothing has passed yet."""

    kind: ClassVar[str] = "handover.offered"
    handover: str
    person: str
    """Who hands over: key of the user."""
    name: str
    to: str
    """Who is to take over: key of the user."""
    to_name: str
    until: datetime
    seats: tuple[Seat, ...]
    """Seats that are to pass."""
    read_back: tuple[ReadBack, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class HandoverAccepted:
    """End of a handover: leads and seats have passed, by events of the same entry."""

    kind: ClassVar[str] = "handover.accepted"
    handover: str
    name: str
    to_name: str
    leads: tuple[str, ...]
    """Jobs."""
    seats: tuple[Seat, ...]
    lines: int = 0
    """Lines of the brief that the receiver has gone through."""


@dataclass(frozen=True, slots=True)
class HandoverEnded:
    """End of an offer by which nothing passes."""

    kind: ClassVar[str] = "handover.ended"
    handover: str
    why: OfferEnd
    comment: str = ""


HandoverEvent = HandoverOffered | HandoverAccepted | HandoverEnded
