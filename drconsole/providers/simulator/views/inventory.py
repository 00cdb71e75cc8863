"""Inventory of a world: all that it holds, or what changed since a cursor.

A cursor is ``GENERATION.REVISION``: how often this world was opened, and the number of its last change in that life.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.inventory import Inventory
from drconsole.providers.simulator.state.moments import as_datetime
from drconsole.providers.simulator.views.status import item_status, plan_status

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def since(world: World, cursor: str | None, now: int) -> Inventory:
    """Return what changed since a cursor; all there is where the cursor is None, or of another life of the world."""
    before = _revision(cursor, world.meta.generation)
    at = f"{world.meta.generation}.{world.revision}"
    if before is None:
        return _everything(world, at, now)
    items = [world.items[key] for key in _changed(world.changed_items, before)]
    plans = [world.plan_states[key] for key in _changed(world.changed_plans, before)]
    return Inventory(
        cursor=at,
        as_of=as_datetime(now),
        complete=False,
        name=world.about.name,
        statuses=tuple(item_status(world, item, now) for item in items),
        plan_statuses=tuple(plan_status(world, plan, now) for plan in plans),
    )


def _everything(world: World, cursor: str, now: int) -> Inventory:
    items, plans = tuple(world.configured.values()), tuple(world.plans.values())
    return Inventory(
        cursor=cursor,
        as_of=as_datetime(now),
        complete=True,
        name=world.about.name,
        sites=tuple(world.sites.values()),
        networks=world.networks,
        policies=tuple(world.policies.values()),
        groups=world.groups,
        items=items,
        statuses=tuple(item_status(world, world.items[item.key], now) for item in items),
        plans=plans,
        plan_statuses=tuple(plan_status(world, world.plan_states[plan.key], now) for plan in plans),
    )


def _revision(cursor: str | None, generation: int) -> int | None:
    """The revision to go on from; None = from the beginning."""
    head, _, tail = (cursor or "").partition(".")
    return int(tail) if head == str(generation) and tail.isdecimal() else None


def _changed(changes: dict[str, int], before: int) -> list[str]:
    """Keys changed after a revision, the oldest change first."""
    found: list[str] = []
    for key, revision in reversed(changes.items()):
        if revision <= before:
            break
        found.append(key)
    return found[::-1]
