"""Commands about a handover: the brief, the offer, and how it is accepted, declined or withdrawn."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from drconsole.cli.commands.reading.status import engine_and_now
from drconsole.cli.commands.report.put import JSON, MARKDOWN, format_of, put
from drconsole.cli.context import Context
from drconsole.cli.output.output import dumps
from drconsole.link.messages import AcceptHandover, DeclineHandover, OfferHandover, WithdrawHandover
from drconsole.records.alarms.seen import Asking
from drconsole.records.rows.room.handovers import BriefRow, HandoverRow
from drconsole.records.tables import HANDOVERS
from drconsole.recovery.types.work.errors import BadInput, Refused
from drconsole.render.rows.handover import (
    SEATS,
    by_section,
    head_texts,
    line_text,
    offer_text,
    passed_text,
    still_asked,
)
from drconsole.render.words.command_lines import command
from drconsole.settings.config.load import load

NO_OFFERS = "nothing was handed over yet"


def brief(context: Context, args: argparse.Namespace) -> int:
    """Write the brief of everything that is open. Raises ``BadInput`` for a file that is there."""
    told = _brief(context)
    form = format_of(args, (MARKDOWN, JSON), json=context.json)
    if form == JSON:
        return put(context, args, JSON, dumps(told, indent=2) + "\n")
    from drconsole.reports.handing_over import brief_document
    from drconsole.reports.writing.markdown import as_markdown

    if args.output is not None or args.format is not None:
        return put(context, args, MARKDOWN, as_markdown(brief_document(told)))
    _print(context, told)
    return 0


def offers(context: Context, args: argparse.Namespace) -> int:
    """Print the handovers, newest first."""
    with context.store() as store:
        rows = sorted(store.rows(HANDOVERS), key=lambda row: row["offered_at"] or "", reverse=True)
    if context.json:
        context.output.document(rows)
        return 0
    for row in rows:
        context.output.prose(offer_text(row))
    if not rows:
        context.output.text(NO_OFFERS)
    return 0


def offer(context: Context, args: argparse.Namespace) -> int:
    """Offer the asker's leads and seats to another member."""
    row = context.ask(OfferHandover(args.to, args.comment, args.keep_seats))
    if not context.json:
        context.output.prose(offer_text(row))
        context.output.text(f"for them:  {context.output.for_others('handover', 'accept', row['id'])}")
    else:
        context.output.document(row)
    return 0


def accept(context: Context, args: argparse.Namespace) -> int:
    """Take over: go through the brief line by line, and read back what matters most.

    Without a terminal the brief that was read is named. Raises ``BadInput``, ``Refused``.
    """
    row = _offered(context, args.handover)
    if args.brief is not None:
        gone, said = _keys_in(args.brief), tuple(args.read_back)
    elif sys.stdin.isatty() and context.output.err.isatty():
        gone, said = _go_through(context, row)
    else:
        raise Refused(
            "needs-a-terminal",
            "a brief is gone through line by line, on a terminal",
            advice="or name the brief that you have read, and say what matters most: --brief FILE --read-back TEXT",
        )
    done = context.ask(AcceptHandover(args.handover, gone, said))
    if context.json:
        context.output.document(done)
    else:
        context.output.prose(passed_text(done))
    return 0


def decline(context: Context, args: argparse.Namespace) -> int:
    """Do not take over; nothing passes."""
    return _ended(context, context.ask(DeclineHandover(args.handover, args.comment)))


def withdraw(context: Context, args: argparse.Namespace) -> int:
    """Take an offer back; nothing passes."""
    return _ended(context, context.ask(WithdrawHandover(args.handover, args.comment)))


def _ended(context: Context, row: HandoverRow) -> int:
    if context.json:
        context.output.document(row)
    else:
        context.output.prose(offer_text(row))
    return 0


def _brief(context: Context, without: str = "") -> BriefRow:
    """Return the brief as things stand, with an engine or without one."""
    engine, now = engine_and_now(context)
    wall = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    with context.store() as store:
        return store.brief(Asking(engine, now or store.now(), wall, load().config.console.drill_days), without)


def _print(context: Context, told: BriefRow) -> None:
    out = context.output
    out.text(f"{told['mode'] or 'UNKNOWN'}  handover")
    _head(out.prose, told)
    for title, lines in by_section(told["lines"]):
        out.text(f"\n{title}")
        for line in lines:
            out.prose(line_text(line), "  ")
    if not told["lines"]:
        out.text("\nnothing is open")
    if told["seats"]:
        out.text(f"\n{SEATS}")
        for text in told["seats"]:
            out.prose(text, "  ")
    if told["decisions"]:
        out.text("\ndecisions of the last hours")
        for text in told["decisions"]:
            out.prose(text, "  ")


def _head(put: Callable[[str], object], told: BriefRow) -> None:
    written, journal = head_texts(told)
    put(f"written {written}")
    put(f"journal {journal}")


def _offered(context: Context, handover: str) -> HandoverRow:
    with context.store() as store:
        row = store.row(HANDOVERS, handover)
    if row is None:
        raise BadInput(
            "no-such-handover",
            f"there is no handover {handover!r}",
            place="HANDOVER",
            advice=f"look at what is offered: {command('handover', 'offers')}",
        )
    return row


def _keys_in(file: str) -> tuple[str, ...]:
    """Return the lines of a brief that was written as JSON. Raises ``BadInput``."""
    try:
        with Path(file).open("rb") as opened:
            told = json.loads(opened.read(LARGEST))
        return tuple(str(line["key"]) for line in told["lines"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no brief as JSON"
        raise BadInput(
            "bad-brief", f"the brief cannot be read: {why}", place=file, advice=f"write one: {_WRITE}"
        ) from error


LARGEST = 16 << 20
"""Largest file of a brief that is read, in bytes (our choice)."""
_WRITE = command("handover", "-o", "brief.json")


def _go_through(context: Context, row: HandoverRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Show the brief line by line, each until enter; then ask for what matters most. Raises ``Refused``: they left."""
    told, note = _brief(context, row["id"]), context.output.note
    note(offer_text(row))
    _head(note, told)
    count = len(told["lines"])
    for number, line in enumerate(told["lines"], 1):
        note(f"\n{number} of {count}  {line_text(line)}")
        _answer("enter: I have it  ")
    asked = still_asked(row, told)
    if asked:
        note("\nSay in your own words what matters most: by name, and how it stands.")
    said = tuple(_answer(f"{one['prompt']}  ") for one in asked)
    return tuple(line["key"] for line in told["lines"]), said


def _answer(prompt: str) -> str:
    """Return a line that is typed. Raises ``Refused`` where the input ends."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise Refused("left", "the brief was left: nothing passed", advice="begin again, or decline it")
    return line.strip()
