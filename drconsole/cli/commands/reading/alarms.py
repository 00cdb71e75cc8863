"""Command that says what is wrong, worst first."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from drconsole.cli.commands.reading.status import engine_and_now
from drconsole.cli.context import Context
from drconsole.records.alarms.all_of_them import alarms as alarms_of
from drconsole.records.alarms.seen import Asking
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.estate.estate import ServiceEventRow
from drconsole.records.rows.status import EngineRow
from drconsole.render.estate.alarms import action_text, alarm_mark, cause_text
from drconsole.render.estate.service_events import TITLE, event_lines
from drconsole.render.words.command_lines import alarm_to_type
from drconsole.settings.config.load import load


def alarms(context: Context, args: argparse.Namespace) -> int:
    """Print everything that is wrong, with the command that leads on; the want of an engine is no error."""
    engine, now = engine_and_now(context)
    found, events, now = _read(context, engine, now)
    told = [alarm_to_type(alarm) for alarm in found]
    if context.json:
        context.output.document([{**one, "command": context.output.here(one["command"])} for one in told])
        return 0
    out = context.output
    for one in told:
        out.prose(f"{alarm_mark(one).text(out.unicode)}  {cause_text(one, now)}")
        out.prose(f"{action_text(one)}:" if one["command"] else action_text(one), "  ")
        if one["command"]:
            out.hint(f"    {one['command']}")
    if not told:
        out.text("nothing is wrong")
    if events:
        out.text(f"\n{TITLE}")
        for line in event_lines(events):
            out.prose(line, "  ")
    return 0


_Told: TypeAlias = tuple[list[AlarmRow], Sequence[ServiceEventRow], str | None]


def _read(context: Context, engine: EngineRow, now: str | None) -> _Told:
    """Return the alarms, what the provider's service noticed, and the provider's clock.

    Raises ``BadInput`` for a store that cannot be read.
    """
    with context.store() as store:
        now = now or store.now()
        wall = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        seen = store.seen(Asking(engine, now, wall, load().config.console.drill_days))
        world = store.world()
    return alarms_of(seen), world.get("events", []) if world is not None else [], now
