"""Hints: what is next, in words and with the key that does it here."""

from __future__ import annotations

from drconsole.console.context import Console, press
from drconsole.records.view import Row
from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.types.remedies import as_json
from drconsole.render.jobs import question, waits_for_person
from drconsole.render.lines import Marked
from drconsole.render.marks import Severity, run_mark
from drconsole.render.remedies import way_of
from drconsole.render.text import clean

SHORT = 200
"""Letters of a text that surely leave room for the line below it."""


def next_lines(app: Console, found: Guide | None) -> list[Marked]:
    """The guide's word in one paragraph: the operation, its key, and why."""
    if found is None:
        return []
    why = clean(found.why)
    if found.next_operation is not None:
        way = press(app, str(found.next_operation))
        if way and found.item is not None:
            # Pressed here the key would be for all of the plan's machines.
            way = f"open {clean(found.item)} and {way}"
        return [f"Next: {found.next_operation}{f' ({way})' if way else ''}: {why}"]
    ways = (way_of(as_json(one), lambda name: press(app, name)) for one in found.remedies)
    way = next((way for way in ways if way), "")
    return [f"Next: {why}{f' ({way})' if way else ''}"]


def way_out(app: Console, job: Row, *, here: bool) -> list[Marked]:
    """What a job waits for, each with the key that answers. ``here``: the cursor is on it."""
    if not waits_for_person(job) and not job.get("held"):
        return []
    lines: list[Marked] = []
    where = "" if here else " on its line"
    for asked in job.get("waits_for") or ():
        told: Marked = (f"‼ waits: {question(str(job['id']), asked)[0]}", Severity.WARN)
        answers = " / ".join(clean(outcome) for outcome in asked.get("outcomes") or ())
        way = press(app, "answer")
        more: list[Marked] = []
        if answers and way:
            more = [f"  {way}{where} to answer: {answers}"]
        elif not answers:
            more = ["  nobody is asked: the engine looks for the outcome by itself"]
        # On a small screen the end of a long text is not seen: the key must be.
        lines += [told, *more] if len(told[0]) <= SHORT else [*more, told]
    if job.get("held"):
        way = press(app, "resume")
        text = "‖ held: nothing new is begun"
        lines.append((f"{text}; {way}{where} to go on" if way else text, Severity.WARN))
    return lines


def job_lines(app: Console, target: Row) -> list[Marked]:
    """The job on a plan or item, and what it waits for."""
    key = target.get("current_job")
    if not key:
        return []
    job = app.model.row("job", str(key))
    if job is None:
        return [f"Job {clean(key)} is on it; it was begun elsewhere"]
    mark = run_mark(job.get("state"), job.get("state_description"))
    way = press(app, "open-job")
    head = f"{mark.text(unicode=True)}  job {clean(key)}, {clean(job.get('operation'))}{f' ({way})' if way else ''}"
    return [(head, mark.severity), *way_out(app, job, here=True)]
