"""Clock of an exercise, as its engine tells it."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from drconsole.link.client import Client
from drconsole.link.messages import Status
from drconsole.records.clock import last_clock, moment
from drconsole.records.tables import WORLD
from drconsole.recovery.types.work.errors import DrError
from drconsole.settings.state import StatePaths
from drconsole.store.reading.reader import Reader


def world_now(paths: StatePaths, reader: Reader) -> datetime | None:
    """Return the world's time; where no engine answers, as it was last told. None = nobody ever told it."""
    with contextlib.suppress(DrError), Client.connect(paths) as client:
        return moment(client.ask(Status())["clock"]["now"])
    return last_told(reader)


def last_told(reader: Reader) -> datetime | None:
    """Return the world's time as it was last told, without an engine; None = nobody ever told it."""
    rows = reader.rows(WORLD)
    return moment(last_clock(rows[0] if rows else None, True, datetime.now(UTC))["now"])
