"""Faults that strike on the way back: lost and returning machines, dead links, lost answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from circles import BACK, CIRCLES, OUT, PLAN_OF
from circling import (
    by_steps,
    circle_bench,
    details,
    effects,
    of,
    seen_of,
    until,
    up_to,
    work,
)

from drconsole.providers.port import NoAnswer, Rejected, Status
from drconsole.providers.simulator import Simulator
from drconsole.providers.simulator.items import replication
from drconsole.recovery.types.words import Direction, Grain, Location, Operation, RemoteAct, RunState

OP = Operation


def stepping(**words):
    return circle_bench(Grain.STEP, **words)


def test_without_its_old_machine_a_vmm_item_is_not_reversed_until_that_is_restored():
    bench = stepping()
    done = of("vmm to vmm", OP.REVERSE_REPLICATE)

    async def main(b):
        key = await until(b, "vmm to vmm", OP.REVERSE_REPLICATE)
        b.provider.rehearsal.inject({"kind": "source-lost", "item": key})
        gone = await seen_of(b, key)
        seen = await up_to(b, done, key, done.steps[0])
        b.provider.rehearsal.inject({"kind": "source-restored", "item": key})
        back = await seen_of(b, key)
        await by_steps(b, done, key)
        return gone, seen, back, await b.status(key)

    gone, seen, back, status = bench.run(main)
    assert gone == ["absent", "running"]
    assert [error.code for error in seen.errors] == ["25038"]
    assert "restore it from a backup first" in seen.errors[0].recommended_action
    assert back == ["off", "running"]
    assert status.protection_state == "Protected"
    assert {"source-lost", "source-restored"} <= set(effects(bench, "e2e"))


def test_a_lost_source_is_a_disaster_that_others_come_back_from():
    bench = stepping()

    async def main(b):
        b.provider.rehearsal.inject({"kind": "source-lost", "item": "b2a"})
        lost = await b.status("b2a")
        for done in CIRCLES["hyper-v site"][1][2:]:
            steps = [one for one in done.steps if not (done.operation is OP.FAILOVER and "PrepareFor" in one)]
            for step in steps:
                assert (await b.follow(work(b, done, "b2a", step, "b2a"))).status is Status.DONE, step
        return lost, await b.status("b2a"), await seen_of(b, "b2a")

    lost, status, seen = bench.run(main)
    assert "78092" in {error.code for error in lost.health_errors}
    assert status.protection_state == "Protected"
    assert seen == ["on", "absent"]


def test_an_agent_that_comes_back_in_the_middle_of_a_failover_does_not_start_replication_again():
    """Replication was stopped for the failover [S]. The point that it made held what was written after that."""
    bench = stepping()
    done = of("vmm to vmm", OP.FAILOVER)

    async def main(b):
        key = await until(b, "vmm to vmm", OP.FAILOVER)
        for step in done.steps[: done.steps.index("VmFailover")]:
            assert (await b.follow(work(b, done, key, step, key))).status is Status.DONE
        asked = work(b, done, key, "VmFailover", key)
        reference = await b.provider.begin(asked)
        await b.sleep(5)
        b.provider.rehearsal.inject({"kind": "agent-lost", "item": key, "duration": 10})
        await b.sleep(20)
        replicates = replication.flows(b.provider.world.items[key])
        await b.follow(asked, reference)
        return replicates

    assert bench.run(main) is False
    assert "replication-stopped" in effects(bench, "e2e")


def test_an_old_source_that_comes_back_makes_two_that_live():
    bench = stepping()
    done = of("vmm to vmm", OP.REVERSE_REPLICATE)

    async def main(b):
        b.provider.rehearsal.inject({"kind": "source-returns", "item": "e2e"})
        key = await until(b, "vmm to vmm", OP.REVERSE_REPLICATE)
        await b.sleep(700)
        both = await seen_of(b, key)
        await by_steps(b, done, key)
        return both, await seen_of(b, key)

    both, after = bench.run(main)
    assert both == ["on", "running"]
    assert after == ["off", "running"]
    happened = effects(bench, "e2e")
    assert happened.count("source-returned") == happened.count("old-source-shut-down") == 1
    assert details(bench, "e2e", "old-source-shut-down") == ["at=north"]


def test_replication_is_not_reversed_onto_a_machine_that_runs():
    bench = stepping()
    done = of("vmm to vmm, planned", OP.REVERSE_REPLICATE)

    async def main(b):
        key = await until(b, "vmm to vmm, planned", OP.REVERSE_REPLICATE)
        b.provider.rehearsal.inject({"kind": "source-returns", "item": key})
        return await up_to(b, done, key, "VmInitiateReverseReplication"), await b.status(key)

    seen, status = bench.run(main)
    assert seen.errors[0].code == "25038"
    assert "is running" in seen.errors[0].possible_causes
    assert "ReverseReplicate" in status.provider_allowed_operations


@pytest.mark.parametrize(
    ("name", "operation", "number", "step", "code"),
    [
        ("hyper-v site", OP.FAILBACK, 0, "VmDataSynchronization", "SiteUnreachable"),
        ("vmware classic", OP.RE_PROTECT, 0, "SwitchReplicationGroupProtectionPreflightTask", "25038"),
        ("vmware classic", OP.FAILOVER, 1, "VmFailover", "SiteUnreachable"),
        ("vmware modernized", OP.FAILBACK, 0, "VmPrepareForFailover", "25014"),
        ("vmm to vmm", OP.REVERSE_REPLICATE, 0, "VmReverseReplicationPrerequisitesCheck", "25038"),
        ("azure to azure", OP.FAILOVER, 1, "VmFailover", "SiteUnreachable"),
    ],
)
def test_nothing_comes_back_over_a_dead_link_and_it_does_afterwards(name, operation, number, step, code):
    bench = stepping()
    done = of(name, operation, number)

    async def main(b):
        key = await until(b, name, operation, number)
        b.provider.rehearsal.inject({"kind": "link-down", "item": key, "duration": 7200})
        seen = await up_to(b, done, key, step)
        probes = await seen_of(b, key)
        await b.sleep(7200)
        await by_steps(b, done, key)
        return seen, probes, await b.status(key)

    seen, probes, status = bench.run(main)
    assert seen.status is Status.FAILED
    assert seen.errors[0].code == code
    assert probes[0] == "no answer"
    assert status.protection_state == done.state


def test_a_modernized_failback_that_fails_is_taken_back_by_the_service():
    bench = stepping()
    done = of("vmware modernized", OP.FAILBACK)

    async def main(b):
        key = await until(b, "vmware modernized", OP.FAILBACK)
        fault = {"kind": "step-fails", "item": key, "step": "VmFailover", "params": {"code": "28092", "times": 1}}
        b.provider.rehearsal.inject(fault)
        seen = await up_to(b, done, key, "VmFailover")
        looks = await b.provider.look([key], ["target-running", "replicating"])
        status = await b.status(key)
        await by_steps(b, done, key)
        return seen, [one.seen for one in looks], status

    seen, looks, status = bench.run(main)
    assert [error.code for error in seen.errors] == ["28092", "539"]
    assert "'InMageRcmFailback'" in seen.errors[1].message
    assert looks == ["running", "replicating"]
    assert status.provider_allowed_operations == ("PlannedFailover", "DisableProtection")
    assert details(bench, "rcm", "source-returned")[0].startswith("the failback was taken back")


@pytest.mark.parametrize("answer", ["late", "lost"])
def test_a_re_protect_whose_answer_is_late_or_lost_is_found_and_done_once(answer):
    bench = stepping()
    done = of("azure to azure", OP.RE_PROTECT)

    async def main(b):
        key = await until(b, "azure to azure", OP.RE_PROTECT)
        await up_to(b, done, key, "GetSwitchProtectionRequirementsTask")
        asked = work(b, done, key, "ProtectReplicaTask", key, key="the/same/1")
        kind = {"late": {"kind": "late-landing", "params": {"seconds": 15, "times": 1}},
                "lost": {"kind": "no-answer", "params": {"times": 1}}}[answer]  # fmt: skip
        b.provider.rehearsal.inject({"item": key, "step": "ProtectReplicaTask"} | kind)
        with pytest.raises(NoAnswer):
            await b.provider.begin(asked)
        await b.sleep(b.provider.settle(OP.RE_PROTECT))
        seen = await b.follow(asked, (await b.provider.observe(asked, None)).reference)
        with pytest.raises(Rejected):
            await b.provider.begin(asked)
        return seen, effects(b, key)

    seen, happened = bench.run(main)
    assert seen.status is Status.DONE
    assert seen.replaced_ids
    assert happened.count("turned") == happened.count("old-source-deleted") == happened.count("protection-enabled") == 1


def test_a_world_halfway_back_is_read_again_as_it_was_left(tmp_path):
    bench = stepping()
    path = tmp_path / "world.db"

    async def main(b):
        await until(b, "hyper-v site", OP.FAILBACK)
        await up_to(b, of("hyper-v site", OP.FAILBACK), "b2a", "VmDataSynchronization")
        await until(b, "azure to azure", OP.FAILOVER, 1)
        await until(b, "vmware modernized", OP.COMMIT, 1)
        b.provider.world.save_as(path)
        again = Simulator(path, wall=b.loop.wall)
        await again.open()
        rows = sorted(one for one in again.world.state_rows() if one[0] == "item")
        seen = [one.seen for one in await again.look(["b2a", "a2a", "rcm"], ["source-powered", "target-running"])]
        await again.close()
        return rows, seen

    rows, seen = bench.run(main)
    assert rows == sorted(one for one in bench.provider.world.state_rows() if one[0] == "item")
    assert seen == ["off", "running", "absent", "running", "on", "stopped"]


def test_machines_of_a_plan_may_end_on_both_sides():
    bench = circle_bench(Grain.PLAN, faults="  - {kind: step-fails, item: e2e-2, step: VmFailover, code: '28092'}")
    over, back = of("vmm to vmm", OP.FAILOVER), of("vmm to vmm", OP.REVERSE_REPLICATE)

    async def main(b):
        first = await b.follow(work(b, over, PLAN_OF["e2e"], None, "e2e", "e2e-2"))
        second = await b.follow(work(b, back, PLAN_OF["e2e"], None, "e2e"))
        return first, second, [(await b.status(key)).active_location for key in ("e2e", "e2e-2")]

    first, second, active = bench.run(main)
    assert first.state is RunState.PARTIALLY_SUCCEEDED
    assert second.state is RunState.SUCCEEDED
    assert active == [Location.RECOVERY, Location.PRIMARY]
    assert set(Direction) == {OUT, BACK}


def test_a_slow_step_of_the_way_back_takes_as_many_times_as_long():
    def took(*faults):
        bench = stepping()

        async def main(b):
            key = await until(b, "hyper-v site", OP.FAILBACK)
            for fault in faults:
                b.provider.rehearsal.inject(fault)
            begun = b.provider.clock.now()
            await b.follow(work(b, of("hyper-v site", OP.FAILBACK), key, "VmDataSynchronization", key))
            return (b.provider.clock.now() - begun).total_seconds()

        return bench.run(main)

    slow = {"kind": "slow-step", "item": "b2a", "step": "VmDataSynchronization", "params": {"factor": 3}}
    assert took(slow) >= 2.9 * took()


def test_the_quota_that_counts_is_that_of_the_site_failed_over_to():
    bench = stepping()
    done = of("azure to azure", OP.FAILOVER, 1)

    async def main(b):
        key = await until(b, "azure to azure", OP.FAILOVER, 1)
        sites = b.provider.world.sites
        sites["east"], sites["cloud"] = replace(sites["east"], cores_quota=0), replace(sites["cloud"], cores_quota=1)
        short = await up_to(b, done, key, "VmFailover")
        sites["cloud"] = replace(sites["cloud"], cores_quota=2)
        return short, await up_to(b, done, key, "VmFailover")

    short, enough = bench.run(main)
    assert short.errors[0].code == "28031"
    assert "'cloud'" in short.errors[0].message
    assert enough.status is Status.DONE


def test_a_machine_left_damaged_by_half_a_failback_is_not_protected_anew():
    bench = stepping()
    done = of("hyper-v site", OP.FAILBACK)

    async def main(b):
        key = await until(b, "hyper-v site", OP.FAILBACK)
        await up_to(b, done, key, "PrepareVmOnPremForFailback")
        asked = work(b, done, key, "VmDataSynchronization", key)
        reference = await b.provider.begin(asked)
        await b.sleep(5)
        await b.provider.act(asked, reference, RemoteAct.CANCEL, "")
        await b.follow(asked, reference)
        for step in ("DisableProtectionOnPrimary", "DisableProtectionOnSecondary"):
            await b.follow(b.work(OP.DISABLE_REPLICATION, key, step))
        return await b.follow(b.work(OP.ENABLE_REPLICATION, key, "EnableProtectionPrerequisitesCheck")), await seen_of(
            b, key
        )

    seen, probes = bench.run(main)
    assert seen.status is Status.FAILED
    assert "damaged" in seen.errors[0].message
    assert probes == ["off", "running"]


def test_without_its_agent_a_machine_sends_nothing_back_either():
    bench = stepping()

    async def main(b):
        key = await until(b, "vmware modernized", OP.FAILBACK)
        b.provider.rehearsal.inject({"kind": "agent-lost", "item": key, "duration": 3600})
        looked = await b.provider.look([key], ["replicating", "target-running"])
        seen = await up_to(b, of("vmware modernized", OP.FAILBACK), key, "VmPrepareForFailover")
        return [one.seen for one in looked], seen, await b.status(key)

    looked, seen, status = bench.run(main)
    assert looked == ["stalled", "running"]
    assert seen.errors[0].code == "25014"
    assert not status.agent_connected
