"""Words of a handover: how an offer of it ends, and what is read back."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.data import dataclass


class OfferEnd(StrEnum):
    """Reason why an offer is over that was not accepted: nothing of it has passed."""

    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    RAN_OUT = "ran-out"
    """Its time was up."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """One of the lines of a brief that its receiver says in their own words."""

    key: str
    """Key of the line."""
    prompt: str
    """What is asked."""
    words: tuple[tuple[str, ...], ...]
    """What has to be in the answer: of each of these one, a word or several that belong together."""
