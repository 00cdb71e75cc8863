"""A plan in a few words and numbers: where it runs, how far behind, how far a run of it is, how long it took. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from drconsole.records.clock import moment, seconds_between
from drconsole.records.drills import DUE as DUE_STATES
from drconsole.records.drills import DrillState
from drconsole.records.listed import Machine, Way
from drconsole.records.objectives import objective_of
from drconsole.records.rows.estate.plans import DrillRow, PlanRow
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.forecast.objective import Verdict
from drconsole.recovery.types.words import SUCCEEDED, Operation
from drconsole.render.drawing.chart import area, bar, hours_axis, spark
from drconsole.render.drawing.parts import Parts, plain
from drconsole.render.drawing.sitemap import Flow
from drconsole.render.estate.drills import DUE
from drconsole.render.jobs.jobs import waits_for_person
from drconsole.render.jobs.objectives import SEVERITIES
from drconsole.render.rows.records import Cell
from drconsole.render.rows.stands import plan_stand_mark
from drconsole.render.words.marks import Mark, Severity, run_mark
from drconsole.render.words.text import NOT_REPORTED, NOTHING, clean, duration

TIMED = frozenset({Operation.FAILOVER, Operation.PLANNED_FAILOVER, Operation.TEST_FAILOVER})
"""Operations of which the last run tells how long a failover takes."""
NOT_RUNNING = frozenset({Machine.REPLICA, Machine.FIRST_COPY, Machine.DOWN})
BAR = 14
_DAY = 86400
_VERDICTS = {Severity.WARN: Mark("‼", "!", "", Severity.WARN), Severity.BAD: Mark("✗", "x", "", Severity.BAD)}


def coarse(seconds: float | None, missing: str = NOTHING) -> str:
    """Return seconds as a glance takes them: ``57 s``, ``4 min 20 s``, whole minutes from ten on, ``1 h 4 min``."""
    if seconds is not None and 600 <= seconds < 3600:
        return duration(round(seconds / 60) * 60)
    return duration(seconds, missing)


def coarse_age(text: str | None, now: str | None) -> str:
    """``19 min ago``, ``25 d ago``; ``never`` for no time."""
    if text is None:
        return "never"
    seconds = seconds_between(text, now)
    if seconds is None:
        return clean(text)
    return f"{int(seconds // _DAY)} d ago" if seconds >= _DAY else f"{coarse(max(0.0, seconds))} ago"


def plan_mark(plan: PlanRow, job: JobRow | None, now: str | None) -> Mark:
    """Return the worst that is true of a plan; of a run what it is and how far, or that it waits for a person."""
    mark = plan_stand_mark(plan)
    if job is None:
        return mark
    if waits_for_person(job, ()) or job["held"]:
        return run_mark(job["state"], job["state_description"])
    if mark.severity is not Severity.BUSY:
        return mark
    done = share(job, now)
    return replace(mark, word=clean(job["operation"]) + ("" if done is None else f" {done:.0%}"))


def share(job: JobRow, now: str | None) -> float | None:
    """Return how much of the likely time of a run is over, at most 0.99 while it runs; None = not known."""
    likely, took = job["forecast"]["likely"], active(job, now)
    return None if took is None or likely <= 0 else min(took / likely, 0.99)


def active(job: JobRow, now: str | None) -> float | None:
    """Return the seconds in which something of a run ran: waits for people are not counted."""
    until = job["ended_at"] or now
    took = seconds_between(job["started_at"], until)
    if took is None:
        return None
    idle = max(0.0, seconds_between(job["idle_since"], until) or 0.0)
    return max(0.0, took - job["waited"] - idle)


def progress_text(job: JobRow, now: str | None) -> str:
    """``━━━━━╸╌╌╌ 7 min 20 s of 14 min``: how far a run is."""
    took, likely = active(job, now), float(job["forecast"]["likely"])
    if took is None or likely <= 0:
        return NOTHING
    return f"{plain(bar(took, None, likely, BAR))} {coarse(took)} of {coarse(likely)}"


def rpo_cell(behind: float | None, limit: int | None, flows: Sequence[Flow]) -> Cell:
    """``5 min 20 s / 15 min``: the worst RPO of a plan's machines against what it may be; above that it is marked."""
    if all(flow.way is Way.NONE for flow in flows):
        return Cell(NOTHING)
    text = coarse(behind, NOT_REPORTED) + (f" / {coarse(limit)}" if limit is not None else "")
    if behind is not None and limit is not None and behind > limit:
        return Cell("", Mark("‼", "!", text, Severity.WARN))
    return Cell(text)


