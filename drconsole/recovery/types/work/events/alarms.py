"""Events of alarms that somebody shelves for a while."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from drconsole.recovery.types.data import dataclass


class Return(StrEnum):
    """Reason why an alarm is no longer shelved."""

    ASKED = "asked"
    """Somebody took it back."""
    TIME = "time"
    """Its time was up."""
    WORSE = "worse"
    """It is graver than it was, or about more machines."""


@dataclass(frozen=True, slots=True)
class AlarmShelved:
    """Alarm that is put aside with a reason, until a moment of the wall's clock."""

    kind: ClassVar[str] = "alarm.shelved"
    alarm: str
    """Its id."""
    cause: str
    severity: str
    until: datetime
    comment: str
    about: tuple[str, ...] = ()
    """Keys of the machines and plans that it was about, as far as they were read."""
    count: int = 0
    """Of the machines or plans that it was about."""


@dataclass(frozen=True, slots=True)
class AlarmReturned:
    """Return of a shelved alarm among the others."""

    kind: ClassVar[str] = "alarm.returned"
    alarm: str
    why: Return
    comment: str = ""


AlarmEvent = AlarmShelved | AlarmReturned
