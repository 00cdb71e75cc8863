"""Lanes of a run: a line a machine, time to the right, what was done as textures, what is to come as dots. Pure.

A lane shows at one look which machine is late, which failed and which waits. Those come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drconsole.records.clock import seconds_between
from drconsole.records.rows.jobs import TaskRow
from drconsole.recovery.types.words import Description, RunState, TaskKind
from drconsole.render.drawing.parts import Glyph, Part, Parts, joined
from drconsole.render.drawing.scale import Scale
from drconsole.render.marks import Severity
from drconsole.render.text import clean, duration


class Doing(StrEnum):
    """Kind of a stretch of a lane."""

    CHECK = "check"
    SHUTDOWN = "shutdown"
    FAILOVER = "failover"
    EXTRA = "extra step"
    START = "start"
    ACTION = "action"
    WAIT = "waits for a person"
    OTHER = "other"


TEXTURES: dict[Doing, Glyph] = {
    Doing.CHECK: Glyph("░", "."),
    Doing.SHUTDOWN: Glyph("▒", "-"),
    Doing.FAILOVER: Glyph("▆", "="),
    Doing.EXTRA: Glyph("▓", "%"),
    Doing.START: Glyph("█", "#"),
    Doing.ACTION: Glyph("▚", "~"),
    Doing.WAIT: Glyph("‼", "!"),
    Doing.OTHER: Glyph("▆", "="),
}
TO_COME, NOW, OBJECTIVE, FAILED = Glyph("┈", " "), Glyph("│", "|"), Glyph("┆", ":"), Glyph("✗", "x")

_BEGINNINGS = (
    ("VmShutdown", Doing.SHUTDOWN),
    ("VmHydration", Doing.EXTRA),
    ("VmFoStart", Doing.START),
    ("VmTfoStart", Doing.START),
    ("VmStart", Doing.START),
)
_PARTS = (("PrerequisitesCheck", Doing.CHECK), ("Start", Doing.START))
_STOPPED = frozenset({RunState.FAILED, RunState.CANCELLED})
PLAN = ""
"""Key of the lane of what is about no machine: the plan's checks, scripts and manual actions."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Task on its lane; seconds since the job's start, ``end`` None while it is under way."""

    doing: Doing
    start: float
    end: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Lane:
    key: str
    label: str
    stretches: tuple[Stretch, ...]
    note: str
    """What it does now, or how it ended badly."""
    severity: Severity
    more: bool = False
    """Something of it has not begun yet."""

    @property
    def over(self) -> float | None:
        """Return when its last stretch ended; None = it goes on, or has not begun."""
        ends = [stretch.end for stretch in self.stretches]
        if self.more or not ends or None in ends:
            return None
        return max(end for end in ends if end is not None)


def doing_of(task: TaskRow) -> Doing:
    """Return what a task's stretch is drawn as; by Site Recovery's own task names."""
    if task["state"] == RunState.SUSPENDED:
        return Doing.WAIT
    if task["kind"] in (TaskKind.SCRIPT, TaskKind.RUNBOOK, TaskKind.MANUAL):
        return Doing.ACTION
    name = task["name"]
    found = next((doing for beginning, doing in _BEGINNINGS if name.startswith(beginning)), None)
    return found or next((doing for part, doing in _PARTS if part in name), Doing.FAILOVER)


def lanes_of(tasks: Iterable[TaskRow], start: str | None, labels: Mapping[str, str]) -> list[Lane]:
    """A lane an item, in the order of the tree; the plan's own last. ``labels``: item key -> what people read."""
    rows = list(tasks)
    parents = {row["parent"] for row in rows}
    leaves = sorted((row for row in rows if row["id"] not in parents), key=lambda row: row["position"])
    by_item: dict[str, list[TaskRow]] = {key: [] for key in labels}
    for row in leaves:
        by_item.setdefault(row["item_key"] or PLAN, []).append(row)
    own = by_item.pop(PLAN, [])
    lanes = [_lane(key, labels.get(key, key), found, start) for key, found in by_item.items()]
    return [*lanes, _lane(PLAN, "(plan)", own, start)] if own else lanes


