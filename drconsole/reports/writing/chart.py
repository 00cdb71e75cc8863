"""Timeline of a run as a picture: a lane an item, seconds to places. Pure; a template draws it as SVG."""

from __future__ import annotations

from math import ceil

from drconsole.records.clock import seconds_between
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import RunState
from drconsole.render.drawing.lane_lines import FARTHEST
from drconsole.render.drawing.lanes import STOPPED, Doing
from drconsole.render.drawing.scale import Scale
from drconsole.render.words.marks import run_mark
from drconsole.render.words.text import clean, duration, time_of_day
from drconsole.reports.facts.said import Noted
from drconsole.reports.facts.types import JobFacts, Phase

LEFT, WIDTH, RIGHT = 200, 760, 40
"""Places: names, lanes, room to the right."""
LANE, TOP, BOTTOM = 18, 28, 8
CELLS = 110
"""Width in the cells that the console's scale of time counts in."""
_CLASSES = {doing.value: doing.name.lower() for doing in Doing}
NOTE = "note"
WIDTH_OF_NOTE = 3.0
LEAST = 1.5
"""Width of a step that took no time."""
LONGEST_NAME = 26
A_SHEET = 60
"""Lanes on a sheet of paper (A4 or letter, upright)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Step on a lane; ``tip`` says in words what it is."""

    x: float
    width: float
    kind: str
    failed: bool
    tip: str


@dataclass(frozen=True, slots=True)
class ChartLane:
    """Lane of an item, or of the run's own steps."""

    name: str
    full_name: str
    bars: tuple[Bar, ...]
    glyph: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Round time on the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lanes on one sheet, each with its place; ``bottom`` is the place below the last one."""

    lanes: tuple[tuple[int, ChartLane], ...]
    bottom: int
    height: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Picture of a run. ``objective`` and ``likely`` are places of a line; None = there is none in the picture."""

    lanes: tuple[ChartLane, ...]
    ticks: tuple[Tick, ...]
    objective: float | None
    likely: float | None
    kinds: tuple[tuple[str, str], ...]
    """Class and word of each kind of step, for the legend."""

    @property
    def width(self) -> int:
        return LEFT + WIDTH + RIGHT

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Return the lanes by sheets of paper: a picture that is longer than a page is cut through."""
        parts = [self.lanes[start : start + A_SHEET] for start in range(0, len(self.lanes), A_SHEET)]
        return tuple(
            Sheet(
                tuple((TOP + LANE * number, lane) for number, lane in enumerate(part)),
                TOP + LANE * len(part),
                TOP + LANE * len(part) + BOTTOM,
            )
            for part in parts
        )


def chart_of(facts: JobFacts) -> Chart | None:
    """Return the picture; None = nothing has begun."""
    lanes = [("(plan)", run_mark(facts.state).glyph, _own(facts))]
    lanes += [(item.name, run_mark(item.outcome).glyph, item.phases) for item in facts.items]
    start, now = facts.started_at, facts.ended_at or facts.as_of
    ends = [seconds_between(start, phase.ended_at or now) or 0.0 for _, _, phases in lanes for phase in phases]
    if start is None or not ends:
        return None
    likely = None if facts.rto.forecast is None else facts.rto.forecast["likely"]
    span = max(*ends, seconds_between(start, now) or 0.0, likely or 0.0, 1.0)
    objective = facts.rto.objective
    if objective is not None and objective <= FARTHEST * span:
        span = max(span, objective)
    step = Scale(span, CELLS).step()
    span = float(ceil(span / step) * step)

    def place(seconds: float) -> float:
        return round(LEFT + max(0.0, min(seconds, span)) / span * WIDTH, 1)

    def bar(phase: Phase) -> Bar:
        first = place(seconds_between(start, phase.started_at) or 0.0)
        last = place(seconds_between(start, phase.ended_at or now) or 0.0)
        took = duration(seconds_between(phase.started_at, phase.ended_at), "goes on")
        word = run_mark(phase.state).word
        tip = f"{clean(phase.step)}: {time_of_day(phase.started_at)}, {took}, {word}"
        return Bar(first, max(LEAST, last - first), _kind(phase), phase.state in STOPPED, tip)

    drawn = tuple(
        ChartLane(_short(name), clean(name), tuple(bar(phase) for phase in phases), glyph)
        for name, glyph, phases in lanes
    )
    if told := tuple(
        _mark(one, place(since)) for one in facts.notes if (since := seconds_between(start, one.at)) is not None
    ):
        drawn = (drawn[0], ChartLane("(notes)", "notes of people", told, " "), *drawn[1:])
    kinds = {one.kind for lane in drawn for one in lane.bars}
    return Chart(
        drawn,
        tuple(Tick(place(seconds), duration(seconds)) for seconds in range(0, int(span) + 1, step)),
        place(objective) if objective is not None and objective <= span else None,
        place(likely) if likely is not None else None,
        tuple((kind, word) for word, kind in (*_CLASSES.items(), (NOTE, NOTE)) if kind in kinds),
    )


def _mark(note: Noted, x: float) -> Bar:
    """Return a note's place: one of before the run stands at its begin, as one of after it at its end."""
    return Bar(x, WIDTH_OF_NOTE, NOTE, False, f"{time_of_day(note.at)} {clean(note.by)}: {clean(note.text)}")


def _own(facts: JobFacts) -> tuple[Phase, ...]:
    """Return the run's own steps that are no machine's: those in which no machine's step lies."""
    machines = [phase for item in facts.items for phase in item.phases]
    return tuple(
        phase
        for phase in facts.phases
        if phase.state != RunState.NOT_STARTED and not any(_within(one, phase) for one in machines)
    )


def _within(inner: Phase, outer: Phase) -> bool:
    begun, ended = seconds_between(outer.started_at, inner.started_at), seconds_between(inner.ended_at, outer.ended_at)
    return begun is not None and begun >= 0 and ended is not None and ended >= 0


def _kind(phase: Phase) -> str:
    if phase.state == RunState.SUSPENDED:
        return _CLASSES[Doing.WAIT.value]
    return _CLASSES.get(phase.name, _CLASSES[Doing.OTHER.value])


def _short(name: str) -> str:
    told = clean(name)
    return told if len(told) <= LONGEST_NAME else f"{told[: LONGEST_NAME - 1]}…"