def rto_cell(plan: PlanRow, job: JobRow | None, last: JobRow | None, now: str | None) -> Cell:
    """``21 min / 30 min``: how long the run will take, or the last one took, against the objective; ``not met``: it
    did not succeed."""
    limit = f" / {coarse(plan['rto'])}" if plan["rto"] is not None else ""
    run = job if job is not None and job["operation"] in TIMED else last
    if run is None:
        return Cell(f"{NOTHING}{limit}" if limit else NOTHING)
    held = objective_of(run, now)
    if held is not None:
        mark = _VERDICTS.get(SEVERITIES[held["verdict"]])
        if held["verdict"] == Verdict.NOT_MET:
            return _with(mark, f"not met{limit}")
        return _with(mark, f"{coarse(held['seconds'] - held['spare'])}{limit}")
    took = (
        float(run["forecast"]["likely"]) if not run["ended_at"] else seconds_between(run["started_at"], run["ended_at"])
    )
    late = plan["rto"] is not None and took is not None and took > plan["rto"]
    return _with(_VERDICTS[Severity.WARN] if late else None, f"{coarse(took)}{limit}")


def not_met_why(job: JobRow | None, last: JobRow | None, now: str | None) -> str:
    """Return why the run that ``rto_cell`` tells of has not met its objective, however soon it ended; empty = it has,
    or is late, which its time says."""
    run = job if job is not None and job["operation"] in TIMED else last
    held = None if run is None else objective_of(run, now)
    return held["why"] if held is not None and held["verdict"] == Verdict.NOT_MET else ""


def _with(mark: Mark | None, text: str) -> Cell:
    return Cell(text) if mark is None else Cell("", replace(mark, word=text))


def last_timed(jobs: Iterable[JobRow], plan: PlanRow) -> JobRow | None:
    """Return the newest run of a plan: how long it took, or that it kept no objective. ``jobs``: newest first.

    Where there is no objective to keep, one that did not end well tells nothing."""
    ended = (job for job in jobs if job["ended_at"] and job["target_key"] == plan["key"] and job["operation"] in TIMED)
    return next((job for job in ended if job["state"] in SUCCEEDED or job["rto"] is not None), None)


def tested_cell(drill: DrillRow, now: str | None) -> Cell:
    """``25 d ago``; marked where a test failover is due, or none was ever made: a failover is no test."""
    last, present = moment(drill["last"]), moment(now)
    ago = NOTHING if last is None else f"{last:%Y-%m-%d}"
    if last is not None and present is not None:
        days = (present - last).days
        ago = f"{days} d ago" if days > 0 else "today"
    if last is None:
        return Cell("", replace(DUE, word="never"))
    if drill["state"] not in DUE_STATES:
        return Cell(ago)
    said = f"changed since, {ago}" if drill["state"] == DrillState.CHANGED else ago
    return Cell("", replace(DUE, word=said))


def chart_text(values: Sequence[float | None], limit: float | None, width: int) -> str:
    """``▁▂▁▁▃▂``: the RPO of the last 24 hours, oldest first; its objective is at three quarters of the height."""
    return plain(spark(values, limit, width)) if any(value is not None for value in values) else ""


def history_lines(values: Sequence[float | None], limit: float | None, width: int, height: int) -> list[Parts]:
    """Return the same as a chart of several lines with its hours; nothing where nothing was reported."""
    if all(value is None for value in values):
        return []
    return [*area(values, limit, width, height), hours_axis(width)]


def history_title(values: Sequence[float | None], limit: float | None) -> str:
    """``worst 4 min 5 s, objective 15 min``."""
    known = [value for value in values if value is not None]
    may = f", objective {coarse(limit)}" if limit is not None else ""
    return f"worst {coarse(max(known))}{may}" if known else "not reported"


def worst_of(histories: Iterable[Sequence[float | None]]) -> list[float | None]:
    """Return the worst of several histories, moment by moment."""
    found: list[float | None] = []
    for values in histories:
        found += [None] * (len(values) - len(found))
        offset = len(found) - len(values)
        for place, value in enumerate(values):
            old = found[offset + place]
            if value is not None and (old is None or value > old):
                found[offset + place] = value
    return found


def where_text(flows: Sequence[Flow]) -> str:
    """``Seattle → Azure``: where a plan's machines run, and where they are replicated to; ``Seattle 1, Azure 2``."""
    sides: Counter[str] = Counter()
    to: set[str] = set()
    for flow in flows:
        sides[flow.source] += _counting(flow.at_source)
        sides[flow.target] += _counting(flow.at_target)
        if flow.way is not Way.NONE:
            to.add(clean(flow.target if flow.way is Way.THERE else flow.source))
    found = {clean(site): number for site, number in sides.items() if number}
    if not found:
        down = any(flow.at_source[Machine.DOWN] or flow.at_target[Machine.DOWN] for flow in flows)
        return "nowhere" if down else NOTHING
    if len(found) > 1:
        return ", ".join(f"{site} {number}" for site, number in found.items())
    (site,) = found
    return f"{site} → {', '.join(sorted(to))}" if to else f"{site}, not replicated"


def _counting(machines: Counter[Machine]) -> int:
    return sum(number for machine, number in machines.items() if machine not in NOT_RUNNING)
