"""What alarms are made of, from what the console knows: one answer for their screen and for the overview."""

from __future__ import annotations

from drconsole.console.context import Console
from drconsole.console.state.model.alarming import alarms_of
from drconsole.console.state.model.model import Link, Model
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.status import EngineRow
from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, WORLD

TABLES = frozenset({PLANS, ITEMS, JOBS, GATES, OBLIGATIONS, WORLD, "status", "link"})
"""Changes that concern alarms."""


def alarms_now(app: Console) -> list[AlarmRow]:
    """Return everything that is wrong, worst first."""
    model, days = app.model, app.session.checked.config.console.drill_days
    return alarms_of(model, _engine(model), model.world_now(app.monotonic()), days)


def _engine(model: Model) -> EngineRow | None:
    """Return the engine as an alarm sees it; None = nobody can say."""
    if model.link is Link.HERE:
        return model.engine
    if model.link in (Link.NONE, Link.LOST):
        return {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
    return None
