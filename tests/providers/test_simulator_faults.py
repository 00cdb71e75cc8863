"""Faults as data: each does what it is named for, to whom it names, when it says, and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from benches import BENCHES, HYPERV, VMWARE, chosen, used

from drconsole.providers.port import Status
from drconsole.recovery.types.estate.points import ChosenPoint
from drconsole.recovery.types.words import Health, Operation, PointChoice

step_bench = BENCHES["simulator-step"]


def ends(make_bench, fault, operation=Operation.FAILOVER, key=VMWARE, **more):
    bench = make_bench()

    async def main(b):
        b.provider.rehearsal.inject(fault)
        return (await b.do(operation, key, **more)), await b.status(key), b.provider.rehearsal.ledger()

    return bench.run(main)


def codes(seen):
    return [error.code for one in seen for error in one.errors]


@pytest.mark.parametrize("code", ["28031", "28092", "170010", "something-else"])
def test_a_failing_failover_leaves_the_item_as_recorded(make_bench, code):
    fault = {"kind": "step-fails", "item": VMWARE, "step": "VmFailover", "params": {"code": code}}
    seen, status, ledger = ends(make_bench, fault)
    assert seen[-1].status is Status.FAILED
    assert codes(seen) == [code, "539"]
    assert all(error.message for one in seen for error in one.errors)
    assert status.protection_state == "UnplannedFailoverCompletionFailed"
    assert status.provider_allowed_operations == ("RepairReplication", "UnplannedFailover", "DisableProtection")
    assert [error.code for error in status.health_errors] == ["78037"]
    assert status.replication_health is Health.CRITICAL
    assert "machine-created" not in [effect.what for effect in ledger]


def test_a_failed_failover_can_be_done_again_or_replication_repaired(make_bench):
    for operation in (Operation.FAILOVER, Operation.RESYNCHRONIZE):
        bench = make_bench()

        async def main(b, operation=operation):
            fault = {
                "kind": "step-fails",
                "item": VMWARE,
                "step": "VmFailover",
                "params": {"code": "28031", "times": 1},
            }
            b.provider.rehearsal.inject(fault)
            await b.do(Operation.FAILOVER, VMWARE)
            return (await b.do(operation, VMWARE))[-1], await b.status(VMWARE)

        end, status = bench.run(main)
        assert end.status is Status.DONE
        expected = {
            Operation.FAILOVER: "UnplannedFailoverCommitPendingStatesBegin",
            Operation.RESYNCHRONIZE: "Protected",
        }
        assert status.protection_state == expected[operation]


def test_an_unplanned_failover_goes_on_when_the_source_cannot_be_shut_down(make_bench):
    seen, _, ledger = ends(make_bench, {"kind": "shutdown-fails", "item": VMWARE}, shutdown=True)
    assert seen[-1].status is Status.DONE
    assert "ShutdownFailed" in codes(seen)
    whats = [effect.what for effect in ledger]
    assert "source-shut-down" not in whats
    assert "machine-started" in whats


def test_a_planned_failover_does_not_happen_when_the_source_cannot_be_shut_down(make_bench):
    seen, status, ledger = ends(
        make_bench, {"kind": "shutdown-fails", "item": HYPERV}, Operation.PLANNED_FAILOVER, HYPERV
    )
    assert seen[-1].status is Status.FAILED
    assert status.protection_state == "Protected"
    assert "machine-created" not in [effect.what for effect in ledger]


@pytest.mark.parametrize(("key", "fails", "makes"), [
    (HYPERV, True, False), (HYPERV, False, True), (VMWARE, True, True), (VMWARE, False, True),
])  # fmt: skip
def test_a_hyperv_source_that_cannot_be_shut_down_fails_over_to_its_latest_point(make_bench, key, fails, makes):
    """Where nothing tells that the source has stopped, no point is made of what arrived last (Hyper-V to Azure)."""
    bench = make_bench(faults=f"  - {{kind: shutdown-fails, item: {key}}}" if fails else "")

    async def main(b):
        read, newest = await b.points(key), await b.newest(key)
        latest = ChosenPoint(key, PointChoice.LATEST, None, None, None)
        seen = await b.do(Operation.FAILOVER, key, shutdown=True, points={key: latest})
        made = [effect.detail.split()[0] for effect in b.provider.rehearsal.ledger() if effect.what == "point-made"]
        return read.unprocessed_until, newest, seen[-1], used(seen, key), (await b.newest(key)).id, made

    unprocessed, newest, last, point, latest, made = bench.run(main)
    assert unprocessed > newest.time
    assert last.status is Status.DONE
    assert made == ([point] if makes else [])
    assert point == latest


def test_a_test_failover_of_hyperv_makes_a_point_of_what_has_arrived(make_bench):
    bench = make_bench()

    async def main(b):
        latest = ChosenPoint(HYPERV, PointChoice.LATEST, None, None, None)
        seen = await b.do(Operation.TEST_FAILOVER, HYPERV, points={HYPERV: latest}, network="cloud-lab")
        return seen[-1].status, [effect.what for effect in b.provider.rehearsal.ledger()]

    status, whats = bench.run(main)
    assert status is Status.DONE
    assert "point-made" in whats


@pytest.mark.parametrize(("kind", "health"), [("agent-lost", Health.CRITICAL), ("link-down", Health.WARNING)])
def test_nothing_arrives_while_agent_or_link_is_gone_and_it_does_again_afterwards(make_bench, kind, health):
    bench = make_bench()

    async def main(b):
        fault = {"kind": kind, "item": VMWARE, "after": 60, "duration": 600}
        b.provider.rehearsal.inject(fault)
        await b.sleep(61)
        begun = await b.status(VMWARE)
        await b.sleep(300)
        down, other = await b.status(VMWARE), await b.status(HYPERV)
        looked = await b.provider.look([VMWARE], ["replicating"])
        await b.sleep(600)
        return begun, down, other, looked[0], await b.status(VMWARE)

    begun, down, other, looked, after = bench.run(main)
    assert down.replicated_until == begun.replicated_until
    assert down.as_of - down.replicated_until >= timedelta(seconds=300)
    assert down.replication_health is health
    assert (down.agent_connected, down.source_reachable) == ((False, True) if kind == "agent-lost" else (True, False))
    assert looked.seen == "stalled"
    assert other.replication_health is Health.NORMAL
    assert other.as_of - other.replicated_until < timedelta(seconds=300)
    assert after.replication_health is Health.NORMAL
    assert after.as_of - after.replicated_until < timedelta(seconds=300)
    assert after.agent_connected
    assert after.source_reachable


def test_over_a_dead_link_no_source_is_shut_down_or_looked_at(make_bench):
    bench = make_bench()

    async def main(b):
        b.provider.rehearsal.inject({"kind": "link-down"})
        seen = await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        return seen, (await b.provider.look([VMWARE], ["source-powered", "target-running"]))

    seen, (source, target) = bench.run(main)
    assert seen[-1].status is Status.DONE
    assert "ShutdownFailed" in codes(seen)
    assert source.ok is None
    assert target.seen == "running"


def test_a_point_that_went_missing_is_listed_no_more_and_cannot_be_used(make_bench):
    bench = make_bench()

    async def main(b):
        point = await b.newest(VMWARE)
        b.provider.rehearsal.inject({"kind": "point-missing", "item": VMWARE, "params": {"point": point.id}})
        listed = await b.points(VMWARE)
        seen = await b.do(Operation.FAILOVER, VMWARE, points={VMWARE: chosen(point)})
        return point, listed, seen

    point, listed, seen = bench.run(main)
    assert point.id not in {one.id for one in listed.points}
    assert listed.points
    assert seen[-1].status is Status.FAILED
    assert codes(seen)[0] == "BookmarkNotFound"


def test_the_newest_point_can_go_missing_by_that_name(make_bench):
    bench = make_bench()

    async def main(b):
        point = await b.newest(VMWARE)
        b.provider.rehearsal.inject({"kind": "point-missing", "item": VMWARE, "params": {"point": "newest"}})
        return point, await b.points(VMWARE)

    point, listed = bench.run(main)
    assert point.id not in {one.id for one in listed.points}


@pytest.mark.parametrize(
    ("params", "code"),
    [({}, "28031"), ({"code": "28044"}, "28044"), ({"at": "prerequisites"}, "28044")],
)
def test_a_short_quota_stops_a_failover(make_bench, params, code):
    seen, _, _ = ends(make_bench, {"kind": "quota-short", "item": VMWARE, "params": params})
    assert seen[-1].status is Status.FAILED
    assert codes(seen)[0] == code


def test_a_site_gives_no_more_cores_than_its_quota_and_takes_them_back():
    bench = step_bench()

    async def main(b):
        world = b.provider.world
        site = world.sites["cloud"]
        world.sites["cloud"] = type(site)(site.name, site.kind, cores_quota=3)
        first = await b.do(Operation.FAILOVER, VMWARE)
        second = await b.do(Operation.FAILOVER, HYPERV)
        again = await b.do(Operation.CHANGE_RECOVERY_POINT, VMWARE)
        return first[-1], second[-1], again[-1]

    first, second, again = bench.run(main)
    assert first.status is again.status is Status.DONE
    assert second.status is Status.FAILED
    assert second.errors[0].code == "28031"


def test_a_slow_step_takes_as_many_times_as_long():
    def took(*faults):
        bench = step_bench()

        async def main(b):
            for fault in faults:
                b.provider.rehearsal.inject(fault)
            begun = b.provider.clock.now()
            end = await b.follow(b.work(Operation.RESYNCHRONIZE, HYPERV, "RepairVmReplicationTask"))
            assert end.status is Status.DONE
            return b.provider.clock.now() - begun

        return bench.run(main)

    usual = took()
    assert took({"kind": "slow-step", "item": HYPERV, "params": {"factor": 4}}) >= 3.8 * usual
    assert took({"kind": "slow-step", "item": VMWARE, "params": {"factor": 4}}) == usual
    assert took({"kind": "slow-step", "step": "VmFailover", "params": {"factor": 4}}) == usual


def test_a_source_that_was_shut_down_comes_back_after_the_failover(make_bench):
    bench = make_bench()

    async def main(b):
        b.provider.rehearsal.inject({"kind": "source-returns", "item": VMWARE})
        await b.failed_over(VMWARE, shutdown=True)
        before = await b.provider.look([VMWARE], ["source-powered"])
        await b.sleep(700)
        return before[0], (await b.provider.look([VMWARE], ["source-powered", "target-running"]))

    before, (source, target) = bench.run(main)
    assert before.seen == "off"
    assert source.seen == "on"
    assert target.seen == "running"


def test_faults_of_the_estate_begin_and_end_at_their_times():
    bench = step_bench(faults="  - {kind: agent-lost, item: web, after: 100, duration: 50}")

    async def main(b):
        seen = []
        for _ in range(4):
            seen.append(((await b.status(VMWARE)).agent_connected, b.provider.rehearsal.faults()[0]["phase"]))
            await b.sleep(60)
        return seen

    assert bench.run(main) == [(True, "waiting"), (True, "waiting"), (False, "active"), (True, "over")]


def test_a_chance_is_drawn_per_step_and_falls_as_often_as_it_says():
    failed = 0
    for seed in range(40):
        bench = step_bench(seed=seed)

        async def main(b):
            fault = {
                "kind": "step-fails",
                "step": "RepairVmReplicationTask",
                "params": {"code": "x"},
                "probability": 0.5,
            }
            b.provider.rehearsal.inject(fault)
            return await b.follow(b.work(Operation.RESYNCHRONIZE, VMWARE, "RepairVmReplicationTask"))

        failed += bench.run(main).status is Status.FAILED
    assert 10 <= failed <= 30
