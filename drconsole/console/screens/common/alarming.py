"""Rows and facts that alarms are made of, from what the console knows: one answer for their screen and for the
overview."""

from __future__ import annotations

from drconsole.console.context import Console
from drconsole.console.state.model.alarming import board_of, engine_of
from drconsole.records.alarms.all_of_them import Board
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, SHELVED, WORLD

TABLES = frozenset({PLANS, ITEMS, JOBS, GATES, OBLIGATIONS, SHELVED, WORLD, "status", "link"})
"""Changes that concern alarms."""


def alarms_now(app: Console) -> list[AlarmRow]:
    """Return the alarms that stand, worst first."""
    return board_now(app).standing


def board_now(app: Console) -> Board:
    """Return alarms, those that are shelved, events, and how many come."""
    model, days = app.model, app.session.checked.config.console.drill_days
    return board_of(model, engine_of(model), model.world_now(app.monotonic()), days)
