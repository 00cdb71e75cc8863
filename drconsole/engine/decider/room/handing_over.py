"""Fold of handovers, and the offers whose time is up. Pure; times are the wall's.

What passes with an acceptance, leads and seats, has events of its own in the same entry.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from drconsole.engine.decider.state import State
from drconsole.recovery.types.data import replace
from drconsole.recovery.types.handing_over import OfferEnd
from drconsole.recovery.types.work import events as ev
from drconsole.room.handover.offers import Offer, accepted, ended


def _offered(state: State, event: ev.HandoverOffered, at: datetime, actor: str) -> None:
    people = (event.person, event.name, event.to, event.to_name)
    made = Offer(event.handover, *people, event.comment, at, event.until, event.seats, event.read_back)
    _put(state, made)


def _accepted(state: State, event: ev.HandoverAccepted, at: datetime, actor: str) -> None:
    _put(state, accepted(state.handovers[event.handover], event, at, actor))


def _ended(state: State, event: ev.HandoverEnded, at: datetime, actor: str) -> None:
    _put(state, ended(state.handovers[event.handover], event, at, actor))


def _put(state: State, offer: Offer) -> None:
    state.handovers[offer.id] = offer
    state.touched["handover", "", offer.id] = None


def set_back(state: State, by: timedelta) -> None:
    """Leave what was left: a clock that is set back (``by`` below 0) prolongs nothing."""
    for offer in list(state.handovers.values()):
        if offer.open:
            _put(state, replace(offer, until=offer.until + by))


def run_out(state: State, now: datetime) -> list[ev.Event]:
    """Return the ends of the offers whose time is up."""
    over = (one for one in state.handovers.values() if one.open and now >= one.until)
    return [ev.HandoverEnded(one.id, OfferEnd.RAN_OUT) for one in over]


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.HandoverOffered.kind: _offered,
    ev.HandoverAccepted.kind: _accepted,
    ev.HandoverEnded.kind: _ended,
}
"""What folds each kind of event; it is given the wall's time."""
