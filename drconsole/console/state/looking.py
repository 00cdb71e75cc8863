"""Reasons why a console shows only what an operation would do.

It was opened so, its user has no seat that starts a job, or its vault may not be acted on from it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from drconsole.console.state.model.model import Link, Model
from drconsole.console.state.session import Session, why_read_only
from drconsole.records.actors import names_of
from drconsole.records.tables import MEMBERS, WORLD
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat, seats_words
from drconsole.render.estate.arming import leases
from drconsole.render.estate.presence import console_of, seats_in
from drconsole.render.words.room.seats import seats_texts


@dataclass(frozen=True, slots=True)
class OnlyLooks:
    """Reason why nothing can be started from this console now."""

    word: str
    """Word for it in the head of a preview."""
    why: str
    """The reason in half a sentence, with what helps."""
    way: str | None = None
    """Command of the ``:`` line that helps; None = none does."""


def only_looks(model: Model, session: Session) -> OnlyLooks | None:
    """Return why only previews are shown; None = this operator may act."""
    seat = without_seat(model, session)
    if session.read_only:
        # A console of somebody else's state reads for want of a seat: that is what helps.
        why = seat.why if seat is not None and session.state_of else why_read_only(session.state_of)[0]
        return OnlyLooks("READ-ONLY", why)
    return seat or held_back(model, session)


def without_seat(model: Model, session: Session, seats: Collection[str] = (Seat.OPERATOR,)) -> OnlyLooks | None:
    """Return that this user may not do what takes one of these seats; None = they have one, or there is no room.

    Only so that nobody fills pages in vain: the engine checks each command by itself.
    """
    own, members = console_of(model.consoles, session.pid), model.rows(MEMBERS)
    if own is None or not members or not seats_in(own).isdisjoint(seats):
        return None
    had = dict(seats_texts(members))
    who = "; ".join(had[seat] for seat in seats if seat in had) or "nobody has it"
    return OnlyLooks("NO SEAT", f"it takes {seats_words(list(seats), 'or')} ({who})")


def held_back(model: Model, session: Session) -> OnlyLooks | None:
    """Return why the engine would refuse whatever acts on the vault; None = it would not, or there is no vault."""
    world = model.row(WORLD, WORLD)
    place = world.get("place") if world is not None else None
    if world is None or place is None:
        return None
    if place["read_only"]:
        return OnlyLooks("READ-ONLY", "the vault is connected read-only: connect a document with read_only: false")
    # Arming lasts only as long as its engine: without one, nobody is armed.
    armed = world.get("armed", []) if model.link is Link.HERE else []
    if any(session.operator in names_of(one["who"]) for one, _ in leases(armed, datetime.now(UTC))):
        return None
    return OnlyLooks("NOT ARMED", "you are not armed: type :arm", "arm")
