"""Effects of a step on the world: at its start, at its end, when it fails, when it is cancelled.

The tables of steps say which step does what. Every real change is an entry in the ledger. Doing a thing twice is two
entries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.faults import fates
from drconsole.providers.simulator.items import growing, machines, replication, sides, turning
from drconsole.providers.simulator.service.operations import OPERATIONS
from drconsole.providers.simulator.service.problem_texts import CURED_BY_RESYNC
from drconsole.providers.simulator.state.moments import SECOND
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import Run
from drconsole.providers.simulator.steps.obstacles import synchronizes
from drconsole.providers.simulator.steps.row import Change
from drconsole.recovery.types.words import Operation

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


# At the start of a step


def begin_failover(world: World, run: Run, item: ItemState, at: int) -> None:
    """Replication is stopped before the failover starts [S]. Whoever is at a physical server has switched it off
    before, as he was told: the service cannot."""
    if item.attended and item.source_on and sides.nothing_hosts(world.configured[item.key], item):
        item.source_on, item.source_off_at = False, at
        site = sides.source_of(world, item)
        run.output = f"Somebody at {site} switched the server off: it was no doing of the service."
        world.emit(at, run.item, "source-off", run.key, "switched off by hand", site)
    if replication.flows(item):
        replication.stop(item, at)
        world.emit(at, run.item, "replication-stopped", run.key, "failover", sides.source_of(world, item))


# At the end of a step


def shut_down(world: World, run: Run, item: ItemState, at: int) -> None:
    detail = "" if item.source_on else "it was off already"
    if item.source_on:
        item.source_on, item.source_off_at = False, at
    world.emit(at, run.item, "source-shut-down", run.key, detail, sides.source_of(world, item))


def synchronize(world: World, run: Run, item: ItemState, at: int) -> None:
    """Best effort: where nothing can be fetched, nothing is, and that is no failure."""
    if not synchronizes(world, run, item):
        run.output = "The source cannot be reached: nothing was synchronized."
        return
    replication.synchronize(item, at)
    world.emit(at, run.item, "final-sync", run.key, "", sides.source_of(world, item))


def test_copied(world: World, run: Run, item: ItemState, at: int) -> None:
    point = machines.point_for(world, run, item, at)
    if point is not None:
        run.used = point
        item.test_point = point[0]
    item.test, item.test_job = "copied", run.owner[0] if run.owner else run.reference
    world.emit(at, run.item, "test-copy-made", run.key, "", sides.target_of(world, item))


def test_hydrated(world: World, run: Run, item: ItemState, at: int) -> None:
    item.test = "hydrated"


def hydrated(world: World, run: Run, item: ItemState, at: int) -> None:
    item.hydrated = True


def test_created(world: World, run: Run, item: ItemState, at: int) -> None:
    item.test = "created"
    machines.make_test(world, run, item, at)


def test_started(world: World, run: Run, item: ItemState, at: int) -> None:
    detail = "it was running already" if item.test_machine_on else ""
    item.test_machine_on = True
    world.emit(at, run.item, "test-machine-started", run.key, detail, sides.target_of(world, item))


def test_ending(world: World, run: Run, item: ItemState, at: int) -> None:
    item.test, item.test_machine_on = "ending", False


def test_deleted(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.delete_tests(world, run, item, at)
    item.test, item.test_point, item.test_job, item.last_test = "cleaned", None, None, at


def failed_over(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.make(world, run, item, at)
    if OPERATIONS[Operation(run.operation)].planned:
        item.condition = "planned-over"
    elif run.operation == Operation.FAILOVER or item.condition == "failover-failed":
        item.condition = "failed-over"
    if run.operation != Operation.CHANGE_RECOVERY_POINT:
        item.last_failover = at
    fates.after_failover(world, item, at)


def machine_deleted(world: World, run: Run, item: ItemState, at: int) -> None:
    if item.machines:
        machines.delete(world, run, item, at)
    item.point_id = item.point_time = None


def resynchronized(world: World, run: Run, item: ItemState, at: int) -> None:
    """The copy itself runs on behind the job; after a failed failover replication begins again with it."""
    world.emit(at, run.item, "resync-started", run.key, "", sides.source_of(world, item))
    item.condition = "protected"
    replication.follow(item, at)
    for fault in world.faults_of("health-error"):
        if fault.params["code"] in CURED_BY_RESYNC and item.key in fault.hit:
            fault.hit.remove(item.key)
            world.touch(fault)


def protected(world: World, run: Run, item: ItemState, at: int) -> None:
    """Enabling it again makes it a new item of the service. Its source is started for it (our choice): the
    agent can be installed only on a running machine."""
    turning.face_forward(world, item)
    item.starts += 1
    item.provider_id = run.replaced = world.provider_id("item", item.key, item.starts)
    item.condition, item.test, item.born, item.base, item.pauses = "enabling", "none", at, 0, []
    item.lag = world.draws.between(30, 120, "lag", item.key, item.starts) * SECOND
    item.point_id = item.point_time = item.last_test = item.last_failover = None
    replication.forget(item)
    world.emit(at, run.item, "protection-enabled", run.key, "", sides.source_of(world, item))
    if not item.source_on:
        turning.power_on_source(world, item, at, run.key, "to install the agent")


def initial_replication(world: World, run: Run, item: ItemState, at: int) -> None:
    growing.begin_initial(world, item, at)
    world.emit(at, run.item, "initial-replication-started", run.key, "", sides.source_of(world, item))


def primary_disabled(world: World, run: Run, item: ItemState, at: int) -> None:
    if replication.flows(item):
        replication.stop(item, at)
        world.emit(at, run.item, "replication-stopped", run.key, "protection disabled", sides.source_of(world, item))
    item.condition, item.timer = "disabling", None


def secondary_disabled(world: World, run: Run, item: ItemState, at: int) -> None:
    if item.segments or item.extras:
        world.emit(at, run.item, "points-deleted", run.key, "", sides.target_of(world, item))
    replication.forget(item)
    item.condition, item.test, item.point_id, item.point_time = "unprotected", "none", None, None
    world.emit(at, run.item, "protection-disabled", run.key, "", sides.source_of(world, item))


# When a step fails or is cancelled


def failover_failed(world: World, run: Run, item: ItemState, at: int) -> None:
    """A second failover that fails leaves the first one's machine as it was."""
    machines.release(world, run)
    if not item.machines:
        item.condition = "failover-failed"


def failover_cancelled(world: World, run: Run, item: ItemState, at: int) -> None:
    """Replication was stopped before and cannot be started again [S]; that nothing but disabling it is allowed
    then is our choice, since no recording shows it."""
    machines.release(world, run)
    if not item.machines:
        item.condition = "cancelled"


def give_up(world: World, item: ItemState, at: int, work: str) -> None:
    """Its failover was cancelled while it was in progress, and it has no machine at the target: of the whole failover
    it is said that replication was stopped before, and cannot be started again [S]."""
    if item.machines or item.condition not in ("protected", "failover-failed"):
        return
    if replication.flows(item):
        replication.stop(item, at)
        world.emit(at, item.key, "replication-stopped", work, "failover cancelled", sides.source_of(world, item))
    item.condition = "cancelled"
    world.touch(item)


def test_failed(world: World, run: Run, item: ItemState, at: int) -> None:
    machines.release(world, run)


def hydration_ends(condition: str) -> Change:
    """A machine that was not prepared for Azure cannot run there: it is taken away."""

    def change(world: World, run: Run, item: ItemState, at: int) -> None:
        machine_deleted(world, run, item, at)
        item.condition = condition

    return change
