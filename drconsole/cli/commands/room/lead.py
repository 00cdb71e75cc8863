"""Command about the lead of a job: who has it; to take it, give it, ask for it."""

from __future__ import annotations

import argparse

from drconsole.cli.context import Context
from drconsole.cli.lookup import the_job
from drconsole.link.messages import AskLead, GiveLead, TakeLead
from drconsole.records.rows.work.jobs import JobRow
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.room.leads import asker_text, lead_text
from drconsole.render.words.text import clean


def lead(context: Context, args: argparse.Namespace) -> int:
    """Print who leads a job; with an option, change it before. Raises ``BadInput`` for two of them at once."""
    said = [flag for flag, value in (("--take", args.take), ("--give", args.give), ("--ask", args.ask)) if value]
    if len(said) > 1:
        raise BadInput("bad-arguments", f"{' and '.join(said)} at once", place="lead", advice="say one of them")
    job = _changed(context, args)
    if context.json:
        context.output.document({"job": job["id"], "lead": job["lead"]})
        return 0
    context.output.prose(f"job {clean(job['id'])}: {lead_text(job['lead'])}")
    for asker in job["lead"]["asked"] if job["lead"] is not None else ():
        context.output.prose(asker_text(asker), "  ")
    return 0


def _changed(context: Context, args: argparse.Namespace) -> JobRow:
    """Do what is asked for; return the job's row. Raises ``DrError``."""
    if args.take:
        return context.ask(TakeLead(args.job, args.comment))
    if args.give:
        return context.ask(GiveLead(args.job, args.give, args.comment))
    if args.ask:
        return context.ask(AskLead(args.job, args.comment))
    with context.store() as store:
        return the_job(store, args.job)
