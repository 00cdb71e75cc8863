"""Faults of requests and answers: questions without one, requests that land late or get lost."""

from __future__ import annotations

import asyncio

import pytest
from benches import BENCHES, HYPERV, PLAN, VMWARE

from drconsole.providers.port import NoAnswer, Status, Unreachable
from drconsole.recovery.types.words import Grain, Operation, TargetType


def test_questions_go_unanswered_for_a_while(make_bench):
    bench = make_bench()

    async def main(b):
        work = b.first_work(Operation.RESYNCHRONIZE, VMWARE)
        reference = await b.provider.begin(work)
        b.provider.rehearsal.inject({"kind": "no-answer", "duration": 100, "params": {"on": "observe"}})
        for question in (
            b.provider.observe(work, reference),
            b.provider.look([VMWARE], ["target-running"]),
            b.provider.inventory(None),
        ):
            with pytest.raises(Unreachable):
                await question
        unread = await b.points(VMWARE)
        await b.sleep(101)
        return unread, await b.provider.observe(work, reference)

    unread, seen = bench.run(main)
    assert unread.error
    assert seen.status is Status.DONE


def test_a_request_may_never_be_answered_and_lands_all_the_same(make_bench):
    bench = make_bench()

    async def main(b):
        b.provider.rehearsal.inject({"kind": "late-landing", "params": {"seconds": 5, "answer": "never"}})
        work = b.first_work(Operation.RESYNCHRONIZE, VMWARE)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(b.provider.begin(work), timeout=30)
        await b.sleep(6)
        return await b.provider.observe(work, None)

    assert bench.run(main).status is Status.RUNNING


def test_an_answer_that_is_lost_is_found_by_key(make_bench):
    bench = make_bench()

    async def main(b):
        b.provider.rehearsal.inject({"kind": "no-answer", "item": VMWARE, "params": {"times": 1}})
        work = b.first_work(Operation.RESYNCHRONIZE, VMWARE)
        with pytest.raises(NoAnswer):
            await b.provider.begin(work)
        await b.sleep(3)
        found = await b.provider.observe(work, None)
        return await b.follow(work, found.reference), b.provider.rehearsal.ledger()

    end, ledger = bench.run(main)
    assert end.status is Status.DONE
    assert [effect.what for effect in ledger].count("resync-started") == 1


REQUESTS = pytest.mark.parametrize(
    "fault", [{"kind": "no-answer"}, {"kind": "late-landing", "params": {"seconds": 5}}], ids=["no-answer", "late"]
)


@REQUESTS
def test_a_fault_of_requests_at_a_step_hits_the_request_that_asks_for_it(make_bench, fault):
    """Of single steps that step's own, of whole operations the one that the step is a part of."""
    bench = make_bench()

    async def main(b):
        b.provider.rehearsal.inject({**fault, "item": VMWARE, "step": "VmFailover"})
        await b.follow(b.first_work(Operation.RESYNCHRONIZE, VMWARE))
        await b.follow(b.first_work(Operation.FAILOVER, HYPERV))
        fired = b.provider.rehearsal.faults()[0]["fired"]
        stepwise = b.provider.grain(Operation.FAILOVER, b.item(VMWARE).scenario, TargetType.ITEM) is Grain.STEP
        work = b.work(Operation.FAILOVER, VMWARE, "VmFailover" if stepwise else None)
        with pytest.raises(NoAnswer):
            await b.provider.begin(work)
        await b.sleep(8)
        return fired, b.provider.rehearsal.faults()[0]["fired"], await b.provider.observe(work, None)

    before, after, seen = bench.run(main)
    assert (before, after) == (0, 1)
    assert seen.status is Status.RUNNING


@REQUESTS
@pytest.mark.parametrize(
    ("where", "hit"),
    [
        ({"item": VMWARE, "step": "VmFoStartVmOnSecondary"}, True),
        ({"plan": PLAN, "step": "RpEnvironmentCreationTask"}, True),
        ({"item": VMWARE, "step": "VmHydration"}, False),  # only the other machine has it
        ({"plan": PLAN, "step": "RpTfoNetworkCreation"}, False),
        ({"item": HYPERV, "step": "VmFailover"}, False),
        ({"item": VMWARE, "step": "VmCommit"}, False),
    ],
)
def test_a_plan_s_job_is_hit_by_a_fault_at_one_of_its_steps(fault, where, hit):
    bench = BENCHES["simulator-plan"]()

    async def main(b):
        b.provider.rehearsal.inject({**fault, **where})
        try:
            await b.provider.begin(b.work(Operation.FAILOVER, PLAN))
        except NoAnswer:
            return True
        return False

    assert bench.run(main) is hit
