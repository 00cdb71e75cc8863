"""Blocks of a wall: each a title and as many lines as it is given room for, the most important first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap

from drconsole.records.alarms.kinds import Severity as Grave
from drconsole.records.rows.alarms import AlarmRow, RateRow
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.words import counted
from drconsole.render.drawing.cells import fitted, width_of
from drconsole.render.drawing.lane_lines import coarse, draw, note_text, planned, scale_of
from drconsole.render.drawing.parts import Part, Parts
from drconsole.render.drawing.scale import axis
from drconsole.render.estate.alarms import owner_text
from drconsole.render.estate.overview import ends_lines, needs_lines
from drconsole.render.estate.sites import sites_lines, stands_title
from drconsole.render.jobs.objectives import objective_mark, objective_severity, objective_text, says_why
from drconsole.render.jobs.run import course_of
from drconsole.render.wall.facts import Entry, JobSeen, PlanSeen, WallFacts
from drconsole.render.words.approvals import glass_text
from drconsole.render.words.marks import Severity, run_mark
from drconsole.render.words.text import clean, duration, time_of_day

ALARM_LINES = 10
"""Lines of alarms at most, however many machines are out: more than these nobody reads in time (our choice)."""
SITES, NEEDS, LANES, LISTED = 6, 6, 8, 5
"""Lines of a block, or of a job's lanes, that it wants at most before others have what they want."""
LABEL, NOTE = 24, 30
"""Cells of a machine's name and of what is said beside its lane, at most."""

Draw = Callable[[int, int], Sequence[Parts]]
"""Draws to a width in cells and at most so many lines."""


@dataclass(frozen=True, slots=True)
class Block:
    """``least`` lines below its title are drawn in any case; up to ``most`` it has a use for."""

    title: Callable[[int], str]
    least: int
    most: int
    draw: Draw
    tone: str = "header"


def blocks(facts: WallFacts, width: int) -> list[Block]:
    """Return the blocks in the order of reading; what has nothing to say is left out, but the first three."""
    found = [_sites(facts), *_needs(facts, width), *(_job(job, width) for job in facts.jobs), *_ends(facts, width)]
    lists = (
        ("Proposals", facts.proposals, Severity.WARN),
        ("Go or no-go", facts.polls, Severity.WARN),
        ("Handover offered", facts.handovers, Severity.WARN),
        ("Pinned notes", facts.notes, ""),
        ("Shelved alarms", facts.shelved, Severity.NOTE),
        ("Last decisions", facts.decisions, ""),
    )
    return [*found, *(_list(title, entries, str(tone)) for title, entries, tone in lists if entries)]


def _sites(facts: WallFacts) -> Block:
    count = len(facts.flows)
    shown = min(count, SITES) + (count > SITES)

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        fits = count if count <= lines else max(1, lines - 1)
        return sites_lines(facts.flows, width, fits)

    return Block(lambda room: stands_title(facts.gravities, room), max(1, shown), max(1, count), drawn)


def _needs(facts: WallFacts, width: int) -> Iterator[Block]:
    """Yield what needs a person and whom; nothing where nothing does, which the headline says."""
    count = len(facts.needs)
    if not count:
        return

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        most = count if count <= lines else lines - 1
        spare = lines if most == count else most
        return needs_lines(facts.needs, facts.clock["now"], width, most, spare, whom=facts.whom_of)

    least = min(count, NEEDS) + (count > NEEDS)
    whole = len(needs_lines(facts.needs, facts.clock["now"], width, count, 2 * count, whom=facts.whom_of))
    yield Block(lambda room: f"Needs a person ─ {count}", least, max(least, whole), drawn, str(Severity.WARN))


def _ends(facts: WallFacts, width: int) -> Iterator[Block]:
    ends = facts.ends
    if not ends:
        return

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        lines = min(lines, ALARM_LINES)
        most = len(ends) if len(ends) <= lines else lines - 1
        return ends_lines(ends, facts.clock["now"], width, most, lines if most == len(ends) else most, whom=_owner)

    whole = len(ends_lines(ends, facts.clock["now"], width, len(ends), 2 * len(ends), whom=_owner))
    least = min(len(ends), LISTED) + (len(ends) > LISTED)
    rate = _rate(facts.rate) if facts.rate is not None else ""
    title = " ─ ".join(filter(None, (f"Alarms and open ends ─ {len(ends)}", rate)))
    yield Block(lambda room: title, least, min(max(least, whole), ALARM_LINES), drawn)


