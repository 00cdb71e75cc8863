"""Messages about alarms: one is shelved for a while, with a reason, or taken back."""

from __future__ import annotations

from typing import Any, ClassVar

from drconsole.link.messages.message import Message, Unsayable
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.recovery.types.data import dataclass

LONGEST = 30 * 60
"""Seconds that an alarm may be shelved at most, so that nobody forgets it over a shift (ISA-18.2 leaves the time to the
site; our choice)."""
MAX_COMMENT = 200
MAX_ID = 2000
"""Characters of an alarm's id: some have a service's words in them."""

MAX_DAYS = 36_500
"""Days that a test failover may count, as in the config file."""


@dataclass(frozen=True, slots=True)
class ShelveAlarm(Message[ShelvedRow]):
    """Put an alarm aside for a while: it stands among those that are shelved, and rings no bell."""

    kind: ClassVar[str] = "ShelveAlarm"
    alarm: str
    """Its id, or what only one begins with."""
    seconds: int
    comment: str
    drill_days: int = 180
    """How old the last test failover of a plan may be for the asker: some alarms follow from it."""

    def __post_init__(self) -> None:
        _id(self.alarm)
        if not 0 < self.seconds <= LONGEST:
            raise Unsayable(f"an alarm is shelved for 1 second to {LONGEST // 60} minutes")
        if not 0 < len(self.comment.strip()) <= MAX_COMMENT:
            raise Unsayable(f"shelving needs a reason of at most {MAX_COMMENT} characters")
        if not 0 < self.drill_days <= MAX_DAYS:
            raise Unsayable(f"a test failover counts for 1 to {MAX_DAYS} days")


@dataclass(frozen=True, slots=True)
class UnshelveAlarm(Message[ShelvedRow]):
    """Put a shelved alarm back among the others."""

    kind: ClassVar[str] = "UnshelveAlarm"
    alarm: str

    def __post_init__(self) -> None:
        _id(self.alarm)


def _id(said: str) -> None:
    if not 0 < len(said) <= MAX_ID:
        raise Unsayable(f"an alarm's id has 1 to {MAX_ID} characters")


ALARM_COMMANDS: tuple[type[Message[Any]], ...] = (ShelveAlarm, UnshelveAlarm)
