"""What recorded Site Recovery traffic shows of trees, names and states, where it is told apart from what one expects.

Values are those of Microsoft's own recorded sessions (PowerShell 2018, .NET 2018, CLI 2023).
"""

from __future__ import annotations

import pytest
from circles import CIRCLES, PLAN_OF
from circling import as_a_job, by_steps, circle_bench, of, protected, until, work

from drconsole.providers.port import Status
from drconsole.recovery.types.words import Grain, Health, Operation, RunState

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


# Health

_FAILED_OVER = ["67506"]
HEALTH = {
    # Circle, operation and the how-manieth time -> replication health and the codes of its errors after it.
    ("vmm to vmm", OP.FAILOVER, 0): (Health.CRITICAL, _FAILED_OVER),
    ("vmm to vmm", OP.REVERSE_REPLICATE, 0): (Health.CRITICAL, []),
    ("vmm to vmm", OP.FAILOVER, 1): (Health.CRITICAL, _FAILED_OVER),
    ("vmm to vmm", OP.REVERSE_REPLICATE, 1): (Health.NORMAL, []),
    ("vmm to vmm, planned", OP.REVERSE_REPLICATE, 0): (Health.CRITICAL, []),
    ("vmm to vmm, planned", OP.PLANNED_FAILOVER, 1): (Health.NORMAL, []),
    ("vmm to vmm, planned", OP.COMMIT, 1): (Health.NORMAL, []),
    ("vmm to vmm, planned", OP.REVERSE_REPLICATE, 1): (Health.NORMAL, []),
    ("hyper-v site", OP.FAILOVER, 0): (Health.NORMAL, []),
    ("hyper-v site", OP.COMMIT, 0): (Health.NORMAL, []),
    ("hyper-v site", OP.COMMIT, 1): (Health.NORMAL, []),
    ("azure to azure", OP.FAILOVER, 0): (Health.NORMAL, []),
    ("azure to azure", OP.COMMIT, 0): (Health.NORMAL, []),
    ("azure to azure", OP.RE_PROTECT, 0): (Health.NORMAL, []),
    ("vmware classic", OP.COMMIT, 0): (Health.NORMAL, []),
}


@pytest.mark.parametrize(("name", "operation", "number"), HEALTH)
def test_health_after_an_operation_is_the_recorded_one(name, operation, number):
    bench = circle_bench(Grain.STEP)

    async def main(b):
        key = await until(b, name, operation, number)
        await by_steps(b, of(name, operation, number), key)
        return await b.status(key)

    status = bench.run(main)
    assert (status.replication_health, [one.code for one in status.health_errors]) == HEALTH[name, operation, number]
    assert status.failover_health is Health.NORMAL
    advice = {one.recommended_action for one in status.health_errors}
    assert advice <= {"Complete pending operation on the virtual machine."}


# Names and states


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_an_item_with_an_open_test_says_that_the_test_is_its_scenario(grain):
    bench = circle_bench(grain)
    opened, closed = of("hyper-v site", OP.TEST_FAILOVER), of("hyper-v site", OP.CLEANUP_TEST_FAILOVER)

    async def done(b, what):
        return await by_steps(b, what, "b2a") if grain is Grain.STEP else await as_a_job(b, what, "b2a", "b2a")

    async def main(b):
        before = await b.status("b2a")
        seen = await done(b, opened)
        await b.sleep(3600)
        during = await b.status("b2a")
        await done(b, closed)
        return before, [one.reference for one in seen], during, await b.status("b2a")

    before, references, during, after = bench.run(main)
    assert (during.current_scenario, during.test_failover_state) == ("TestFailover", "WaitingForCompletion")
    assert during.current_job in references, "the job that made the test machine"
    assert during.provider_allowed_operations == ("TestFailoverCleanup",)
    assert (before.current_scenario, before.current_job) == (after.current_scenario, after.current_job) == (None, None)


