"""The verbs that read the store: they need no engine."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from drconsole.cli.commands.status import last_clock, status_object
from drconsole.cli.context import Context
from drconsole.cli.lookup import job_ended, missing_job, named, newest_first
from drconsole.cli.output.show_items import show_debts, show_item, show_plan
from drconsole.cli.output.show_jobs import show_job
from drconsole.recovery.types.errors import DrError
from drconsole.recovery.types.remedies import Act
from drconsole.render.command_lines import command_to_type, line_of
from drconsole.render.jobs import question
from drconsole.render.labels import labelled
from drconsole.render.records import ITEMS, JOBS, JOURNAL, PLANS, Column, with_rpo
from drconsole.render.standing import obligations_text
from drconsole.render.status import clock_text, counts_text, engine_text
from drconsole.render.text import clean


def status(context: Context, args: argparse.Namespace) -> int:
    found = status_object(context)
    if context.json:
        context.output.document(found)
        return 0
    out = context.output
    out.text(clock_text(found))
    out.text(f"state: {clean(found['state'])}")
    out.hint(engine_text(found))
    missing = "not known without an engine" if found.get("counts") else f"none loaded ({line_of(Act.LOAD_ESTATE)})"
    out.hint(f"estate: {clean(found.get('estate') or missing)}")
    out.hint(f"provider: {clean(found.get('provider') or missing)}")
    out.text(f"holds: {counts_text(found.get('counts') or {})}")
    out.text("\nrunning jobs")
    out.table(JOBS, _in_full(context, found.get("running_jobs") or ()))
    out.text("\nneeds a person")
    waits = found.get("needs_a_person") or ()
    for wait in waits:
        for line in question(str(wait.get("job")), wait) if isinstance(wait, Mapping) else [clean(wait)]:
            out.hint(line)
    if not waits:
        out.text("none")
    if owed := obligations_text(found.get("obligations")):
        out.text(f"\n{owed}")
    if debts := found.get("test_debt"):
        out.text("\nleft by test failovers")
        show_debts(out, debts, (found.get("clock") or {}).get("now"))
    return 0


def _in_full(context: Context, jobs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """An engine tells its running jobs in short; the rest (who started one) is in the store."""
    found = list(jobs)
    if all("operator" in job for job in found):
        return found
    with contextlib.suppress(DrError), context.store() as store:
        return [{**(store.row("job", str(job["id"])) or {}), **job} for job in found]
    return found


def plans(context: Context, args: argparse.Namespace) -> int:
    with context.store() as store:
        if args.plan is None:
            found = store.rows("plan")
            return _list(context, PLANS, found if context.json else labelled(found), "no recovery plans")
        plan = named(store.rows("plan"), args.plan, "plan")
    if context.json:
        context.output.document(plan)
    else:
        show_plan(context.output, plan)
    return 0


def items(context: Context, args: argparse.Namespace) -> int:
    with context.store() as store:
        found = [_to_type(with_rpo(item)) for item in store.rows("item")]
        clock = last_clock(store.world(), store.stopped_cleanly(), datetime.now(UTC))["now"] if args.item else None
    if args.item is None:
        return _list(context, ITEMS, found if context.json else labelled(found), "no replicated items")
    item = named(found, args.item, "item")
    if context.json:
        context.output.document(item)
    else:
        show_item(context.output, item, clock)
    return 0


def _to_type(item: dict[str, Any]) -> dict[str, Any]:
    """With the commands that clean up after tests."""
    debts = item.get("test_debt")
    return {**item, "test_debt": [command_to_type(debt, "undo") for debt in debts]} if debts else item


def jobs(context: Context, args: argparse.Namespace) -> int:
    with context.store() as store:
        if args.job is None:
            newest = [{**job, "tasks": []} for job in newest_first(store.rows("job"))]
            code = _list(context, JOBS, newest, "no jobs")
            _nothing_moves(context, newest)
            return code
        job = store.job(args.job) or missing_job(store, args.job)
        mode = store.mode()
    if context.json:
        context.output.document(job)
    else:
        show_job(context.output, job, mode)
        _nothing_moves(context, [job])
    return 0


def _nothing_moves(context: Context, jobs: Iterable[Mapping[str, Any]]) -> None:
    """Say so where a job is open and nobody carries it out."""
    if context.json or all(job_ended(job) for job in jobs) or context.engine_answers() is not False:
        return
    context.output.hint(f"\nno engine: nothing moves until one is started ({line_of(Act.START_ENGINE)})")


def journal(context: Context, args: argparse.Namespace) -> int:
    with context.store() as store:
        events = store.journal(args.since, args.limit)
    return _list(context, JOURNAL, events, "no events")


def _list(context: Context, columns: Sequence[Column], records: Sequence[Mapping[str, Any]], empty: str) -> int:
    if context.json:
        context.output.document(records)
    else:
        context.output.table(columns, records, empty)
    return 0
