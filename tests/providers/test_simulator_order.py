"""Steps of a planned failover, and the extra step, out of their order: the world refuses them and does nothing."""

from __future__ import annotations

import pytest
from benches import BENCHES, VMWARE, Bench, chosen
from circles import CIRCLES
from circling import circle_bench, effects, of, until, work

from drconsole.providers.port import Rejected, Status
from drconsole.providers.simulator.items.turning import power_on_source
from drconsole.recovery.types.words import Grain, Operation

OP = Operation
LINUX = "web-2"
"""A VMware machine with Linux: it needs the extra step."""
step_bench = BENCHES["simulator-step"]
PLANNED = [
    ("vmm to vmm, planned", OP.PLANNED_FAILOVER, 0),
    ("vmware modernized", OP.FAILBACK, 0),
    ("hyper-v site", OP.FAILBACK, 0),
]
BEFORE = ("PrepareVmOnPremForFailback", "VmDataSynchronization")


async def refused(b: Bench, *asked, **more) -> str:
    with pytest.raises(Rejected) as caught:
        await b.provider.begin(b.work(*asked, **more))
    return caught.value.errors[0].message


async def circle_refused(b: Bench, done, key: str, step: str) -> str:
    with pytest.raises(Rejected) as caught:
        await b.provider.begin(work(b, done, key, step, key))
    return caught.value.errors[0].message


@pytest.mark.parametrize(("name", "operation", "number"), PLANNED)
@pytest.mark.parametrize("stop", ["running", "failed", "shut down"])
def test_a_planned_failover_is_not_started_before_its_source_is_off_and_its_data_here(name, operation, number, stop):
    """Also not after the step that fetches the data has failed: a planned failover loses nothing."""
    bench, done = circle_bench(Grain.STEP), of(name, operation, number)

    async def main(b):
        key = await until(b, name, operation, number)
        for step in done.steps:
            if step in BEFORE:
                await b.follow(work(b, done, key, step, key))
        seen = []
        if stop == "failed":
            seen.append(await b.follow(work(b, done, key, "VmPrepareForFailover", key)))
        if stop == "shut down":
            await b.follow(work(b, done, key, "VmShutdownVmOnPrimary", key))
        already = len(effects(b, key))
        return seen, await circle_refused(b, done, key, "VmFailover"), effects(b, key)[already:]

    seen, why, after = bench.run(main)
    for one in seen:
        assert one.status is Status.FAILED
        assert one.errors[0].code == "25014"
    assert ("synchronized" if stop == "shut down" else "running") in why
    assert after == ["refused"]


@pytest.mark.parametrize(("name", "operation", "number"), PLANNED)
def test_what_is_written_after_the_data_was_fetched_is_not_lost_either(name, operation, number):
    """The source came back between its last synchronization and the failover."""
    bench, done = circle_bench(Grain.STEP), of(name, operation, number)

    async def main(b):
        key = await until(b, name, operation, number)
        for step in done.steps:
            if step == "VmFailover":
                break
            await b.follow(work(b, done, key, step, key))
        item = b.provider.world.items[key]
        power_on_source(b.provider.world, item, item.source_off_at + 1, "", "by hand")
        return await circle_refused(b, done, key, "VmFailover")

    assert "running" in bench.run(main)


@pytest.mark.parametrize("key", sorted({CIRCLES[name][0] for name, _, _ in PLANNED}))
def test_a_circle_that_is_gone_in_order_is_not_refused(key):
    name, operation, number = next(case for case in PLANNED if CIRCLES[case[0]][0] == key)
    bench, done = circle_bench(Grain.STEP), of(name, operation, number)

    async def main(b):
        await until(b, name, operation, number)
        return [await b.follow(work(b, done, key, step, key)) for step in done.steps]

    assert {one.status for one in bench.run(main)} == {Status.DONE}


def failing_over(b: Bench, key: str, step: str, point):
    return b.follow(b.work(OP.FAILOVER, key, step, points={key: chosen(point)}))


