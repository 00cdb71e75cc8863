"""Machines at the target: which point one is made from, its name, its cores, its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drconsole.providers.simulator import replication
from drconsole.providers.simulator.moments import as_datetime, moment
from drconsole.providers.simulator.problems import failure, problem
from drconsole.providers.simulator.rows import ItemState, Run, TaskErrorRow
from drconsole.recovery.words import Consistency, PointChoice

if TYPE_CHECKING:
    from drconsole.providers.simulator.world import World

PointRow = list[Any]
"""Id, time, consistency."""


def cannot_make(world: World, run: Run, item: ItemState, at: int) -> list[TaskErrorRow] | None:
    """Why no machine can be made of it: its point is gone, or the target has no cores left. Reserves the cores."""
    configured = world.configured[run.item]
    points = world.points(item, at)
    if run.point is not None:
        if points.find(run.point) is None:
            return failure("BookmarkNotFound", configured, run.point)
    elif points.newest_processed() is None and points.unprocessed_until() is None:
        return failure("BookmarkNotFound", configured, "latest")
    if not _reserve(world, configured.target, configured.cores):
        return failure("28031", configured)
    run.reserved = True
    return None


def _reserve(world: World, site: str, cores: int) -> bool:
    quota = world.sites[site].cores_quota
    if quota is None:
        return True
    used = world.meta.cores.get(site, 0)
    if used + cores > quota:
        return False
    world.meta.cores[site] = used + cores
    world.touch(world.meta)
    return True


def release(world: World, run: Run) -> None:
    """Give back what was set aside for a machine that was not made."""
    if run.reserved:
        run.reserved = False
        _give_back(world, run.item)


def _give_back(world: World, key: str) -> None:
    configured = world.configured[key]
    if world.sites[configured.target].cores_quota is not None:
        world.meta.cores[configured.target] = world.meta.cores.get(configured.target, 0) - configured.cores
        world.touch(world.meta)


def point_for(world: World, run: Run, item: ItemState, at: int) -> PointRow | None:
    """The recovery point it goes to. ``latest`` makes one of what has arrived and is in none; without such data
    the last processed one is used (Azure to Azure architecture text)."""
    points = world.points(item, at)
    if run.point is not None:
        found = points.find(run.point)
        return [found.id, moment(found.time), str(found.consistency)] if found else None
    until = points.unprocessed_until()
    if run.choice == PointChoice.LATEST and until is not None:
        ident = world.draws.guid("latest", item.key, item.starts, run.attempt, until)
        item.extras.append([ident, until, str(Consistency.CRASH)])
        world.emit(at, item.key, "point-made", run.key, f"{ident} {as_datetime(until).isoformat()}")
        return item.extras[-1]
    newest = points.newest_processed()
    return [newest.id, moment(newest.time), str(newest.consistency)] if newest else None


def make(world: World, run: Run, item: ItemState, at: int) -> None:
    """A machine is made of the point. One that is there already stays, and the new one gets another name."""
    configured = world.configured[run.item]
    point = point_for(world, run, item, at)
    name = configured.name
    if item.machines:
        name = f"{configured.name}-{world.draws.guid('machine', item.key, item.made)[:8]}"
        run.errors.append(problem("28175", configured, name, level="Warning"))
    item.made += 1
    item.machines.append(name)
    item.machine_on = False
    item.address = configured.target_address or _address(world, item.key)
    if point is not None:
        run.used = point
        item.point_id, item.point_time = point[0], point[1]
    world.emit(at, run.item, "machine-created", run.key, f"{name} {writes(world, item, at)}")


def make_test(world: World, run: Run, item: ItemState, at: int) -> None:
    name = f"{world.configured[run.item].name}-test"
    if item.test_machines:
        name += f"-{world.draws.guid('test', item.key, len(item.test_machines), at)[:8]}"
    item.test_machines.append(name)
    world.emit(at, run.item, "test-machine-created", run.key, f"{name} network={run.network or 'none'}")


def delete(world: World, run: Run, item: ItemState, at: int) -> None:
    name = item.machines.pop()
    item.machine_on, item.address = False, None
    _give_back(world, run.item)
    world.emit(at, run.item, "machine-deleted", run.key, name)


def delete_tests(world: World, run: Run, item: ItemState, at: int) -> None:
    _give_back(world, run.item)
    for name in item.test_machines:
        world.emit(at, run.item, "test-machine-deleted", run.key, name)
    item.test_machines, item.test_machine_on = [], False


def writes(world: World, item: ItemState, at: int) -> str:
    """What the source had acknowledged, and what of it the machine holds: in blocks of 64 KiB."""
    configured = world.configured[item.key]
    acknowledged = replication.acknowledged(item, configured, at)
    if item.point_time is None:
        return f"acknowledged={acknowledged}"
    present = replication.acknowledged(item, configured, item.point_time)
    lost = acknowledged - present
    return f"point={item.point_id} acknowledged={acknowledged} present={present} lost={lost}"


def _address(world: World, key: str) -> str:
    drawn = world.draws.number("address", key)
    return f"10.{drawn % 200}.{drawn // 200 % 250}.{4 + drawn // 50000 % 250}"
