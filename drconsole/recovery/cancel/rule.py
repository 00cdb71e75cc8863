"""One rule of what a cancelled job leaves, and how far a step has come."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class Seen(StrEnum):
    """Progress of a step of an item."""

    NOT_BEGUN = "not-begun"
    OPEN = "open"
    """Begun, and no end known: it may have had its effect."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Rule:
    """If ``step`` has come as far as ``seen``, this is what is left. ``{name}`` is the item's name, ``{here}`` the site
    that the run leaves, ``{there}`` the one it goes to, ``{primary}`` the item's own."""

    step: str
    seen: frozenset[Seen]
    outcome: str
    text: str
    loses_replication: bool = False


OPEN = frozenset({Seen.OPEN})
DONE = frozenset({Seen.DONE})
FAILED = frozenset({Seen.FAILED})
OPEN_OR_DONE = frozenset({Seen.OPEN, Seen.DONE})
OPEN_OR_FAILED = frozenset({Seen.OPEN, Seen.FAILED})
ANY = frozenset({Seen.OPEN, Seen.DONE, Seen.FAILED})