def _rate(rate: RateRow) -> str:
    """``126 in 10 min, more than a person can follow``; what came in the last hour, where none came since."""
    if rate["ten_minutes"]:
        return f"{rate['ten_minutes']} in 10 min{', more than a person can follow' if rate['flood'] else ''}"
    return f"{rate['hour']} in 1 h" if rate["hour"] else ""


def _owner(alarm: AlarmRow) -> str:
    """Return who is to act; of what is not wrong yet, nobody has to."""
    return owner_text(alarm) if alarm["severity"] != Grave.NOTICE else ""


def _list(title: str, entries: Sequence[Entry], tone: str) -> Block:
    def drawn(width: int, lines: int) -> Sequence[Parts]:
        shown = entries if len(entries) <= lines else entries[: lines - 1]
        found = [_entry(entry, width) for entry in shown]
        left = len(entries) - len(shown)
        return [*found, ((f"and {left} more", "idle"),)] if left else found

    least = min(len(entries), LISTED)
    head = f"{title} ─ {len(entries)}" if tone else title
    return Block(lambda room: head, least, len(entries), drawn, tone or "header")


def _entry(entry: Entry, width: int) -> Parts:
    at = time_of_day(entry.at)[:5] + "Z" if entry.at else ""
    who = clean(entry.who)
    head: list[Part] = [(f"{at}  ", "idle"), (f"{who}  " if who else "", "header")]
    return (*head, (cut(clean(entry.text), width - sum(width_of(text) for text, _ in head)), ""))


def plans_block(facts: WallFacts) -> Block:
    """Return the recovery plans, those first that are not as they should be: shown where nothing else has a use for the
    room."""
    order = (Severity.BAD, Severity.UNKNOWN, Severity.WARN, Severity.BUSY, Severity.NOTE, Severity.OK, Severity.IDLE)
    ranked = sorted(facts.plan_lines, key=lambda plan: order.index(plan.mark.severity))

    def drawn(width: int, lines: int) -> Sequence[Parts]:
        shown = ranked if len(ranked) <= lines else ranked[: lines - 1]
        name = min(LABEL, max((width_of(plan.name) for plan in shown), default=0))
        state = min(LABEL, max((width_of(plan.mark.word) for plan in shown), default=0))
        rto = max((width_of(plan.rto.plain(unicode=True)) for plan in shown), default=0)
        found = [_plan(plan, (name, state, rto), width) for plan in shown]
        left = len(ranked) - len(shown)
        return [*found, ((f"and {left} more", "idle"),)] if left else found

    return Block(lambda room: "Recovery plans", min(len(ranked), LISTED), len(ranked), drawn)


def _plan(plan: PlanSeen, rooms: tuple[int, int, int], width: int) -> Parts:
    """``● shop   ready   RTO 14 min / 30 min   tested 25 d ago``."""
    name, state, rto = rooms
    tone = str(plan.mark.severity)
    parts: list[Part] = [
        (f"{plan.mark.glyph} ", tone),
        (fitted(plan.name, name) + "  ", "header"),
        (fitted(plan.mark.word, state) + "  ", "" if plan.mark.severity is Severity.IDLE else tone),
    ]
    for title, cell, room in (("RTO ", plan.rto, rto), ("tested ", plan.tested, 0)):
        said = cell.plain(unicode=True)
        gap = " " * max(0, room - width_of(said))
        if sum(width_of(text) for text, _ in parts) + len(title) + width_of(said) <= width:
            parts += [(title, "dim"), (said, str(cell.severity or "")), (f"{gap}  ", "")]
    return tuple(parts)


# A job: its name, how it stands to its objective, and its lanes


def _job(job: JobSeen, width: int) -> Block:
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


def cut(text: str, room: int) -> str:
    """Return a text in so many cells, with an ellipsis where it had to be cut."""
    if width_of(text) <= room:
        return text
    return fitted(text, max(0, room - 1)).rstrip() + "…" if room > 0 else ""


def age(seconds: float | None) -> str:
    """Return an age in steps that can be read: each change is painted over a slow line."""
    return "not known" if seconds is None else f"{coarse(seconds)} ago"
