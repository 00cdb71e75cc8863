"""Events of go/no-go polls: the question, each answer, and the end with its result in one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.votes import PollEnd, Vote


@dataclass(frozen=True, slots=True)
class Polled:
    """Member who is asked: a user or a group, by its key."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Objection:
    """NO-GO of somebody, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class PollOpened:
    """Question to all who have a seat, until a moment of the wall's clock."""

    kind: ClassVar[str] = "poll.opened"
    poll: str
    question: str
    until: datetime
    by: str
    """Who asks, by the key of a member: they need not answer."""
    name: str
    asked: tuple[Polled, ...]
    proposal: str = ""
    """The proposal that it is about; empty = a free question."""


@dataclass(frozen=True, slots=True)
class PollAnswered:
    """Answer of one person; a later one takes its place."""

    kind: ClassVar[str] = "poll.answered"
    poll: str
    by: str
    """Who answers, by the key of a member."""
    name: str
    vote: Vote
    comment: str = ""
    answers_for: tuple[str, ...] = ()
    """Keys of the members who have answered by this: the person, and the groups that they are in."""


@dataclass(frozen=True, slots=True)
class PollClosed:
    """End of a poll and its result; nothing starts by it."""

    kind: ClassVar[str] = "poll.closed"
    poll: str
    question: str
    why: PollEnd
    go: tuple[str, ...]
    no_go: tuple[Objection, ...]
    silent: tuple[str, ...]
    """Members who were asked and did not answer."""
    proposal: str = ""


PollEvent = PollOpened | PollAnswered | PollClosed
