"""Block of a wall: a title and as many lines as it is given room for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.lane_lines import coarse
from drconsole.render.drawing.parts import Parts

LABEL = 24
"""Cells of a machine's or a plan's name at most."""
Draw = Callable[[int, int], Sequence[Parts]]
"""Draws to a width in cells and at most so many lines."""


@dataclass(frozen=True, slots=True)
class Block:
    """``least`` lines below its title are drawn in any case; up to ``most`` it has a use for."""

    title: Callable[[int], str]
    least: int
    most: int
    draw: Draw
    tone: str = "header"


def cut(text: str, room: int) -> str:
    """Return a text in so many cells, with an ellipsis where it had to be cut."""
    if width_of(text) <= room:
        return text
    return fitted(text, max(0, room - 1)).rstrip() + "…" if room > 0 else ""


def age(seconds: float | None) -> str:
    """Return an age in steps that can be read: each change is painted over a slow line."""
    return "not known" if seconds is None else f"{coarse(seconds)} ago"
