"""Scale of time: seconds to cells of a line, and the ticks of its axis. Pure."""

from __future__ import annotations

from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.parts import Parts

MINUTE, HOUR = 60, 3600
STEPS = (1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE)
MORE_STEPS = (HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 7 * 24 * HOUR)
APART = 8
"""Cells between two ticks at least."""


@dataclass(frozen=True, slots=True)
class Scale:
    """``span`` seconds on ``width`` cells."""

    span: float
    width: int

    def cell(self, seconds: float) -> int:
        """Return the cell that a moment is in; clamped to the line."""
        if self.span <= 0 or self.width <= 1:
            return 0
        return max(0, min(self.width - 1, int(seconds / self.span * self.width)))

    def step(self) -> int:
        """Seconds between two ticks: a round number."""
        least = self.span / max(1, self.width) * APART
        return next((step for step in (*STEPS, *MORE_STEPS) if step >= least), MORE_STEPS[-1])


def axis(scale: Scale) -> Parts:
    """``0        4        8     min``: ticks at round times, the unit at the end."""
    step = scale.step()
    size, unit = next(((size, unit) for size, unit in ((HOUR, "h"), (MINUTE, "min"), (1, "s")) if step % size == 0))
    line = [" "] * scale.width
    room = scale.width - len(unit) - 1
    seconds = 0
    while seconds <= scale.span:
        label, at = str(seconds // size), scale.cell(seconds)
        if at + len(label) > room:
            break
        line[at : at + len(label)] = label
        seconds += step
    line[scale.width - len(unit) :] = unit
    return (("".join(line), "dim"),)
