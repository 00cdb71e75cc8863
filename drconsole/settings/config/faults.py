"""Faults of a config file, as data."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Fault of a config file; the default counts instead."""

    message: str
    key: str = ""
    """``table.key`` or the table; empty = the file as a whole."""
    line: int | None = None
    """From 1; None = not known."""
    advice: str = ""

    @property
    def text(self) -> str:
        """Return what is wrong and what would be right, in one line."""
        key = f"{self.key}: " if self.key and self.key not in self.message else ""
        return f"{key}{self.message}" + (f" - {self.advice}" if self.advice else "")

    def __str__(self) -> str:
        """Return all of it in one line, without the file's name."""
        return f"line {self.line}: {self.text}" if self.line is not None else self.text
