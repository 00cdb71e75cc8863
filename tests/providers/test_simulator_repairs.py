"""Acts of people outside in a simulated world: what clears a fault, once it has shown itself, and what it leaves."""

from __future__ import annotations

import pytest
from benches import BENCHES, HYPERV, PLAN, VMWARE

from drconsole.documents.definition import CLEARED_BY, FAULT_KINDS, NOTHING
from drconsole.documents.estate import DocumentFaults, parse_estate
from drconsole.providers.port import Status
from drconsole.providers.simulator.repairing import cleared_by
from drconsole.providers.simulator.state.rows.rows import FaultState
from drconsole.recovery.types.remedies import Deed
from drconsole.recovery.types.words import Health, Operation
from drconsole.recovery.types.work.errors import BadInput

step_bench = BENCHES["simulator-step"]


def world(fault, play, **more):
    bench = step_bench(**more)

    async def main(b):
        rehearsal = b.provider.rehearsal
        rehearsal.inject({"id": "f", **fault})
        return await play(b, rehearsal)

    return bench.run(main)


async def seen(b, key, *probes):
    found = await b.provider.look([key], probes)
    return [one.seen for one in found]


def test_a_source_that_could_not_be_shut_down_is_off_once_somebody_did_it():
    async def play(b, rehearsal):
        with pytest.raises(BadInput, match="no fault has shown itself"):
            rehearsal.repair(VMWARE)
        await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        before = await seen(b, VMWARE, "source-powered", "target-running")
        (shown,) = rehearsal.at_work()
        done = rehearsal.repair(VMWARE)
        return before, shown, done, await seen(b, VMWARE, "source-powered", "target-running"), rehearsal.at_work()

    before, shown, done, after, left = world({"kind": "shutdown-fails", "item": VMWARE}, play)
    assert (before, after) == (["on", "running"], ["off", "running"])
    assert done == [shown]
    assert (shown.id, shown.items, shown.cleared_by) == ("f", (VMWARE,), Deed.SHUT_DOWN)
    assert left == []


def test_a_step_that_failed_succeeds_once_what_it_named_is_mended():
    fault = {"kind": "step-fails", "item": VMWARE, "step": "VmFailover", "params": {"code": "28031"}}

    async def play(b, rehearsal):
        first = (await b.do(Operation.FAILOVER, VMWARE))[-1]
        rehearsal.repair(VMWARE)
        return first, (await b.do(Operation.FAILOVER, VMWARE))[-1]

    first, then = world({**fault, "cleared_by": "prepare"}, play)
    assert (first.status, then.status) == (Status.FAILED, Status.DONE)


@pytest.mark.parametrize(
    ("fault", "health"),
    [
        ({"kind": "agent-lost"}, Health.CRITICAL),
        ({"kind": "link-down"}, Health.WARNING),
        ({"kind": "health-error", "params": {"code": "78022"}}, Health.CRITICAL),
        ({"kind": "source-off"}, Health.CRITICAL),
    ],
)
def test_what_keeps_replication_from_going_on_ends_at_once(fault, health):
    async def play(b, rehearsal):
        wrong = (await b.status(VMWARE)).replication_health
        rehearsal.repair(VMWARE)
        return wrong, (await b.status(VMWARE)).replication_health, await seen(b, VMWARE, "source-powered")

    wrong, right, powered = world({**fault, "item": VMWARE}, play)
    assert (wrong, right, powered) == (health, Health.NORMAL, ["on"])


def test_a_lost_machine_is_restored():
    async def play(b, rehearsal):
        lost = await seen(b, VMWARE, "source-powered")
        rehearsal.repair(VMWARE)
        return lost, await seen(b, VMWARE, "source-powered"), [one.what for one in rehearsal.ledger()]

    lost, back, whats = world({"kind": "source-lost", "item": VMWARE}, play)
    assert (lost, back) == (["absent"], ["off"])
    assert whats[-2:] == ["source-restored", "repaired"]


