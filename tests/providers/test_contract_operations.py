"""What operations do to items, which the engine relies on, whatever provider stands behind the port."""

from __future__ import annotations

from datetime import timedelta

import pytest
from benches import CONTRACT, chosen, used

from drconsole.providers.port import Status
from drconsole.recovery.types.estate.known import NO_ANSWER
from drconsole.recovery.types.words import Location, Operation

PENDING = {"Commit", "ChangePit", "DisableProtection"}


@pytest.fixture(params=CONTRACT)
def make_bench(request):
    """Beside the usual benches one whose keys are no names."""
    return CONTRACT[request.param]


# A failover and what follows


def test_only_the_item_that_was_asked_for_changes_whatever_the_others_are_called(bench):
    async def main(b):
        before = {one.key: one for one in (await b.provider.inventory(None)).statuses}
        points = await b.points(b.vmware)
        await b.failed_over(b.vmware, shutdown=True)
        after = {one.key: one for one in (await b.provider.inventory(None)).statuses}
        return before, after, points, await b.provider.look(list(after), ["source-powered", "target-running"])

    before, after, points, looks = bench.run(main)
    assert len({one.provider_id for one in after.values()}) == len(after) == len(bench.definition.items)
    assert {key for key in after if after[key].protection_state != before[key].protection_state} == {bench.vmware}
    assert {point.item for point in points.points} == {bench.vmware}
    seen = {(one.item, one.probe): one.seen for one in looks}
    if bench.exact:
        assert {key for key in after if seen[key, "source-powered"] == "off"} == {bench.vmware}
    assert {key for key in after if seen[key, "target-running"] == "running"} == {bench.vmware}


def test_while_something_works_on_an_item_it_allows_nothing_and_says_what_is_under_way(bench):
    async def main(b):
        work = b.first_work(Operation.FAILOVER, b.hyperv, shutdown=True)
        reference = await b.provider.begin(work)
        await b.sleep(4)
        busy = await b.status(b.hyperv)
        await b.follow(work, reference)
        return busy, await b.status(b.hyperv)

    busy, idle = bench.run(main)
    assert busy.current_scenario == "UnplannedFailover"
    assert busy.current_job
    assert busy.provider_allowed_operations == ()
    assert idle.current_scenario is None


def test_a_failover_goes_to_the_chosen_point_and_waits_to_be_committed(bench):
    async def main(b):
        point = await b.newest(b.vmware)
        seen = await b.failed_over(b.vmware, points={b.vmware: chosen(point)}, shutdown=True)
        probes = ["source-powered", "target-running", "replicating"]
        evidence = {one.probe: one for one in await b.provider.look([b.vmware], probes)}
        return point, seen, await b.status(b.vmware), evidence, await b.points(b.vmware)

    point, seen, status, evidence, points = bench.run(main)
    assert used(seen, bench.vmware) == point.id == status.failover_point_id
    assert status.failover_point_time == point.time
    assert (status.protection_state, status.active_location) == (
        "UnplannedFailoverCommitPendingStatesBegin",
        Location.RECOVERY,
    )
    assert set(status.provider_allowed_operations) >= PENDING
    assert "UnplannedFailover" not in status.provider_allowed_operations
    assert status.last_failover is not None
    assert status.address or not bench.exact
    assert {probe: one.seen for probe, one in evidence.items()} == {
        "source-powered": "off" if bench.exact else NO_ANSWER,
        "target-running": "running",
        "replicating": "stopped",
    }
    assert point.id in {one.id for one in points.points}


def test_latest_makes_a_point_of_what_has_arrived(bench):
    async def main(b):
        before = await b.points(b.vmware)
        seen = await b.failed_over(b.vmware, points={})
        return before, seen, await b.points(b.vmware)

    before, seen, after = bench.run(main)
    made = used(seen, bench.vmware)
    assert made not in {point.id for point in before.points}
    assert made in {point.id for point in after.points}
    (point,) = (point for point in after.points if point.id == made)
    assert point.time >= before.unprocessed_until
    assert after.unprocessed_until is None


def test_points_stand_still_after_a_failover(bench):
    async def main(b):
        await b.failed_over(b.vmware)
        await b.sleep(600)
        before = await b.points(b.vmware)
        await b.sleep(2 * 86400)
        return before, await b.points(b.vmware)

    before, after = bench.run(main)
    assert [point.id for point in before.points] == [point.id for point in after.points] != []


