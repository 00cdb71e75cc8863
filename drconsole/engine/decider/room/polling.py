"""Fold of polls, and those whose time is up. Pure; times are the wall's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from drconsole.engine.decider.state import State
from drconsole.recovery.types.votes import PollEnd
from drconsole.recovery.types.work import events as ev
from drconsole.room.polls import Given, Poll, closing


def _opened(state: State, event: ev.PollOpened, at: datetime, actor: str) -> None:
    about = (event.poll, event.question, event.proposal, event.by, event.name)
    state.polls[event.poll] = Poll(*about, event.asked, at, event.until)
    _touch(state, event.poll)


def _answered(state: State, event: ev.PollAnswered, at: datetime, actor: str) -> None:
    given = Given(event.by, event.name, event.vote, event.comment, event.answers_for, at)
    state.polls[event.poll].given[event.by] = given
    _touch(state, event.poll)


def _closed(state: State, event: ev.PollClosed, at: datetime, actor: str) -> None:
    poll = state.polls[event.poll]
    poll.silent_then = event.silent
    poll.closed_at, poll.closed_by, poll.why = at, actor, event.why
    _touch(state, event.poll)


def _touch(state: State, poll: str) -> None:
    state.touched["poll", "", poll] = None


def set_back(state: State, by: timedelta) -> None:
    """Leave what was left: a clock that is set back (``by`` below 0) prolongs nothing."""
    for key, poll in state.polls.items():
        if poll.open:
            poll.until += by
            _touch(state, key)


def run_out(state: State, now: datetime) -> list[ev.Event]:
    """Return the ends of the polls whose time is up."""
    return [closing(one, PollEnd.RAN_OUT) for one in state.polls.values() if one.open and now >= one.until]


FOLDS: dict[str, Callable[[State, Any, datetime, str], None]] = {
    ev.PollOpened.kind: _opened,
    ev.PollAnswered.kind: _answered,
    ev.PollClosed.kind: _closed,
}
"""What folds each kind of event; it is given the wall's time."""
