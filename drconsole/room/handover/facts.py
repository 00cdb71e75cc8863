"""Rows that a brief of a handover is made of, as they were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from drconsole.records.alarms.seen import Seen
from drconsole.records.rows.anchor import AnchorRow
from drconsole.records.rows.room.approvals import ProposalRow
from drconsole.records.rows.room.handovers import HandoverRow
from drconsole.records.rows.room.notes import NoteRow
from drconsole.records.rows.room.polls import PollRow
from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of what is open, and what else the next shift has to know."""

    seen: Seen
    """Jobs that have not ended, waits, obligations, and all that alarms are made of."""
    ended: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Job -> how many of its tasks have ended, and of how many."""
    proposals: Sequence[ProposalRow] = ()
    polls: Sequence[PollRow] = ()
    notes: Sequence[NoteRow] = ()
    offers: Sequence[HandoverRow] = ()
    """Handovers but the one that the brief is for."""
    mode: str | None = None
    seats: Sequence[str] = ()
    """Who has which seat, in words."""
    decisions: Sequence[str] = ()
    """Decisions of the last hours, in words, oldest first."""
    anchor: AnchorRow | None = None
