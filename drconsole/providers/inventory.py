"""Inventory of a provider's world: all there is, or what changed."""

from __future__ import annotations

from datetime import datetime

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.conditions import Condition
from drconsole.recovery.types.estate.estate import (
    ForeignJob,
    HealthError,
    Item,
    ItemStatus,
    Network,
    Policy,
    ReplicationGroup,
    Site,
)
from drconsole.recovery.types.estate.plans import Plan, PlanStatus
from drconsole.recovery.types.estate.service_event import ServiceEvent
from drconsole.recovery.types.estate.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Inventory:
    """Changes since a cursor; ``complete`` = this is all there is, forget the rest."""

    cursor: str
    as_of: datetime
    complete: bool
    name: str = ""
    sites: tuple[Site, ...] = ()
    networks: tuple[Network, ...] = ()
    policies: tuple[Policy, ...] = ()
    groups: tuple[ReplicationGroup, ...] = ()
    items: tuple[Item, ...] = ()
    statuses: tuple[ItemStatus, ...] = ()
    plans: tuple[Plan, ...] = ()
    plan_statuses: tuple[PlanStatus, ...] = ()
    foreign_jobs: tuple[ForeignJob, ...] = ()
    removed: tuple[str, ...] = ()
    """Keys of items and plans that are gone."""
    unreadable: tuple[Unreadable, ...] = ()
    """All that is there and cannot be read, in each inventory: what one leaves out is over."""
    health: tuple[HealthError, ...] = ()
    """What is wrong with the provider's own parts, no item's, in each inventory: what one leaves out is over."""
    events: tuple[ServiceEvent, ...] = ()
    """The newest of what its service noticed, newest first, in each inventory: bounded, so what one leaves out is only
    older."""
    condition: Condition | None = None
    """What is wrong although it could be read, in each inventory; None = nothing, and what was before is over."""
