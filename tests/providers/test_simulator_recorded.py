"""What recorded Site Recovery traffic shows of trees, names and states, where it is told apart from what one expects.

Values are those of Microsoft's own recorded sessions (PowerShell 2018, .NET 2018, CLI 2023).
"""

from __future__ import annotations

import pytest
from circles import CIRCLES
from circling import as_a_job, circle_bench, of, protected, until, work

from drconsole.providers.port import Status
from drconsole.recovery.types.words import Grain, Operation, RunState

OP = Operation
_SKIPPED = (RunState.OTHER, "Skipped")
_DONE = (RunState.SUCCEEDED, "Completed")


async def the_job(b, name: str, operation: Operation, number: int = 0):
    """Go round the circle as remote jobs of the item, up to this operation, and show that one's steps and how each
    ended."""
    key, circle = CIRCLES[name]
    last = of(name, operation, number)
    for done in circle:
        (seen,) = await as_a_job(b, done, key, key)
        if done is last:
            return [(node.name, node.state, node.description) for node in seen.nodes]
        if done.waits:
            await protected(b, key)
    raise AssertionError(operation)


def test_a_reversal_after_a_planned_failover_has_neither_a_shutdown_nor_a_first_copy():
    bench = circle_bench(Grain.PLAN)
    seen = bench.run(lambda b: the_job(b, "vmm to vmm, planned", OP.REVERSE_REPLICATE))
    assert seen == [
        ("VmReverseReplicationPrerequisitesCheck", *_DONE),
        ("VmCommit", *_SKIPPED),
        ("VmPrepareForReverseReplication", *_DONE),
        ("VmInitiateReverseReplication", *_DONE),
        ("UpdateDraState", *_DONE),
    ]


def test_a_reversal_after_an_unplanned_failover_skips_the_first_copy():
    bench = circle_bench(Grain.PLAN)
    seen = bench.run(lambda b: the_job(b, "vmm to vmm", OP.REVERSE_REPLICATE))
    assert seen == [
        ("VmReverseReplicationPrerequisitesCheck", *_DONE),
        ("VmCommit", *_DONE),
        ("VmShutdownVmOnSecondary", *_DONE),
        ("VmPrepareForReverseReplication", *_DONE),
        ("VmInitiateReverseReplication", *_DONE),
        ("VmStartInitialReplication", *_SKIPPED),
        ("UpdateDraState", *_DONE),
    ]


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_reversal_makes_its_plan_s_run_complete(grain):
    """Between VMM sites the last step is the one that makes it so: the first copy is skipped or not there."""
    bench = circle_bench(grain)
    done = of("vmm to vmm, planned", OP.REVERSE_REPLICATE)

    async def main(b):
        await until(b, "vmm to vmm, planned", OP.REVERSE_REPLICATE) if grain is Grain.STEP else None
        if grain is Grain.STEP:
            for step in done.steps:
                await b.follow(work(b, done, "e2es", step, "e2e"))
        else:
            for one in CIRCLES["vmm to vmm, planned"][1]:
                await as_a_job(b, one, "e2es", "e2e", "e2e-2")
                if one is done:
                    break
        return next(one for one in (await b.provider.inventory(None)).plan_statuses if one.key == "e2es")

    status = bench.run(main)
    assert (status.current_scenario, status.scenario_status) == ("ReverseReplication", "Succeeded")


def test_a_job_of_an_item_that_is_busy_fails_with_532_and_all_its_tasks_are_skipped():
    bench = circle_bench(Grain.PLAN)
    over, test = of("vmware classic", OP.FAILOVER), of("vmware classic", OP.TEST_FAILOVER)

    async def main(b):
        first = await b.provider.begin(work(b, over, "v2a", None, "v2a"))
        await b.sleep(20)
        return [
            await b.follow(work(b, test, target, None, *items))
            for target, items in (("v2a", ["v2a"]), ("v2as", ["v2a", "v2a-2"]))
        ], first

    refused, _ = bench.run(main)
    for job in refused:
        assert (job.status, job.state) == (Status.FAILED, RunState.FAILED)
        assert [error.code for error in job.errors] == ["532"]
        assert {(node.state, node.description) for node in job.nodes} == {_SKIPPED}
        assert len(job.nodes) >= 4
        assert all(node.started_at is None and node.errors == () for node in job.nodes)


@pytest.mark.parametrize("name", ["azure to azure", "hyper-v site"])
def test_the_tasks_of_disabling_say_at_which_location(name):
    bench, (key, _) = circle_bench(Grain.PLAN), CIRCLES[name]

    async def main(b):
        return await b.follow(b.work(OP.DISABLE_REPLICATION, key, items=(key,)))

    assert [node.friendly_name for node in bench.run(main).nodes][:2] == [
        "Disable replication on the source location",
        "Disable replication on the target location",
    ]
