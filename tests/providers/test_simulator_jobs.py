"""Remote jobs of a world at PLAN grain: a tree that is told piece by piece, people who are waited for, cancels."""

from __future__ import annotations

from collections import Counter

import pytest
from benches import BENCHES, PLAN, VMWARE

from drconsole.providers.port import Rejected, Status
from drconsole.recovery.types.words import Operation, Outcome, RemoteAct, RunState

plan_bench = BENCHES["simulator-plan"]
ACTIONS = """        pre:
          - {name: warn the shop, manual: Call the shop and say that it closes.}
        post:
          - {name: dns, runbook: switch-dns}
          - {name: note, script: /bin/true}"""


async def until_waiting(bench, work, reference):
    seen = await bench.follow(work, reference)
    return seen, [node for node in seen.nodes if node.state is RunState.SUSPENDED]


def run_plan(bench, operation=Operation.FAILOVER, **more):
    async def main(b):
        return await b.follow(b.work(operation, PLAN, **more)), b.provider.rehearsal.ledger()

    return bench.run(main)


def test_the_whole_tree_is_there_from_the_start_but_child_jobs_are_named_when_they_begin():
    bench = plan_bench()

    async def main(b):
        work = b.work(Operation.FAILOVER, PLAN, shutdown=True)
        reference = await b.provider.begin(work)
        await b.sleep(3)
        first = await b.provider.observe(work, reference)
        return first, await b.follow(work, reference)

    first, end = bench.run(main)
    jobs = [node for node in first.nodes if node.kind == "job"]
    assert len(jobs) == 6, "two items, three phases"
    assert {(node.name, node.friendly_name, node.remote_job, node.state) for node in jobs} == {
        ("Unknown", "", None, RunState.NOT_STARTED)
    }
    done = {node.id: node for node in end.nodes}
    assert set(done) > {node.id for node in first.nodes}, "steps of child jobs appear late"
    named = [node for node in end.nodes if node.kind == "job"]
    assert Counter(node.friendly_name for node in named) == {"web": 3, "web-2": 3}
    assert len({node.remote_job for node in named}) == 6
    parents = {node.id for node in end.nodes}
    assert all(node.parent is None or node.parent in parents for node in end.nodes)
    order = [node.friendly_name for node in end.nodes if node.parent is None]
    assert order == [
        "Prerequisites check for the recovery plan",
        "Create the environment",
        "All groups shutdown (2)",
        "Recovery plan failover",
        "Group 1: Start (1)",
        "Group 2: Start (1)",
        "Finalizing the recovery plan",
    ]


def test_all_items_fail_over_at_once_and_only_start_goes_group_by_group():
    _, ledger = run_plan(plan_bench())
    at = {(effect.item, effect.what): effect.at for effect in ledger}
    last_created = max(when for (_, what), when in at.items() if what == "machine-created")
    assert at["web", "machine-started"] > last_created
    assert at["web-2", "machine-started"] > at["web", "machine-started"]
    stopped = [when for (_, what), when in at.items() if what == "replication-stopped"]
    assert max(stopped) < min(when for (_, what), when in at.items() if what == "machine-created")


