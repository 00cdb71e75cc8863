"""Alarms: all that is wrong, worst first, grouped by its cause."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import ItemName, Keyed
from drconsole.recovery.types.remedies import RemedyRow


class AlarmTargetRow(ItemName):
    """Target that an alarm leads to; ``type`` is ``plan``, ``item`` or ``job``, whose name is its id."""

    type: str


class ShelvedRow(Keyed):
    """An alarm that somebody put aside. All times are the wall's."""

    alarm: str
    """Its id."""
    cause: str
    """As it was told then."""
    severity: str
    about: list[str]
    """Keys of the machines and plans that it was about, as far as they were read."""
    count: int
    since: str | None
    until: str | None
    """From then on it stands among the others again."""
    by: str
    comment: str


class ConsequenceCountRow(TypedDict):
    """Something that follows from an alarm's cause, on so many machines or jobs: counted there, and listed nowhere."""

    what: str
    count: int


class RaisedRow(TypedDict):
    """Number of alarms that were raised lately and stand, each machine's its own, by the provider's clock."""

    ten_minutes: int
    hour: int


class RateRow(RaisedRow):
    """Rate of alarms of a whole estate; ``flood``: more than a person can follow."""

    flood: bool
    standing: int
    """Alarms that stand, as they are grouped."""
    shelved: int


class AlarmEventRow(TypedDict):
    """Something that is wrong and that nobody can do anything about."""

    text: str
    severity: str


class CauseRow(TypedDict):
    """Something that is wrong, and all whom it is about. ``kind`` and ``severity`` are words of ``records.alarms``."""

    id: str
    """Stays the same as long as the cause does."""
    kind: str
    severity: str
    cause: str
    items: list[ItemName]
    """Those that were read of ``count``."""
    plans: list[ItemName]
    count: int
    """Of the machines it is about, or of the plans; 0: it is about neither."""
    since: str | None
    action: str
    remedies: list[RemedyRow]
    target: AlarmTargetRow | None


class AlarmRow(CauseRow):
    """Alarm: a cause, with who is to act on it."""

    owner: str
    """A word of ``records.alarms.kinds.Owner``."""
    who: str | None
    """The one person who is to act; None = whoever has the seat."""
    first: ItemName | None
    """The machine that showed it first, where that is known and it is about several."""
    raised: RaisedRow
    consequences: list[ConsequenceCountRow]
    command: NotRequired[str]
    """The command line's command for it."""
    shelved: NotRequired[ShelvedRow]
    """Told of one that somebody put aside."""