def test_a_machine_that_needs_the_extra_step_does_not_start_without_it():
    bench = step_bench()

    async def main(b):
        point = await b.newest(LINUX)
        await failing_over(b, LINUX, "VmFailover", point)
        why = await refused(b, OP.FAILOVER, LINUX, "VmFoStartVmOnSecondary")
        await failing_over(b, LINUX, "VmHydration", point)
        return why, await failing_over(b, LINUX, "VmFoStartVmOnSecondary", point)

    why, started = bench.run(main)
    assert "the extra step comes first" in why
    assert started.status is Status.DONE


def test_a_second_machine_of_a_doubled_failover_needs_the_extra_step_again():
    bench = step_bench()

    async def main(b):
        point = await b.newest(LINUX)
        for step in ("VmFailover", "VmHydration", "VmFailover"):
            await failing_over(b, LINUX, step, point)
        return await refused(b, OP.FAILOVER, LINUX, "VmFoStartVmOnSecondary")

    assert "the extra step comes first" in bench.run(main)


def test_a_changed_recovery_point_brings_the_extra_step_with_it():
    bench = step_bench()

    async def main(b):
        await b.failed_over(LINUX)
        older = [one for one in (await b.points(LINUX)).points if one.processed][3]
        return await b.do(OP.CHANGE_RECOVERY_POINT, LINUX, points={LINUX: chosen(older)})

    seen = bench.run(main)
    assert len(seen) == 5
    assert {one.status for one in seen} == {Status.DONE}


def test_a_test_machine_that_needs_the_extra_step_is_not_made_without_it():
    bench = step_bench()

    async def main(b):
        await b.follow(b.work(OP.TEST_FAILOVER, LINUX, "VmTfoInitiateFailover"))
        why = await refused(b, OP.TEST_FAILOVER, LINUX, "VmTfoPrepareTestVm")
        await b.follow(b.work(OP.TEST_FAILOVER, LINUX, "VmHydration"))
        made = await b.follow(b.work(OP.TEST_FAILOVER, LINUX, "VmTfoPrepareTestVm"))
        return why, made, (await b.status(LINUX)).provider_allowed_operations

    why, made, allowed = bench.run(main)
    assert "stage" in why
    assert made.status is Status.DONE
    assert allowed == ("TestFailoverCleanup",)


@pytest.mark.parametrize(("operation", "first"), [
    (OP.FAILOVER, "VmFailover"), (OP.TEST_FAILOVER, "VmTfoInitiateFailover"),
])  # fmt: skip
def test_the_extra_step_is_refused_for_a_machine_that_does_not_need_it(operation, first):
    bench = step_bench()

    async def main(b):
        await b.follow(b.work(operation, VMWARE, first, points={VMWARE: chosen(await b.newest(VMWARE))}))
        return await refused(b, operation, VMWARE, "VmHydration")

    assert "needs no extra step" in bench.run(main)


@pytest.mark.parametrize(("operation", "before"), [
    (OP.FAILOVER, ()),
    (OP.FAILOVER, ("VmFailover", "VmHydration", "VmFoStartVmOnSecondary")),
    (OP.TEST_FAILOVER, ()),
    (OP.TEST_FAILOVER, ("VmTfoInitiateFailover", "VmHydration", "VmTfoPrepareTestVm")),
])  # fmt: skip
def test_the_extra_step_stands_between_making_the_machine_and_starting_it(operation, before):
    bench = step_bench()

    async def main(b):
        point = await b.newest(LINUX)
        for step in before:
            seen = await b.follow(b.work(operation, LINUX, step, points={LINUX: chosen(point)}))
            assert seen.status is Status.DONE
        return await refused(b, operation, LINUX, "VmHydration")

    assert bench.run(main)


def test_an_unplanned_failover_fetches_and_shuts_down_only_what_has_not_failed_over():
    bench = step_bench()

    async def main(b):
        await b.failed_over("box")
        steps = ("VmShutdownVmOnPrimary", "VmPrepareForUnPlannedFailover")
        return [await refused(b, OP.FAILOVER, "box", step) for step in steps]

    assert all("Failover completed" in why for why in bench.run(main))
