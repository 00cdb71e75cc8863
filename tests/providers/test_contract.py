"""What the engine relies on, whatever provider stands behind the port and at whatever grain it works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from benches import CONTRACT

from drconsole.providers.port import Rejected, Status
from drconsole.recovery.types.words import Direction, Grain, Location, Mode, Operation, RemoteAct, RunState, TargetType

PENDING = {"Commit", "ChangePit", "DisableProtection"}


@pytest.fixture(params=CONTRACT)
def make_bench(request):
    """Beside the usual benches one whose keys are no names."""
    return CONTRACT[request.param]


# What there is


def test_the_inventory_is_complete_at_first_and_then_only_what_changed(bench):
    async def main(b):
        everything = await b.provider.inventory(None)
        nothing = await b.provider.inventory(everything.cursor)
        await b.do(Operation.RESYNCHRONIZE if b.exact else Operation.TEST_FAILOVER, b.vmware)
        return everything, nothing, await b.provider.inventory(everything.cursor)

    everything, nothing, change = bench.run(main)
    keys = [item.key for item in bench.definition.items]
    assert everything.complete
    assert [(one.key, one.name, one.scenario, one.policy) for one in everything.items] == [
        (one.key, one.name, one.scenario, one.policy) for one in bench.definition.items
    ]
    assert [status.key for status in everything.statuses] == keys
    assert [(one.key, one.name, one.items) for one in everything.plans] == [
        (one.key, one.name, one.items) for one in bench.definition.plans
    ]
    assert [status.key for status in everything.plan_statuses] == [bench.plan]
    if bench.exact:
        assert everything.items == bench.definition.items
        assert everything.plans == bench.definition.plans
        assert everything.policies == bench.definition.policies
    assert not nothing.complete
    assert nothing.statuses == ()
    assert [status.key for status in change.statuses] == [bench.vmware]
    if bench.exact:
        assert [status.key for status in change.plan_statuses] == [bench.plan]


@pytest.mark.parametrize("cursor", ["", "nonsense", "99999.5", "1"])
def test_a_cursor_it_did_not_give_gets_everything(bench, cursor):
    async def main(b):
        return await b.provider.inventory(cursor)

    assert bench.run(main).complete


def test_it_says_which_reality_it_is(bench):
    async def main(b):
        return b.provider.mode, b.provider.name

    mode, name = bench.run(main)
    assert mode in Mode
    assert name


def test_points_are_read_per_item_newest_first_and_an_unknown_item_is_an_error(bench):
    async def main(b):
        return [read async for read in b.provider.recovery_points([b.vmware, "nobody", b.hyperv])]

    web, nobody, box = bench.run(main)
    assert nobody.error
    assert nobody.points == ()
    for read in (web, box):
        times = [point.time for point in read.points]
        assert times == sorted(times, reverse=True)
        assert len({point.id for point in read.points}) == len(read.points) > 10
        assert all(point.item == read.item and point.time <= read.as_of for point in read.points)


OFFERED = {
    Operation.PLANNED_FAILOVER: {"hyperv"},
    Operation.FAILBACK: {"hyperv"},
    Operation.REVERSE_REPLICATE: {"hyperv"},
    Operation.RE_PROTECT: {"vmware"},
}


@pytest.mark.parametrize("operation", list(Operation))
def test_operations_are_offered_where_site_recovery_has_them(bench, operation):
    async def main(b):
        keys = {"vmware": b.vmware, "hyperv": b.hyperv}
        return {word for word, key in keys.items() if b.grain(operation, key) is not None}

    everywhere = set() if operation in bench.never else {"vmware", "hyperv"}
    assert bench.run(main) == OFFERED.get(operation, everywhere)


def test_a_request_of_a_dead_engine_may_land_within_a_positive_settle_time(bench):
    async def main(b):
        return [b.provider.settle(operation) for operation in Operation]

    assert all(seconds > 0 for seconds in bench.run(main))


# Begin and observe


def test_what_was_begun_is_seen_running_by_reference_and_by_key_until_it_is_done(bench):
    async def main(b):
        work = b.first_work(Operation.FAILOVER, b.hyperv, shutdown=True)
        with b.provider.clock.hold():
            reference = await b.provider.begin(work)
            told = await b.provider.observe(work, reference)
        await b.sleep(5)
        by_key = await b.provider.observe(work, None)
        return told, by_key, await b.follow(work, reference), await b.provider.observe(work, None)

    told, by_key, end, end_by_key = bench.run(main)
    assert told.status is Status.RUNNING
    assert 0 < told.look_again <= 60
    assert by_key.status is Status.RUNNING
    assert end.status is end_by_key.status is Status.DONE
    assert told.reference == by_key.reference == end.reference == end_by_key.reference
    assert end.look_again is None
    assert end.items[bench.hyperv] is RunState.SUCCEEDED


def test_what_nobody_sent_is_absent(bench):
    async def main(b):
        work = b.first_work(Operation.FAILOVER, b.vmware)
        return await b.provider.observe(work, None), await b.provider.observe(work, "no-such-reference")

    assert [seen.status for seen in bench.run(main)] == [Status.ABSENT, Status.ABSENT]


def test_what_is_sent_twice_under_one_key_is_done_or_refused_twice_but_never_taken_for_one(bench):
    async def main(b):
        work = b.first_work(Operation.RESYNCHRONIZE, b.vmware, key="the/same/1")
        first = await b.follow(work)
        second = await b.follow(work)
        return first, second, await b.provider.observe(work, None), b.rehearsal.ledger()

    first, second, latest, ledger = bench.run(main)
    assert first.status is second.status is Status.DONE
    assert first.reference != second.reference == latest.reference
    assert [effect.what for effect in ledger if effect.item == bench.vmware].count("resync-started") == 2


@pytest.mark.parametrize(
    ("operation", "step"),
    [
        (Operation.COMMIT, "VmCommit"),
        (Operation.CHANGE_RECOVERY_POINT, "ShutdownVmRecovery"),
        (Operation.CLEANUP_TEST_FAILOVER, "VmTfoEndFailover"),
        (Operation.ENABLE_REPLICATION, "CreateProtectionTarget"),
    ],
)
def test_what_is_out_of_order_is_refused_or_fails_and_changes_nothing(bench, operation, step):
    async def main(b):
        before = await b.status(b.vmware)
        at_step = b.grain(operation, b.vmware) is Grain.STEP
        try:
            end = await b.follow(b.work(operation, b.vmware, step if at_step else None))
            refused = end.status is Status.FAILED and bool(end.errors)
        except Rejected as rejection:
            refused = bool(rejection.errors[0].message)
        return refused, before, await b.status(b.vmware)

    refused, before, after = bench.run(main)
    assert refused
    for name in ("protection_state", "test_failover_state", "provider_allowed_operations", "active_location"):
        assert getattr(after, name) == getattr(before, name)


def test_what_it_cannot_do_is_rejected(bench):
    async def main(b):
        rejected = []
        for work in (
            b.work(Operation.FAILOVER, b.vmware, "NoSuchStep"),
            b.work(Operation.REVERSE_REPLICATE, b.vmware),
            b.work(Operation.FAILOVER, b.vmware, items=("nobody",)),
            b.work(Operation.FAILOVER, "nobody"),
        ):
            with pytest.raises(Rejected) as caught:
                await b.provider.begin(work)
            rejected.append(caught.value.errors[0].message)
        return rejected

    assert all(bench.run(main))


def test_the_way_back_is_rejected(bench):
    async def main(b):
        work = b.first_work(Operation.FAILOVER, b.vmware)
        back = type(work)(
            **{**{n: getattr(work, n) for n in work.__slots__}, "direction": Direction.RECOVERY_TO_PRIMARY}
        )
        with pytest.raises(Rejected):
            await b.provider.begin(back)

    bench.run(main)


def test_nothing_can_be_said_to_work_it_does_not_know(bench):
    async def main(b):
        work = b.first_work(Operation.FAILOVER, b.vmware)
        for action in RemoteAct:
            with pytest.raises(Rejected):
                await b.provider.act(work, "no-such-reference", action, "")

    bench.run(main)


# Cancel


def test_a_cancelled_failover_leaves_the_item_unprotected(bench):
    async def main(b):
        at_step = b.grain(Operation.FAILOVER, b.vmware) is Grain.STEP
        work = b.work(Operation.FAILOVER, b.vmware, "VmFailover" if at_step else None)
        reference = await b.provider.begin(work)
        await b.sleep(40)
        await b.provider.act(work, reference, RemoteAct.CANCEL, "by mistake")
        asked = b.provider.clock.now()
        end = await b.follow(work, reference)
        return end, await b.status(b.vmware), b.provider.clock.now() - asked

    end, status, took = bench.run(main)
    assert end.status is Status.CANCELLED
    assert took < timedelta(seconds=60), "it was stopped, not waited out"
    assert end.items[bench.vmware] is RunState.CANCELLED
    assert status.protection_state == "UnprotectedStatesBegin"
    assert status.provider_allowed_operations == ("DisableProtection",)
    assert status.active_location is Location.PRIMARY


def test_a_cancel_that_comes_too_late_changes_nothing(bench):
    async def main(b):
        work = b.first_work(Operation.RESYNCHRONIZE, b.vmware)
        reference = await b.provider.begin(work)
        end = await b.follow(work, reference)
        await b.provider.act(work, reference, RemoteAct.CANCEL, "")
        return end, await b.provider.observe(work, reference)

    end, after = bench.run(main)
    assert end.status is after.status is Status.DONE


# A whole plan, where it takes one


def test_a_plan_is_one_job_where_the_provider_runs_plans(bench):
    async def main(b):
        if b.provider.grain(Operation.FAILOVER, b.item(b.vmware).scenario, TargetType.PLAN) is not Grain.PLAN:
            return None
        work = b.work(Operation.FAILOVER, b.plan)
        told = await b.provider.begin(work)
        first = await b.provider.observe(work, told)
        end = await b.follow(work, told)
        plan = (await b.provider.inventory(None)).plan_statuses[0]
        return told, first, end, plan

    outcome = bench.run(main)
    if outcome is None:
        return
    told, first, end, plan = outcome
    assert first.reference == end.reference
    assert first.reference != told
    assert end.state is RunState.SUCCEEDED
    assert set(end.items.values()) == {RunState.SUCCEEDED}
    assert {point.item for point in end.points} == set(bench.definition.plans[0].items)
    assert len(end.points) == 2
    assert plan.provider_allowed_operations == ("PlannedFailover", "UnplannedFailover", "TestFailover", "Commit")
    assert (plan.current_scenario, plan.scenario_status, plan.scenario_status_description) == (
        "UnplannedFailover",
        "Succeeded",
        "Completed",
    )