PLANS = {
    "v2as": ("PlannedFailover", "UnplannedFailover", "TestFailover"),
    "b2as": ("PlannedFailover", "UnplannedFailover", "TestFailover"),
    "e2es": ("PlannedFailover", "UnplannedFailover", "TestFailover"),
    "rcms": ("UnplannedFailover", "TestFailover"),
    "a2as": ("UnplannedFailover", "TestFailover"),
}


@pytest.mark.parametrize("plan", PLANS)
def test_a_new_plan_lists_planned_failover_only_where_there_is_one(plan):
    bench = circle_bench(Grain.PLAN)

    async def main(b):
        return next(one for one in (await b.provider.inventory(None)).plan_statuses if one.key == plan)

    assert bench.run(main).provider_allowed_operations == PLANS[plan]


@pytest.mark.parametrize("name", ["hyper-v site", "vmware modernized"])
def test_after_a_failback_the_plan_names_another_scenario_than_its_job(name):
    bench, (key, circle) = circle_bench(Grain.PLAN), CIRCLES[name]
    plan = PLAN_OF[key]

    async def main(b):
        members = next(one for one in b.definition.plans if one.key == plan).items
        for done in circle:
            if done.operation is not OP.CHANGE_RECOVERY_POINT:
                (seen,) = await as_a_job(b, done, plan, *members)
            if done.operation is OP.FAILBACK:
                status = next(one for one in (await b.provider.inventory(None)).plan_statuses if one.key == plan)
                return status, {node.name for node in seen.nodes if node.kind == "job"}
            for member in members:
                await protected(b, member) if done.waits else None
        raise AssertionError(name)

    status, jobs = bench.run(main)
    assert (status.current_scenario, status.scenario_status) == ("PlannedFailover", "Succeeded")
    assert jobs == {"Failback"}


def test_a_job_that_was_only_just_taken_is_seen_without_tasks_and_its_items_do_not_know_of_it():
    """Recorded right after the 202: NotStarted, with no scenario, target or tasks yet. Most requests land at once."""

    async def main(b):
        found = []
        for key, plan in PLAN_OF.items():
            members = next(one for one in b.definition.plans if one.key == plan).items
            asked = work(b, of("vmware classic", OP.FAILOVER), plan, None, *members)
            with b.provider.clock.hold():
                reference = await b.provider.begin(asked)
                first, item = await b.provider.observe(asked, reference), await b.status(key)
            await b.sleep(3)
            found.append((first, item, await b.provider.observe(asked, reference)))
        return found

    found = [one for seed in range(1, 5) for one in circle_bench(Grain.PLAN, seed=seed).run(main)]
    early = [(first, item) for first, item, _ in found if first.nodes == ()]
    assert early
    for first, item in early:
        assert (first.status, first.state, first.items, first.errors) == (Status.RUNNING, None, {}, ())
        assert first.look_again is not None
        assert (item.current_scenario, item.current_job) == (None, None)
    assert all(later.nodes for _, _, later in found)


@pytest.mark.parametrize(("target", "items"), [("v2a", ["v2a"]), ("v2as", ["v2a", "v2a-2"])])
def test_of_what_somebody_else_works_on_all_tasks_are_skipped(target, items):
    faults = "  - {kind: step-fails, item: v2a, step: VmUfoPrerequisitesCheck, code: '532'}"
    bench = circle_bench(Grain.PLAN, faults=faults)

    async def main(b):
        return await b.follow(work(b, of("vmware classic", OP.FAILOVER), target, None, *items)), await b.status("v2a")

    seen, status = bench.run(main)
    assert seen.state is (RunState.FAILED if len(items) == 1 else RunState.PARTIALLY_SUCCEEDED)
    assert [error.code for error in seen.errors] == ["532"]
    assert seen.items["v2a"] is RunState.FAILED
    steps = [node for node in seen.nodes if node.item == "v2a" and node.kind == "step"]
    assert steps
    assert {(node.state, node.description, node.errors) for node in steps if "Shutdown" not in node.name} == {
        (*_SKIPPED, ())
    }
    assert status.protection_state == "Protected"