@pytest.mark.parametrize(
    ("outcome", "comment", "node_state", "job_state"),
    [
        (Outcome.DONE, "called", RunState.SUCCEEDED, RunState.SUCCEEDED),
        (Outcome.DONE, "failed: at first", RunState.SUCCEEDED, RunState.SUCCEEDED),
        (Outcome.DONE, "", RunState.SUCCEEDED, RunState.SUCCEEDED),
        (Outcome.SKIP, "nobody there", RunState.OTHER, RunState.SUCCEEDED),
        (Outcome.FAILED, "they did not listen", RunState.FAILED, RunState.PARTIALLY_SUCCEEDED),
    ],
)
def test_a_manual_action_waits_for_its_answer_and_nothing_else_will_do(outcome, comment, node_state, job_state):
    bench = plan_bench(actions=ACTIONS)

    async def main(b):
        work = b.work(Operation.FAILOVER, PLAN)
        reference = await b.provider.begin(work)
        seen, (manual,) = await until_waiting(b, work, reference)
        before = b.provider.clock.now()
        for wrong in ("", "Group1", "FailoverAllActionGroup", "nonsense"):
            with pytest.raises(Rejected):
                await b.provider.act(work, reference, RemoteAct.RESUME, "done", wrong)
        await b.provider.act(work, reference, RemoteAct.RESUME, comment, manual.id, outcome)
        with pytest.raises(Rejected):
            await b.provider.act(work, reference, RemoteAct.RESUME, comment, manual.id, outcome)
        _, (script,) = await until_waiting(b, work, reference)
        await b.provider.act(work, seen.reference, RemoteAct.RESUME, "ran", script.id)
        return seen, manual, script, before, await b.follow(work, reference)

    seen, manual, script, _, end = bench.run(main)
    assert seen.status is Status.WAITING
    assert seen.look_again is None
    assert set(seen.allowed_actions) == {"Cancel", "Resume"}
    assert (manual.kind, manual.description) == ("manual", "WaitingForManualAction")
    assert manual.instructions == "Call the shop and say that it closes."
    assert (script.kind, script.name) == ("script", "note")
    nodes = {node.id: node for node in end.nodes}
    assert nodes[manual.id].state is node_state
    assert end.state is job_state
    (runbook,) = [node for node in end.nodes if node.kind == "runbook"]
    assert (runbook.state, runbook.output) == (RunState.SUCCEEDED, "switched")
    assert set(end.items.values()) == {RunState.SUCCEEDED}


FAILS = "  - {kind: step-fails, item: web, step: VmFailover, code: '28031'}"


def test_an_unplanned_run_goes_on_when_an_item_fails():
    end, ledger = run_plan(plan_bench(faults=FAILS))
    assert end.status is Status.DONE
    assert end.state is RunState.PARTIALLY_SUCCEEDED
    assert end.items == {"web": RunState.FAILED, "web-2": RunState.SUCCEEDED}
    assert [error.code for error in end.errors] == ["28031", "539"]
    assert ("web-2", "machine-started") in {(effect.item, effect.what) for effect in ledger}
    started = [node for node in end.nodes if node.kind == "job" and node.item == "web"][-1]
    assert (started.state, started.description) == (RunState.OTHER, "Skipped")


def test_a_source_that_cannot_be_shut_down_fails_neither_its_item_nor_the_plan():
    faults = "  - {kind: shutdown-fails, item: web}"
    end, _ = run_plan(plan_bench(faults=faults), shutdown=True)
    assert end.state is RunState.SUCCEEDED
    assert end.items["web"] is RunState.SUCCEEDED
    assert "ShutdownFailed" in {error.code for error in end.errors}


def test_a_failed_prerequisites_check_skips_all_the_rest():
    faults = "  - {kind: step-fails, plan: both-webs, step: RpSrsPrerequisitesCheck, code: '28044'}"
    end, ledger = run_plan(plan_bench(faults=faults))
    assert end.status is Status.FAILED
    assert end.state is RunState.FAILED
    assert set(end.items.values()) == {RunState.OTHER}
    assert {node.description for node in end.nodes[1:]} == {"Skipped"}
    assert [effect.what for effect in ledger] == ["job-started"]


def test_a_second_job_on_a_busy_plan_fails_with_532_and_does_nothing():
    bench = plan_bench()

    async def main(b):
        work = b.work(Operation.FAILOVER, PLAN, key="the/same/1")
        first = await b.provider.begin(work)
        await b.sleep(30)
        second = await b.follow(work)
        return second, await b.follow(work, first), b.provider.rehearsal.ledger()

    second, first, ledger = bench.run(main)
    assert second.status is Status.FAILED
    assert [error.code for error in second.errors] == ["532"]
    assert first.state is RunState.SUCCEEDED
    whats = Counter(effect.what for effect in ledger)
    assert whats["job-started"] == 2, "what was sent twice is seen twice"
    assert whats["refused"] == 1
    assert whats["machine-created"] == 2


