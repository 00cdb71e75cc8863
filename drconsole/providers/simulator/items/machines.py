"""Machines at the target: which point one is made from, its name, its cores, its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drconsole.providers.simulator import attaching
from drconsole.providers.simulator.items import cores, replication, sides, turning
from drconsole.providers.simulator.items.points import points_of
from drconsole.providers.simulator.service.conditions import Family
from drconsole.providers.simulator.service.naming import other_name
from drconsole.providers.simulator.service.problems import problem
from drconsole.providers.simulator.state.moments import as_datetime, moment
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Run
from drconsole.recovery.types.words import Consistency, Operation, PointChoice

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

PointRow = list[Any]
"""Id, time, consistency."""


def site_silent(world: World, run: Run, item: ItemState, at: int) -> str | None:
    return sides.target_site(world.configured[run.item], item) if item.back and item.unreachable else None


def no_cores(world: World, run: Run, item: ItemState, at: int) -> str | None:
    """Sets the cores aside where there are enough."""
    configured = world.configured[run.item]
    run.reserved = cores.reserve(world, sides.target_site(configured, item), configured.cores)
    return None if run.reserved else ""


def point_gone(world: World, run: Run, item: ItemState, at: int) -> str | None:
    if _copied(world, run, item):
        return None
    points = points_of(world, item, at)
    if run.point is not None:
        return run.point if points.find(run.point) is None else None
    makes_one = points.unprocessed_until() is not None and not _source_still_up(world, run, item)
    return None if makes_one or points.newest_processed() is not None else "latest"


def _copied(world: World, run: Run, item: ItemState) -> bool:
    """A Hyper-V failback has no points: it brings the data as it was last copied."""
    return run.operation == Operation.FAILBACK and sides.family_of(world, item) is Family.H2A


def _source_still_up(world: World, run: Run, item: ItemState) -> bool:
    """[S], Hyper-V to Azure: "If you don't enable the option to shut down the VM, or if Site Recovery can't shut it
    down, the latest recovery point is used": none is made then."""
    over = run.operation == Operation.FAILOVER and sides.family_of(world, item) is Family.H2A
    return over and item.source_on


def release(world: World, run: Run) -> None:
    """Give back what was set aside for a machine that was not made."""
    if run.reserved:
        run.reserved = False
        _give_back(world, world.items[run.item])


def _give_back(world: World, item: ItemState) -> None:
    configured = world.configured[item.key]
    cores.give_back(world, sides.target_site(configured, item), configured.cores)


def point_for(world: World, run: Run, item: ItemState, at: int) -> PointRow | None:
    """The recovery point it goes to. ``latest`` makes one of what has arrived and is in none; without such data
    the last processed one is used [D:azure-to-azure-architecture], and so it is where a Hyper-V source runs on."""
    if _copied(world, run, item):
        until = item.synced_to or at
        ident = world.draws.guid("latest", item.key, item.starts, run.attempt, until)
        return [ident, until, str(Consistency.CRASH)]
    points = points_of(world, item, at)
    if run.point is not None:
        found = points.find(run.point)
        return [found.id, moment(found.time), str(found.consistency)] if found else None
    until_now = points.unprocessed_until()
    if run.choice == PointChoice.LATEST and until_now is not None and not _source_still_up(world, run, item):
        ident = world.draws.guid("latest", item.key, item.starts, run.attempt, until_now)
        item.extras.append([ident, until_now, str(Consistency.CRASH)])
        site = sides.target_of(world, item)
        world.emit(at, item.key, "point-made", run.key, f"{ident} {as_datetime(until_now).isoformat()}", site)
        return item.extras[-1]
    newest = points.newest_processed()
    return [newest.id, moment(newest.time), str(newest.consistency)] if newest else None


