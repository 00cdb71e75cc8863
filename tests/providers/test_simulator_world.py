"""The simulated world as an outside world: it goes on by itself, counts what happens, and is the same every time."""

from __future__ import annotations

from collections import Counter

import pytest
from benches import BENCHES, HYPERV, SIMULATOR, VMWARE, chosen

from drconsole.providers.port import NoAnswer, Rejected, Status
from drconsole.providers.simulator.steps.tables import ITEM_STEPS
from drconsole.recovery.types.words import Operation

step_bench = BENCHES["simulator-step"]


def happened(bench):
    return [effect.what for effect in bench.provider.rehearsal.ledger()]


# The same run is the same bytes


@pytest.mark.parametrize("grain", ["simulator-step", "simulator-plan"])
def test_the_same_run_leaves_the_same_ledger_to_the_byte(grain):
    def once():
        bench = BENCHES[grain](
            faults="  - {kind: step-fails, plan: both-webs, step: VmFailover, code: '28092', probability: 0.5}"
        )

        async def main(b):
            for key in (VMWARE, HYPERV, "web-2"):
                await b.do(Operation.TEST_FAILOVER, key, network="cloud-lab")
                await b.do(Operation.CLEANUP_TEST_FAILOVER, key)
                await b.do(Operation.FAILOVER, key, shutdown=True)
            return b.provider.rehearsal.ledger(), b.provider.rehearsal.snapshot()

        return bench.run(main)

    first, second = once(), once()
    assert len(first[0]) > 20
    assert repr(first[0]) == repr(second[0])
    assert first[1] == second[1]


def test_who_acts_first_does_not_change_what_happens_to_whom():
    def lengths(order):
        bench = step_bench()

        async def main(b):
            took = {}
            for key in order:
                begun = b.provider.clock.now()
                await b.follow(b.work(Operation.FAILOVER, key, "VmFailover", points={key: chosen(await b.newest(key))}))
                took[key] = b.provider.clock.now() - begun
            return took

        return bench.run(main)

    assert lengths([VMWARE, HYPERV, "web-2"]) == lengths(["web-2", VMWARE, HYPERV])


# What really happened


def test_a_failover_done_twice_makes_two_machines_and_the_ledger_shows_both():
    bench = step_bench()

    async def main(b):
        points = {VMWARE: chosen(await b.newest(VMWARE))}
        work = b.work(Operation.FAILOVER, VMWARE, "VmFailover", points=points)
        return await b.follow(work), await b.follow(work), b.provider.rehearsal.ledger()

    first, second, ledger = bench.run(main)
    assert first.errors == ()
    assert [error.code for error in second.errors] == ["28175"]
    assert second.status is Status.DONE
    made = [effect.detail.split()[0] for effect in ledger if effect.what == "machine-created"]
    assert len(made) == 2
    assert made[0] == "web"
    assert made[1].startswith("web-")
    assert Counter(effect.what for effect in ledger)["replication-stopped"] == 1


@pytest.mark.parametrize(
    ("operation", "step", "what"),
    [
        (Operation.FAILOVER, "VmShutdownVmOnPrimary", "source-shut-down"),
        (Operation.FAILOVER, "VmFoStartVmOnSecondary", "machine-started"),
        (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm", "test-machine-created"),
        (Operation.TEST_FAILOVER, "VmTfoBootTestVm", "test-machine-started"),
    ],
)
def test_an_effect_that_is_doubled_is_counted_twice(operation, step, what):
    bench = step_bench()

    async def main(b):
        for one in ITEM_STEPS[operation]:
            if (one.tolerated and one.name != step) or one.extra:
                continue
            await b.follow(b.work(operation, VMWARE, one.name))
            if one.name == step:
                await b.follow(b.work(operation, VMWARE, one.name))
                return

    bench.run(main)
    assert happened(bench).count(what) == 2


@pytest.mark.parametrize(
    ("operation", "step"),
    [
        (Operation.FAILOVER, "VmFoStartVmOnSecondary"),
        (Operation.COMMIT, "VmCommit"),
        (Operation.CLEANUP_TEST_FAILOVER, "VmTfoDeleteTestVm"),
        (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm"),
        (Operation.TEST_FAILOVER, "VmTfoBootTestVm"),
        (Operation.CHANGE_RECOVERY_POINT, "CancelFailoverRecovery"),
        (Operation.ENABLE_REPLICATION, "EnableProtection"),
        (Operation.DISABLE_REPLICATION, "DisableProtectionOnSecondary"),
    ],
)
def test_a_step_out_of_order_is_refused_and_the_ledger_says_so(operation, step):
    bench = step_bench()

    async def main(b):
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(operation, VMWARE, step))
        return caught.value.errors

    (error,) = bench.run(main)
    assert error.code == "OperationNotAllowed"
    assert error.message
    assert happened(bench) == ["refused"]


def test_another_job_on_the_same_item_is_refused_while_one_is_under_way():
    bench = step_bench()

    async def main(b):
        work = b.work(Operation.FAILOVER, VMWARE, "VmFailover", job="one")
        reference = await b.provider.begin(work)
        await b.sleep(3)
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(Operation.RESYNCHRONIZE, VMWARE, "RepairVmReplicationTask", job="two"))
        await b.follow(work, reference)
        return caught.value.errors[0].code

    assert bench.run(main) == "532"


# Requests that land late, answers that are lost


@pytest.mark.parametrize("bench_name", SIMULATOR)
def test_a_request_may_land_after_its_sender_gave_up_but_within_the_settle_time(bench_name):
    bench = SIMULATOR[bench_name](faults="  - {kind: late-landing, item: web, seconds: 15}")

    async def main(b):
        work = b.first_work(Operation.RESYNCHRONIZE, VMWARE)
        with pytest.raises(NoAnswer):
            await b.provider.begin(work)
        at_once = await b.provider.observe(work, None)
        await b.sleep(14)
        before = await b.provider.observe(work, None)
        await b.sleep(2)
        landed = await b.provider.observe(work, None)
        return at_once, before, landed, await b.follow(work, landed.reference)

    at_once, before, landed, end = bench.run(main)
    assert at_once.status is before.status is Status.ABSENT
    assert landed.status is Status.RUNNING
    assert end.status is Status.DONE
    assert bench.provider.settle(Operation.RESYNCHRONIZE) > 20


def test_a_late_request_that_finds_the_world_changed_is_refused_then():
    bench = step_bench(faults="  - {kind: late-landing, item: web, step: VmFoStartVmOnSecondary, seconds: 10}")

    async def main(b):
        work = b.work(Operation.FAILOVER, VMWARE, "VmFoStartVmOnSecondary")
        with pytest.raises(NoAnswer):
            await b.provider.begin(work)
        await b.sleep(11)
        return await b.provider.observe(work, None)

    seen = bench.run(main)
    assert seen.status is Status.FAILED
    assert happened(bench) == ["refused"]
