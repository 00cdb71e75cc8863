"""Messages about go/no-go polls: the commander asks and closes, whoever has a seat answers."""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import Message, Unsayable
from drconsole.records.rows.room.polls import PollRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.votes import Vote

MAX_QUESTION = 200
"""Characters of a question or a reason: a line or two on a console."""
LASTS = 300
"""Seconds that a poll is open where nobody says how long (our choice)."""
LONGEST = 3600
"""Seconds that a poll may be open at most (our choice)."""


@dataclass(frozen=True, slots=True)
class AskPoll(Message[PollRow]):
    """Ask everybody who has a seat for GO or NO-GO."""

    kind: ClassVar[str] = "AskPoll"
    question: str
    seconds: int = LASTS
    proposal: str = ""
    """The proposal that it is about; empty = a free question."""

    def __post_init__(self) -> None:
        if not 0 < len(self.question.strip()) <= MAX_QUESTION:
            raise Unsayable(f"a question has 1 to {MAX_QUESTION} characters")
        if not 0 < self.seconds <= LONGEST:
            raise Unsayable(f"a poll is open for 1 to {LONGEST} seconds")


@dataclass(frozen=True, slots=True)
class AnswerPoll(Message[PollRow]):
    """Answer a poll, or answer it anew."""

    kind: ClassVar[str] = "AnswerPoll"
    poll: str
    vote: Vote
    comment: str = ""
    """The reason: a NO-GO needs one."""

    def __post_init__(self) -> None:
        if self.vote is Vote.NO_GO and not self.comment.strip():
            raise Unsayable("a NO-GO needs its reason")
        if len(self.comment) > MAX_QUESTION:
            raise Unsayable(f"a reason has at most {MAX_QUESTION} characters")


@dataclass(frozen=True, slots=True)
class ClosePoll(Message[PollRow]):
    """End a poll: whoever has not answered counts as silent."""

    kind: ClassVar[str] = "ClosePoll"
    poll: str


POLL_COMMANDS: tuple[type[Message[Any]], ...] = (AskPoll, AnswerPoll, ClosePoll)
