"""Alarms: all that is wrong, worst first, grouped by its cause."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import ItemName
from drconsole.recovery.types.remedies import RemedyRow


class AlarmTargetRow(ItemName):
    """Target that an alarm leads to; ``type`` is ``plan``, ``item`` or ``job``, whose name is its id."""

    type: str


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
    shelved: NotRequired[bool]
