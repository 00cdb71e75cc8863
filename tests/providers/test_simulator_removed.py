"""Acts of people outside once replication was removed: two machines may be left, and somebody decides which counts."""

from __future__ import annotations

import pytest
from benches import BENCHES, VMWARE

from drconsole.recovery.types.remedies import Deed
from drconsole.recovery.types.words import Operation
from drconsole.recovery.types.work.errors import BadInput

step_bench = BENCHES["simulator-step"]


async def seen(b, *probes):
    return [one.seen for one in await b.provider.look([VMWARE], probes)]


def test_of_two_machines_left_when_replication_was_removed_either_can_be_shut_down():
    """The old one by itself, since the other one counts; the other one only where somebody names it."""

    async def play(b):
        rehearsal = b.provider.rehearsal
        await b.do(Operation.FAILOVER, VMWARE, shutdown=False)
        await b.do(Operation.DISABLE_REPLICATION, VMWARE)
        assert await seen(b, "source-powered", "target-running") == ["on", "running"]
        twice, recovery = rehearsal.at_work([VMWARE])
        assert (twice.kind, twice.by_choice) == ("two-machines-run", False)
        assert (recovery.kind, recovery.by_choice) == ("recovery-machine-runs", True)
        assert rehearsal.repair(VMWARE) == [twice]
        assert await seen(b, "source-powered", "target-running") == ["off", "running"]
        assert rehearsal.at_work() == [recovery]
        with pytest.raises(BadInput, match="no fault has shown itself"):
            rehearsal.repair(VMWARE)
        assert rehearsal.repair(VMWARE, recovery.id) == [recovery]
        assert await seen(b, "source-powered", "target-running") == ["off", "stopped"]
        (off,) = rehearsal.repair(VMWARE)
        assert (off.kind, off.cleared_by) == ("machine-off", Deed.START)
        return await seen(b, "source-powered", "target-running")

    assert step_bench().run(play) == ["on", "stopped"]


def test_the_machine_at_the_recovery_site_is_shut_down_by_name_on_the_way_back_too():
    """Its replication had turned before it was removed: the machine there was the source."""

    async def play(b):
        rehearsal = b.provider.rehearsal
        for operation in (Operation.FAILOVER, Operation.RE_PROTECT, Operation.DISABLE_REPLICATION):
            await b.do(operation, VMWARE, shutdown=True)
        before = await seen(b, "source-powered", "target-running")
        (recovery,) = rehearsal.at_work([VMWARE])
        assert rehearsal.repair(VMWARE, recovery.id) == [recovery]
        return before, await seen(b, "source-powered", "target-running")

    assert step_bench().run(play) == (["off", "running"], ["off", "stopped"])
