"""What the terminal can do, as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_ERASING = frozenset(
    {
        *("alacritty", "contour", "foot", "ghostty", "gnome", "iterm2", "kitty", "konsole", "linux", "mintty"),
        *("nsterm", "putty", "rio", "rxvt", "st", "tmux", "vte", "wezterm", "xterm"),
    }
)
"""Terminals that erase with the ground that is set (``bce`` of terminfo), by the first word of their TERM."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What may be used beyond what every terminal can do."""

    erases: bool = False
    """It erases with the ground that is set."""
    to_columns: bool = False
    """It jumps to a column of its row (CHA)."""


def abilities(environ: Mapping[str, str]) -> Abilities:
    """Return what the terminal can do by its name. GNU screen, for one, does not erase with the ground that is set."""
    name = environ.get("TERM", "").partition("-")[0]
    erases = bool(environ.get("TMUX")) or name in _ERASING
    return Abilities(erases=erases, to_columns=erases or name == "screen")
