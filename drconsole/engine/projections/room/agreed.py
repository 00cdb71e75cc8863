"""Rows of what the people of an incident room agree among themselves: seats, polls, handovers, shelved alarms. Pure."""

from __future__ import annotations

from drconsole.engine.decider.beside import Shelf
from drconsole.engine.projections.parts import stamp
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.records.rows.room.handovers import HandoverRow
from drconsole.records.rows.room.members import SeatedRow
from drconsole.records.rows.room.polls import PollRow, VoteRow
from drconsole.room.handover.offers import Offer
from drconsole.room.members import Member, in_order
from drconsole.room.polls import Given, Poll


def poll_row(poll: Poll) -> PollRow:
    return {
        "id": poll.id,
        "question": poll.question,
        "proposal": poll.proposal or None,
        "by_key": poll.by,
        "by": poll.name,
        "since": stamp(poll.since),
        "until": stamp(poll.until),
        "asked": [{"key": one.key, "label": one.label} for one in poll.asked],
        "votes": [_vote_row(one) for one in poll.given.values()],
        "silent": list(poll.silent),
        "closed_at": stamp(poll.closed_at),
        "closed_by": poll.closed_by or None,
        "why": poll.why,
        "result": poll.result,
    }


def _vote_row(one: Given) -> VoteRow:
    return {"key": one.key, "name": one.name, "vote": one.vote, "comment": one.comment, "at": stamp(one.at)}


def seated_row(member: Member) -> SeatedRow:
    return {
        "kind": "group" if member.group else "user",
        "id": member.id,
        "name": member.name,
        "seats": [str(one) for one in in_order(member.seats)],
        "since": stamp(member.since),
        "by": member.by,
    }


def handover_row(offer: Offer) -> HandoverRow:
    return {
        "id": offer.id,
        "by_key": offer.by_key,
        "by": offer.by,
        "to_key": offer.to_key,
        "to": offer.to,
        "comment": offer.comment,
        "offered_at": stamp(offer.at),
        "until": stamp(offer.until),
        "seats": [str(seat) for seat in offer.seats],
        "read_back": [{"key": one.key, "prompt": one.prompt} for one in offer.read_back],
        "state": offer.state,
        "ended_at": stamp(offer.ended_at),
        "ended_by": offer.ended_by or None,
        "why": offer.why,
        "leads": list(offer.leads),
    }


def shelved_row(shelf: Shelf) -> ShelvedRow:
    event = shelf.event
    return {
        "alarm": event.alarm,
        "cause": event.cause,
        "severity": event.severity,
        "about": list(event.about),
        "count": event.count,
        "since": stamp(shelf.since),
        "until": stamp(shelf.until),
        "by": shelf.actor,
        "comment": event.comment,
    }
