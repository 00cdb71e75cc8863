"""Lead of a job: who has it, how it came to them, and who asks for it."""

from __future__ import annotations

from typing import TypedDict


class AskerRow(TypedDict):
    """Somebody who asked for the lead since it passed last."""

    key: str
    name: str
    at: str | None
    comment: str


class LeadRow(TypedDict):
    """Person who leads a job. ``key``: of the user, as in ``user:1000``; ``name`` is a label beside it."""

    key: str
    name: str
    since: str | None
    way: str
    """``started``, ``given``, ``taken`` or ``handed-over``."""
    by: str
    """Who said so, as the journal names them."""
    comment: str
    asked: list[AskerRow]
    """Oldest first."""
