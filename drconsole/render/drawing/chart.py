"""Small charts of one line: a value over time against its limit, and a bar against a limit. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.words.marks import Severity

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII_BLOCKS = "_.-~=+*#"
GAP = Glyph("·", " ")
"""Sign where nothing was measured."""
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


def area(
    values: Sequence[float | None], limit: float | None, width: int, height: int, *, unicode: bool = True
) -> list[Parts]:
    """A chart of several lines, oldest on the left; where nothing is above it, the limit is a line of its own.

    The limit is at three quarters of the height, as in ``spark``; what is above it is marked.
    """
    shown = _stretched(values, width)
    known = [value for value in shown if value is not None]
    top = max((limit or 0.0) / 0.75, max(known, default=0.0)) or 1.0
    at_limit = None if limit is None else height - 1 - min(height - 1, int(limit / top * height))
    lines = []
    for line in range(height):
        below = (height - 1 - line) * 8
        cells: list[Part] = []
        for value in shown:
            eighths = 0 if value is None else max(1, round(value / top * height * 8)) - below
            if eighths > 0:
                over = limit is not None and value is not None and value > limit
                block = (BLOCKS if unicode else ASCII_BLOCKS)[min(8, eighths) - 1]
                cells.append((block, str(Severity.WARN if over else Severity.IDLE)))
            elif line == at_limit:
                cells.append((ROOM.text(unicode), str(Severity.IDLE)))
            elif value is None and line == height - 1:
                cells.append((GAP.text(unicode), str(Severity.IDLE)))
            else:
                cells.append((" ", ""))
        lines.append(joined(cells))
    return lines


def hours_axis(width: int, hours: int = 24) -> Parts:
    """``24 h ago        12 h        now``: a tick each six hours, as far as they fit."""
    line = [" "] * width
    for ago in range(hours, 0, -6):
        at = round((hours - ago) / hours * width)
        text = f"{ago} h ago" if ago == hours else f"{ago} h"
        if at + len(text) < width - 5 and not "".join(line[at : at + len(text)]).strip():
            line[at : at + len(text)] = text
    line[max(0, width - 3) :] = "now"[: min(3, width)]
    return (("".join(line), str(Severity.IDLE)),)


def _stretched(values: Sequence[float | None], width: int) -> list[float | None]:
    """One value a cell: the worst of those that share one, or the same for several cells."""
    if len(values) >= width or not values:
        shown = sampled(values, width)
        return [None] * (width - len(shown)) + shown
    return [values[cell * len(values) // width] for cell in range(width)]
