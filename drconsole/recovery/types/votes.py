"""Words of a poll: what somebody answers, and how a poll ends."""

from __future__ import annotations

from enum import StrEnum


class Vote(StrEnum):
    """Answer to a poll."""

    GO = "go"
    NO_GO = "no-go"


class PollEnd(StrEnum):
    """Reason why a poll is over."""

    CLOSED = "closed"
    """The commander closed it."""
    RAN_OUT = "ran-out"
    """Its time was up."""
