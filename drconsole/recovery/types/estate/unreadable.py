"""Things that the provider has and that cannot be read: told as they are, never left out in silence."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item, or a part of a recovery plan, that this program has no words for. Nothing can be done to it here."""

    provider_id: str
    name: str
    why: str
    raw: tuple[tuple[str, str], ...] = ()
    """Fields and what stood in them, as they came."""
