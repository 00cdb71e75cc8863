"""Trail of the pages that were looked at: one goes back and forward on it, as in a browser. No Textual, no I/O."""

from __future__ import annotations

from dataclasses import field

from drconsole.recovery.types.data import dataclass

KEPT = 100
"""Places kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Screen, and the pages that are open on it: each ("plan" | "item" | "job", key)."""

    screen: str
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Trail:
    """Places in the order in which they were looked at, and which of them is on the screen."""

    places: list[Place] = field(default_factory=list)
    at: int = -1
    held: bool = False
    """Whether visits are not noted: a move along the trail opens several pages, one after the other."""

    def visit(self, place: Place) -> None:
        """Note a place that was gone to; what lay ahead is forgotten."""
        if self.held or (self.places and self.places[self.at] == place):
            return
        del self.places[self.at + 1 :]
        self.places.append(place)
        del self.places[:-KEPT]
        self.at = len(self.places) - 1

    def beside(self, step: int) -> Place | None:
        """Return the place before this one (-1) or after it (1); None = there is none."""
        at = self.at + step
        return self.places[at] if 0 <= at < len(self.places) else None

    def move(self, step: int) -> None:
        """Be at the place before (-1) or after (1) from now on."""
        self.at += step
