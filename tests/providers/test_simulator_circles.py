"""Every scenario's whole circle through the port: there, committed, back, protected again; at both grains."""

from __future__ import annotations

from collections import Counter

import pytest
from benches import Bench
from circles import AFTER_FIRST_COPY, CIRCLES, PLAN_OF, Done
from circling import (
    as_a_job,
    by_steps,
    circle_bench,
    counted,
    details,
    effects,
    of,
    protected,
    seen_of,
    until,
    work,
)

from drconsole.providers.port import Status
from drconsole.recovery.types.words import Grain, Operation, RemoteAct, RunState, TargetType

OP = Operation


async def says(b: Bench, done: Done, key: str) -> None:
    """What the service and a look at the machines say after an operation."""
    status = await b.status(key)
    what = str(done.operation)
    assert (status.protection_state, status.active_location) == (done.state, done.active), what
    assert status.provider_allowed_operations == done.allowed, what
    assert status.turned is done.turned, what
    assert await seen_of(b, key) == [done.source, done.target], what


@pytest.mark.parametrize("name", CIRCLES)
def test_step_by_step_the_circle_closes(name):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.STEP)

    async def main(b):
        before = await b.status(key)
        ids = [before.provider_id]
        for done in circle:
            already = len(effects(b, key))
            seen = await by_steps(b, done, key)
            await says(b, done, key)
            assert Counter(effects(b, key)[already:]) == Counter(done.ledger), done.operation
            new = [one.replaced_ids[key] for one in seen if one.replaced_ids]
            ids += new
            assert (await b.status(key)).provider_id == ids[-1]
            assert bool(new) is (done.operation is Operation.RE_PROTECT)
            if done.waits:
                after = await protected(b, key)
                assert after.provider_allowed_operations == AFTER_FIRST_COPY[key, done.turned]
                assert (await b.points(key)).points
        return before, await b.status(key), ids

    before, after, ids = bench.run(main)
    assert len(set(ids)) == len(ids)
    for field in ("protection_state", "active_location", "provider_allowed_operations", "turned"):
        assert getattr(after, field) == getattr(before, field)
    assert after.replication_provider is None
    used = bench.provider.world.meta.cores
    assert set(used.values()) <= {0, 2}, "what was given is given back"


@pytest.mark.parametrize("name", CIRCLES)
@pytest.mark.parametrize("target_type", TargetType)
def test_as_remote_jobs_the_circle_closes(name, target_type):
    key, circle = CIRCLES[name]
    whole = target_type is TargetType.PLAN
    bench = circle_bench(Grain.PLAN)

    async def main(b):
        plan = next(one for one in b.definition.plans if one.key == PLAN_OF[key])
        members = plan.items if whole else (key,)
        for done in circle:
            already = len(effects(b, key))
            each = whole and done.operation is Operation.CHANGE_RECOVERY_POINT
            for target in members if each else (PLAN_OF[key] if whole else key,):
                await as_a_job(b, done, target, *((target,) if each else members))
            for member in members:
                await says(b, done, member)
            expected = Counter(done.ledger)
            if whole:
                expected.pop("on-premises-prepared", None)
            assert Counter(effects(b, key)[already:]) == expected, done.operation
            if done.waits:
                for member in members:
                    await protected(b, member)
        return [await b.status(member) for member in members]

    for status in bench.run(main):
        assert status.protection_state == "Protected"
        assert not status.turned


@pytest.mark.parametrize("name", CIRCLES)
def test_an_item_s_own_job_has_the_steps_and_the_name_that_were_recorded(name):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.PLAN)

    async def main(b):
        for done in circle:
            asked = work(b, done, key, None, key)
            reference = await b.provider.begin(asked)
            own, scenarios = (await b.provider.observe(asked, reference)).reference, set()
            for _ in range(4):  # a request lands within two seconds, and a commit takes no more than a few
                status = await b.status(key)
                scenarios |= {status.current_scenario} if status.current_job == own else set()
                await b.sleep(1)
            assert scenarios == {done.job}
            seen = await b.follow(asked, reference)
            shown = [node for node in seen.nodes if node.state is not RunState.OTHER]
            waits = [node for node in shown if node.kind == "wait"]
            assert [node.name for node in shown if node not in waits] == list(done.steps)
            assert bool(waits) is ("VmDataSynchronization" in done.steps)
            for node in waits:
                await b.provider.act(asked, reference, RemoteAct.RESUME, "", node.id)
                await b.follow(asked, reference)
            if done.waits:
                await protected(b, key)

    bench.run(main)