@pytest.mark.parametrize("moment", [1, 5, 60, 200])
def test_a_cancelled_job_ends_cancelled_and_items_on_the_way_end_unprotected(moment):
    bench = plan_bench()

    async def main(b):
        work = b.work(Operation.FAILOVER, PLAN)
        reference = await b.provider.begin(work)
        await b.sleep(moment)
        await b.provider.act(work, reference, RemoteAct.CANCEL, "stop")
        stopping = await b.provider.observe(work, reference)
        end = await b.follow(work, reference)
        return (
            stopping,
            end,
            {key: await b.status(key) for key in ("web", "web-2")},
            b.provider.rehearsal.ledger(),
        )

    stopping, end, statuses, ledger = bench.run(main)
    assert end.status is Status.CANCELLED
    assert stopping.status is Status.CANCELLED or any(node.state is RunState.CANCELLING for node in stopping.nodes)
    assert all(node.state.ended for node in end.nodes)
    stopped = {effect.item for effect in ledger if effect.what == "replication-stopped"}
    for key, status in statuses.items():
        expected = "UnprotectedStatesBegin" if key in stopped else "Protected"
        assert status.protection_state == expected
        assert status.current_scenario is None
        assert end.items[key] is RunState.CANCELLED
    assert bool(stopped) == (moment >= 60)


def test_cancelling_what_waits_for_a_person_ends_it():
    bench = plan_bench(actions=ACTIONS)

    async def main(b):
        work = b.work(Operation.FAILOVER, PLAN)
        reference = await b.provider.begin(work)
        _, (manual,) = await until_waiting(b, work, reference)
        await b.provider.act(work, reference, RemoteAct.CANCEL, "")
        return manual, await b.provider.observe(work, reference)

    manual, end = bench.run(main)
    assert end.status is Status.CANCELLED
    assert {node.id: node.state for node in end.nodes}[manual.id] is RunState.CANCELLED


def test_a_test_of_a_plan_succeeds_while_the_plan_waits_for_its_cleanup():
    bench = plan_bench()

    async def main(b):
        tested = await b.follow(b.work(Operation.TEST_FAILOVER, PLAN, network="cloud-lab"))
        opened = (await b.provider.inventory(None)).plan_statuses[0]
        cleaned = await b.follow(b.work(Operation.CLEANUP_TEST_FAILOVER, PLAN))
        return (
            tested,
            opened,
            cleaned,
            (await b.provider.inventory(None)).plan_statuses[0],
            b.provider.rehearsal.ledger(),
        )

    tested, opened, cleaned, after, ledger = bench.run(main)
    assert tested.state is cleaned.state is RunState.SUCCEEDED
    assert opened.provider_allowed_operations == ("TestFailoverCleanup",)
    assert (opened.scenario_status, opened.scenario_status_description) == ("Suspended", "WaitingForStopTestFailover")
    assert after.provider_allowed_operations == ("PlannedFailover", "UnplannedFailover", "TestFailover")
    assert (after.current_scenario, after.scenario_status) == ("TestFailoverCleanup", "Succeeded")
    whats = Counter(effect.what for effect in ledger)
    assert whats["test-network-created"] == whats["test-network-deleted"] == 1
    assert whats["test-machine-created"] == whats["test-machine-deleted"] == 2


def test_a_commit_of_a_plan_deletes_every_point():
    bench = plan_bench()

    async def main(b):
        await b.follow(b.work(Operation.FAILOVER, PLAN))
        end = await b.follow(b.work(Operation.COMMIT, PLAN))
        return end, [read.points async for read in b.provider.recovery_points(["web", "web-2"])]

    end, points = bench.run(main)
    assert end.state is RunState.SUCCEEDED
    assert points == [(), ()]
    assert [node.friendly_name for node in end.nodes if node.parent is None] == [
        "Group 1: Commit (1)",
        "Group 2: Commit (1)",
    ]


def test_items_that_were_not_asked_for_take_no_part():
    end, ledger = run_plan(plan_bench(), items=(VMWARE,))
    assert end.items == {VMWARE: RunState.SUCCEEDED}
    assert {effect.item for effect in ledger} == {"", VMWARE}
