"""A job on a wall: who leads it, how it stands to its objective, and a lane a machine, the worst first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from drconsole.recovery.types.words import counted
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.lane_lines import draw, note_text, planned, scale_of
from drconsole.render.drawing.parts import Parts
from drconsole.render.drawing.scale import axis
from drconsole.render.jobs.objectives import objective_mark, objective_severity, objective_text, says_why
from drconsole.render.jobs.run import course_of
from drconsole.render.wall.block import LABEL, Block, cut
from drconsole.render.wall.facts import JobSeen
from drconsole.render.words.marks import Severity, run_mark
from drconsole.render.words.room.approvals import glass_text
from drconsole.render.words.text import clean, duration

LANES = 8
"""Lanes of a job that it wants before others have what they want."""
NOTE = 30
"""Cells of what is said beside a lane, at most."""


def job_block(job: JobSeen, width: int) -> Block:
    """Return a job that has not ended: its name, how it stands to its objective, and its lanes."""
    says = _stands(job, width)
    lanes = len(job.lanes)
    wanted = min(lanes, LANES)
    least = len(says) + min(wanted, 3) + (lanes > 3) + 2 * bool(lanes)

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        said = _stands(job, width)
        return [*said, *_lanes(job, width, lines - len(said))][:lines]

    whole = len(says) + 2 * bool(lanes) + lanes
    tone = str(run_mark(job.run.job["state"], job.run.job["state_description"]).severity)
    return Block(lambda room: _name(job, room), least, max(least, whole), drawn, tone)


def _name(job: JobSeen, room: int) -> str:
    """``▶ failover of finance ─ ann leads ─ 12 min of 21 min likely ─ j3-1``; without room the last go first."""
    row = job.run.job
    mark = run_mark(row["state"], row["state_description"])
    parts = [
        f"{mark.glyph} {clean(row['operation'])} of {clean(row['target'])}",
        f"{clean(job.lead)} leads" if job.lead else "",
        mark.word if mark.severity is not Severity.BUSY else "",
        f"{counted(len(row['items']), 'machine')}",
        f"{job.done} of {counted(job.total, 'task')}" if job.total else "",
        clean(row["id"]),
    ]
    line = parts[0]
    for part in filter(None, parts[1:]):
        if width_of(longer := f"{line} ─ {part}") <= room:
            line = longer
    return line


def _stands(job: JobSeen, width: int) -> list[Parts]:
    """Return how long it has run, and how it stands to its objective with the cause, in at most two lines."""
    run, row = job.run, job.run.job
    elapsed = duration(run.elapsed) if run.elapsed is not None else "not begun"
    waited = f", {duration(run.waited)} of it waited" if run.waited >= 60 else ""
    likely = f" of {duration(row['forecast']['likely'] + run.waited)} likely" if row["forecast"]["high"] else ""
    ran = f"{elapsed}{likely}{waited}"
    glass: list[Parts] = [((cut(f"✗ {glass_text(one)}", width), str(Severity.BAD)),) for one in row["break_glass"]]
    held = run.objective
    if held is None:
        return [*glass, ((ran, ""),)]
    severity = objective_severity(held)
    tone = "header" if severity is Severity.OK else str(severity)
    said = f"{objective_mark(held).glyph} {objective_text(held)}"
    if not says_why(held) and width_of(f"{said}   {ran}") <= width:
        return [*glass, ((said, tone), (f"   {ran}", ""))]
    lines = wrap(said, max(20, width)) or [said]
    if len(lines) > 2:
        lines = [lines[0], cut(" ".join(lines[1:]), width)]
    return [*glass, *(((line, tone),) for line in lines), ((ran, ""),)]


def _lanes(job: JobSeen, width: int, lines: int) -> list[Parts]:
    """Return an axis, the forecast, and the lanes that have room, the worst first; then how many more there are."""
    room = lines - 2
    if room < 1 or not job.lanes:
        return []
    shown = job.lanes if len(job.lanes) <= room else job.lanes[: max(1, room - 1)]
    label = min(LABEL, max(width_of(lane.label) for lane in shown), width // 4) + 3
    note = min(NOTE, width * 3 // 8)
    course = course_of(job.run)
    scale = scale_of(course, max(1, width - label - note - 1))
    found: list[Parts] = [
        ((" " * label, ""), *axis(scale)),
        ((fitted("  planned", label), "dim"), *planned(course, scale)),
    ]
    for lane in shown:
        tone = "" if lane.severity in (Severity.IDLE, Severity.OK) else str(lane.severity)
        name = fitted(f"{lane.glyph} {lane.label}", label - 1) + " "
        said = " " + cut(clean(note_text(lane, course)), note)
        found.append(((name, tone), *draw(lane, course, scale), (said, tone)))
    left = len(job.lanes) - len(shown)
    return [*found, ((f"  and {left} more", "idle"),)] if left else found
