"""Commands about polls and shelved alarms."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from drconsole.cli.context import Context
from drconsole.link.messages import AnswerPoll, AskPoll, ClosePoll, ShelveAlarm, UnshelveAlarm
from drconsole.link.messages.polls import LASTS
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.records.rows.room.polls import PollRow
from drconsole.records.tables import POLLS
from drconsole.recovery.types.votes import Vote
from drconsole.recovery.types.work.errors import BadInput
from drconsole.render.words.room.polls import NONE_YET, head_text, lines_of
from drconsole.render.words.text import utc
from drconsole.settings.config.load import load

M = TypeVar("M")


def now() -> str:
    """Return the wall's clock as rows have it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def polls(context: Context, args: argparse.Namespace) -> int:
    """Print all polls, newest first."""
    with context.store_to_show() as store:
        found = sorted(store.rows(POLLS), key=lambda poll: poll["since"] or "", reverse=True)
    if context.json:
        context.output.document(found)
        return 0
    for poll in found:
        _print(context, poll)
    if not found:
        context.output.text(NONE_YET)
    return 0


def ask(context: Context, args: argparse.Namespace) -> int:
    """Open a poll; print it. Raises ``BadInput`` for a question that is none."""
    seconds = vars(args)["for"] or LASTS
    return _told(context, context.ask(_said(lambda: AskPoll(" ".join(args.text), seconds, args.proposal), "TEXT")))


def answer(context: Context, args: argparse.Namespace) -> int:
    """Answer a poll; print it. Raises ``BadInput`` for an objection without its reason."""
    message = _said(lambda: AnswerPoll(args.poll, Vote(args.vote), args.comment), "--comment")
    return _told(context, context.ask(message))


def close(context: Context, args: argparse.Namespace) -> int:
    """End a poll; print what it came to."""
    return _told(context, context.ask(ClosePoll(args.poll)))


def shelve(context: Context, args: argparse.Namespace) -> int:
    """Put an alarm aside; print until when. Raises ``BadInput`` for a time or a reason that cannot be."""
    days = load().config.console.drill_days
    message = _said(lambda: ShelveAlarm(args.alarm, vars(args)["for"], args.comment, days), "--for")
    return _shelf(context, context.ask(message), "shelved until")


def unshelve(context: Context, args: argparse.Namespace) -> int:
    """Put a shelved alarm back among the others."""
    return _shelf(context, context.ask(UnshelveAlarm(args.alarm)), "stands again; it was shelved until")


def _said(made: Callable[[], M], place: str) -> M:
    """Return a message. Raises ``BadInput`` for what it may not say."""
    try:
        return made()
    except ValueError as error:
        raise BadInput("bad-arguments", str(error), place=place) from None


def _shelf(context: Context, row: ShelvedRow, said: str) -> int:
    if context.json:
        context.output.document(row)
    else:
        context.output.prose(f"{row['alarm']} {said} {utc(row['until'])}: {row['comment']}")
    return 0


def _told(context: Context, row: PollRow) -> int:
    if context.json:
        context.output.document(row)
    else:
        _print(context, row)
    return 0


def _print(context: Context, poll: PollRow) -> None:
    context.output.prose(head_text(poll, now()))
    for line in lines_of(poll):
        context.output.prose(line, "  ")
