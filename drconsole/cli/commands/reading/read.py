"""Commands that read the store: they need no engine."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from drconsole.cli.commands.reading.status import NO_STORE, status_object
from drconsole.cli.context import Context
from drconsole.cli.lookup import job_ended, missing_job, named, newest_first
from drconsole.cli.output.show_items import show_plan
from drconsole.cli.output.show_jobs import show_job, show_others
from drconsole.cli.store import Store
from drconsole.records.drills import with_drill
from drconsole.records.foreign import as_job, is_foreign
from drconsole.records.objectives import with_objective
from drconsole.records.rows.estate.plans import ShownPlanRow
from drconsole.records.rows.work.jobs import JobRow, JobTree
from drconsole.records.tables import FOREIGN_JOBS, ITEMS, JOBS, MEMBERS
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import TargetType
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.estate.drills import NEXT_TEST, due_text
from drconsole.render.estate.presence import CONSOLES
from drconsole.render.estate.status import engine_text
from drconsole.render.rows import records
from drconsole.render.words.command_lines import line_of
from drconsole.render.words.labels import labelled
from drconsole.render.words.room.seats import seats_lines
from drconsole.settings.config.load import load


def who(context: Context, args: argparse.Namespace) -> int:
    """Print who has a console open on this state. Without an engine nobody knows of any: who has which seat is told."""
    found = status_object(context)
    alone = not found["engine"]["running"] and not context.json
    if alone:
        context.output.hint(engine_text(found))
    context.output.rows(CONSOLES, found.get("consoles") or [], "no console is open")
    if alone:
        _seats(context)
    return 0


def _seats(context: Context) -> None:
    try:
        with context.store() as store:
            members = store.rows(MEMBERS)
    except BadInput as error:
        if error.code not in NO_STORE:
            raise
        return
    for line in seats_lines(members):
        context.output.prose(line)


def plans(context: Context, args: argparse.Namespace) -> int:
    """Print all recovery plans, or one in full."""
    days = load().config.console.drill_days
    with context.store_to_show() as store:
        now = store.now()
        found = [with_drill(plan, now, days) for plan in store.plans()]
        plan = None if args.plan is None else named(found, args.plan, TargetType.PLAN)
        keys = () if plan is None or context.json else [item["key"] for item in plan["items"]]
        items = [item for key in keys if (item := store.row(ITEMS, key)) is not None]
    if plan is None:
        columns: tuple[records.Column[ShownPlanRow], ...] = (*records.PLANS, NEXT_TEST)
        context.output.rows(columns, found if context.json else labelled(found), "no recovery plans")
        return 0
    if context.json:
        context.output.document(plan)
    else:
        show_plan(context.output, plan, due_text(plan["drill"], now, days), items)
    return 0


def jobs(context: Context, args: argparse.Namespace) -> int:
    """Print all jobs, the newest first, or one in full."""
    with context.store_to_show() as store:
        now = store.now()
        if args.job is None:
            jobs = [*store.rows(JOBS), *map(as_job, store.rows(FOREIGN_JOBS))]
            newest = [with_objective(job, now) for job in newest_first(jobs)]
            shown: list[JobTree] = [{**job, "tasks": []} for job in newest]
            context.output.rows(records.JOBS, shown, "no jobs")
            _nothing_moves(context, newest)
            return 0
        job = with_objective(store.job(args.job) or _others(store, args.job) or missing_job(store, args.job), now)
        mode = store.mode()
    if context.json:
        context.output.document(job)
    else:
        (show_others if is_foreign(job) else show_job)(context.output, job, mode)
        _nothing_moves(context, [job])
    return 0


def _others(store: Store, job: str) -> JobTree | None:
    """Return a job that others began, of which no tasks are read; None = there is none of this id."""
    row = store.row(FOREIGN_JOBS, job)
    return {**as_job(row), "tasks": []} if row is not None else None


def _nothing_moves(context: Context, jobs: Iterable[JobRow]) -> None:
    """Say so where a job is open and nobody carries it out."""
    if context.json or all(job_ended(job) for job in jobs) or context.engine_answers() is not False:
        return
    context.output.hint(f"\nno engine: nobody follows it until one is started ({line_of(Act.START_ENGINE)})")


def journal(context: Context, args: argparse.Namespace) -> int:
    """Print the journal's events, the oldest first."""
    with context.store_to_show() as store:
        events = store.journal(args.since, args.limit, job=args.job, by=args.by)
        if not context.json:
            events = store.with_task_names(events)
    context.output.rows(records.JOURNAL, events, "no events")
    return 0
