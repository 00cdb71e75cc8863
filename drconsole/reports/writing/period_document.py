"""Report of drills over months as a document of parts, and as CSV. Pure."""

from __future__ import annotations

from dataclasses import fields

from drconsole.recovery.types.words import counted
from drconsole.render.drawing.report import Part, Report
from drconsole.render.estate.drills import drill_mark, due_text
from drconsole.render.words.marks import run_mark
from drconsole.render.words.text import NOTHING, clean, duration, utc
from drconsole.reports.facts.period import PeriodFacts, PlanPeriod, RunFacts
from drconsole.reports.writing import cells
from drconsole.reports.writing.values import as_csv


def period_document(facts: PeriodFacts) -> Report:
    """Return the report: a line a plan, then the runs of each."""
    about = {
        "mode": clean(facts.mode or "MODE NOT KNOWN"),
        "since": utc(facts.since),
        "until": utc(facts.until),
        "journal": f"{counted(facts.anchor.length, 'event')}, head {facts.anchor.head}",
    }
    return Report("Runs and tests of recovery plans", about, [_plans(facts), *map(_runs, facts.plans)])


def _plans(facts: PeriodFacts) -> Part:
    columns = ("Plan", "Tests", "Failovers", "RTO", "RPO of machines", "Last test", "Calendar")
    return Part("Summary", columns, [_line(facts, plan) for plan in facts.plans])


def _line(facts: PeriodFacts, plan: PlanPeriod) -> tuple[str, ...]:
    calendar = NOTHING
    if plan.drill is not None:
        why = due_text(plan.drill, facts.until, facts.drill_days)
        calendar = drill_mark(plan.drill).text(unicode=True) + (f": {why}" if why else "")
    return (
        clean(plan.name),
        f"{plan.tests_succeeded} of {plan.tests} succeeded" if plan.tests else "none",
        f"{plan.failovers_succeeded} of {plan.failovers} succeeded" if plan.failovers else "none",
        _kept(plan.rto_met, plan.rto_missed),
        _kept(plan.rpo_met, plan.rpo_missed),
        utc(plan.last_test_failover, "never"),
        calendar,
    )


def _kept(met: int, missed: int) -> str:
    if not met and not missed:
        return "nothing to judge"
    return f"{'✗' if missed else '✓'} met {met}, missed {missed}"


def _runs(plan: PlanPeriod) -> Part:
    title = f"Runs of {clean(plan.name)}"
    if not plan.runs:
        return Part(title, lines=["None in this time."])
    columns = ("Job", "Operation", "Started", "By", "Outcome", "Machines", "Took", "RTO", "Data loss at most", "RPO")
    return Part(title, columns, [_run(run, single=plan.key is None) for run in plan.runs])


def _run(run: RunFacts, *, single: bool) -> tuple[str, ...]:
    accepted = f", {counted(run.accepted, 'finding')} accepted" if run.accepted else ""
    return (
        clean(run.job),
        clean(run.operation) + (f" of {clean(run.target)}" if single else ""),
        utc(run.started_at),
        clean(run.operator or NOTHING),
        run_mark(run.state).text(unicode=True) + accepted,
        f"{run.machines_succeeded} of {run.machines}",
        duration(run.rto_actual, "not ended"),
        cells.kept(run.rto_met, run.rto_objective),
        duration(run.rpo_worst),
        _kept(run.rpo_met, run.rpo_missed),
    )


def period_csv(facts: PeriodFacts) -> str:
    """Return a line a run; a plan without one has a line without a job."""
    names = [field.name for field in fields(RunFacts)]
    columns = ("mode", "since", "until", "plan", "plan_key", "last_test_failover", "test_state", *names)
    rows: list[tuple[object, ...]] = []
    for plan in facts.plans:
        state = None if plan.drill is None else plan.drill["state"]
        head = (facts.mode, facts.since, facts.until, plan.name, plan.key, plan.last_test_failover, state)
        rows += [(*head, *(getattr(run, name) for name in names)) for run in plan.runs]
        if not plan.runs:
            rows.append((*head, *(None for _ in names)))
    return as_csv(columns, rows)
