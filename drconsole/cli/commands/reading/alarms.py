"""Command that says what is wrong, worst first."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from drconsole.cli.commands.reading.status import engine_and_now
from drconsole.cli.context import Context
from drconsole.records.alarms.all_of_them import Board, board
from drconsole.records.alarms.seen import Asking
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.estate.estate import ServiceEventRow
from drconsole.recovery.types.words import counted
from drconsole.render.estate.alarms import (
    action_text,
    alarm_mark,
    cause_text,
    consequences_text,
    event_text,
    first_text,
    owner_text,
    rate_text,
    shelf_text,
)
from drconsole.render.estate.service_events import TITLE, event_lines
from drconsole.render.words.command_lines import alarm_to_type
from drconsole.settings.config.load import load


def alarms(context: Context, args: argparse.Namespace) -> int:
    """Print everything that is wrong, with the command that leads on; the want of an engine is no error.

    What is shelved comes behind it, and as JSON has its shelf.
    """
    found, happened, now = _read(context)
    told = [alarm_to_type(alarm) for alarm in (*found.standing, *found.shelved)]
    if context.json:
        context.output.document([{**one, "command": context.output.here(one["command"])} for one in told])
        return 0
    out = context.output
    standing = [one for one in told if "shelved" not in one]
    for one in standing:
        _print(context, one, now)
    if not standing:
        out.text("nothing is wrong")
    if rate := rate_text(found.rate):
        out.prose(rate)
    for one in told:
        if "shelved" in one:
            out.prose(f"{alarm_mark(one).text(out.unicode)}  {cause_text(one, now)}")
            out.prose(f"{shelf_text(one['shelved'])} ({one['id']})", "  ")
    events = [*map(event_text, found.events), *event_lines(happened)]
    if events:
        out.text(f"\n{TITLE}")
        for line in events:
            out.prose(line, "  ")
    return 0


def rate(context: Context, args: argparse.Namespace) -> int:
    """Print how many alarms stand, are shelved, and came lately."""
    found, _, _ = _read(context)
    if context.json:
        context.output.document(found.rate)
    else:
        stand = counted(found.rate["standing"], "alarm")
        context.output.prose(f"{stand}, {found.rate['shelved']} shelved")
        context.output.prose(rate_text(found.rate) or "none was raised in the last hour")
    return 0


def events(context: Context, args: argparse.Namespace) -> int:
    """Print what is wrong and nobody can do anything about."""
    found, _, _ = _read(context)
    if context.json:
        context.output.document(found.events)
        return 0
    for event in found.events:
        context.output.prose(event_text(event))
    if not found.events:
        context.output.text("no events: all that is wrong asks somebody to act (drconsole alarms)")
    return 0


def _print(context: Context, alarm: AlarmRow, now: str | None) -> None:
    out = context.output
    out.prose(f"{alarm_mark(alarm).text(out.unicode)}  {cause_text(alarm, now)}")
    if more := "; ".join(filter(None, (first_text(alarm), consequences_text(alarm)))):
        out.prose(more, "  ")
    out.prose(f"{action_text(alarm)} ({owner_text(alarm)}; {alarm['id']}){':' if alarm['command'] else ''}", "  ")
    if alarm["command"]:
        out.hint(f"    {alarm['command']}")


_Told: TypeAlias = tuple[Board, Sequence[ServiceEventRow], str | None]


def _read(context: Context) -> _Told:
    """Return the alarms, what the provider's service noticed, and the provider's clock.

    Raises ``BadInput`` for a store that cannot be read.
    """
    engine, now = engine_and_now(context)
    with context.store() as store:
        now = now or store.now()
        wall = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        seen = store.seen(Asking(engine, now, wall, load().config.console.drill_days))
        world = store.world()
    return board(seen), world.get("events", []) if world is not None else [], now
