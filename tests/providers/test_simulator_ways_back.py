"""What a cancel leaves, in every phase of coming back: what can be done again, and what cannot."""

from __future__ import annotations

import pytest
from circling import (
    as_a_job,
    by_steps,
    circle_bench,
    cut,
    effects,
    of,
    protected,
    seen_of,
    until,
    work,
)

from drconsole.providers.port import Status
from drconsole.recovery.types.words import Grain, Location, Operation, RemoteAct, RunState

OP = Operation


def stepping(**words):
    return circle_bench(Grain.STEP, **words)


_UFO, _PFO = "UnplannedFailoverStatesBegin", "PlannedFailoverStatesBegin"
_R, _P = Location.RECOVERY, Location.PRIMARY

LEFT_BY_CANCEL = [
    ("hyper-v site", OP.FAILBACK, "VmDataSynchronization", _UFO, _R, "Failback"),
    ("hyper-v site", OP.FAILBACK, "VmPrepareForFailover", _UFO, _R, "Failback"),
    ("hyper-v site", OP.FAILBACK, "VmFailover", _UFO, _R, "Failback"),
    ("hyper-v site, planned", OP.FAILBACK, "VmDataSynchronization", _PFO, _R, "Failback"),
    ("vmware modernized", OP.FAILBACK, "VmShutdownVmOnPrimary", "Protected", _P, "PlannedFailover"),
    ("vmware modernized", OP.FAILBACK, "VmPrepareForFailover", "Protected", _P, "PlannedFailover"),
    ("vmware modernized", OP.FAILBACK, "VmFailover", "Protected", _P, "PlannedFailover"),
    ("vmware classic", OP.RE_PROTECT, "ProtectReplicaTask", _UFO, _R, "SwitchProtection"),
    ("azure to azure", OP.RE_PROTECT, "ProtectReplicaTask", "UnplannedFailoverCommitted", _R, "SwitchProtection"),
    ("vmm to vmm", OP.REVERSE_REPLICATE, "VmInitiateReverseReplication", _UFO, _R, "ReverseReplicate"),
    ("hyper-v site", OP.REVERSE_REPLICATE, "VmStartInitialReplication", "RestoreFinalized", _P, "ReverseReplicate"),
]


@pytest.mark.parametrize(("name", "operation", "step", "state", "active", "again"), LEFT_BY_CANCEL)
def test_a_step_back_that_is_cancelled_can_be_done_again(name, operation, step, state, active, again):
    bench = stepping()
    done = of(name, operation)

    async def main(b):
        key = await until(b, name, operation)
        await cut(b, done, key, step)
        left, running = await b.status(key), await b.provider.look([key], ["target-running"])
        retried = done if operation is not OP.REVERSE_REPLICATE or "VmCommit" not in done.steps else _committed(done)
        await by_steps(b, retried, key)
        return left, running[0].seen, await b.status(key), await seen_of(b, key)

    left, running, after, probes = bench.run(main)
    assert (left.protection_state, left.active_location) == (state, active)
    assert again in left.provider_allowed_operations
    if name == "vmware modernized":
        assert running == "running", "the failback was taken back"
    assert (after.protection_state, after.active_location) == (done.state, done.active)
    assert probes == [done.source, done.target]


def _committed(done):
    return type(done)(**{n: getattr(done, n) for n in done.__dataclass_fields__} | {
        "steps": tuple(step for step in done.steps if step != "VmCommit"),
    })  # fmt: skip


@pytest.mark.parametrize(("name", "back"), [("vmware classic", 1), ("vmm to vmm", 1), ("azure to azure", 1)])
def test_a_failover_back_that_is_cancelled_leaves_the_item_unprotected(name, back):
    bench = stepping()

    async def main(b):
        key = await until(b, name, OP.FAILOVER, back)
        await cut(b, of(name, OP.FAILOVER, back), key, "VmFailover")
        return await b.status(key), effects(b, key)

    status, happened = bench.run(main)
    assert status.protection_state == "UnprotectedStatesBegin"
    assert status.provider_allowed_operations == ("DisableProtection",)
    assert status.active_location is (Location.RECOVERY if name == "vmm to vmm" else Location.PRIMARY)
    assert happened[-1] == "replication-stopped"


@pytest.mark.parametrize("moment", ["data", "wait", "shutdown", "failover"])
def test_a_hyperv_failback_cancelled_as_a_job_can_be_started_again(moment):
    bench = circle_bench(Grain.PLAN)
    done = of("hyper-v site", OP.FAILBACK)

    async def main(b):
        for name in (OP.FAILOVER, OP.COMMIT):
            await as_a_job(b, of("hyper-v site", name), "b2as", "b2a", "b2a-2")
        asked = work(b, done, "b2as", None, "b2a", "b2a-2")
        reference = await b.provider.begin(asked)
        if moment == "data":
            await b.sleep(45)
        else:
            seen = await b.follow(asked, reference)
            assert seen.status is Status.WAITING
            (waiting,) = [node for node in seen.nodes if node.state is RunState.SUSPENDED]
            if moment != "wait":
                await b.provider.act(asked, reference, RemoteAct.RESUME, "", waiting.id)
                await b.sleep(5 if moment == "shutdown" else 160)
        await b.provider.act(asked, reference, RemoteAct.CANCEL, "")
        end = await b.follow(asked, reference)
        left = [await b.status(key) for key in ("b2a", "b2a-2")]
        await as_a_job(b, done, "b2as", "b2a", "b2a-2")
        return end, left, [await b.status(key) for key in ("b2a", "b2a-2")]

    end, left, after = bench.run(main)
    assert end.status is Status.CANCELLED
    for status in left:
        assert status.protection_state == "UnplannedFailoverStatesBegin"
        assert "Failback" in status.provider_allowed_operations
        assert status.current_scenario is None
    assert {status.protection_state for status in after} == {"PlannedFailoverCommitRequired"}


@pytest.mark.parametrize("seconds", [5, 40, 75, 150])
def test_a_modernized_failback_cancelled_as_a_job_is_taken_back(seconds):
    bench = circle_bench(Grain.PLAN)
    done = of("vmware modernized", OP.FAILBACK)

    async def main(b):
        for name in (OP.FAILOVER, OP.RE_PROTECT):
            await as_a_job(b, of("vmware modernized", name), "rcms", "rcm", "rcm-2")
        for key in ("rcm", "rcm-2"):
            await protected(b, key)
        asked = work(b, done, "rcms", None, "rcm", "rcm-2")
        reference = await b.provider.begin(asked)
        await b.sleep(seconds)
        await b.provider.act(asked, reference, RemoteAct.CANCEL, "")
        end = await b.follow(asked, reference)
        looks = await b.provider.look(["rcm", "rcm-2"], ["target-running", "replicating"])
        return end, [await b.status(key) for key in ("rcm", "rcm-2")], [one.seen for one in looks]

    end, statuses, looks = bench.run(main)
    assert end.status is Status.CANCELLED
    assert {status.provider_allowed_operations for status in statuses} == {("PlannedFailover", "DisableProtection")}
    assert looks == ["running", "replicating"] * 2
