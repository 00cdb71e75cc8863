"""Go/no-go polls: who is asked, who may answer, who is silent, and what it comes to. Pure.

The commander asks for strong objections before something large, and decides alone: nothing starts by a poll
(PagerDuty's incident response; Google SRE book, "Managing Incidents"). Observers are not asked and do not answer: they
have no part in what is done (our choice). Who asks need not answer (our choice).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.seats import Seat, member_key
from drconsole.recovery.types.votes import PollEnd, Vote
from drconsole.recovery.types.work import events as ev
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.room.members import Member, Person

ANSWERS = frozenset({Seat.SCRIBE, Seat.OPERATOR, Seat.APPROVER, Seat.COMMANDER})
"""Seats that are asked."""


class Result(StrEnum):
    """Result of a poll; who decides is the commander."""

    GO = "go"
    """Somebody agreed, and nobody objected."""
    NO_GO = "no-go"
    SILENT = "silent"
    """Nobody answered."""


@dataclass(frozen=True, slots=True)
class Given:
    """The last answer of one person."""

    key: str
    name: str
    vote: Vote
    comment: str
    answers_for: tuple[str, ...]
    at: datetime


@dataclass(slots=True)
class Poll:
    """A poll as it stands; all times are the wall's."""

    id: str
    question: str
    proposal: str
    by: str
    name: str
    asked: tuple[ev.Polled, ...]
    since: datetime
    until: datetime
    given: dict[str, Given] = field(default_factory=dict)
    """Answers by the key of who answered, in the order of their first answers."""
    closed_at: datetime | None = None
    closed_by: str = ""
    why: PollEnd | None = None
    silent_then: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Return whether nobody has closed it, and its end is not recorded."""
        return self.closed_at is None

    @property
    def silent(self) -> tuple[str, ...]:
        """Return the labels of those who were asked and have not answered."""
        if not self.open:
            return self.silent_then
        answered = {key for one in self.given.values() for key in one.answers_for}
        return tuple(one.label for one in self.asked if one.key not in answered)

    @property
    def result(self) -> Result | None:
        """Return what it came to; None = it is open."""
        if self.open:
            return None
        votes = {one.vote for one in self.given.values()}
        return Result.NO_GO if Vote.NO_GO in votes else Result.GO if votes else Result.SILENT


def asked_of(members: Iterable[Member], asker: Person) -> tuple[ev.Polled, ...]:
    """Return who is asked: every member with a seat that answers, but for the asker."""
    own = member_key(False, asker.uid)
    return tuple(
        ev.Polled(one.key, one.label)
        for one in sorted(members, key=lambda one: (one.group, one.name))
        if one.key != own and not ANSWERS.isdisjoint(one.seats)
    )


def answers_for(members: Iterable[Member], person: Person) -> tuple[str, ...]:
    """Return the keys of the members for whom somebody answers: their own, and the groups that they are in."""
    groups = [one.key for one in members if one.group and one.id in person.groups]
    return (member_key(False, person.uid), *sorted(groups))


def closing(poll: Poll, why: PollEnd) -> ev.PollClosed:
    """Return the end of a poll: its result in one line."""
    go = tuple(one.name for one in poll.given.values() if one.vote is Vote.GO)
    objections = (one for one in poll.given.values() if one.vote is Vote.NO_GO)
    no_go = tuple(ev.Objection(one.name, one.comment) for one in objections)
    return ev.PollClosed(poll.id, poll.question, why, go, no_go, poll.silent, poll.proposal)


def require_open(poll: Poll | None, said: str, now: datetime) -> Poll:
    """Return the poll that is meant. Raises ``BadInput`` where there is none, ``Refused`` where it is over."""
    if poll is None:
        raise BadInput("no-such-poll", f"there is no poll {said!r}", place=said, advice="list the polls")
    if not poll.open or now >= poll.until:
        when = poll.closed_at or poll.until
        raise Refused(
            "poll-over",
            f"poll {poll.id} ended at {when:%Y-%m-%d %H:%M:%S} UTC",
            place=poll.id,
            advice="ask the commander to poll again",
        )
    return poll
