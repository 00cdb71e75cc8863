"""How a world begins: from an estate's definition to rows, and what a new item goes through by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from drconsole.documents.definition import EstateDefinition, Fault, ItemStart, Runbook
from drconsole.providers.simulator.faults import kinds as faults
from drconsole.providers.simulator.items import replication, sides
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.state.codec import from_plain, to_plain
from drconsole.providers.simulator.state.moments import MINUTE, SECOND
from drconsole.providers.simulator.state.rows import ItemState, PlanState
from drconsole.providers.simulator.state.storage import StateRow
from drconsole.recovery.types.estate import Item, Network, Plan, Policy, ReplicationGroup, Site
from drconsole.recovery.types.words import Consistency, Grain, Mode

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

USUAL_START = ItemStart(state="protected", protected_for=86_400, last_test=None, lag=60)


@dataclass(frozen=True, slots=True)
class About:
    """What never changes of a world."""

    name: str
    story: str
    seed: int
    begins: int
    grain: Grain
    mode: Mode

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> About:
        return from_plain(cls, plain)


@dataclass(frozen=True, slots=True)
class Definition:
    """The estate's configuration."""

    sites: tuple[Site, ...]
    networks: tuple[Network, ...]
    policies: tuple[Policy, ...]
    groups: tuple[ReplicationGroup, ...]
    items: tuple[Item, ...]
    plans: tuple[Plan, ...]
    runbooks: tuple[Runbook, ...]

    @classmethod
    def of(cls, estate: EstateDefinition) -> Definition:
        return cls(
            estate.sites,
            estate.networks,
            estate.policies,
            estate.groups,
            estate.items,
            estate.plans,
            estate.runbooks,
        )

    @classmethod
    def read(cls, rows: Iterable[StateRow]) -> Definition:
        parts: dict[str, list[Any]] = {kind: [] for kind in _PARTS}
        for kind, _, data in rows:
            parts[kind].append(from_plain(_PARTS[kind], json.loads(data)))
        return cls(**{kind: tuple(values) for kind, values in parts.items()})

    @staticmethod
    def rows(world: World) -> Iterator[StateRow]:
        """Keyed by position, so that they come back in the document's order."""
        parts: dict[str, Iterable[Any]] = {
            "sites": world.sites.values(),
            "networks": world.networks,
            "policies": world.policies.values(),
            "groups": world.groups,
            "items": world.configured.values(),
            "plans": world.plans.values(),
            "runbooks": world.runbooks.values(),
        }
        for kind, values in parts.items():
            for number, value in enumerate(values):
                yield kind, f"{number:07d}", json.dumps(to_plain(value), ensure_ascii=False)


_PARTS: dict[str, type[Any]] = {
    "sites": Site,
    "networks": Network,
    "policies": Policy,
    "groups": ReplicationGroup,
    "items": Item,
    "plans": Plan,
    "runbooks": Runbook,
}


def populate(world: World, starts: Mapping[str, ItemStart], wrongs: Iterable[Fault]) -> None:
    """Put items, plans and faults into an empty world, and let happen what happens at its first moment."""
    begins = world.about.begins
    for key in world.configured:
        world.place(_item(world, key, starts.get(key, USUAL_START), begins))
    for key in world.plans:
        world.place(PlanState(key=key, provider_id=world.provider_id("plan", key), last_test=_tested(world, key)))
    for fault in wrongs:
        world.place(faults.from_definition(fault, begins))
    world.advance(begins)
    world.commit()


def _tested(world: World, plan: str) -> int | None:
    """A plan whose machines were all tested was tested when the first of them was."""
    tests = [world.items[key].last_test for key in world.plans[plan].items]
    known = [at for at in tests if at is not None]
    return min(known) if known and len(known) == len(tests) else None


def _item(world: World, key: str, start: ItemStart, begins: int) -> ItemState:
    since = begins - start.protected_for * SECOND
    item = ItemState(
        key=key,
        provider_id=world.provider_id("item", key),
        born=since,
        lag=start.lag * SECOND,
        agent_lost=0 if start.agent_connected else 1,
        unreachable=0 if start.source_reachable else 1,
        attended=start.attended,
    )
    if not start.powered:
        item.source_on, item.source_off_at = False, begins
    if start.last_test is not None:
        item.last_test, item.test = begins - start.last_test * SECOND, "cleaned"
    if start.state == "protected":
        item.segments = [(since, None)]
        item.extras = [first_point(world, item, since)]
        if not replication.may_flow(item):
            replication.stop(item, begins)
    else:
        item.born = begins
        item.condition = "initial" if start.state == "initial-replication" else "first-point"
        item.timer = list(_next_timer(world, item, begins))
    return item


def first_point(world: World, item: ItemState, at: int) -> list[Any]:
    """The point that ends the wait for a first one."""
    return [world.draws.guid("first", item.key, item.starts), at, str(Consistency.CRASH)]


def begin_initial(world: World, item: ItemState, at: int) -> None:
    """The first copy begins; what follows comes by itself."""
    item.condition = "initial"
    world.set_timer(item, *_next_timer(world, item, at))


def _next_timer(world: World, item: ItemState, at: int) -> tuple[int, str]:
    """Enabling takes 20 to 60 minutes until the item is protected (recorded). Between VMM sites nothing waits for
    a first point."""
    if item.condition == "initial":
        copied = at + world.draws.between(15, 45, "copy", item.key, item.starts) * MINUTE
        alone = FAMILY[world.configured[item.key].scenario] is Family.E2E
        return copied, "finalizing" if alone else "first-point"
    if item.condition == "first-point":
        return at + world.draws.between(5, 12, "first", item.key, item.starts) * MINUTE, "finalizing"
    return at + world.draws.between(8, 68, "finalize", item.key, item.starts) * SECOND, "protected"


def go_on(world: World, item: ItemState, at: int) -> None:
    """The item's next condition on its way to being protected."""
    if item.timer is None:
        return
    item.condition, item.timer = item.timer[1], None
    if item.condition == "finalizing":
        item.extras = [first_point(world, item, at)]
        world.emit(at, item.key, "first-point-made", "", "", sides.target_site(world.configured[item.key], item))
        item.segments = [(at, None)]
        replication.follow(item, at)
    if item.condition != "protected":
        world.set_timer(item, *_next_timer(world, item, at))
    world.touch(item)
