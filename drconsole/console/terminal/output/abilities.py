"""Abilities of the terminal: by its name, and by where its cursor is after a try.

Names lie: many terminals and multiplexers call themselves xterm. tmux before 3.5 repeats letters of ASCII alone, others
repeat none, and what is not repeated is missing on the screen. So it is tried; without an answer it is not used.
"""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.recovery.types.data import dataclass

_ERASING = frozenset(
    {
        *("alacritty", "contour", "foot", "ghostty", "gnome", "iterm2", "kitty", "konsole", "linux", "mintty"),
        *("nsterm", "putty", "rio", "rxvt", "st", "tmux", "vte", "wezterm", "xterm"),
    }
)
"""Terminals that erase with the ground that is set (``bce`` of terminfo), by the first word of their TERM."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """Features that may be used beyond what every terminal can do."""

    erases: bool = False
    """It erases with the ground that is set."""
    to_columns: bool = False
    """It jumps to a column of its row (CHA)."""
    repeats: int = 0
    """Bytes of the longest letter that it was seen to repeat (REP); 0 = none."""


def abilities(environ: Mapping[str, str]) -> Abilities:
    """Return what the terminal can do by its name. GNU screen, for one, does not erase with the ground that is set."""
    name = environ.get("TERM", "").partition("-")[0]
    erases = bool(environ.get("TMUX")) or name in _ERASING
    return Abilities(erases=erases, to_columns=erases or name == "screen")


class RepeatTrial:
    """Trial whether the terminal repeats a letter: it is written and repeated, and the cursor tells how often.

    What it leaves is gone with the first frame. Its row is not the first: there an answer looks like a key.
    """

    ROW = 1
    TIMES = 3

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self.written = f"\x1b[{self.ROW + 1}H{letter}\x1b[{self.TIMES - 1}b\x1b[6n"
        """What the terminal is sent: letter, repetition, and the question where the cursor is."""

    def repeats(self, column: int, row: int) -> int:
        """Return ``Abilities.repeats`` by where the cursor was then, counted from 0."""
        return len(self._letter.encode()) if (column, row) == (self.TIMES, self.ROW) else 0
