"""Fold of shelved alarms, and those whose time is up. Pure; times are the wall's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from drconsole.engine.decider.beside import Shelf
from drconsole.engine.decider.state import State
from drconsole.recovery.types.work import events as ev


def _shelved(state: State, event: ev.AlarmShelved, at: datetime, actor: str) -> None:
    state.shelved[event.alarm] = Shelf(event, at, actor, event.until)
    state.touched["shelved", "", event.alarm] = None


def _returned(state: State, event: ev.AlarmReturned, at: datetime, actor: str) -> None:
    state.shelved.pop(event.alarm, None)
    state.touched["shelved", "", event.alarm] = None


def set_back(state: State, by: timedelta) -> None:
    """Leave what was left: a clock that is set back (``by`` below 0) prolongs nothing."""
    for key, shelf in state.shelved.items():
        shelf.until += by
        state.touched["shelved", "", key] = None


def time_up(state: State, now: datetime) -> list[ev.Event]:
    """Return the returns of the alarms whose time is up."""
    over = (shelf.event.alarm for shelf in state.shelved.values() if now >= shelf.until)
    return [ev.AlarmReturned(alarm, ev.Return.TIME) for alarm in over]


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.AlarmShelved.kind: _shelved,
    ev.AlarmReturned.kind: _returned,
}
"""What folds each kind of event; it is given the wall's time."""