def _lane(key: str, label: str, tasks: Sequence[TaskRow], start: str | None) -> Lane:
    stretches = []
    for task in tasks:
        begun = seconds_between(start, task["started_at"])
        if begun is None or task["state_description"] == Description.SKIPPED:
            continue
        end = seconds_between(start, task["ended_at"])
        stretches.append(Stretch(doing_of(task), max(0.0, begun), end, task["state"]))
    note, severity = _note(tasks)
    more = any(task["state"] == RunState.NOT_STARTED for task in tasks)
    return Lane(key, clean(label), tuple(sorted(stretches, key=lambda each: each.start)), note, severity, more)


def _note(tasks: Sequence[TaskRow]) -> tuple[str, Severity]:
    """Return the worst first: what failed, what waits, what is unknown, what runs."""
    failed = next((task for task in tasks if task["state"] in _STOPPED), None)
    if failed is not None:
        codes = [error["code"] for error in failed["errors"] if error["code"]]
        word = "failed" if failed["state"] == RunState.FAILED else "cancelled"
        return (f"{word}: {clean(codes[0])}" if codes else word), Severity.BAD
    waits = next((task for task in tasks if task["state"] == RunState.SUSPENDED), None)
    if waits is not None:
        return f"waits: {clean(waits['friendly_name'])}", Severity.WARN
    unknown = next((task for task in tasks if task["state_description"] == Description.WAITING_FOR_OUTCOME), None)
    if unknown is not None:
        return f"unknown: {clean(unknown['friendly_name'])}", Severity.UNKNOWN
    runs = next((task for task in tasks if task["state"] == RunState.IN_PROGRESS), None)
    if runs is not None:
        return clean(runs["friendly_name"]), Severity.BUSY
    if tasks and all(task["state"] == RunState.NOT_STARTED for task in tasks):
        return "", Severity.IDLE
    return "", Severity.OK


GRAVEST = (Severity.BAD, Severity.UNKNOWN, Severity.WARN)


def worst_first(lanes: Iterable[Lane]) -> list[Lane]:
    """Return what failed, is unknown or waits first, then what takes longest; for a window that cannot show all."""

    def rank(lane: Lane) -> tuple[int, float]:
        gravity = GRAVEST.index(lane.severity) if lane.severity in GRAVEST else len(GRAVEST)
        return gravity, -(lane.over if lane.over is not None else float("inf"))

    return sorted(lanes, key=rank)


@dataclass(frozen=True, slots=True)
class Course:
    """Progress of a run and how long it may take; seconds since its start."""

    now: float
    likely: float
    objective: float | None = None
    ended: bool = False

    @property
    def span(self) -> float:
        return max(self.now, self.likely, self.objective or 0.0, 1.0)


def scale_of(course: Course, width: int) -> Scale:
    # A little room to the right, so that what ends the picture is not cut off.
    return Scale(course.span * 1.04, max(1, width))


def draw(lane: Lane, course: Course, scale: Scale, *, unicode: bool = True) -> Parts:
    """Draw one lane, exactly as wide as the scale."""
    cells: list[Part] = [(" ", "")] * scale.width
    if not course.ended and lane.over is None:
        _fill(cells, scale, course.now, course.likely, (TO_COME.text(unicode), "dim"))
    for stretch in lane.stretches:
        end = course.now if stretch.end is None else stretch.end
        style = str(Severity.BUSY if stretch.end is None else Severity.IDLE)
        if stretch.doing is Doing.WAIT:
            style = str(Severity.WARN)
        _fill(cells, scale, stretch.start, end, (TEXTURES[stretch.doing].text(unicode), style))
        if stretch.state in _STOPPED:
            cells[scale.cell(end)] = (FAILED.text(unicode), str(Severity.BAD))
    if not course.ended:
        cells[scale.cell(course.now)] = (NOW.text(unicode), "header")
    if course.objective is not None:
        cells[scale.cell(course.objective)] = (OBJECTIVE.text(unicode), str(Severity.WARN))
    return joined(cells)


def _fill(cells: list[Part], scale: Scale, start: float, end: float, part: Part) -> None:
    """At least one cell: what took a moment is seen, too."""
    first = scale.cell(start)
    for at in range(first, max(first + 1, scale.cell(end) + (end >= scale.span))):
        cells[at] = part


def note_text(lane: Lane, now: float) -> str:
    """``Extra step ... 6:55``: what it does, and since when where that matters."""
    runs = next((stretch for stretch in lane.stretches if stretch.end is None), None)
    since = f" {duration(max(0.0, now - runs.start))}" if runs is not None and lane.note else ""
    return f"{lane.note}{since}"
