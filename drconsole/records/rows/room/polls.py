"""Go/no-go polls: the question, who answered what, and who was silent."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.common import Keyed


class PolledRow(TypedDict):
    """Member who is asked: a user or a group."""

    key: str
    label: str


class VoteRow(TypedDict):
    """The last answer of one person; ``key`` is a member's, ``name`` its label."""

    key: str
    name: str
    vote: str
    """``go`` or ``no-go``."""
    comment: str
    at: str | None


class PollRow(Keyed):
    """A poll. All times are the wall's."""

    id: str
    question: str
    proposal: str | None
    """The proposal that it is about."""
    by_key: str
    """Who asks; they need not answer."""
    by: str
    since: str | None
    until: str | None
    """Time from which it takes no answer, also where nobody has closed it yet."""
    asked: list[PolledRow]
    votes: list[VoteRow]
    silent: list[str]
    """Labels of those who are asked and have not answered."""
    closed_at: str | None
    """None = it is open."""
    closed_by: str | None
    why: str | None
    """Why it is over: ``closed`` or ``ran-out``."""
    result: str | None
    """Of a poll that is over: ``no-go`` where anybody objected, ``go`` where somebody agreed and nobody objected, else
    ``silent``."""
