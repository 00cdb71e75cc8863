"""Commands about notes: take one, list them, pin them."""

from __future__ import annotations

import argparse

from drconsole.cli.context import Context
from drconsole.cli.lookup import the_job
from drconsole.link.messages import PinNote, TakeNote
from drconsole.records.tables import NOTES
from drconsole.render.rows import notes as shown


def note(context: Context, args: argparse.Namespace) -> int:
    """Write a note down; print it."""
    row = context.ask(TakeNote(" ".join(args.text), args.at, args.pin, args.job))
    if context.json:
        context.output.document(row)
    else:
        context.output.prose(shown.noted_text(row))
    return 0


def notes(context: Context, args: argparse.Namespace) -> int:
    """Print notes by when it happened, the oldest first. Raises ``BadInput`` for a job that there is not."""
    with context.store_to_show() as store:
        job = None if args.job is None else the_job(store, args.job)["id"]
        rows = shown.in_order(store.rows(NOTES))
    rows = [row for row in rows if job in (None, row["job"]) and (row["pinned"] or not args.pinned)]
    context.output.rows(shown.NOTES, rows, "no notes")
    return 0


def pin(context: Context, args: argparse.Namespace) -> int:
    """Pin a note; print it."""
    return _pinned(context, args.note, True)


def unpin(context: Context, args: argparse.Namespace) -> int:
    """Take a note's pin; print it."""
    return _pinned(context, args.note, False)


def _pinned(context: Context, note: str, on: bool) -> int:
    row = context.ask(PinNote(note, on))
    if context.json:
        context.output.document(row)
    else:
        context.output.prose(shown.pinned_text(row))
    return 0
