"""Planned course of a run as lanes, before it begins: a line a machine, if every step takes its likely time. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from drconsole.records.rows.work.checks import PreviewRow
from drconsole.records.rows.work.jobs import TaskNode
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import RunState, TaskKind, counted, lasting
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.lane_lines import Course, draw, legend, scale_of
from drconsole.render.drawing.lanes import OF_THE_PLAN, PLAN, Doing, Lane, Stretch, doing_of
from drconsole.render.drawing.parts import Parts
from drconsole.render.drawing.scale import axis
from drconsole.render.jobs.tree import leaves
from drconsole.render.words.labels import labels
from drconsole.render.words.marks import Severity

MOST = 12
"""Lanes at most: of more machines those that are done last."""
NAME, NOTE = 18, 26
"""Cells of a name at most, and of the note behind a lane."""


@dataclass(frozen=True, slots=True)
class PlannedPicture:
    """Lanes on one scale of time, with the objective; the axis above, what the textures mean below."""

    lanes: tuple[Lane, ...]
    course: Course
    left_out: int = 0
    """Machines that have no lane here."""

    def lines(self, width: int) -> Sequence[Parts]:
        """Return the lines at a width in cells."""
        name = min(NAME, width // 4, max(width_of(lane.label) for lane in self.lanes))
        note = min(NOTE, width // 3)
        scale = scale_of(self.course, max(1, width - name - note - 2))
        drawn: list[Parts] = [((" " * (name + 1), ""), *axis(scale))]
        for lane in self.lanes:
            said = fitted(f" {lane.note}", note)
            drawn.append(((fitted(lane.label, name) + " ", ""), *draw(lane, self.course, scale), (said, "dim")))
        if self.left_out:
            drawn.append(((f"and {counted(self.left_out, 'machine')} more, done sooner", "dim"),))
        meaning = legend(self.lanes, self.course)
        inset = max(0, min(name + 1, width - width_of(meaning)))
        return [*drawn, ((" " * inset + meaning, "dim"),)]


def planned_picture(preview: PreviewRow) -> PlannedPicture | None:
    """Return the lanes of a preview; None = nothing of it has a time."""
    known = {PLAN: OF_THE_PLAN, **labels(preview["items"])}
    stretches: dict[str, list[Stretch]] = {}
    for task in leaves(preview["tasks"]):
        if (stretch := _stretch(task)) is not None:
            stretches.setdefault(task["item_key"] or PLAN, []).append(stretch)
    lanes = [_lane(key, known.get(key, key), found) for key, found in stretches.items()]
    if not lanes:
        return None
    order = {key: place for place, key in enumerate(preview["qualified"])}
    lanes.sort(key=lambda lane: (lane.key == PLAN, order.get(lane.key, len(order))))
    last = sorted((lane for lane in lanes if lane.key != PLAN), key=lambda lane: lane.over or 0.0)[-MOST:]
    shown = tuple(lane for lane in lanes if lane.key == PLAN or lane in last)
    objective = preview["objective"]
    limit = None if objective is None else float(objective["seconds"])
    likely = float(preview["forecast"]["likely"])
    return PlannedPicture(shown, Course(likely, likely, limit, ended=True), len(lanes) - len(shown))


def _stretch(task: TaskNode) -> Stretch | None:
    """Return a task as a stretch; None = it is skipped, or has no time."""
    start, end = task.get("expected_start"), task.get("expected_end")
    waits = task["kind"] == TaskKind.MANUAL
    if start is None or end is None or (end <= start and not waits):
        return None
    return Stretch(Doing.WAIT if waits else doing_of(task), start, end, RunState.NOT_STARTED)


def _lane(key: str, label: str, stretches: Sequence[Stretch]) -> Lane:
    done = f"done after {lasting(max(stretch.end or 0.0 for stretch in stretches))}"
    return Lane(key, label, tuple(stretches), "" if key == PLAN else done, Severity.IDLE, "")
