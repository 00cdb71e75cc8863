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


class AlarmRow(TypedDict):
    """Alarm: one cause and all whom it is about. ``kind`` and ``severity`` are words of ``records.alarms``."""

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
    command: NotRequired[str]
    """The command line's command for it."""
    shelved: NotRequired[ShelvedRow]
    """Told of one that somebody put aside."""
