"""Random walks through the world: whatever is done, cut short or fails, an item can always be brought home.

What an item allows decides what may be done next, in the words of the service; nothing else is known of the
world but the names of its steps.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from benches import Bench
from circles import BACK, CIRCLES, OUT, Done
from circling import circle_bench, work

from drconsole.providers.port import Rejected, Status
from drconsole.providers.simulator.items.sides import target_site
from drconsole.providers.simulator.service.conditions import FAMILY, Family
from drconsole.providers.simulator.steps.steps import item_steps, needs_extra_step
from drconsole.recovery.types.estate.estate import ItemStatus
from drconsole.recovery.types.words import Grain, Location, Operation, RemoteAct, RunState

OP = Operation

BY_WORD = {
    "TestFailover": OP.TEST_FAILOVER,
    "TestFailoverCleanup": OP.CLEANUP_TEST_FAILOVER,
    "UnplannedFailover": OP.FAILOVER,
    "PlannedFailover": OP.PLANNED_FAILOVER,
    "Failback": OP.FAILBACK,
    "ChangePit": OP.CHANGE_RECOVERY_POINT,
    "Commit": OP.COMMIT,
    "SwitchProtection": OP.RE_PROTECT,
    "ReverseReplicate": OP.REVERSE_REPLICATE,
    "RepairReplication": OP.RESYNCHRONIZE,
    "DisableProtection": OP.DISABLE_REPLICATION,
}
KEYS = {key: name for name, (key, _) in CIRCLES.items()}


def possible(status: ItemStatus, family: Family) -> list[Operation]:
    """What may be begun, in a fixed order; disabling last."""
    if status.protection_state == "Unprotected":
        return [OP.ENABLE_REPLICATION]
    found = [BY_WORD[word] for word in status.provider_allowed_operations if word in BY_WORD]
    if family is Family.RCM:
        found = [OP.FAILBACK if one is OP.PLANNED_FAILOVER else one for one in found]
    if family is Family.E2E:
        found = [one for one in found if one is not OP.CHANGE_RECOVERY_POINT]
    return sorted(found, key=lambda one: (one is OP.DISABLE_REPLICATION, str(one)))


def goes_back(status: ItemStatus, family: Family, operation: Operation) -> bool:
    """Which way a failover would go now."""
    if operation is OP.FAILBACK:
        return True
    if operation in (OP.TEST_FAILOVER, OP.FAILOVER, OP.PLANNED_FAILOVER):
        return status.turned or (family is Family.E2E and status.active_location is Location.RECOVERY)
    return status.turned


async def settled(b: Bench, key: str) -> ItemStatus:
    for _ in range(200):
        status = await b.status(key)
        idle = status.current_scenario is None or "TestFailoverCleanup" in status.provider_allowed_operations
        if "Initial" not in status.protection_state and idle:
            return status
        await b.sleep(60)
    raise AssertionError(f"{key} does not come out of {status.protection_state}")


def steps_now(b: Bench, key: str, family: Family, operation: Operation, status: ItemStatus) -> list[str]:
    """As an engine sends them: without those that are not needed in this state."""
    item, configured = b.provider.world.items[key], b.item(key)
    extra = needs_extra_step(configured, b.provider.world.sites[target_site(configured, item)].kind)
    back = operation is OP.COMMIT and item.back
    names = [step.name for step in item_steps(operation, family, back) if not step.waits and (extra or not step.extra)]
    committed = "Pending" not in status.protection_state and "Required" not in status.protection_state
    if operation in (OP.RE_PROTECT, OP.REVERSE_REPLICATE) and committed:
        names = [name for name in names if name not in ("VmCommit", "VmCommitFailover")]
    if operation is OP.REVERSE_REPLICATE and family is Family.E2E:
        planned = status.protection_state.startswith("Planned")
        needless = ("VmStartInitialReplication", *(["VmShutdownVmOnSecondary"] if planned else []))
        names = [name for name in names if name not in needless]
    if family not in (Family.H2A, Family.E2E):
        names = [name for name in names if name != "VmPrepareForUnPlannedFailover"]
    return names


async def attempt(b: Bench, key: str, operation: Operation, status: ItemStatus, cut_at: int | None) -> bool:
    """Carry it out; ``cut_at``: the number of the step that is cancelled. Returns whether it came to its end."""
    family = FAMILY[b.item(key).scenario]
    way = BACK if goes_back(status, family, operation) else OUT
    done = Done(operation, way, (), "", Location.PRIMARY, (), "")
    for number, name in enumerate(steps_now(b, key, family, operation, status)):
        asked = work(b, done, key, name, key)
        reference = await b.provider.begin(asked)
        if number == cut_at:
            await b.sleep(2)
            await b.provider.act(asked, reference, RemoteAct.CANCEL, "")
        seen = await b.follow(asked, reference)
        tolerated = operation is OP.FAILOVER and name in ("VmShutdownVmOnPrimary", "VmPrepareForUnPlannedFailover")
        if seen.status is not Status.DONE and not tolerated:
            return False
    return cut_at is None


async def attempt_as_a_job(b: Bench, key: str, operation: Operation, status: ItemStatus, after: int | None) -> bool:
    """The same as a remote job, cancelled so many seconds after its beginning."""
    way = BACK if goes_back(status, FAMILY[b.item(key).scenario], operation) else OUT
    asked = work(b, Done(operation, way, (), "", Location.PRIMARY, (), ""), key, None, key)
    reference = await b.provider.begin(asked)
    if after is not None:
        await b.sleep(after)
        await b.provider.act(asked, reference, RemoteAct.CANCEL, "")
    while (seen := await b.follow(asked, reference)).status is Status.WAITING:
        waiting = next(node for node in seen.nodes if node.state is RunState.SUSPENDED)
        await b.provider.act(asked, reference, RemoteAct.RESUME, "", waiting.id)
    assert all(node.state.ended for node in seen.nodes)
    return seen.status is Status.DONE


FAULTS = ("link-down", "source-lost", "source-returns", "agent-lost", "shutdown-fails")


def machines_alive(b: Bench, key: str) -> int:
    item = b.provider.world.items[key]
    return (not item.source_gone and item.source_on) + (bool(item.machines) and item.machine_on)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_whatever_happens_an_item_is_never_stuck(grain, key, seed):
    bench, chance = circle_bench(grain, seed=seed + 1), Random(f"{key}-{seed}")

    async def carry_out(b, operation, status):
        if grain is Grain.STEP:
            return await attempt(b, key, operation, status, chance.choice([None, None, None, 0, 1, 2, 3, 4, 5]))
        return await attempt_as_a_job(b, key, operation, status, chance.choice([None, None, 1, 30, 90, 200, 400]))

    async def main(b):
        family = FAMILY[b.item(key).scenario]
        done: Counter[Operation] = Counter()
        for _ in range(25):
            status = await settled(b, key)
            operations = possible(status, family)
            assert operations, f"nothing is possible in {status.protection_state}"
            if len(operations) > 1 and chance.random() < 0.9:
                operations = operations[:-1]
            operation = chance.choice(operations)
            if chance.random() < 0.2:
                fault = {"kind": chance.choice(FAULTS), "item": key, "duration": chance.choice([60, 900])}
                b.provider.rehearsal.inject(fault)
            try:
                done[operation] += await carry_out(b, operation, status)
            except Rejected as rejected:
                assert operation is OP.ENABLE_REPLICATION
                assert "at the primary side" in rejected.errors[0].message
                if "would make two" not in rejected.errors[0].message:
                    return done
                b.provider.rehearsal.inject({"kind": "target-stopped", "item": key})
            assert machines_alive(b, key) <= 2
            await b.sleep(chance.choice([0, 600, 7200]))
        return done

    assert bench.run(main)


@pytest.mark.parametrize("name", CIRCLES)
def test_every_step_may_fail_once_and_the_circle_closes_all_the_same(name):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.STEP)

    async def main(b):
        for done in circle:
            for step in done.steps:
                fault = {"kind": "step-fails", "item": key, "step": step, "params": {"code": "28092", "times": 1}}
                b.provider.rehearsal.inject(fault)
            await stubbornly(b, done, key)
            await settled(b, key)
        return await settled(b, key)

    status = bench.run(main)
    assert status.protection_state == "Protected"
    assert not status.turned


async def stubbornly(b: Bench, done: Done, key: str) -> None:
    """Each step until it succeeds; what the service takes back by itself, from the beginning."""
    place, failures = 0, 0
    while place < len(done.steps):
        seen = await b.follow(work(b, done, key, done.steps[place], key))
        if seen.status is Status.DONE:
            place += 1
            continue
        failures += 1
        assert failures <= len(done.steps), (done.operation, done.steps[place], seen.errors)
        if done.operation is OP.FAILBACK and FAMILY[b.item(key).scenario] is Family.RCM and place < 4:
            place = 0
        elif done.operation is OP.FAILOVER and done.steps[place] == "VmHydration":
            place -= 1  # the machine that could not be prepared was taken away
