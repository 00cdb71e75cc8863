"""What carrying out a step does to the world: at its start, at its end, when it fails, when it is cancelled.

Tables by step name; every real change is an entry in the ledger. Doing a thing twice is two entries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from drconsole.providers.simulator import machines, replication
from drconsole.providers.simulator.conditions import CONDITIONS
from drconsole.providers.simulator.moments import MINUTE, SECOND
from drconsole.providers.simulator.problems import failure
from drconsole.providers.simulator.rows import ItemState, Run, TaskErrorRow
from drconsole.recovery.words import Operation

if TYPE_CHECKING:
    from drconsole.providers.simulator.world import World

Change = Callable[["World", Run, ItemState, int], None]
Obstacle = Callable[["World", Run, ItemState, int], list[TaskErrorRow] | None]


# At the start of a step


def _begin_failover(world: World, run: Run, item: ItemState, at: int) -> None:
    """Replication is stopped before the failover starts [S]."""
    if replication.flows(item):
        replication.stop(item, at)
        world.emit(at, run.item, "replication-stopped", run.key, "failover")


STARTS: dict[str, Change] = {"VmFailover": _begin_failover}


# What stands in the way of a step although it is in order


def _no_shutdown(world: World, run: Run, item: ItemState, at: int) -> list[TaskErrorRow] | None:
    if item.unreachable and item.source_on:
        return failure("ShutdownFailed", world.configured[run.item], "The source site cannot be reached.")
    return None


def _no_last_sync(world: World, run: Run, item: ItemState, at: int) -> list[TaskErrorRow] | None:
    """A planned failover loses nothing, or does not happen [S]."""
    if item.source_on or not CONDITIONS[item.condition].replicates or not replication.may_flow(item):
        return failure("25014", world.configured[run.item])
    return None


def _source_off(world: World, run: Run, item: ItemState, at: int) -> list[TaskErrorRow] | None:
    if not item.source_on:
        return failure("OperationNotAllowed", world.configured[run.item], "its source machine is off")
    return None


OBSTACLES: dict[tuple[str, str], Obstacle] = {
    (Operation.FAILOVER, "VmShutdownVmOnPrimary"): _no_shutdown,
    (Operation.PLANNED_FAILOVER, "VmShutdownVmOnPrimary"): _no_shutdown,
    (Operation.PLANNED_FAILOVER, "VmPrepareForFailover"): _no_last_sync,
    (Operation.FAILOVER, "VmFailover"): machines.cannot_make,
    (Operation.PLANNED_FAILOVER, "VmFailover"): machines.cannot_make,
    (Operation.CHANGE_RECOVERY_POINT, "VmFailover"): machines.cannot_make,
    (Operation.TEST_FAILOVER, "VmTfoInitiateFailover"): machines.cannot_make,
    (Operation.RESYNCHRONIZE, "RepairVmReplicationTask"): _source_off,
}


# At the end of a step


def _shut_down(world: World, run: Run, item: ItemState, at: int) -> None:
    detail = "" if item.source_on else "it was off already"
    if item.source_on:
        item.source_on, item.source_off_at = False, at
    world.emit(at, run.item, "source-shut-down", run.key, detail)


def _synchronize(world: World, run: Run, item: ItemState, at: int) -> None:
    """Best effort: where nothing can be fetched, nothing is, and that is no failure."""
    if not CONDITIONS[item.condition].replicates or not replication.may_flow(item):
        run.output = "The source cannot be reached: nothing was synchronized."
        return
    replication.synchronize(item, at)
    world.emit(at, run.item, "final-sync", run.key)


def _test_copied(world: World, run: Run, item: ItemState, at: int) -> None:
    point = machines.point_for(world, run, item, at)
    if point is not None:
        run.used = point
        item.test_point = point[0]
    item.test = "copied"
    world.emit(at, run.item, "test-copy-made", run.key)


def _test_created(world: World, run: Run, item: ItemState, at: int) -> None:
    item.test = "created"
    machines.make_test(world, run, item, at)


def _test_started(world: World, run: Run, item: ItemState, at: int) -> None:
    detail = "it was running already" if item.test_machine_on else ""
    item.test_machine_on = True
    world.emit(at, run.item, "test-machine-started", run.key, detail)


def _test_ending(world: World, run: Run, item: ItemState, at: int) -> None:
    item.test, item.test_machine_on = "ending", False


def _test_deleted(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.delete_tests(world, run, item, at)
    item.test, item.test_point, item.last_test = "cleaned", None, at


def _failed_over(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.make(world, run, item, at)
    if run.operation == Operation.PLANNED_FAILOVER:
        item.condition = "planned-over"
    elif run.operation == Operation.FAILOVER or item.condition == "failover-failed":
        item.condition = "failed-over"
    item.last_failover = at
    world.source_may_return(item, at)


def _started(world: World, run: Run, item: ItemState, at: int) -> None:
    detail = "it was running already" if item.machine_on else ""
    item.machine_on = True
    world.emit(at, run.item, "machine-started", run.key, detail)


def _machine_off(world: World, run: Run, item: ItemState, at: int) -> None:
    detail = "" if item.machine_on else "it was off already"
    item.machine_on = False
    world.emit(at, run.item, "machine-stopped", run.key, detail)


def _machine_deleted(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.delete(world, run, item, at)
    item.point_id = item.point_time = None


def _committed(world: World, run: Run, item: ItemState, at: int) -> None:
    item.condition = {"planned-over": "planned-committed"}.get(item.condition, "committed")
    world.emit(at, run.item, "committed", run.key)
    replication.forget(item)
    world.emit(at, run.item, "points-deleted", run.key)


def _resynchronized(world: World, run: Run, item: ItemState, at: int) -> None:
    """The copy itself runs on behind the job; after a failed failover replication begins again with it."""
    world.emit(at, run.item, "resync-started", run.key)
    item.condition = "protected"
    replication.follow(item, at)


def _protected(world: World, run: Run, item: ItemState, at: int) -> None:
    """Enabling it again makes it a new item of the service. Its source is started for it (our choice): the
    agent can be installed only on a running machine."""
    item.starts += 1
    item.provider_id = run.replaced = world.provider_id("item", item.key, item.starts)
    item.condition, item.test, item.born = "enabling", "none", at
    item.lag = world.draws.between(30, 120, "lag", item.key, item.starts) * SECOND
    item.point_id = item.point_time = item.last_test = item.last_failover = None
    replication.forget(item)
    world.emit(at, run.item, "protection-enabled", run.key)
    if not item.source_on:
        world.power_on_source(item, at, run.key, "to install the agent")


def _initial_replication(world: World, run: Run, item: ItemState, at: int) -> None:
    item.condition = "initial"
    world.set_timer(item, at + world.draws.between(15, 45, "copy", item.key, item.starts) * MINUTE, "first-point")
    world.emit(at, run.item, "initial-replication-started", run.key)


def _primary_disabled(world: World, run: Run, item: ItemState, at: int) -> None:
    if replication.flows(item):
        replication.stop(item, at)
        world.emit(at, run.item, "replication-stopped", run.key, "protection disabled")
    item.condition, item.timer = "disabling", None


def _secondary_disabled(world: World, run: Run, item: ItemState, at: int) -> None:
    if item.segments or item.extras:
        world.emit(at, run.item, "points-deleted", run.key)
    replication.forget(item)
    item.condition, item.test, item.point_id, item.point_time = "unprotected", "none", None, None
    world.emit(at, run.item, "protection-disabled", run.key)


ENDS: dict[str, Change] = {
    "VmShutdownVmOnPrimary": _shut_down,
    "VmPrepareForUnPlannedFailover": _synchronize,
    "VmPrepareForFailover": _synchronize,
    "VmTfoInitiateFailover": _test_copied,
    "VmTfoPrepareTestVm": _test_created,
    "VmTfoBootTestVm": _test_started,
    "VmTfoEndFailover": _test_ending,
    "VmTfoDeleteTestVm": _test_deleted,
    "VmFailover": _failed_over,
    "VmFoStartVmOnSecondary": _started,
    "ShutdownVmRecovery": _machine_off,
    "CancelFailoverRecovery": _machine_deleted,
    "VmCommit": _committed,
    "RepairVmReplicationTask": _resynchronized,
    "EnableProtection": _protected,
    "VmStartInitialReplication": _initial_replication,
    "DisableProtectionOnPrimary": _primary_disabled,
    "DisableProtectionOnSecondary": _secondary_disabled,
}


# When a step fails or is cancelled


def _failover_failed(world: World, run: Run, item: ItemState, at: int) -> None:
    """A second failover that fails leaves the first one's machine as it was."""
    machines.release(world, run)
    if not item.machines:
        item.condition = "failover-failed"


def _failover_cancelled(world: World, run: Run, item: ItemState, at: int) -> None:
    """Replication was stopped before and cannot be started again [S]; that nothing but disabling it is allowed
    then is our choice, since no recording shows it."""
    machines.release(world, run)
    if not item.machines:
        item.condition = "cancelled"


def _test_failed(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.release(world, run)


FAILS: dict[str, Change] = {"VmFailover": _failover_failed, "VmTfoInitiateFailover": _test_failed}
CANCELS: dict[str, Change] = {"VmFailover": _failover_cancelled, "VmTfoInitiateFailover": _test_failed}


# Steps of a plan

PLAN_ENDS: dict[str, str] = {
    "RpEnvironmentCreationTask": "environment-created",
    "RpTfoNetworkCreation": "test-network-created",
    "RpTfoDeleteTestNetwork": "test-network-deleted",
    "Runbook": "runbook-ran",
}
