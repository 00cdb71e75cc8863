"""Flood of keys: more at once than a person or a script types, such as a file pasted into a terminal.

A terminal that marks a paste (bracketed paste) sends it as one piece, and a field refuses it when it is too long. One
that does not sends each letter as a key. A megabyte of keys would take minutes and hundreds of megabytes, and each
letter may be a command. So a flood is not taken at all.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from textual.message import Message

MOST = 2000
"""Letters at once that are a flood when there are more, our choice: twice what a field takes."""
PER_SECOND = 100
"""Letters a second, our choice, that never become a flood: a key held down is sent at most 60 times a second."""
QUIET = 0.3
"""Seconds without a letter that end a flood, our choice: a slow line has shorter gaps inside of a paste."""

BEGIN, END = "\x1b[200~", "\x1b[201~"
_MARKS = re.compile(f"{re.escape(BEGIN)}|{re.escape(END)}")
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)", re.DOTALL)
"""What a terminal sends for one key, or for one answer."""
_TOLD = re.compile(r"\x1b\[(?:<[-\d;]+[Mm]|\d+;\d+R|\?[\d;]+\$y|48;[\d;:]+t|I|O)")
"""What a terminal tells by itself: the mouse, its answers to questions, its size, and whether it has the focus."""


class Flooded(Message):
    """Message that keys are not taken."""

    def __init__(self, held_back: int = 0, came: int = 0, *, over: bool = False) -> None:
        """``held_back``: letters of the flood that were, of those that ``came``; known once it is over."""
        super().__init__()
        self.held_back, self.came, self.over = held_back, came, over


class Flood:
    """Watch over what a terminal sends: holds back a flood, and counts its letters."""

    def __init__(self) -> None:
        self.clock: Callable[[], float] = time.monotonic
        """Clock in seconds; tests replace it."""
        self._level = 0.0
        """Letters above what is typed by hand."""
        self._at = 0.0
        """Time of the last letters."""
        self._came = self._held_back = 0
        """Letters without a pause, and those of them that were held back."""
        self.running = False
        """Whether keys are held back now."""
        self._pasting = False
        """Whether a marked paste has begun and not ended."""
        self._tail = ""
        """End of what came last: a mark may come in two pieces."""

    def passed(self, data: str) -> str:
        """Return what is to be read as keys: all of it, or, in a flood, only marked pastes and what is no key."""
        pieces = self._pieces(data)
        letters = sum(len(_SEQUENCE.sub("", piece)) for piece, pasted in pieces if not pasted)
        if letters:
            now = self.clock()
            self._level = max(0.0, self._level - (now - self._at) * PER_SECOND) + letters
            if now - self._at >= QUIET and not self.running:
                self._came = self._held_back = 0
            self._at, self._came = now, self._came + letters
            self.running = self.running or self._level > MOST
            self._held_back += letters if self.running else 0
        if not self.running:
            return data
        return "".join(piece if pasted else "".join(_TOLD.findall(piece)) for piece, pasted in pieces)

    def ended(self) -> Flooded | None:
        """Return what is to be told of a flood that has just ended; None = there is none, or it goes on."""
        if not self.running or self.clock() - self._at < QUIET:
            return None
        self.running, self._level = False, 0.0
        return Flooded(self._held_back, self._came, over=True)

    def _pieces(self, data: str) -> list[tuple[str, bool]]:
        """Split at the marks of a paste; each piece with whether it is of a marked paste, its marks included."""
        joined, base = self._tail + data, len(self._tail)
        self._tail = joined[-(len(BEGIN) - 1) :]
        pieces, at = [], 0
        for mark in _MARKS.finditer(joined):
            begins = mark[0] == BEGIN
            cut = max(0, (mark.start() if begins else mark.end()) - base)
            pieces.append((data[at:cut], self._pasting))
            self._pasting, at = begins, cut
        return [*pieces, (data[at:], self._pasting)]