TREES = {
    ("hyper-v site", Operation.FAILBACK): [
        "Prerequisites check for the recovery plan",
        "Prerequisites check of every machine (2)",  # recorded for one machine, before its shutdown or data sync
        "Preparing the on-premises virtual machine",
        "Data synchronization",
        "Waiting for user input",
        "All groups shutdown (2)",
        "Recovery plan failover",
        "Group 1: Start (1)",
        "Group 2: Start (1)",
        "Finalizing the recovery plan",
    ],
    ("hyper-v site", Operation.REVERSE_REPLICATE): [
        "Group 1: Reverse replicate (1)",
        "Group 2: Reverse replicate (1)",
    ],
    ("vmware modernized", Operation.FAILBACK): [
        "Prerequisites check for the recovery plan",
        "Prerequisites check of every machine (2)",  # recorded for one machine, before its shutdown or data sync
        "Create the environment",
        "All groups shutdown (2)",
        "Recovery plan failover",
        "Group 1: Start (1)",
        "Group 2: Start (1)",
        "Finalizing the recovery plan",
    ],
    ("azure to azure", Operation.RE_PROTECT): ["Group 1: Reverse replicate (1)", "Group 2: Reverse replicate (1)"],
    ("vmm to vmm", Operation.REVERSE_REPLICATE): ["Group 1: Reverse replicate (1)", "Group 2: Reverse replicate (1)"],
}
FIRST_CHILDREN = {
    ("hyper-v site", Operation.FAILBACK): [["VmPfoPrerequisitesCheck"], ["VmDataSynchronization"]],
    ("vmware modernized", Operation.FAILBACK): [
        ["VmPfoPrerequisitesCheck"],
        ["VmShutdownVmOnPrimary", "VmPrepareForFailover"],
    ],
}


@pytest.mark.parametrize(("name", "operation"), TREES)
def test_a_plan_s_job_on_the_way_back_is_laid_out_as_recorded(name, operation):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.PLAN)

    async def main(b):
        members = next(one for one in b.definition.plans if one.key == PLAN_OF[key]).items
        for done in circle:
            each = done.operation is Operation.CHANGE_RECOVERY_POINT
            for target in members if each else (PLAN_OF[key],):
                (seen,) = await as_a_job(b, done, target, *((target,) if each else members))
            if done.operation is operation:
                return seen
            for member in members:
                await protected(b, member) if done.waits else None
        raise AssertionError(operation)

    seen = bench.run(main)
    assert [node.friendly_name for node in seen.nodes if node.parent is None] == TREES[name, operation]
    jobs = [node for node in seen.nodes if node.kind == "job" and node.item == key]
    expected = FIRST_CHILDREN.get((name, operation), [])
    for job, names in zip(jobs, expected, strict=False):
        assert [node.name for node in seen.nodes if node.parent == job.id] == names
    assert len(jobs) >= len(expected)
    assert set(seen.items.values()) == {RunState.SUCCEEDED}


_ALWAYS = ("PlannedFailover", "UnplannedFailover", "TestFailover")
_UNPLANNED = ("UnplannedFailover", "TestFailover")
PLAN_SAYS = {
    ("hyper-v site", OP.FAILOVER, 0): ("UnplannedFailover", (*_ALWAYS, "Commit")),
    ("hyper-v site", OP.COMMIT, 0): ("CommitFailover", _ALWAYS),
    ("hyper-v site", OP.FAILBACK, 0): ("PlannedFailover", (*_ALWAYS, "Commit")),
    ("hyper-v site", OP.COMMIT, 1): ("FinalizeFailback", _ALWAYS),
    ("hyper-v site", OP.REVERSE_REPLICATE, 0): ("ReverseReplication", _ALWAYS),
    ("vmm to vmm, planned", OP.COMMIT, 0): ("CommitFailover", (*_ALWAYS, "ReverseReplicate")),
    ("vmm to vmm, planned", OP.REVERSE_REPLICATE, 0): ("ReverseReplication", _ALWAYS),
    ("vmware modernized", OP.RE_PROTECT, 0): ("SwitchReplicationGroupProtection", ("PlannedFailover",)),
    ("vmware modernized", OP.FAILBACK, 0): ("PlannedFailover", ("PlannedFailover", "Commit")),
    ("vmware modernized", OP.COMMIT, 0): ("CommitFailover", _UNPLANNED),
    ("azure to azure", OP.FAILOVER, 0): ("UnplannedFailover", (*_UNPLANNED, "Commit")),
    ("azure to azure", OP.RE_PROTECT, 0): ("SwitchReplicationGroupProtection", _UNPLANNED),
}


