"""Lanes as lines: textures for what was done, dots for what is to come, a stroke for now; the plan beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import lasting
from drconsole.render.drawing.lanes import STOPPED, Doing, Lane
from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.drawing.scale import MORE_STEPS, STEPS, Scale
from drconsole.render.words.marks import Severity

TEXTURES: dict[Doing, Glyph] = {
    Doing.CHECK: Glyph("░", ","),
    Doing.SHUTDOWN: Glyph("▒", "\\"),
    Doing.FAILOVER: Glyph("■", "="),
    Doing.EXTRA: Glyph("▓", "%"),
    Doing.START: Glyph("█", "#"),
    Doing.COMMIT: Glyph("▮", "&"),
    Doing.REPLICATION: Glyph("▤", "$"),
    Doing.ACTION: Glyph("▚", "~"),
    Doing.WAIT: Glyph("‼", "!"),
    Doing.OTHER: Glyph("≡", "@"),
}
TO_COME, NOW, OBJECTIVE, FAILED = Glyph("┈", "."), Glyph("│", "|"), Glyph("╏", "R"), Glyph("✗", "x")
PLANNED, LOW, LIKELY, MAYBE = Glyph("╌", "-"), Glyph("┆", "|"), Glyph("│", "|"), Glyph("┈", ".")
GLYPHS: tuple[Glyph, ...] = (*TEXTURES.values(), TO_COME, OBJECTIVE)
"""Glyphs whose twins no other table has."""
ROOM = 1.04
"""Room to the right, so that what ends the picture is not cut off."""
FARTHEST = 3
"""An objective more than so many times as far away as the run is long is left out: it would press the lanes flat."""


@dataclass(frozen=True, slots=True)
class Course:
    """Progress of a run and how long it may take; seconds since its start.

    A forecast does not count waits for people: add them to ``low``, ``likely`` and ``high`` first.
    """

    now: float
    likely: float
    objective: float | None = None
    ended: bool = False
    low: float = 0.0
    high: float = 0.0
    tone: str = "dim"
    """Style of the objective's mark: grey while the objective is kept."""

    @property
    def span(self) -> float:
        """Seconds that the picture shows; it grows by steps, since every lane is drawn anew with each."""
        whole = max(self.now, self.likely, min(self.high, 2 * self.likely), 1.0)
        if self.objective is not None and self.objective <= FARTHEST * whole:
            whole = max(whole, self.objective)
        least = whole * ROOM
        step = next((step for step in (*STEPS, *MORE_STEPS) if step * 16 >= least), MORE_STEPS[-1])
        return float(ceil(least / step) * step)


def scale_of(course: Course, width: int) -> Scale:
    return Scale(course.span, max(1, width))


def draw(lane: Lane, course: Course, scale: Scale, *, unicode: bool = True) -> Parts:
    """Draw one lane, exactly as wide as the scale."""
    cells: list[Part] = [(" ", "")] * scale.width
    if not course.ended and lane.over is None:
        _fill(cells, scale, course.now, max(course.likely, course.now), (TO_COME.text(unicode), "dim"))
    for stretch in lane.stretches:
        end = course.now if stretch.end is None else stretch.end
        style = str(Severity.BUSY if stretch.end is None else Severity.IDLE)
        if stretch.doing is Doing.WAIT:
            style = str(Severity.WARN)
        _fill(cells, scale, stretch.start, end, (TEXTURES[stretch.doing].text(unicode), style))
    for stretch in lane.stretches:
        # On top of what came after it: a failed shutdown must not hide behind the failover that went on.
        if stretch.state in STOPPED and stretch.end is not None:
            cells[scale.cell(stretch.end)] = (FAILED.text(unicode), str(Severity.BAD))
    if not course.ended:
        cells[scale.cell(course.now)] = (NOW.text(unicode), "header")
    _mark_objective(cells, course, scale, unicode)
    return joined(cells)


def planned(course: Course, scale: Scale, *, unicode: bool = True) -> Parts:
    """Draw the forecast as a line: dashes up to the likely end, dots up to the latest; strokes at low and likely."""
    cells: list[Part] = [(" ", "")] * scale.width
    if course.high > 0:
        _fill(cells, scale, course.likely, course.high, (MAYBE.text(unicode), "dim"))
        _fill(cells, scale, 0, course.likely, (PLANNED.text(unicode), "dim"))
        cells[scale.cell(course.low)] = (LOW.text(unicode), "dim")
        cells[scale.cell(course.likely)] = (LIKELY.text(unicode), "dim")
    _mark_objective(cells, course, scale, unicode)
    return joined(cells)


def _mark_objective(cells: list[Part], course: Course, scale: Scale, unicode: bool) -> None:
    if course.objective is not None and course.objective <= scale.span:
        cells[scale.cell(course.objective)] = (OBJECTIVE.text(unicode), course.tone)


def _fill(cells: list[Part], scale: Scale, start: float, end: float, part: Part) -> None:
    """At least one cell: what took a moment is seen, too."""
    first = scale.cell(start)
    for at in range(first, max(first + 1, scale.cell(end) + (end >= scale.span))):
        cells[at] = part


def note_text(lane: Lane, course: Course) -> str:
    """``Extra step ... 6 min``: what it does, and since when where that matters; of one that is over, when."""
    if not lane.note and not lane.stretches:
        return "not begun"
    if not lane.note:
        if lane.over is not None:
            return f"done at {lasting(lane.over)}"
        return "not finished" if course.ended else "waits for its turn"
    runs = next((stretch for stretch in lane.stretches if stretch.end is None), None)
    if runs is None or lane.severity is Severity.BAD:
        return lane.note  # what failed is over: the time of what goes on is not its
    return f"{lane.note}, {coarse(course.now - runs.start)}"


def coarse(seconds: float) -> str:
    """``6 min``, ``20 s``: a time in steps that can be read, each of which costs bytes on every line."""
    if seconds < 60:
        return f"{max(0, int(seconds)) // 10 * 10} s"
    return lasting(int(seconds) // 60 * 60)


def legend(lanes: Iterable[Lane], course: Course, *, unicode: bool = True) -> str:
    """Return what the textures and marks of these lanes mean, in one line."""
    shown = {stretch.doing for lane in lanes for stretch in lane.stretches}
    marks = [(TEXTURES[doing], doing.partition(" ")[0]) for doing in Doing if doing in shown]
    marks += [] if course.ended else [(TO_COME, "to come")]
    marks += [] if course.objective is None else [(OBJECTIVE, "RTO")]
    return " ".join(f"{glyph.text(unicode)} {word}" for glyph, word in marks)
