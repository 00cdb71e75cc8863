"""Wish of an operator who leaves the console for something that only whoever opened it can do."""

from __future__ import annotations

from pathlib import Path

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to be done once the console has ended."""

    state: Path | None = None
    """State on which another console is to be opened, in a process of its own: nothing of two states may mix."""
    reset: str = ""
    """Name of the estate, as it was typed, that is to begin anew; then a console is opened on it again."""
    document: str = ""
    """Document that the estate is made of then, a file or a bundled one's name; empty = the bundled one of its name."""
    grain: str = ""
    """What the simulated provider does by itself then, ``step`` or ``plan``; empty = what it does now."""