def test_a_source_that_came_back_is_shut_down_and_stays_so():
    async def play(b, rehearsal):
        await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        await b.sleep(1200)
        back = await seen(b, VMWARE, "source-powered")
        rehearsal.repair(VMWARE)
        await b.sleep(7200)
        return back, await seen(b, VMWARE, "source-powered")

    assert world({"kind": "source-returns", "item": VMWARE}, play) == (["on"], ["off"])


def test_a_machine_that_was_stopped_by_hand_is_started_again():
    async def play(b, rehearsal):
        await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        rehearsal.inject({"id": "by-hand", "kind": "target-stopped", "item": VMWARE})
        stopped = await seen(b, VMWARE, "target-running")
        rehearsal.repair(VMWARE, "by-hand")
        return stopped, await seen(b, VMWARE, "target-running")

    assert world({"kind": "agent-lost", "item": HYPERV}, play) == (["stopped"], ["running"])


def test_a_fault_of_a_plan_is_cleared_for_all_of_it_and_no_other_is():
    async def play(b, rehearsal):
        rehearsal.inject({"id": "other", "kind": "agent-lost", "item": HYPERV})
        rehearsal.repair("web-2")
        return [one.id for one in rehearsal.at_work()], (await b.status(VMWARE)).agent_connected

    assert world({"kind": "agent-lost", "plan": PLAN}, play) == (["other"], True)


def test_of_several_faults_one_can_be_named():
    async def play(b, rehearsal):
        rehearsal.inject({"id": "second", "kind": "health-error", "item": VMWARE, "params": {"code": "1"}})
        (done,) = rehearsal.repair(VMWARE, "second")
        with pytest.raises(BadInput, match="no fault 'third' has shown itself"):
            rehearsal.repair(VMWARE, "third")
        return done.id, [one.id for one in rehearsal.at_work()]

    assert world({"kind": "agent-lost", "item": VMWARE}, play) == ("second", ["f"])


def test_what_nobody_can_clear_stays():
    async def play(b, rehearsal):
        (shown,) = rehearsal.at_work()
        with pytest.raises(BadInput, match="nobody can clear"):
            rehearsal.repair(VMWARE)
        return shown.cleared_by, len(rehearsal.at_work())

    assert world({"kind": "agent-lost", "item": VMWARE, "cleared_by": NOTHING}, play) == (None, 1)


def test_an_injected_fault_can_only_be_cleared_by_an_act_that_there_is():
    with pytest.raises(BadInput, match="clears nothing"):
        world({"kind": "agent-lost", "item": VMWARE, "cleared_by": "prayer"}, lambda *_: None)


def test_every_kind_says_what_clears_it():
    for kind in FAULT_KINDS:
        assert cleared_by(FaultState("f", kind)) in CLEARED_BY


ESTATE = """
name: e
sites: [{name: here, kind: vmware}, {name: there, kind: azure}]
policies: [{name: day}]
items:
  - {name: a, scenario: vmware-to-azure, source: here, target: there, policy: day, agent_version: "9.62"}
faults:
  - {kind: shutdown-fails, item: a}
  - {kind: agent-lost, item: a, cleared_by: nothing}
"""


def test_a_document_may_say_what_clears_a_fault():
    assert [fault.cleared_by for fault in parse_estate(ESTATE, "e.yaml", None).faults] == [None, "nothing"]
    with pytest.raises(DocumentFaults) as caught:
        parse_estate(ESTATE.replace("cleared_by: nothing", "cleared_by: prayer"), "e.yaml", None)
    (wrong,) = caught.value.faults
    assert wrong.path == "faults[1].cleared_by"
    assert wrong.right.startswith("One of: shut-down, start, restore")


LEFT_TO_PEOPLE = [
    ({"shutdown": False}, "two-machines-run", Deed.SHUT_DOWN, ["on", "running"], ["off", "running"]),
    ({"shutdown": True}, None, None, ["off", "running"], None),
]


