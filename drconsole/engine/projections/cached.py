"""Tables that are a cache of what the provider reports: where each is held, and what an inventory tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Generic, Protocol, TypeVar

from drconsole.engine.projections.reported import foreign_row, group_row, network_row, policy_row, site_row
from drconsole.providers.inventory import Inventory
from drconsole.records.tables import (
    FOREIGN_JOBS,
    ITEMS,
    NETWORKS,
    PLANS,
    POLICIES,
    REPLICATION_GROUPS,
    SITES,
    TableRow,
)
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import (
    EstateView,
    ForeignJob,
    Item,
    Network,
    Policy,
    ReplicationGroup,
    Site,
)
from drconsole.recovery.types.estate.plans import Plan

T = TypeVar("T")


class Cached(Protocol):
    """One table of the cache, whatever it holds."""

    def keys(self, view: EstateView) -> AbstractSet[str]:
        """Return the keys of all that is held."""

    def take(self, view: EstateView, inventory: Inventory) -> AbstractSet[str]:
        """Hold what an inventory tells; returns its keys."""

    def drop(self, view: EstateView, key: str) -> None:
        """Hold this one no longer."""

    def row(self, view: EstateView, key: str) -> TableRow | None:
        """Return the row of one; None = it is not held, or its row takes more than itself."""


@dataclass(frozen=True, slots=True)
class _Table(Generic[T]):
    """Table of things of one type."""

    held: Callable[[EstateView], dict[str, T]]
    told: Callable[[Inventory], Iterable[T]]
    key: Callable[[T], str]
    made: Callable[[T], TableRow] | None = None
    """What makes the row of one; None = its row takes more than itself."""

    def keys(self, view: EstateView) -> AbstractSet[str]:
        return self.held(view).keys()

    def take(self, view: EstateView, inventory: Inventory) -> AbstractSet[str]:
        told = {self.key(thing): thing for thing in self.told(inventory)}
        self.held(view).update(told)
        return told.keys()

    def drop(self, view: EstateView, key: str) -> None:
        del self.held(view)[key]

    def row(self, view: EstateView, key: str) -> TableRow | None:
        found = self.held(view).get(key)
        return None if found is None or self.made is None else self.made(found)


CACHED: Mapping[str, Cached] = {
    SITES: _Table[Site](lambda view: view.sites, lambda told: told.sites, lambda site: site.name, site_row),
    NETWORKS: _Table[Network](
        lambda view: view.networks, lambda told: told.networks, lambda network: network.name, network_row
    ),
    POLICIES: _Table[Policy](
        lambda view: view.policies, lambda told: told.policies, lambda policy: policy.name, policy_row
    ),
    REPLICATION_GROUPS: _Table[ReplicationGroup](
        lambda view: view.groups, lambda told: told.groups, lambda group: group.name, group_row
    ),
    ITEMS: _Table[Item](lambda view: view.items, lambda told: told.items, lambda item: item.key),
    PLANS: _Table[Plan](lambda view: view.plans, lambda told: told.plans, lambda plan: plan.key),
    FOREIGN_JOBS: _Table[ForeignJob](
        lambda view: view.foreign_jobs, lambda told: told.foreign_jobs, lambda job: job.id, foreign_row
    ),
}
