"""Seats of a console's own user in the incident room, as the engine tells them meanwhile. No Textual."""

from __future__ import annotations

from drconsole.console.state.model.model import Model
from drconsole.console.state.session import Session
from drconsole.recovery.types.seats import seats_words
from drconsole.render.estate.presence import console_of


class Seated:
    """Seats of this console's user as they were told last. Only a change is told."""

    def __init__(self) -> None:
        self._seat: str | None = None
        self._known = False

    def change(self, model: Model, session: Session) -> str:
        """Return what to tell the operator once their seats have changed; empty = they have not.

        A console of somebody else's state commands from now on, or only reads, as its user's seats say.
        """
        own = console_of(model.consoles, session.pid)
        if own is None:  # nobody has told the engine yet that this console is here, or no engine answers
            return ""
        had, self._seat = self._seat, own["seat"]
        first, self._known = not self._known, True
        commanded = not session.read_only
        if session.state_of and (session.seatless or commanded):
            session.read_only = session.seatless = own["read_only"]
        if commanded == (not session.read_only) and (first or had == self._seat):
            return ""
        has = seats_words(self._seat.split(", ")) if self._seat else "no seat"
        seat = f"you have {has} in the room now"
        if commanded == (not session.read_only):
            return seat
        return f"{seat}: {'this console only reads' if session.read_only else 'this console commands'}"
