"""Rows of what the people of an incident room agree among themselves: polls, shelved alarms. Pure."""

from __future__ import annotations

from drconsole.engine.decider.state import Shelf
from drconsole.engine.projections.parts import stamp
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.records.rows.room.polls import PollRow, VoteRow
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


def shelved_row(shelf: Shelf) -> ShelvedRow:
    event = shelf.event
    return {
        "alarm": event.alarm,
        "cause": event.cause,
        "severity": event.severity,
        "about": list(event.about),
        "count": event.count,
        "since": stamp(shelf.since),
        "until": stamp(event.until),
        "by": shelf.actor,
        "comment": event.comment,
    }
