"""Check that the terminal is still there: it is asked where its cursor is, and a terminal at a dead line says nothing.

Over a lost SSH line everything goes on for as long as sshd keeps it: the console draws, and nobody looks. Only what the
terminal itself answers tells the two apart.
"""

from __future__ import annotations

EVERY = 10.0
"""Seconds between two questions (our choice): four bytes there, and about seven back."""
QUESTION = "\x1b[6n"
"""Report of the cursor's position (DSR 6 of ECMA-48). In the first row the answer looks like a key: there is none asked
there."""


class Pulse:
    """Answers of one terminal. One that has never answered is not waited for: not every terminal can."""

    def __init__(self) -> None:
        self._answers = False
        self._asked: float | None = None
        """Since when a question has no answer; None = the last one was answered."""

    def asked(self, now: float) -> None:
        """Note that it was asked, or could not even be asked, at a moment on the reader's clock."""
        if self._asked is None:
            self._asked = now

    def answered(self) -> None:
        """Note that it answered."""
        self._answers, self._asked = True, None

    def silence(self, now: float) -> float:
        """Return for how many seconds it has not answered."""
        return now - self._asked if self._answers and self._asked is not None else 0.0
