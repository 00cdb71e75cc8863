"""Faults as an estate or a rehearsal says them: which there are, and which are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from benches import BENCHES, VMWARE, estate

from drconsole.documents.definition import FAULT_KINDS, LATEST_LANDING, Fault
from drconsole.providers.simulator import Simulator, injecting
from drconsole.recovery.types.words import Grain, Operation
from drconsole.recovery.types.work.errors import BadInput

step_bench = BENCHES["simulator-step"]


def test_the_world_knows_every_fault_that_an_estate_may_define():
    values = {"times": 1, "code": "28031", "point": "newest", "factor": 2, "seconds": 5}
    values |= {"at": "failover", "on": "begin", "answer": "lost"}
    for name, kind in FAULT_KINDS.items():
        step = {"step": "VmFailover"} if "step" in kind.fields else {}
        every = {"kind": name, **step, "params": {param: values[param] for param in kind.params}}
        injecting.check(every)
        for param in kind.needed_params:
            with pytest.raises(BadInput, match=f"needs '{param}'"):
                injecting.check({**every, "params": {one: values[one] for one in kind.params - {param}}})
        for param in set(values) - kind.params:
            with pytest.raises(BadInput, match=f"has no '{param}'"):
                injecting.check({**every, "params": {param: values[param]}})


@pytest.mark.parametrize(
    "wrong",
    [
        Fault("late", "late-landing", item=VMWARE, params={"seconds": 1800}),
        Fault("late", "late-landing", item=VMWARE, params={"seconds": LATEST_LANDING + 1}),
        Fault("never", "step-fails", item=VMWARE, step="WaitForUserInputForFailback", params={"code": "1"}),
        Fault("never", "step-fails", item=VMWARE, step="ReplicaConfiguration", params={"code": "1"}),
        Fault("blind", "no-answer", step="VmFailover", params={"on": "observe"}),
    ],
)
def test_no_world_is_made_of_a_definition_with_a_fault_that_cannot_be(wrong):
    """Whatever way the definition came, also without a document: a request that lands after the settle time would be
    sent again and carried out twice."""
    definition = replace(estate(), faults=(wrong,))
    with pytest.raises(BadInput):
        Simulator.create(definition, Grain.STEP)


def test_a_request_lands_within_the_settle_time_however_late_it_is():
    bench = step_bench()
    assert all(bench.provider.settle(operation) > LATEST_LANDING for operation in Operation)


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "earthquake"},
        {"kind": ["step-fails"]},
        {"kind": "step-fails", "item": VMWARE},
        {"kind": "step-fails", "item": VMWARE, "step": "NoSuchStep"},
        {"kind": "step-fails", "item": VMWARE, "step": "WaitForUserInputForFailback"},
        {"kind": "no-answer", "params": {"on": "observe", "times": 1}},
        {"kind": "step-fails", "item": VMWARE, "step": "VmFailover", "params": {"code": 7}},
        {"kind": "step-fails", "item": "nobody", "step": "VmFailover"},
        {"kind": "shutdown-fails", "plan": "no-plan"},
        {"kind": "shutdown-fails", "item": VMWARE, "when": "now"},
        {"kind": "shutdown-fails", "step": "VmFailover"},
        {"kind": "late-landing", "params": {"seconds": 21}},
        {"kind": "late-landing", "params": {"seconds": -1}},
        {"kind": "late-landing"},
        {"kind": "slow-step", "params": {"factor": "big"}},
        {"kind": "slow-step", "params": {"factor": True}},
        {"kind": "link-down", "params": {"depth": 1}},
        {"kind": "link-down", "params": [1]},
        {"kind": "link-down", "duration": -5},
        {"kind": "link-down", "probability": 1.5},
        {"kind": "quota-short", "params": {"at": "lunch"}},
    ],
)
def test_a_fault_that_cannot_be_is_refused_and_adds_nothing(fault):
    bench = step_bench()

    async def main(b):
        with pytest.raises(BadInput) as caught:
            b.provider.rehearsal.inject(fault)
        assert caught.value.message
        assert caught.value.place
        return b.provider.rehearsal.faults()

    assert bench.run(main) == []
