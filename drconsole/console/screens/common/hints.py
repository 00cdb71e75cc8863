"""Hints: the next step, and what a job waits for, each with the key for it."""

from __future__ import annotations

from drconsole.console.context import Console, press
from drconsole.console.screens.common.guidance import next_step
from drconsole.console.state.model.targets import Target, label_of, target_row
from drconsole.records.rows.estate.items import ItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.work.jobs import JobRow, WaitRow
from drconsole.records.tables import ITEMS, JOBS
from drconsole.recovery.guide.guide import Guide
from drconsole.recovery.states.assessments.stand import Stand
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.remedies import as_json
from drconsole.render.jobs.jobs import hold_text, waits_for_person
from drconsole.render.rows.lines import Marked
from drconsole.render.words.marks import Severity, run_mark
from drconsole.render.words.remedies import way_of
from drconsole.render.words.text import clean

SHORT = 200
"""Characters of a text that leave room for one more line on the smallest screen."""

OUTSIDE = "in this simulation, for the people outside: :repair "
RUNS_THERE = frozenset({Stand.RUNS_TWICE, Stand.MUST_NOT_RUN})
"""Stands that end once somebody at the machine shuts it down."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Next step with a target, and the command that does it on this page; empty = none does."""

    lines: tuple[Marked, ...] = ()
    command: str = ""


def next_hint(app: Console, target: Target, now: str | None = None) -> Hint:
    """Return what is next with a target: an answer that its job waits for, else what the guide recommends."""
    row = target_row(app.model, target)
    job = app.model.row(JOBS, row["current_job"]) if row is not None and row["current_job"] else None
    if job is not None and job["waits_for"] and waits_for_person(job, ()):
        key = press(app, "answer")
        way = f" ({key})" if key else ""
        said = f"Next: answer what job {clean(job['id'])} waits for{way}: {_asked(job['waits_for'][0])}"
        return Hint((said,), "answer")
    found = next_step(app.model, target, now)
    if found is None:
        return Hint()
    hint = guide_hint(app, found)
    name = outside(app, found.due) if found.next_operation is None else ""
    return Hint((*hint.lines, f"  {OUTSIDE}{name}"), hint.command) if name else hint


def outside(app: Console, item: str | None) -> str:
    """Return the name of a machine that people outside have to shut down, or remove a cause at, where ``:repair`` plays
    them; else empty."""
    row = app.model.row(ITEMS, item) if item is not None else None
    if row is None or not app.model.sets_clock or app.registry.get("repair") is None:
        return ""
    theirs = row["stand"] in RUNS_THERE or row["failure"] is not None
    return label_of(app.model, (ITEMS, row["key"])) if theirs else ""


def guide_hint(app: Console, found: Guide) -> Hint:
    """Return the guide's recommendation in one line: the operation, its key, and the reason."""
    why = clean(found.why)
    if found.next_operation is not None:
        command = str(found.next_operation)
        way = press(app, command)
        if way and found.item is not None:
            # On this page the key would be for all machines of the plan.
            way, command = f"open {clean(found.item)} and {way}", ""
        return Hint((f"Next: {found.next_operation}{f' ({way})' if way else ''}: {why}",), command)
    named: list[str] = []

    def pressed(name: str) -> str:
        named.append(name)
        return press(app, name)

    ways = (way_of(as_json(one), pressed) for one in found.remedies)
    way = next((way for way in ways if way), "")
    return Hint((f"Next: {why}{f' ({way})' if way else ''}",), named[-1] if way and named else "")


def wait_lines(app: Console, job: JobRow, *, here: bool) -> list[Marked]:
    """Return what a job waits for, each with the key that answers. ``here``: whether the cursor is on the job."""
    if not waits_for_person(job, ()) and not job["held"]:
        return []
    lines: list[Marked] = []
    where = "" if here else " on its line"
    for asked in job["waits_for"]:
        told: Marked = (f"‼ waiting for you: {_asked(asked)}", Severity.WARN)
        answers = " / ".join(clean(outcome) for outcome in asked["outcomes"])
        way = press(app, "answer")
        more: list[Marked] = []
        if answers and way:
            more = [f"  {way}{where} to answer: {answers}"]
        elif not answers:
            told = (f"? outcome unknown: {_asked(asked)}", Severity.UNKNOWN)
            more = ["  the engine looks for the outcome by itself, you need not answer"]
        # A small screen cuts a long text off at its end: then the line with the key comes first.
        lines += [told, *more] if len(told[0]) <= SHORT else [*more, told]
    if job["held"]:
        way = press(app, "resume")
        lines.append((f"‖ {hold_text(job)}", Severity.WARN))
        text = "  no new step begins"
        lines.append(f"{text}; {way}{where} to resume" if way else text)
    return lines


def _asked(wait: WaitRow) -> str:
    """Return what a wait is for: the task's name and the reason, as sentences."""
    text, why = clean(wait["friendly_name"]), clean(wait["why"])
    if not why:
        return text
    return f"{text.rstrip('.')}{'.' if why[:1].isupper() else ':'} {why}"


def job_lines(app: Console, target: PlanRow | ItemRow) -> list[Marked]:
    """Return the job on a plan or item, and what it waits for."""
    key = target["current_job"]
    if not key:
        return []
    job = app.model.row(JOBS, key)
    if job is None:
        return [f"Job {clean(key)} runs on it; it was started outside of drconsole"]
    mark = run_mark(job["state"], job["state_description"])
    way = press(app, "open-job")
    head = f"{mark.text(unicode=True)}  job {clean(key)}, {clean(job['operation'])}{f' ({way})' if way else ''}"
    return [(head, mark.severity), *wait_lines(app, job, here=True)]
