"""Birth of a world: from an estate's definition to rows, and what a new item goes through by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from drconsole.documents.definition import EstateDefinition, Fault, ItemStart
from drconsole.providers.simulator import injecting
from drconsole.providers.simulator.advance import advance
from drconsole.providers.simulator.items import replication
from drconsole.providers.simulator.items.growing import first_point, next_timer
from drconsole.providers.simulator.state.about import About, Definition
from drconsole.providers.simulator.state.clock import ClockState, Wall
from drconsole.providers.simulator.state.moments import SECOND, moment
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import PlanState
from drconsole.providers.simulator.state.world import World
from drconsole.recovery.types.words import Grain, Mode

USUAL_START = ItemStart(state="protected", protected_for=86_400, last_test=None, lag=60)


def create(definition: EstateDefinition, grain: Grain, wall: Wall, mode: Mode) -> World:
    """A new world as its document says it begins."""
    begins = moment(definition.starts_at)
    clock = ClockState(world=begins, wall=moment(wall()), speed=1.0)
    identity = sha256(f"{definition.name} {definition.seed} {clock.wall}".encode()).hexdigest()[:16]
    about = About(definition.name, definition.story, definition.seed, begins, Grain(grain), Mode(mode), identity)
    world = World(about, Definition.of(definition), clock)
    populate(world, definition.starts, definition.faults)
    return world


def populate(world: World, starts: Mapping[str, ItemStart], wrongs: Iterable[Fault]) -> None:
    """Put items, plans and faults into an empty world, and let happen what happens at its first moment."""
    begins = world.about.begins
    for key in world.configured:
        world.place(_item(world, key, starts.get(key, USUAL_START), begins))
    for key in world.plans:
        world.place(PlanState(key=key, provider_id=world.provider_id("plan", key), last_test=_tested(world, key)))
    for fault in wrongs:
        world.place(injecting.from_definition(fault, begins))
    advance(world, begins)
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
        item.timer = list(next_timer(world, item, begins))
    return item
