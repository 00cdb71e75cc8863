"""Commands that read the store: they need no engine."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

from drconsole.cli.commands.status import status_object
from drconsole.cli.context import Context
from drconsole.cli.lookup import job_ended, missing_job, named, newest_first
from drconsole.cli.output.show_items import show_debts, show_item, show_plan
from drconsole.cli.output.show_jobs import show_job
from drconsole.records.drills import with_drill
from drconsole.records.objectives import with_objective
from drconsole.records.rows.items import ItemRow, ShownItemRow
from drconsole.records.rows.jobs import JobRow, JobTree
from drconsole.records.rows.plans import ShownPlanRow
from drconsole.records.rows.status import RunningJobRow
from drconsole.records.tables import ITEMS, JOBS
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.remedies import Act
from drconsole.recovery.types.words import TargetType
from drconsole.render import records
from drconsole.render.command_lines import debt_to_type, line_of
from drconsole.render.drills import NEXT_TEST, due_text
from drconsole.render.jobs import need_lines
from drconsole.render.labels import labelled
from drconsole.render.presence import CONSOLES
from drconsole.render.standing import obligations_text
from drconsole.render.status import clock_text, counts_text, engine_text
from drconsole.render.text import clean
from drconsole.settings.config.load import load

R = TypeVar("R")


def status(context: Context, args: argparse.Namespace) -> int:
    """Print the state of things: engine, clock, running jobs, what needs a person."""
    found = status_object(context)
    if context.json:
        context.output.document(found)
        return 0
    out = context.output
    out.text(clock_text(found))
    out.text(f"state: {clean(context.state)}")
    out.hint(engine_text(found))
    missing = "not known without an engine" if found["counts"] else f"none loaded ({line_of(Act.LOAD_ESTATE)})"
    out.hint(f"estate: {clean(found['estate'] or missing)}")
    out.hint(f"provider: {clean(found['provider'] or missing)}")
    out.text(f"holds: {counts_text(found['counts'])}")
    out.text("\nrunning jobs")
    out.table(records.JOBS, _in_full(context, found["running_jobs"]))
    out.text("\nneeds a person")
    for need in found["needs_a_person"]:
        said, *commands = need_lines(need)
        out.prose(said)
        for line in commands:
            out.hint(line)
    if not found["needs_a_person"]:
        out.text("none")
    if consoles := found.get("consoles"):
        out.text("\nopen consoles")
        out.table(CONSOLES, consoles)
    if owed := obligations_text(found["obligations"]):
        out.text()
        out.prose(owed)
    if found["test_debt"]:
        out.text("\nleft by test failovers")
        show_debts(out, found["test_debt"], found["clock"]["now"])
    return 0


def who(context: Context, args: argparse.Namespace) -> int:
    """Print who has a console open on this state. Without an engine nobody knows of any."""
    found = status_object(context)
    if not found["engine"]["running"] and not context.json:
        context.output.hint(engine_text(found))
    return _list(context, CONSOLES, found.get("consoles") or [], "no console is open")


def _in_full(context: Context, jobs: Sequence[RunningJobRow]) -> list[records.JobLine]:
    """Return running jobs with who started them: an engine tells them in short, the rest is in the store."""
    started: dict[str, str] = {}
    with contextlib.suppress(DrError), context.store() as store:
        rows = [row for job in jobs if (row := store.row(JOBS, job["id"])) is not None]
        started = {row["id"]: row["operator"] for row in rows}
    return [{**job, "ended_at": None, "operator": started.get(job["id"], "")} for job in jobs]


def plans(context: Context, args: argparse.Namespace) -> int:
    """Print all recovery plans, or one in full."""
    days = load().config.console.drill_days
    with context.store() as store:
        now, rows = store.now(), store.plans()
    found = [with_drill(plan, now, days) for plan in rows]
    if args.plan is None:
        columns: tuple[records.Column[ShownPlanRow], ...] = (*records.PLANS, NEXT_TEST)
        return _list(context, columns, found if context.json else labelled(found), "no recovery plans")
    plan = named(found, args.plan, TargetType.PLAN)
    if context.json:
        context.output.document(plan)
    else:
        show_plan(context.output, plan, due_text(plan["drill"], now, days))
    return 0


def items(context: Context, args: argparse.Namespace) -> int:
    """Print all replicated items, or one in full."""
    if args.item is not None:
        return _one_item(context, args.item)
    with context.store() as store:
        found = [_to_type(item) for item in store.items()]
    return _list(context, records.ITEMS, found if context.json else labelled(found), "no replicated items")


def _one_item(context: Context, words: str) -> int:
    with context.store() as store:
        # The provider may forget the item between the two looks.
        row = None
        while row is None:
            row = store.row(ITEMS, named(store.names_of_items(), words, TargetType.ITEM)["key"])
        item, clock = _to_type(row), store.now()
    if context.json:
        context.output.document(item)
    else:
        show_item(context.output, item, clock)
    return 0


def _to_type(item: ItemRow) -> ShownItemRow:
    """Return an item in the fields of the contract: with its RPO, and the commands that clean up after tests."""
    return {
        **item,
        "test_debt": [debt_to_type(debt) for debt in item["test_debt"]],
        "rpo": records.with_rpo(item)["rpo"],
    }


def jobs(context: Context, args: argparse.Namespace) -> int:
    """Print all jobs, the newest first, or one in full."""
    with context.store() as store:
        now = store.now()
        if args.job is None:
            newest = [with_objective(job, now) for job in newest_first(store.rows(JOBS))]
            shown: list[JobTree] = [{**job, "tasks": []} for job in newest]
            code = _list(context, records.JOBS, shown, "no jobs")
            _nothing_moves(context, newest)
            return code
        job = with_objective(store.job(args.job) or missing_job(store, args.job), now)
        mode = store.mode()
    if context.json:
        context.output.document(job)
    else:
        show_job(context.output, job, mode)
        _nothing_moves(context, [job])
    return 0


def _nothing_moves(context: Context, jobs: Iterable[JobRow]) -> None:
    """Say so where a job is open and nobody carries it out."""
    if context.json or all(job_ended(job) for job in jobs) or context.engine_answers() is not False:
        return
    context.output.hint(f"\nno engine: nothing moves until one is started ({line_of(Act.START_ENGINE)})")


def journal(context: Context, args: argparse.Namespace) -> int:
    """Print the journal's events, the oldest first."""
    with context.store() as store:
        events = store.journal(args.since, args.limit, job=args.job, by=args.by)
    return _list(context, records.JOURNAL, events, "no events")


def _list(
    context: Context,
    columns: Sequence[records.Column[R]],
    rows: Sequence[R],
    empty: str,
) -> int:
    """Print rows as a table, or as JSON."""
    if context.json:
        context.output.document(rows)
    else:
        context.output.table(columns, rows, empty)
    return 0
