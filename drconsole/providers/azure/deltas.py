"""Inventory as what changed: what was told before is remembered, and only what differs is told again.

A cursor is ``LIFE.NUMBER``: a life of this provider, and the number of the look.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from drconsole.providers.azure.reading import Snapshot
from drconsole.providers.azure.wire.items import replication_groups
from drconsole.providers.port import Inventory
from drconsole.recovery.types.estate.estate import ForeignJob, ItemStatus
from drconsole.recovery.types.estate.plans import PlanStatus

RPO_TOLD = 60.0
"""Seconds by which an RPO must have moved to be told again, or a quarter of it (our choice)."""

T = TypeVar("T")


class Deltas:
    """What the asker knows, as of its last look."""

    def __init__(self) -> None:
        self._life = secrets.token_hex(4)
        self._number = 0
        self._told: Inventory | None = None
        self._statuses: dict[str, ItemStatus] = {}
        self._plan_statuses: dict[str, PlanStatus] = {}

    def since(self, cursor: str | None, name: str, snapshot: Snapshot, foreign: Sequence[ForeignJob]) -> Inventory:
        """All there is where the cursor is not the last one that was given, else what changed."""
        before = self._told if cursor == self._cursor else None
        self._number += 1
        used = {site for item in snapshot.items.values() for site in (item.source, item.target)}
        used |= {site for plan in snapshot.plans.values() for site in (plan.source, plan.target)}
        everything = Inventory(
            cursor=self._cursor,
            as_of=snapshot.as_of,
            complete=True,
            name=name,
            sites=snapshot.context.sites.used_by(used),
            networks=snapshot.context.networks.all,
            policies=snapshot.context.policies.all,
            groups=replication_groups(snapshot.items.values()),
            items=tuple(snapshot.items.values()),
            statuses=tuple(snapshot.statuses.values()),
            plans=tuple(snapshot.plans.values()),
            plan_statuses=tuple(snapshot.plan_statuses.values()),
            foreign_jobs=tuple(foreign),
        )
        told = everything if before is None else self._changed(before, everything)
        self._told = everything
        self._statuses = (
            {} if before is None else {key: self._statuses[key] for key in snapshot.items if key in self._statuses}
        )
        self._statuses |= {status.key: status for status in told.statuses}
        return told

    @property
    def _cursor(self) -> str:
        return f"{self._life}.{self._number}"

    def _changed(self, before: Inventory, now: Inventory) -> Inventory:
        plans = {status.key: status for status in before.plan_statuses}
        gone = {item.key for item in before.items} - {item.key for item in now.items}
        gone |= {plan.key for plan in before.plans} - {plan.key for plan in now.plans}
        return replace(
            now,
            complete=False,
            sites=_new(before.sites, now.sites),
            networks=_new(before.networks, now.networks),
            policies=_new(before.policies, now.policies),
            groups=_new(before.groups, now.groups),
            items=_new(before.items, now.items),
            statuses=tuple(one for one in now.statuses if _moved(self._statuses.get(one.key), one)),
            plans=_new(before.plans, now.plans),
            plan_statuses=tuple(one for one in now.plan_statuses if _plan_moved(plans.get(one.key), one)),
            foreign_jobs=_new(before.foreign_jobs, now.foreign_jobs),
            removed=tuple(sorted(gone)),
        )


def _new(before: Sequence[T], now: Sequence[T]) -> tuple[T, ...]:
    known: Mapping[T, None] | list[T]
    try:
        known = dict.fromkeys(before)
    except TypeError:
        known = list(before)
    return tuple(one for one in now if one not in known)


def _moved(before: ItemStatus | None, now: ItemStatus) -> bool:
    """Whether a status says something new: replication that goes on as it did says nothing new."""
    if before is None:
        return True
    if replace(before, as_of=now.as_of, replicated_until=now.replicated_until) != now:
        return True
    was, is_now = _rpo(before), _rpo(now)
    if was is None or is_now is None:
        return was is not is_now
    return abs(is_now - was) >= max(RPO_TOLD, was / 4)


def _rpo(status: ItemStatus) -> float | None:
    if status.replicated_until is None:
        return None
    return (status.as_of - status.replicated_until).total_seconds()


def _plan_moved(before: PlanStatus | None, now: PlanStatus) -> bool:
    return before is None or replace(before, as_of=now.as_of) != now
