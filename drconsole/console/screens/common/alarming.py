"""What alarms are made of, from what the console knows: one answer for their screen and for the overview."""

from __future__ import annotations

from drconsole.console.context import Console
from drconsole.console.state.model.model import Link, Model
from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.seen import READ, WRONG, Seen
from drconsole.records.rows.alarms import AlarmRow
from drconsole.records.rows.status import EngineRow
from drconsole.records.tables import GATES, ITEMS, JOBS, OBLIGATIONS, PLANS, WORLD

TABLES = frozenset({PLANS, ITEMS, JOBS, GATES, OBLIGATIONS, WORLD, "status", "link"})
"""Changes that concern alarms."""


def alarms_now(app: Console) -> list[AlarmRow]:
    """Return everything that is wrong, worst first."""
    model = app.model
    world = model.row(WORLD, WORLD)
    return alarms(
        Seen(
            items=model.items.standing(WRONG, READ),
            gravities=model.items.gravities(),
            plans=model.rows(PLANS),
            jobs=model.open_jobs(),
            gates=model.rows(GATES),
            owed=model.rows(OBLIGATIONS),
            unreadable=world.get("unreadable", []) if world is not None else [],
            health=world.get("health", []) if world is not None else [],
            condition=world.get("condition") if world is not None else None,
            engine=_engine(model),
            now=model.world_now(app.monotonic()),
            drill_days=app.session.checked.config.console.drill_days,
        )
    )


def _engine(model: Model) -> EngineRow | None:
    """Return the engine as an alarm sees it; None = nobody can say."""
    if model.link is Link.HERE:
        return model.engine
    if model.link in (Link.NONE, Link.LOST):
        return {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
    return None
