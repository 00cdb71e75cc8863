"""Offers of a handover: who may accept one, and what passes with it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from drconsole.recovery.types.data import dataclass, replace
from drconsole.recovery.types.handing_over import OfferEnd, ReadBack
from drconsole.recovery.types.seats import Seat
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, NotPermitted, Refused
from drconsole.room.members import Member, Person, in_order

LASTS = timedelta(minutes=30)
"""How long an offer can be accepted (our choice): the brief is gone through at once, or written again."""
PASS = frozenset({Seat.SCRIBE, Seat.OPERATOR, Seat.COMMANDER})
"""Seats that pass with a handover (our choice): an approver is trusted as a person, and nobody hands that on."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as it stands; all times are the wall's."""

    id: str
    by_key: str
    by: str
    to_key: str
    to: str
    comment: str
    at: datetime
    until: datetime
    seats: tuple[Seat, ...]
    read_back: tuple[ReadBack, ...]
    accepted: bool = False
    end: OfferEnd | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    why: str = ""
    leads: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Return whether nobody has accepted or ended it, and no end is recorded."""
        return self.ended_at is None

    @property
    def state(self) -> str:
        """Return where it stands, in a word."""
        if self.accepted:
            return "accepted"
        return str(self.end) if self.end is not None else "offered"


def own_seats(members: Mapping[str, Member], key: str) -> frozenset[Seat]:
    """Return the seats that a person has by name: those of a group are the group's, and stay there."""
    member = members.get(key)
    return member.seats if member is not None else frozenset()


def to_pass(members: Mapping[str, Member], key: str) -> tuple[Seat, ...]:
    """Return the seats that pass when a person hands over."""
    return tuple(in_order(own_seats(members, key) & PASS))


def require_open(offer: Offer | None, said: str, now: datetime) -> Offer:
    """Return the offer that is meant. Raises ``BadInput`` where there is none, ``Refused`` where it is over."""
    if offer is None:
        raise BadInput(
            "no-such-handover",
            f"there is no handover {said!r}",
            place=said,
            advice="list the offers: each has its id",
        )
    if not offer.open or now >= offer.until:
        word = offer.state if not offer.open else str(OfferEnd.RAN_OUT)
        raise Refused(
            "handover-over",
            f"handover {offer.id} of {offer.by} to {offer.to} is over: {word}",
            place=offer.id,
            advice="have it offered again",
        )
    return offer


def require_receiver(offer: Offer, person: Person) -> None:
    """Raise ``NotPermitted`` for anybody but who is to take over."""
    if person.key != offer.to_key:
        raise NotPermitted(
            "not-the-receiver",
            f"handover {offer.id} is offered to {offer.to}, not to {person.name}",
            place=offer.id,
            advice=f"ask {offer.by} to offer it to you",
        )


def passed(members: Mapping[str, Member], offer: Offer, seats: Collection[Seat]) -> tuple[ev.Event, ...]:
    """Return who has which seats once these have passed from one person to the other."""
    if not seats:
        return ()
    gained = own_seats(members, offer.to_key) | frozenset(seats)
    left = own_seats(members, offer.by_key) - frozenset(seats)
    number, giver = _uid(offer.to_key), _uid(offer.by_key)
    gains = ev.MemberSeated(False, number, offer.to, tuple(in_order(gained)))
    if left:
        return gains, ev.MemberSeated(False, giver, offer.by, tuple(in_order(left)))
    return gains, ev.MemberRemoved(False, giver, offer.by)


def _uid(key: str) -> int:
    return int(key.partition(":")[2])


def accepted(offer: Offer, event: ev.HandoverAccepted, at: datetime, actor: str) -> Offer:
    """Return the offer once it is accepted."""
    return replace(offer, accepted=True, ended_at=at, ended_by=actor, leads=event.leads, seats=event.seats)


def ended(offer: Offer, event: ev.HandoverEnded, at: datetime, actor: str) -> Offer:
    """Return the offer once it is over without anything having passed."""
    return replace(offer, end=event.why, ended_at=at, ended_by=actor, why=event.comment)
