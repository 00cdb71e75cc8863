"""What Azure's provider does beyond the contract: others' jobs, what it refuses, whole plans, what is not told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from benches import azure, chosen

from drconsole.providers.azure.calls import Call
from drconsole.providers.port import NoAnswer, Rejected, Status
from drconsole.recovery.types.words import Mode, Operation, Outcome, PointChoice, RemoteAct

OP = Operation


@pytest.fixture
def bench():
    return azure()()


def test_an_emulator_is_an_exercise_wherever_it_is_called(bench):
    assert bench.provider.mode is Mode.EXERCISE


def test_a_job_that_others_began_is_told_and_ours_are_not(bench):
    async def main(b):
        await b.provider.inventory(None)
        body = {"properties": {"comments": "by the portal"}}
        await b.follow(b.work(OP.TEST_FAILOVER, b.vmware, network="none"))
        path = f"{b.provider._identities.id_of(b.vmware)}/testFailoverCleanup"
        answer = await b.provider.transport.send(Call("POST", path, body=body, request_id="11111111-portal"))
        assert answer.ok
        await b.sleep(20)
        await asyncio.sleep(20)  # on the wall, by which the list of others' jobs ages
        return (await b.provider.inventory(None)).foreign_jobs

    (job,) = bench.run(main)
    assert job.operation == "TestFailoverCleanup"
    assert job.target == "web"


def test_ours_are_ours_for_the_next_life_too(bench):
    async def main(b):
        work = b.work(OP.RESYNCHRONIZE, b.vmware)
        await b.follow(work)
        other = b.again()
        await other.open()
        return (await other.inventory(None)).foreign_jobs, await other.observe(work, None)

    foreign, seen = bench.run(main)
    assert foreign == ()
    assert seen.status is Status.DONE


def test_nothing_is_sent_where_the_connection_is_read_only(bench):
    async def main(b):
        only_reads = replace(b.provider._connection, read_only=True)
        b.provider._connection = b.provider._asker._connection = only_reads
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(OP.RESYNCHRONIZE, b.vmware))
        assert caught.value.errors[0].code == "ReadOnly"
        with pytest.raises(Rejected):
            await b.provider.act(b.work(OP.RESYNCHRONIZE, b.vmware), "x", RemoteAct.CANCEL, "")
        return b.provider.transport.sent

    assert bench.run(main) == []


def test_a_gate_can_be_told_that_it_is_done_and_nothing_else(bench):
    async def main(b):
        for outcome in (Outcome.FAILED, Outcome.SKIP, Outcome.RETRY):
            with pytest.raises(Rejected) as caught:
                await b.provider.act(b.work(OP.FAILOVER, b.plan), "x", RemoteAct.RESUME, "", "n", outcome)
            assert caught.value.errors[0].recommended_action
        return b.provider.transport.sent

    assert bench.run(main) == []


def test_a_plan_is_not_run_for_some_of_its_items_where_the_service_would_take_all(bench):
    async def main(b):
        await b.provider.inventory(None)
        plan = next(one for one in b.definition.plans if one.key == b.plan)
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(OP.FAILOVER, b.plan, items=plan.items[:1]))
        return caught.value.errors[0], b.provider.transport.sent

    error, sent = bench.run(main)
    assert error.code == "WholePlan"
    assert sent == []


def test_a_plan_is_not_run_past_a_member_that_cannot_be_read(bench):
    async def main(b):
        await b.provider.inventory(None)
        plan = next(one for one in b.definition.plans if one.key == b.plan)
        seen, unread = b.provider._reader.latest, plan.items[1]
        statuses = {key: one for key, one in seen.statuses.items() if key != unread}
        items = {key: one for key, one in seen.items.items() if key != unread}
        b.provider._reader.latest = replace(seen, statuses=statuses, items=items)
        with pytest.raises(Rejected, match="cannot be read"):
            await b.provider.begin(b.work(OP.FAILOVER, b.plan, items=plan.items[:1]))
        return b.provider.transport.sent

    assert bench.run(main) == []


def test_what_the_others_of_a_plan_allow_is_not_taken_from_an_old_look(bench):
    async def main(b):
        await b.provider.inventory(None)
        plan, reader = next(one for one in b.definition.plans if one.key == b.plan), b.provider._reader
        statuses = dict(reader.latest.statuses)
        for key in plan.items[1:]:
            statuses[key] = replace(statuses[key], provider_allowed_operations=())
        reader.latest = replace(reader.latest, statuses=statuses)
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(OP.FAILOVER, b.plan, items=plan.items[:1]))
        return caught.value.errors[0], b.provider.transport.sent

    error, sent = bench.run(main)
    assert error.code == "WholePlan"
    assert sent == []


def test_a_plan_takes_no_single_point(bench):
    async def main(b):
        plan = next(one for one in b.definition.plans if one.key == b.plan)
        points = {key: chosen(await b.newest(key), PointChoice.CUSTOM) for key in plan.items}
        with pytest.raises(Rejected):
            await b.provider.begin(b.work(OP.FAILOVER, b.plan, points=points))
        return b.provider.transport.sent

    assert bench.run(main) == []


def test_a_network_that_the_vault_does_not_show_is_refused_and_one_that_it_shows_is_taken(bench):
    async def main(b):
        await b.provider.inventory(None)
        with pytest.raises(Rejected, match="nowhere"):
            await b.provider.begin(b.work(OP.TEST_FAILOVER, b.vmware, network="nowhere"))
        await b.provider.begin(b.work(OP.TEST_FAILOVER, b.vmware, network="cloud-lab"))
        return b.provider.transport.sent

    (post,) = bench.run(main)
    assert post.body["properties"]["networkType"] == "VmNetworkAsInput"
    assert post.body["properties"]["networkId"].endswith("/virtualNetworks/cloud-lab")


def test_what_could_not_be_read_before_was_not_sent_and_may_be_tried_again(bench):
    async def main(b):
        await b.provider.inventory(None)
        fault = {"kind": "http-status", "params": {"method": "GET", "times": 1}}
        await b.provider._control("POST", "faults", fault)
        with pytest.raises(NoAnswer, match="nothing was sent"):
            await b.provider.begin(b.work(OP.RESYNCHRONIZE, b.vmware))
        return b.provider.transport.sent

    assert bench.run(main) == []


def test_a_dead_job_list_hides_no_items(bench):
    async def main(b):
        fault = {"kind": "http-status", "params": {"method": "GET", "path": "replicationJobs", "times": 1}}
        await b.provider._control("POST", "faults", fault)
        return await b.provider.inventory(None)

    assert len(bench.run(main).items) == len(bench.definition.items)


def test_a_look_whose_asker_went_away_goes_on_and_the_next_asker_gets_it(bench):
    async def main(b):
        asked = 0
        pages = b.provider.transport.pages

        async def slowly(call, urgency=None):
            nonlocal asked
            asked += 1
            await asyncio.sleep(30)
            async for page in pages(call):
                yield page

        b.provider.transport.pages = slowly
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(b.provider.inventory(None), 10)
        begun = asked
        snapshot = await b.provider._reader.read()
        return begun, len(snapshot.items)

    begun, items = bench.run(main)
    assert begun >= 4
    assert items == len(bench.definition.items)
