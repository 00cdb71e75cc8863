"""Rows that alarms are made of, read from a store: what is wrong, and never all items."""

from __future__ import annotations

from typing import Protocol

from drconsole.records.alarms.seen import READ, WRONG, Asking, Seen
from drconsole.records.tables import GATES, JOBS, NOTES, OBLIGATIONS, PLANS, PROPOSALS, SHELVED, WORLD, R, Table
from drconsole.recovery.types.approving import ProposalState
from drconsole.recovery.types.words import RunState
from drconsole.store.reading.lists import ItemLists


class Rows(Protocol):
    """A reader of the file, or the store in memory."""

    def rows(self, table: Table[R], *, since: int = 0, job: str | None = None, state: str | None = None) -> list[R]: ...


def seen(rows: Rows, items: ItemLists, asked: Asking) -> Seen:
    """Return what ``records.alarms`` asks for."""
    worlds = rows.rows(WORLD)
    return Seen(
        items=items.standing(WRONG, READ),
        gravities=items.gravities(),
        plans=sorted(rows.rows(PLANS), key=lambda plan: plan["position"]),
        jobs=[job for state in RunState if not state.ended for job in rows.rows(JOBS, state=state)],
        gates=rows.rows(GATES),
        notes=rows.rows(NOTES),
        proposals=rows.rows(PROPOSALS, state=ProposalState.OPEN),
        owed=rows.rows(OBLIGATIONS),
        unreadable=[one for world in worlds for one in world.get("unreadable", [])],
        health=[one for world in worlds for one in world.get("health", [])],
        condition=next((told for world in worlds if (told := world.get("condition")) is not None), None),
        shelved=rows.rows(SHELVED),
        engine=asked.engine,
        now=asked.now,
        wall=asked.wall,
        drill_days=asked.drill_days,
    )
