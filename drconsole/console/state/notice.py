"""Notices that were told to the operator in this sitting."""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.render.text import clean


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """What was told, once."""

    text: str
    at: str
    """Time of day in UTC, on the clock on the wall."""
    bad: bool = False
    job: str = ""
    """It stands only as long as this job has not ended."""

    @property
    def marked(self) -> str:
        return f"✗ {clean(self.text)}" if self.bad else clean(self.text)