def test_a_test_failover_stays_open_until_its_cleanup(bench):
    async def main(b):
        before = await b.status(b.vmware)
        tested = await b.do(Operation.TEST_FAILOVER, b.vmware, network="cloud-lab")
        opened, there = await b.status(b.vmware), await b.provider.look([b.vmware], ["test-machine", "replicating"])
        cleaned = await b.do(Operation.CLEANUP_TEST_FAILOVER, b.vmware)
        after, gone = await b.status(b.vmware), await b.provider.look([b.vmware], ["test-machine"])
        return before, tested[-1], opened, there, cleaned[-1], after, gone

    before, tested, opened, there, cleaned, after, gone = bench.run(main)
    assert tested.status is cleaned.status is Status.DONE
    assert opened.test_failover_state == "WaitingForCompletion"
    assert opened.provider_allowed_operations == ("TestFailoverCleanup",)
    assert opened.current_scenario == "TestFailover"
    assert after.current_scenario is None
    assert opened.protection_state == "Protected"
    assert opened.last_test_failover == before.last_test_failover
    assert [one.seen for one in there] == ["present", "replicating"]
    assert after.test_failover_state == "MarkedForDeletion"
    assert after.last_test_failover > before.last_test_failover
    assert after.provider_allowed_operations == before.provider_allowed_operations
    assert [one.seen for one in gone] == ["absent"]


def test_another_point_can_be_taken_until_the_commit_deletes_them_all(bench):
    async def main(b):
        await b.failed_over(b.vmware, points={b.vmware: chosen(await b.newest(b.vmware))})
        other = (await b.points(b.vmware)).points[-1]
        seen = await b.do(Operation.CHANGE_RECOVERY_POINT, b.vmware, points={b.vmware: chosen(other)})
        changed, running = await b.status(b.vmware), await b.provider.look([b.vmware], ["target-running"])
        committed = await b.do(Operation.COMMIT, b.vmware)
        return other, seen, changed, running, committed[-1], await b.status(b.vmware), await b.points(b.vmware)

    other, seen, changed, running, committed, after, points = bench.run(main)
    assert seen[-1].status is committed.status is Status.DONE
    assert used(seen, bench.vmware) == changed.failover_point_id == other.id
    assert set(changed.provider_allowed_operations) >= PENDING
    assert running[0].seen == "running"
    assert points.points == ()
    assert after.protection_state == "UnplannedFailoverStatesBegin"
    assert not {"ChangePit", "Commit"} & set(after.provider_allowed_operations)


def test_a_planned_failover_loses_nothing(bench):
    async def main(b):
        seen = await b.do(Operation.PLANNED_FAILOVER, b.hyperv)
        return (
            seen,
            await b.status(b.hyperv),
            await b.provider.look([b.hyperv], ["source-powered"]),
            b.rehearsal,
        )

    seen, status, source, rehearsal = bench.run(main)
    assert seen[-1].status is Status.DONE, seen[-1].errors
    assert status.protection_state == "PlannedFailoverCommitRequired"
    assert source[0].seen == ("off" if bench.exact else NO_ANSWER)
    if rehearsal is not None:
        (shut,) = [one for one in rehearsal.ledger() if one.what == "source-shut-down"]
        (made,) = [one for one in rehearsal.ledger() if one.what == "machine-created"]
        assert status.failover_point_time == shut.at
        assert "lost=0" in made.detail.split()


def test_disabled_replication_can_be_enabled_and_takes_its_time(bench):
    if Operation.ENABLE_REPLICATION in bench.never:
        return

    async def main(b):
        before = await b.status(b.vmware)
        await b.do(Operation.DISABLE_REPLICATION, b.vmware)
        disabled, none = await b.status(b.vmware), await b.points(b.vmware)
        seen = await b.do(Operation.ENABLE_REPLICATION, b.vmware)
        states = []
        begun = b.provider.clock.now()
        while (status := await b.status(b.vmware)).provider_allowed_operations != before.provider_allowed_operations:
            if not states or states[-1] != status.protection_state:
                states.append(status.protection_state)
            if status.protection_state != "Protected":
                assert (await b.points(b.vmware)).points == ()
            await b.sleep(30)
        took = b.provider.clock.now() - begun
        return before, disabled, none, seen, states, took, status, await b.points(b.vmware)

    before, disabled, none, seen, states, took, after, points = bench.run(main)
    assert disabled.protection_state == "Unprotected"
    assert disabled.provider_allowed_operations == ()
    assert none.points == ()
    assert states[:2] == ["InitialReplicationInProgress", "InitialReplicationRecoveryCompletionPending"]
    assert timedelta(minutes=20) <= took <= timedelta(minutes=62)
    assert after.provider_id != before.provider_id
    assert after.provider_id in {new for one in seen for new in one.replaced_ids.values()}
    assert points.points
