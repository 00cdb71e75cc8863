"""Command that writes the after-action report of a job."""

from __future__ import annotations

import argparse
from dataclasses import replace

from drconsole.cli.commands.report.exercise import exercise_facts
from drconsole.cli.commands.report.put import CSV, HTML, JSON, MARKDOWN, format_of, put
from drconsole.cli.commands.report.since import since
from drconsole.cli.context import Context
from drconsole.cli.lookup import the_job
from drconsole.recovery.types.work.errors import BadInput
from drconsole.reports.facts.types import JobFacts
from drconsole.reports.writing.chart import chart_of
from drconsole.reports.writing.job_document import job_document
from drconsole.reports.writing.markdown import as_markdown
from drconsole.reports.writing.values import as_json, job_csv

ONE_OF_TWO = "report JOB, or report --since WHEN, such as --since 2026-01-01 or --since 90d"
FORMS = (MARKDOWN, HTML, JSON, CSV)


def report(context: Context, args: argparse.Namespace) -> int:
    """Write the report. Raises ``BadInput``: there is no such job, the file is there, or it is signed with no key."""
    if (args.job is None) == (args.since is None):
        raise BadInput("bad-words", "a report is of one job, or of all since a day", place="JOB", advice=ONE_OF_TWO)
    if args.can:
        return _can(context, args)
    if args.since is not None:
        return since(context, args)
    with context.store_to_show() as store:
        facts = replace(store.facts(the_job(store, args.job)), exercise=exercise_facts(context.paths.folder))
    form = format_of(args, FORMS, json=context.json)
    return put(context, args, form, written(facts, form))


def _can(context: Context, args: argparse.Namespace) -> int:
    """Print the job in one line for a chat."""
    if args.job is None or args.output is not None or args.format is not None or args.sign is not None:
        advice = "report JOB --can, and nothing beside it"
        raise BadInput("bad-words", "the line for a chat is of one job, and is printed", place="--can", advice=advice)
    from drconsole.records.objectives import with_objective
    from drconsole.render.jobs.can import can_line

    with context.store_to_show() as store:
        now = store.now()
        job = with_objective(store.with_tasks(the_job(store, args.job)), now)
        items = store.items_of([item["key"] for item in job["items"]])
        line = can_line(job, job["tasks"], items, store.mode(), now)
    if context.json:
        context.output.document({"job": job["id"], "can": line})
    else:
        context.output.text(line)
    return 0


def written(facts: JobFacts, form: str) -> str:
    """Return the report in one of ``FORMS``."""
    if form == JSON:
        return as_json(facts)
    if form == CSV:
        return job_csv(facts)
    if form == HTML:
        from drconsole.reports.writing.html import as_html  # the template library, for this form alone

        return as_html(job_document(facts), chart_of(facts))
    return as_markdown(job_document(facts))
