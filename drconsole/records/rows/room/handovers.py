"""Handovers: the brief, the offer, and what passed."""

from __future__ import annotations

from typing import TypedDict

from drconsole.records.rows.anchor import AnchorRow
from drconsole.records.rows.common import Keyed


class ReadBackRow(TypedDict):
    """Line that the receiver says in their own words; what has to be in it, the engine knows."""

    key: str
    prompt: str


class HandoverRow(Keyed):
    """An offer and its end. All times are the wall's."""

    id: str
    by_key: str
    """Who hands over: key of the user, as in ``user:1000``; ``by`` is a label beside it."""
    by: str
    to_key: str
    to: str
    comment: str
    offered_at: str | None
    until: str | None
    """Time from which it takes no acceptance, also where nobody has ended it yet."""
    seats: list[str]
    """Seats that pass with it."""
    read_back: list[ReadBackRow]
    state: str
    """``offered``, ``accepted``, ``withdrawn``, ``declined`` or ``ran-out``."""
    ended_at: str | None
    ended_by: str | None
    why: str
    leads: list[str]
    """Jobs whose lead has passed; of an accepted one."""


class BriefLineRow(TypedDict):
    """Line of a brief. ``key`` stays the same as long as it says the same."""

    key: str
    section: str
    text: str
    about: list[str]
    """Names of all that it is about, where it counts them."""
    severity: str
    """Word of an alarm's severity, or ``none``."""


class BriefRow(TypedDict):
    """Brief of a handover: everything that is open, the gravest first."""

    at: str | None
    """Time by the wall's clock."""
    world_at: str | None
    """Time by the provider's clock."""
    mode: str | None
    lines: list[BriefLineRow]
    seats: list[str]
    """Who has which seat: ``approver: bob, group:dba``; none where there is no room."""
    decisions: list[str]
    """Decisions of the last hours, oldest first."""
    anchor: AnchorRow | None
    """End of the journal; None where no engine has written anything."""
