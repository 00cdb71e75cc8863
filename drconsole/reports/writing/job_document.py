"""Report of a job as a document of parts, whatever form it is written in. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from drconsole.records.clock import seconds_between
from drconsole.records.rows.work.jobs import EvidenceRow
from drconsole.recovery.types.words import counted
from drconsole.render.drawing.report import Part, Report
from drconsole.render.jobs.evidence import evidence_text
from drconsole.render.jobs.jobs import forecast_lines, forecast_text
from drconsole.render.words.marks import run_mark
from drconsole.render.words.text import NOTHING, clean, duration, prose, utc, words
from drconsole.render.words.took import differs_text
from drconsole.reports.facts.types import Fault, JobFacts, Open, Seen
from drconsole.reports.writing import cells
from drconsole.reports.writing import job_people as people
from drconsole.reports.writing.exercise_parts import debrief, score_text

NAMED = 12
"""Machines that a line names at most."""
OUTPUT_LINES = 20
"""Of a script's output that are shown; the whole is in its file."""


def job_document(facts: JobFacts) -> Report:
    """Return the report: what matters most stands first."""
    return Report(
        f"After-action report: {clean(facts.operation)} of {clean(facts.target_type)} {clean(facts.target)}",
        {
            "mode": clean(facts.mode or "MODE NOT KNOWN"),
            "job": clean(facts.job),
            "as of": utc(facts.as_of),
            "journal": f"{counted(facts.anchor.length, 'event')}, head {facts.anchor.head}",
        },
        [part for part in _parts(facts) if part.rows or part.lines],
    )


def _parts(facts: JobFacts) -> Iterator[Part]:
    yield people.glass(facts)
    yield people.new_approvers(facts)
    yield _summary(facts)
    yield _open(facts)
    if facts.exercise is not None:
        yield from debrief(facts.exercise)
    yield _items(facts)
    yield _timeline(facts)
    yield people.notes(facts)
    yield _phases(facts)
    yield _points(facts)
    yield people.decisions(facts)
    yield people.approvals(facts)
    yield people.polls(facts)
    yield people.accepted(facts)
    yield people.holds(facts)
    yield from _errors(facts)
    yield Part("Warnings", lines=facts.warnings)
    yield people.validations(facts)
    yield _evidence(facts)
    yield Part(
        "Machines that did not take part",
        ("Machine", "Why"),
        [(clean(one.item), cells.said(one.reason)) for one in facts.skipped],
    )


def _summary(facts: JobFacts) -> Part:
    rto, losses = facts.rto, [item.rpo.actual for item in facts.items if item.rpo.actual is not None]
    kept = Counter(item.rpo.met for item in facts.items)
    ends = Counter(cells.outcome(item) for item in facts.items)
    likely = rto.forecast["likely"] if rto.forecast is not None and rto.forecast["high"] else None
    differs = "" if likely is None else differs_text(rto.actual, rto.waited or 0.0, likely, facts.state, rto.held_for)
    rows = [
        ("Outcome", run_mark(facts.state, facts.state_description).text(unicode=True)),
        *(("Exercise", score_text(one)) for one in [facts.exercise] if one is not None),
        ("Machines", ", ".join(f"{number} {what}" for what, number in ends.items()) or NOTHING),
        ("Started", f"{utc(facts.started_at)} by {clean(facts.operator) or 'somebody that is not known'}"),
        ("Ended", utc(facts.ended_at, "not yet")),
        ("Recovery time", duration(rto.actual, "not ended")),
        ("RTO", cells.held(rto)),
        ("Forecast", NOTHING if rto.forecast is None else forecast_text(rto.forecast)),
        ("Against forecast", differs or NOTHING),
        ("Of it waited", duration(rto.waited)),
        ("Data loss", range_text(losses) if losses else cells.NOT_KNOWN),
        ("RPO", f"met by {kept[True]}, missed by {kept[False]}, not known of {kept[None]}"),
        ("Still open", _how_much(facts)),
    ]
    if facts.comment:
        rows.insert(3, ("Comment", prose(facts.comment)))
    if facts.retry_of:
        rows.insert(3, ("Again, after job", clean(facts.retry_of)))
    if facts.direction:
        rows.insert(2, ("Direction", clean(facts.direction)))
    return Part("Summary", ("Fact", "Value"), rows)


def range_text(seconds: Sequence[float]) -> str:
    """Return the least and the most of some durations; where they read the same, it once."""
    least, most = duration(min(seconds)), duration(max(seconds))
    return least if least == most else f"{least} to {most}"


def _how_much(facts: JobFacts) -> str:
    """Return how many matters are open, of how many machines."""
    if not facts.open:
        return "✓ nothing"
    machines = {one.key for one in facts.open if one.key is not None}
    grave = sum(one.grave for one in facts.open)
    mark = "✗" if grave else "‼"
    whose = f"of {counted(len(machines), 'machine')}" if machines else "of the job itself"
    return f"{mark} {counted(len(facts.open), 'matter')} {whose}, {grave} of them grave"


