"""Fold of the incident room's events: who is in it, with which seats. Pure; times are the wall's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drconsole.engine.decider.state import State
from drconsole.records.tables import MEMBERS
from drconsole.recovery.types.seats import Seat, member_key
from drconsole.recovery.types.work import events as ev
from drconsole.room.members import Member


def _seated(state: State, event: ev.MemberSeated, at: datetime, actor: str) -> None:
    member = Member(event.group, event.id, event.name, frozenset(event.seats), at, actor)
    had = state.room.get(member.key)
    if Seat.APPROVER in member.seats and (had is None or Seat.APPROVER not in had.seats):
        for proposal in state.approvals.lasting():
            proposal.new_approvers.add(member.key)
    state.room[member.key] = member
    state.touched[MEMBERS, "", member.key] = None


def _removed(state: State, event: ev.MemberRemoved, at: datetime, actor: str) -> None:
    key = member_key(event.group, event.id)
    if state.room.pop(key, None) is not None:
        state.touched[MEMBERS, "", key] = None


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.MemberSeated.kind: _seated,
    ev.MemberRemoved.kind: _removed,
}
"""What folds each kind of event; it is given the wall's time."""