@pytest.mark.parametrize(("options", "kind", "deed", "before", "after"), LEFT_TO_PEOPLE)
def test_what_a_run_leaves_to_people_is_done_without_a_fault(options, kind, deed, before, after):
    """A failover without shutdown left two machines running for ever: nobody could shut the old one down."""

    async def play(b):
        rehearsal = b.provider.rehearsal
        await b.do(Operation.FAILOVER, VMWARE, **options)
        assert await seen(b, VMWARE, "source-powered", "target-running") == before
        found = rehearsal.at_work()
        assert [(one.kind, one.cleared_by, one.items) for one in found] == ([(kind, deed, (VMWARE,))] if kind else [])
        assert rehearsal.at_work([HYPERV]) == []
        if not kind:
            with pytest.raises(BadInput, match="no fault has shown itself"):
                rehearsal.repair(VMWARE)
            return
        assert rehearsal.repair(VMWARE) == found
        assert await seen(b, VMWARE, "source-powered", "target-running") == after
        assert rehearsal.at_work() == []

    step_bench().run(play)


def test_a_machine_that_does_not_run_where_it_failed_over_to_is_started_by_hand():
    async def play(b, rehearsal):
        await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        assert await seen(b, VMWARE, "target-running") == ["running"]
        rehearsal.inject({"id": "g", "kind": "target-stopped", "item": VMWARE, "cleared_by": "nothing"})
        stopped = await seen(b, VMWARE, "target-running")
        found = rehearsal.at_work([VMWARE])
        done = rehearsal.repair(VMWARE)
        return stopped, found, done, await seen(b, VMWARE, "target-running"), rehearsal.at_work([VMWARE])

    stopped, found, done, then, left = step_bench().run(lambda b: play(b, b.provider.rehearsal))
    assert (stopped, then) == (["stopped"], ["running"])
    assert [(one.kind, one.cleared_by) for one in found] == [
        ("target-stopped", None),
        ("machine-not-started", Deed.START),
    ]
    assert done == found[1:]
    assert left == []


def test_what_a_fault_accounts_for_is_left_to_it():
    """What clears the fault mends both; told twice, somebody would look for a second cause."""

    async def play(b, rehearsal):
        await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        return [one.id for one in rehearsal.at_work()]

    assert world({"kind": "shutdown-fails", "item": VMWARE}, play) == ["f"]


@pytest.mark.parametrize("removed", [False, True])
def test_a_machine_that_is_off_and_that_nothing_stands_in_for_is_powered_on(removed):
    """After a cancelled failover nobody could power it on: its replication was cut off."""

    async def play(b, rehearsal):
        if removed:
            await b.do(Operation.DISABLE_REPLICATION, VMWARE)
        (shown,) = [one for one in rehearsal.at_work([VMWARE]) if one.cleared_by is not None]
        assert rehearsal.repair(VMWARE) == [shown]
        return shown.kind, shown.cleared_by, await seen(b, VMWARE, "source-powered")

    fault = {"kind": "source-off", "item": VMWARE, "cleared_by": "nothing"}
    assert world(fault, play) == ("machine-off", Deed.START, ["on"])


def test_nobody_powers_an_old_machine_on_where_the_other_one_serves():
    async def play(b):
        await b.do(Operation.FAILOVER, VMWARE, shutdown=True)
        await b.do(Operation.DISABLE_REPLICATION, VMWARE)
        assert await seen(b, VMWARE, "source-powered", "target-running") == ["off", "running"]
        return [one for one in b.provider.rehearsal.at_work() if not one.by_choice]

    assert step_bench().run(play) == []


@pytest.mark.parametrize(("times", "listed"), [(1, []), (2, ["f"])])
def test_a_fault_that_has_struck_as_often_as_it_can_is_nobody_s_to_clear(times, listed):
    """It was listed, and advised to be repaired, for the rest of the world's time."""

    async def play(b, rehearsal):
        assert (await b.do(Operation.FAILOVER, VMWARE))[-1].status is Status.FAILED
        return [one.id for one in rehearsal.at_work() if one.kind == "step-fails"]

    params = {"code": "28031", "times": times}
    assert world({"kind": "step-fails", "item": VMWARE, "step": "VmFailover", "params": params}, play) == listed
