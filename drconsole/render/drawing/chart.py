"""Small charts of one line: a value over time against its limit, and a bar against a limit. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.marks import Severity

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII_BLOCKS = "_.-~=+*#"
GAP = Glyph("·", " ")
"""Where nothing was measured."""
FULL, HALF, ROOM, LIMIT = Glyph("━", "="), Glyph("╸", "-"), Glyph("╌", "."), Glyph("┆", ":")


def sampled(values: Sequence[float | None], width: int) -> list[float | None]:
    """As many values as there are cells: the worst of those that share one, none where all are missing."""
    if len(values) <= width:
        return list(values)
    found: list[float | None] = []
    for cell in range(width):
        share = values[cell * len(values) // width : (cell + 1) * len(values) // width]
        known = [value for value in share if value is not None]
        found.append(max(known) if known else None)
    return found


def spark(values: Sequence[float | None], limit: float | None, width: int, *, unicode: bool = True) -> Parts:
    """``▁▂▁▁▃▂▁▁▂▁``: oldest on the left. The limit is at three quarters of the height; what is above it is marked."""
    shown = sampled(values, width)
    blocks = BLOCKS if unicode else ASCII_BLOCKS
    top = (limit or max((value for value in shown if value is not None), default=0.0)) / 0.75 or 1.0
    cells: list[Part] = [(" ", "")] * (width - len(shown))
    for value in shown:
        if value is None:
            cells.append((GAP.text(unicode), "dim"))
            continue
        level = max(0, min(len(blocks) - 1, int(value / top * len(blocks))))
        over = limit is not None and value > limit
        cells.append((blocks[level], str(Severity.WARN) if over else ""))
    return joined(cells)


def bar(value: float, limit: float | None, whole: float, width: int, *, unicode: bool = True) -> Parts:
    """``━━━━━╸╌╌╌┆╌╌``: how far of the whole, with the limit as a mark; past the limit it is marked."""
    halves = 2 * width if value >= whole else max(0, round(value / whole * 2 * width))
    style = str(Severity.WARN) if limit is not None and value > limit else str(Severity.BUSY)
    cells: list[Part] = [(FULL.text(unicode), style)] * (halves // 2)
    if halves % 2:
        cells.append((HALF.text(unicode), style))
    cells += [(ROOM.text(unicode), "dim")] * (width - len(cells))
    if limit is not None and limit <= whole:
        cells[min(width - 1, int(limit / whole * width))] = (LIMIT.text(unicode), str(Severity.WARN))
    return joined(cells)
