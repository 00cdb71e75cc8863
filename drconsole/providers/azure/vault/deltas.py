"""Inventory as what changed: each thing is kept with the number of the look that found it changed.

A cursor is ``LIFE.NUMBER``: a life of this provider, and the number of a look.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from drconsole.providers.azure.vault.snapshot import Snapshot
from drconsole.providers.azure.wire.items import replication_groups
from drconsole.providers.inventory import Inventory
from drconsole.recovery.types.estate.estate import (
    ForeignJob,
    Item,
    ItemStatus,
    Network,
    Policy,
    ReplicationGroup,
    Site,
)
from drconsole.recovery.types.estate.plans import Plan, PlanStatus

RPO_TOLD = 60.0
"""Seconds by which an RPO must have moved to be told again, or a quarter of it (our choice)."""

T = TypeVar("T")


class _Table(Generic[T]):
    """Things by key, each with the look in which it last changed; and what is gone since when."""

    def __init__(self, moved: Callable[[T, T], bool] = lambda before, now: before != now) -> None:
        self._moved = moved
        self._held: dict[str, tuple[T, int]] = {}
        self.gone: dict[str, int] = {}

    def take(self, now: Mapping[str, T], number: int) -> None:
        for key in self._held.keys() - now.keys():
            del self._held[key]
            self.gone[key] = number
        held = self._held
        self._held = {}
        for key, one in now.items():
            before = held.get(key)
            self._held[key] = (one, number) if before is None or self._moved(before[0], one) else before
            self.gone.pop(key, None)

    def since(self, number: int) -> tuple[T, ...]:
        return tuple(one for one, changed in self._held.values() if changed > number)


class Deltas:
    """Changes that were told, by tables."""

    def __init__(self) -> None:
        self._life = secrets.token_hex(4)
        self._number = 0
        self._sites: _Table[Site] = _Table()
        self._networks: _Table[Network] = _Table()
        self._policies: _Table[Policy] = _Table()
        self._groups: _Table[ReplicationGroup] = _Table()
        self._items: _Table[Item] = _Table()
        self._statuses: _Table[ItemStatus] = _Table(_moved)
        self._plans: _Table[Plan] = _Table()
        self._plan_statuses: _Table[PlanStatus] = _Table(_plan_moved)
        self._foreign: _Table[ForeignJob] = _Table()

    def since(self, cursor: str | None, name: str, snapshot: Snapshot, foreign: Sequence[ForeignJob]) -> Inventory:
        """Return what changed since a cursor; all there is where it is none of this life."""
        before = self._look_of(cursor)
        self._number += 1
        self._take(snapshot, foreign)
        number = before if before is not None else -1
        gone = [key for table in (self._items, self._plans) for key, when in table.gone.items() if when > number]
        return Inventory(
            cursor=f"{self._life}.{self._number}",
            as_of=snapshot.as_of,
            complete=before is None,
            name=name,
            sites=self._sites.since(number),
            networks=self._networks.since(number),
            policies=self._policies.since(number),
            groups=self._groups.since(number),
            items=self._items.since(number),
            statuses=tuple(snapshot.statuses.values()) if before is None else self._statuses.since(number),
            plans=self._plans.since(number),
            plan_statuses=self._plan_statuses.since(number),
            foreign_jobs=self._foreign.since(number),
            removed=tuple(gone) if before is not None else (),
            unreadable=snapshot.unreadable,
        )

    def _look_of(self, cursor: str | None) -> int | None:
        life, _, number = (cursor or "").partition(".")
        return int(number) if life == self._life and number.isascii() and number.isdecimal() else None

    def _take(self, snapshot: Snapshot, foreign: Sequence[ForeignJob]) -> None:
        context, number = snapshot.context, self._number
        used = {site for item in snapshot.items.values() for site in (item.source, item.target)}
        used |= {site for plan in snapshot.plans.values() for site in (plan.source, plan.target)}
        self._sites.take(_by_name(context.sites.used_by(used)), number)
        self._networks.take(_by_name(context.networks.all), number)
        self._policies.take(_by_name(context.policies.all), number)
        self._groups.take(_by_name(replication_groups(snapshot.items.values())), number)
        self._items.take(snapshot.items, number)
        self._statuses.take(snapshot.statuses, number)
        self._plans.take(snapshot.plans, number)
        self._plan_statuses.take(snapshot.plan_statuses, number)
        self._foreign.take({job.id: job for job in foreign}, number)


Named = TypeVar("Named", Site, Network, Policy, ReplicationGroup)


def _by_name(things: Iterable[Named]) -> dict[str, Named]:
    return {thing.name: thing for thing in things}


def _moved(before: ItemStatus, now: ItemStatus) -> bool:
    """Return whether a status says something new: replication that goes on as it did says nothing new."""
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


def _plan_moved(before: PlanStatus, now: PlanStatus) -> bool:
    return replace(before, as_of=now.as_of) != now
