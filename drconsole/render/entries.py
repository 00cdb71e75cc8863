"""Paragraphs of a sheet: what each says, in which tone, and what acting on it does."""

from __future__ import annotations

from dataclasses import dataclass

from drconsole.render.marks import Severity

HEADING = "header"
DIM = "dim"


@dataclass(frozen=True, slots=True)
class Entry:
    """Paragraph of a sheet; with an ``act`` it can be acted on, unless ``why_not`` says why it cannot be now."""

    text: str
    tone: str = ""
    """A severity's value, ``header``, ``dim`` or nothing."""
    act: str = ""
    why_not: str = ""
    hang: int = 2
    """What does not fit on its first line is set in by this much, beyond its own indent."""


def entry(text: str, severity: Severity | None = None, *, act: str = "", why_not: str = "", hang: int = 2) -> Entry:
    return Entry(text, severity.value if severity else "", act, why_not, hang)


def heading(text: str) -> Entry:
    return Entry(text, HEADING)
