"""Polls as this console's user sees them: what they are asked, and what they are told. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from drconsole.console.state.led import own_row
from drconsole.console.state.model.model import Model
from drconsole.console.state.room.proposing import wall_now
from drconsole.records.tables import POLLS
from drconsole.render.estate.presence import seats_in
from drconsole.render.words.room.polls import is_open, result_text, tally_text
from drconsole.render.words.text import clean, time_of_day

if TYPE_CHECKING:
    from drconsole.records.rows.room.polls import PollRow, VoteRow


def newest_first(model: Model) -> list[PollRow]:
    """Return all polls."""
    return sorted(model.rows(POLLS), key=lambda poll: poll["since"] or "", reverse=True)


def open_poll(model: Model) -> PollRow | None:
    """Return the poll that takes answers now; None = there is none."""
    rows = model.rows(POLLS)
    if not rows:
        return None
    now = wall_now()
    return next((poll for poll in rows if is_open(poll, now)), None)


def own_vote(poll: PollRow, own: str) -> VoteRow | None:
    """Return what somebody has answered; None = nothing yet."""
    return next((vote for vote in poll["votes"] if vote["key"] == own), None)


def seats_of(model: Model, pid: int) -> frozenset[str]:
    """Return the seats of this console's user, as the engine tells them."""
    own = own_row(model, pid)
    return seats_in(own) if own is not None else frozenset()


def may_answer(model: Model, pid: int) -> bool:
    """Return whether this console's user has a seat that answers: the engine checks it by itself."""
    # With the first poll: a console's start does not wait for the room's rules.
    from drconsole.room.polls import ANSWERS

    return not ANSWERS.isdisjoint(seats_of(model, pid))


def poll_line(model: Model, pid: int, way: str) -> str:
    """Return what every page says of the open poll; empty = there is none. ``way``: how its dialog is opened."""
    poll = open_poll(model)
    if poll is None:
        return ""
    said = f"POLL {poll['id']}: {clean(poll['question'])}"
    own = own_row(model, pid)
    asked = own is not None and may_answer(model, pid) and poll["by_key"] != own.get("key")
    until = f"until {time_of_day(poll['until'])}"
    if asked and own is not None and own_vote(poll, own.get("key", "")) is None:
        return f"{said}  answer {until}: {way}" if way else f"{said}  {until}"
    return f"{said}  {tally_text(poll)}, {until}"


class PollsTold:
    """Polls as they were told last."""

    def __init__(self) -> None:
        self._seen: dict[str, str | None] | None = None
        """Poll -> when it was closed; None = nothing was read yet."""

    def changes(self, model: Model) -> list[str]:
        """Return what everybody is told: what a poll came to when it ended. When the console opens, nothing."""
        told = list(self._told(model))
        self._seen = {poll["id"]: poll["closed_at"] for poll in model.rows(POLLS)}
        return told

    def _told(self, model: Model) -> Iterator[str]:
        for poll in model.rows(POLLS) if self._seen is not None else ():
            if poll["closed_at"] is not None and (self._seen or {}).get(poll["id"]) is None:
                yield f"poll {poll['id']}: {result_text(poll)} ({tally_text(poll)}): {clean(poll['question'])}"