@pytest.mark.parametrize(("name", "operation", "number"), PLAN_SAYS)
def test_a_plan_says_what_was_done_with_it_last(name, operation, number):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.PLAN)
    last = of(name, operation, number)

    async def main(b):
        members = next(one for one in b.definition.plans if one.key == PLAN_OF[key]).items
        for done in circle:
            if done.operation is not OP.CHANGE_RECOVERY_POINT:
                await as_a_job(b, done, PLAN_OF[key], *members)
            if done is last:
                return next(one for one in (await b.provider.inventory(None)).plan_statuses if one.key == PLAN_OF[key])
            for member in members:
                await protected(b, member) if done.waits else None
        raise AssertionError(operation)

    status = bench.run(main)
    assert (status.current_scenario, status.scenario_status) == (PLAN_SAYS[name, operation, number][0], "Succeeded")
    assert status.provider_allowed_operations == PLAN_SAYS[name, operation, number][1]


# What the write counter proves

PLANNED = (Operation.PLANNED_FAILOVER, Operation.FAILBACK)


@pytest.mark.parametrize("name", CIRCLES)
def test_what_was_planned_loses_nothing_in_either_direction(name):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.STEP)

    async def main(b):
        for done in circle:
            await by_steps(b, done, key)
            if done.waits:
                await protected(b, key)
            await b.sleep(600)

    bench.run(main)
    makers = [done.operation for done in circle if "machine-created" in done.ledger]
    lost = [counted(detail, "lost") for detail in details(bench, key, "machine-created")]
    assert len(lost) == len(makers)
    assert [count for count, maker in zip(lost, makers, strict=True) if maker in PLANNED and count] == []


@pytest.mark.parametrize("name", ["hyper-v site, planned", "vmware modernized", "vmm to vmm, planned"])
def test_what_was_written_at_the_recovery_side_comes_back(name):
    key, circle = CIRCLES[name]
    bench = circle_bench(Grain.STEP)

    async def main(b):
        for done in circle:
            await by_steps(b, done, key)
            if done.waits:
                await protected(b, key)
            if done.operation is Operation.COMMIT and done.direction == "primary-to-recovery":
                await b.sleep(24 * 3600)

    bench.run(main)
    present = [counted(detail, "present") for detail in details(bench, key, "machine-created")]
    assert present[-1] - present[0] >= 24 * 60 * 12 * 16 * 0.99, "a day of 12 MiB a minute, in blocks of 64 KiB"


def test_an_unplanned_failover_back_loses_what_was_not_sent():
    bench = circle_bench(Grain.STEP)
    over = of("vmware classic", Operation.FAILOVER, 1)

    async def main(b):
        key = await until(b, "vmware classic", Operation.FAILOVER, 1)
        await b.sleep(3600)
        for step in ("VmFailover", "VmFoStartVmOnSecondary"):
            assert (await b.follow(work(b, over, key, step, key))).status is Status.DONE
        return await seen_of(b, key)

    assert bench.run(main) == ["on", "running"], "nobody shut the machine in Azure down"
    assert counted(details(bench, "v2a", "machine-created")[-1], "lost") > 0


# Where it happened


def test_every_effect_on_a_machine_names_its_site():
    bench = circle_bench(Grain.STEP)

    async def main(b):
        for name in ("azure to azure", "hyper-v site", "vmm to vmm", "vmware classic"):
            key, circle = CIRCLES[name]
            for done in circle:
                await by_steps(b, done, key)
                if done.waits:
                    await protected(b, key)

    bench.run(main)
    assert {one.what for one in bench.provider.world.ledger if " at=" not in f" {one.detail}"} == set()
    assert [one.split(" at=")[1] for one in details(bench, "a2a", "machine-created")] == [
        "east",
        "east",
        "cloud",
        "cloud",
    ]
    assert details(bench, "a2a", "turned") == ["from=east to=cloud at=east", "from=cloud to=east at=cloud"]
    assert details(bench, "a2a", "old-source-deleted") == ["a2a at=cloud"]
    assert details(bench, "b2a", "azure-machine-deleted") == ["b2a at=cloud"]
    assert [one.split("at=")[1] for one in details(bench, "b2a", "source-shut-down")] == ["hill", "cloud"]


def test_what_a_plan_does_once_is_a_step_of_the_plan_at_both_grains():
    bench = circle_bench(Grain.STEP)

    async def main(b):
        planned = of("hyper-v site", Operation.FAILBACK)
        return await b.follow(work(b, planned, "b2as", "PrepareVmOnPremForFailback"))

    assert bench.run(main).status is Status.DONE
    assert [one.what for one in bench.provider.world.ledger] == ["on-premises-prepared"]
