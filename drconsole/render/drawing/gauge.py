"""Bar of a quantity that is foretold as a range, against its limit: sure part, possible part, limit. Pure."""

from __future__ import annotations

import textwrap

from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.words.marks import Severity

SURE, POSSIBLE, ROOM, LIMIT = Glyph("━", "="), Glyph("┄", "~"), Glyph("╌", "-"), Glyph("┆", ":")
GLYPHS = (SURE, POSSIBLE, ROOM, LIMIT)
LABEL = 12
"""Cells of the label before a bar."""
WIDEST, LEAST = 48, 16
"""Cells of a bar at most, and at least: below that only the words are shown."""
AROUND = 1.1
"""The scale reaches this much beyond the greatest value, so that a limit at its end can be seen."""


def bar(sure: float, possible: float, limit: float | None, width: int) -> Parts:
    """``━━━━━┄┄┄╌╌╌┆╌``: all of it before ``sure`` is certain, up to ``possible`` it may be; what is over is marked."""
    whole = max(sure, possible, limit or 0.0) * AROUND or 1.0
    edge = None if limit is None else min(width - 1, int(limit / whole * width))
    cells: list[Part] = []
    for at in range(width):
        end = (at + 0.5) / width * whole
        over = limit is not None and end > limit
        if end <= sure:
            cells.append((SURE.sign, str(Severity.BAD if over else Severity.BUSY)))
        elif end <= possible:
            cells.append((POSSIBLE.sign, str(Severity.WARN if over else Severity.BUSY)))
        else:
            cells.append((ROOM.sign, "dim"))
    if edge is not None:
        cells[edge] = (LIMIT.sign, "loud")
    return joined(cells)


@dataclass(frozen=True, slots=True)
class Gauge:
    """Label, bar and words of one quantity; the words stand below the bar where there is no room beside it."""

    label: str
    words: str
    sure: float
    possible: float
    limit: float | None = None
    severity: str = ""
    """Style of the words."""

    def lines(self, width: int) -> list[Parts]:
        """Return the lines at a width in cells."""
        label = (fitted(self.label, LABEL), "")
        room = width - LABEL
        beside = room - width_of(self.words) - 2
        if beside >= LEAST:
            drawn = bar(self.sure, self.possible, self.limit, min(WIDEST, beside))
            return [joined((label, *drawn, ("  ", ""), (self.words, self.severity)))]
        words = textwrap.wrap(self.words, max(LEAST, room), break_on_hyphens=False)
        below = [joined(((" " * LABEL, ""), (line, self.severity))) for line in words]
        if room < LEAST:
            return [(label,), *below]
        return [joined((label, *bar(self.sure, self.possible, self.limit, min(WIDEST, room)))), *below]
