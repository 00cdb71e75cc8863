"""Alarms of what the console's model knows: one answer for their screen, for the overview and for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from drconsole.console.state.model.model import Link, Model
from drconsole.records.alarms.all_of_them import Board, board
from drconsole.records.alarms.seen import READ, WRONG, Asking, Seen
from drconsole.records.rows.alarms import ShelvedRow
from drconsole.records.rows.status import EngineRow
from drconsole.records.tables import GATES, NOTES, OBLIGATIONS, PLANS, PROPOSALS, SHELVED, WORLD


def engine_of(model: Model) -> EngineRow | None:
    """Return the engine as an alarm sees it; None = nobody can say."""
    if model.link is Link.HERE:
        return model.engine
    if model.link in (Link.NONE, Link.LOST):
        return {"running": False, "pid": None, "epoch": None, "version": None, "since": None}
    return None


def board_of(model: Model, engine: EngineRow | None, now: str | None, drill_days: int) -> Board:
    """Return alarms, those that are shelved, events, and how many come. ``engine``: None = nobody can say how it is."""
    wall = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return board(seen_of(model, Asking(engine, now, wall, drill_days), model.rows(SHELVED)))


def seen_of(model: Model, asked: Asking, shelved: Sequence[ShelvedRow] = ()) -> Seen:
    """Return what alarms are made of."""
    world = model.row(WORLD, WORLD)
    return Seen(
        items=model.items.standing(WRONG, READ),
        gravities=model.items.gravities(),
        plans=model.rows(PLANS),
        jobs=model.open_jobs(),
        gates=model.rows(GATES),
        notes=model.rows(NOTES),
        proposals=model.rows(PROPOSALS),
        owed=model.rows(OBLIGATIONS),
        unreadable=world.get("unreadable", []) if world is not None else [],
        health=world.get("health", []) if world is not None else [],
        condition=world.get("condition") if world is not None else None,
        shelved=shelved,
        engine=asked.engine,
        now=asked.now,
        wall=asked.wall,
        drill_days=asked.drill_days,
    )
