"""Recovery points of machines on one line of time, newest on the right: what is chosen and what is lost after it. Pure.

The same scale for all machines of a plan, so that the common point of a replication group is a vertical.
"""

from __future__ import annotations

from collections.abc import Iterable

from drconsole.recovery.types.data import dataclass
from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.drawing.scale import Scale
from drconsole.render.words.marks import Severity


@dataclass(frozen=True, slots=True)
class Point:
    """``age``: seconds before now."""

    age: float
    app: bool = False
    multi_vm: bool = False
    processed: bool = True
    good: bool = False
    """A machine made of it was tested and found right."""


PENDING, CRASH, APP = Glyph("┊", ":"), Glyph("│", "|"), Glyph("┃", "I")
MULTI, MULTI_APP = Glyph("┼", "+"), Glyph("╋", "#")
CHOSEN, LOST, SUSPECT = Glyph("▼", "v"), Glyph("░", ","), Glyph("✗", "x")
ROOM = Glyph("╌", "-")
GLYPHS = (PENDING, CRASH, APP, MULTI, MULTI_APP, CHOSEN, LOST, SUSPECT, ROOM)

_RANK = {PENDING: 0, CRASH: 1, APP: 2, MULTI: 3, MULTI_APP: 4}


def glyph_of(point: Point) -> Glyph:
    if not point.processed:
        return PENDING
    if point.multi_vm:
        return MULTI_APP if point.app else MULTI
    return APP if point.app else CRASH


def draw(
    points: Iterable[Point],
    scale: Scale,
    *,
    chosen: float | None = None,
    lost: float | None = None,
    suspect: float | None = None,
    unicode: bool = True,
) -> Parts:
    """Draw one machine's line. ``chosen``: age of the point that is chosen; ``lost``: seconds of data after it that are
    lost, None: not known, and all that is newer may be; ``suspect``: age of a suspected corruption.

    Of points that share a cell the one that offers most is drawn; what is lost is shaded. That ends before now where
    the machine has failed over, or its source has stopped.
    """
    cells: list[Part] = [(ROOM.text(unicode), "dim")] * scale.width
    shown: dict[int, Point] = {}
    for point in points:
        at = _cell(scale, point.age)
        known = shown.get(at)
        if known is None or _RANK[glyph_of(point)] > _RANK[glyph_of(known)]:
            shown[at] = point
    pick = None if chosen is None else _cell(scale, chosen)
    end = 0 if chosen is None else _cell(scale, 0.0 if lost is None else max(0.0, chosen - lost))
    if pick is not None:
        for at in range(pick + 1, end + 1):
            cells[at] = (LOST.text(unicode), str(Severity.WARN))
    for at, point in shown.items():
        shaded = pick is not None and pick < at <= end
        style = str(Severity.WARN) if shaded else "dim" if not point.processed else "good-point" if point.good else ""
        cells[at] = (glyph_of(point).text(unicode), style)
    if suspect is not None:
        cells[_cell(scale, suspect)] = (SUSPECT.text(unicode), str(Severity.BAD))
    if pick is not None:
        cells[pick] = (CHOSEN.text(unicode), "loud")
    return joined(cells)


def _cell(scale: Scale, age: float) -> int:
    """Time runs to the right, and ages to the left."""
    return scale.width - 1 - scale.cell(age)


def axis(scale: Scale) -> Parts:
    """``24 h      12 h      now``: ages at round times."""
    step = scale.step()
    line = [" "] * scale.width
    line[-3:] = "now"
    age, taken = step, scale.width - 3
    while age <= scale.span:
        label = _age(age)
        at = _cell(scale, age)
        if at + len(label) < taken - 1:
            line[at : at + len(label)] = label
            taken = at
        age += step
    return (("".join(line), "dim"),)


def _age(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    if not rest:
        return f"{hours} h"
    if rest % 60:
        return f"{seconds} s"
    return f"{hours} h {rest // 60}" if hours else f"{rest // 60} min"