def _open(facts: JobFacts) -> Part:
    """Machines of which the same is so stand in one line."""
    groups: dict[tuple[bool, str, str], list[Open]] = {}
    for one in facts.open:
        groups.setdefault((one.grave, one.what, one.text), []).append(one)
    rows = [
        (
            f"{'✗' if grave else '‼'} {words(what)}",
            prose(text),
            _names(found),
            utc(min((one.since for one in found if one.since), default=None)),
        )
        for (grave, what, text), found in groups.items()
    ]
    if not rows:
        return Part("Still open", lines=["Nothing is open."])
    return Part("Still open", ("What", "What is so, what to do", "Machines", "Since"), rows)


def _names(found: Sequence[Open]) -> str:
    """Return the machines; of many the first, since each has what is open in its own line of the machines."""
    names = [clean(one.item or "the job") for one in found]
    left = len(names) - NAMED
    shown = ", ".join(names if left <= 0 else names[:NAMED])
    return f"{len(names)}: {shown} and {left} more" if left > 0 else shown


def _items(facts: JobFacts) -> Part:
    matters: dict[str | None, list[str]] = {}
    for one in facts.open:
        matters.setdefault(one.key, []).append(one.what)
    rows = [
        (
            clean(item.name),
            cells.outcome(item),
            cells.ready(item),
            cells.kept(item.rto.met, item.rto.objective),
            duration(item.rpo.actual, cells.NOT_KNOWN),
            duration(item.rpo.forecast, cells.NOT_KNOWN),
            cells.kept_of(item.rpo),
            ", ".join(matters.get(item.key, [])) or NOTHING,
            cells.said(item.reason),
        )
        for item in facts.items
    ]
    columns = (
        "Machine",
        "Outcome",
        "Ready after",
        "RTO",
        "Data loss",
        "Foretold",
        "RPO",
        "Open now",
        "Why",
    )
    return Part("Machines", columns, rows)


def _timeline(facts: JobFacts) -> Part:
    rows = []
    for item in facts.items:
        told = [
            f"{phase.name} {utc(phase.started_at).rpartition(' ')[2]} "
            f"({duration(seconds_between(phase.started_at, phase.ended_at), 'goes on')})"
            f"{'' if phase.state == 'Succeeded' else ' ' + run_mark(phase.state).text(unicode=True)}"
            for phase in item.phases
        ]
        rows.append((clean(item.name), clean("; ".join(told)) or NOTHING))
    return Part("Timeline", ("Machine", "Steps with begin and duration"), rows)


def _phases(facts: JobFacts) -> Part:
    rows = [
        (
            clean(phase.name),
            run_mark(phase.state).text(unicode=True),
            utc(phase.started_at),
            utc(phase.ended_at),
            duration(seconds_between(phase.started_at, phase.ended_at)),
        )
        for phase in facts.phases
    ]
    lines = [] if facts.rto.forecast is None else forecast_lines(facts.rto.forecast)
    return Part("Phases and forecast", ("Phase", "State", "Begun", "Ended", "Took"), rows, lines)


def _points(facts: JobFacts) -> Part:
    rows = []
    for item in facts.items:
        chosen, used = item.chosen, item.point
        asked = NOTHING if chosen is None else f"{clean(chosen['choice'])} {utc(chosen['time'], '')}".strip()
        rows.append(
            (
                clean(item.name),
                asked,
                cells.point(item),
                NOTHING if used is None else clean(used["id"]),
                duration(item.rpo.actual, cells.NOT_KNOWN),
            )
        )
    return Part("Recovery points", ("Machine", "Chosen", "Used", "Point", "Data loss"), rows)


def _errors(facts: JobFacts) -> Iterator[Part]:
    rows = [
        (
            utc(one.at),
            cells.said(one.step or one.item),
            f"{f'{clean(one.code)}: ' if one.code else ''}{prose(one.message)}",
            cells.said(one.possible_causes),
            cells.said(one.recommended_action),
            "tried again" if one.retried else NOTHING,
        )
        for one in facts.errors
    ]
    yield Part("Errors", ("When", "Step", "Error", "Possible causes", "Advice", "Then"), rows)
    outputs: dict[str, Fault] = {one.step: one for one in facts.errors if one.output.strip()}
    for step, one in outputs.items():
        lines = [clean(line) for line in one.output.splitlines() if line.strip()]
        left = len(lines) - OUTPUT_LINES
        more = [f"({counted(left, 'line')} before these)"] if left > 0 else []
        yield Part(f"Output of {clean(step)}", lines=[*more, *lines[-OUTPUT_LINES:]])


def _evidence(facts: JobFacts) -> Part:
    """Return the part of what was seen: what was seen of a machine stands in one line."""
    machines: dict[tuple[str | None, str | None], list[Seen]] = {}
    for one in facts.evidence:
        machines.setdefault((one.item, one.as_of), []).append(one)
    rows = [
        (
            clean(item or NOTHING),
            "; ".join(evidence_text(_row(one)) for one in seen),
            utc(as_of),
            "✗ NO" if any(one.expected is not None and one.ok != one.expected for one in seen) else "✓ as it should be",
        )
        for (item, as_of), seen in machines.items()
    ]
    return Part("Evidence at the end", ("Machine", "Seen", "When", "As it should be"), rows)


def _row(one: Seen) -> EvidenceRow:
    return {
        "key": one.key,
        "item": one.item,
        "probe": one.probe,
        "seen": one.seen,
        "ok": one.ok,
        "expected": one.expected,
        "as_of": one.as_of,
    }