def make(world: World, run: Run, item: ItemState, at: int) -> None:
    """A machine is made of the point. One that is there already stays, and the new one gets another name; one that
    was left there when replication turned is used again."""
    configured = world.configured[run.item]
    point = point_for(world, run, item, at)
    name = item.left or configured.name
    if any(warning["code"] == "28175" for warning in run.errors):
        name = other_name(world.draws, configured.name, item.key)
    elif item.machines:
        name = f"{configured.name}-{world.draws.guid('machine', item.key, item.made)[:8]}"
        run.errors.append(problem("28175", configured, name, level="Warning"))
    item.made += 1
    made = [*item.machines, name]
    turning.clear_target(item)
    item.machines, item.left, item.left_damaged = made, None, False
    item.hydrated = run.operation == Operation.CHANGE_RECOVERY_POINT  # it has no step of its own for that
    attaching.attach(world, item, wanted_address(world, item))
    if point is not None:
        run.used = point
        item.point_id, item.point_time = point[0], point[1]
        item.machine_base = replication.acknowledged(item, configured, point[1])
    site = sides.target_site(configured, item)
    world.emit(at, run.item, "machine-created", run.key, f"{name} {writes(world, item, at)}", site)


def make_test(world: World, run: Run, item: ItemState, at: int) -> None:
    configured = world.configured[run.item]
    name = f"{configured.name}-test"
    if item.test_machines:
        name += f"-{world.draws.guid('test', item.key, len(item.test_machines), at)[:8]}"
    item.test_machines.append(name)
    detail = f"{name} network={run.network or 'none'}"
    world.emit(at, run.item, "test-machine-created", run.key, detail, sides.target_site(configured, item))


def start(world: World, run: Run, item: ItemState, at: int) -> None:
    site = sides.target_of(world, item)
    world.emit(at, run.item, "machine-started", run.key, "it was running already" if item.machine_on else "", site)
    if not item.machine_on:
        _on(item, at)


def power_on(world: World, item: ItemState, at: int, why: str) -> None:
    """Somebody starts it by hand, with the site's own tools."""
    _on(item, at)
    world.emit(at, item.key, "machine-powered-on", "", why, sides.target_of(world, item))
    world.touch(item)


def power_off(world: World, item: ItemState, at: int, why: str) -> None:
    """Somebody shuts it down by hand."""
    item.machine_on, item.machine_off_at = False, at
    world.emit(at, item.key, "machine-powered-off", "", why, sides.target_of(world, item))
    world.touch(item)


def _on(item: ItemState, at: int) -> None:
    item.machine_on = True
    if item.machine_born is None:
        item.machine_born = at
    elif item.machine_off_at is not None:
        item.machine_pauses.append([item.machine_off_at, at])
    item.machine_off_at = None


def stop(world: World, run: Run, item: ItemState, at: int) -> None:
    site = sides.target_of(world, item)
    world.emit(at, run.item, "machine-stopped", run.key, "" if item.machine_on else "it was off already", site)
    if item.machine_on:
        item.machine_on, item.machine_off_at = False, at


def delete(world: World, run: Run, item: ItemState, at: int) -> None:
    remaining, name = item.machines[:-1], item.machines[-1]
    turning.clear_target(item)
    item.machines = remaining
    attaching.detach(item)
    _give_back(world, item)
    site = sides.target_of(world, item)
    world.emit(at, run.item, "machine-deleted", run.key, name, site)


def delete_tests(world: World, run: Run, item: ItemState, at: int) -> None:
    _give_back(world, item)
    site = sides.target_of(world, item)
    for name in item.test_machines:
        world.emit(at, run.item, "test-machine-deleted", run.key, name, site)
    item.test_machines, item.test_machine_on = [], False


def writes(world: World, item: ItemState, at: int) -> str:
    """Return what the source had acknowledged, and what of it the machine holds: in blocks of 64 KiB."""
    configured = world.configured[item.key]
    acknowledged = replication.acknowledged(item, configured, at)
    if item.point_time is None:
        return f"acknowledged={acknowledged}"
    present = replication.acknowledged(item, configured, item.point_time)
    lost = acknowledged - present
    return f"point={item.point_id} acknowledged={acknowledged} present={present} lost={lost}"


def wanted_address(world: World, item: ItemState) -> str:
    """As configured on the way there; on the way back the one that the machine always had (our choice)."""
    configured = world.configured[item.key]
    if configured.target_address is not None and not item.back:
        return configured.target_address
    drawn = world.draws.number("address", *((item.key, "back") if item.back else (item.key,)))
    return f"10.{drawn % 200}.{drawn // 200 % 250}.{4 + drawn // 50000 % 250}"
