"""How long steps of the simulated world take: as recorded, and each its own."""

from __future__ import annotations

import dataclasses

import pytest
from benches import BENCHES, estate
from hypothesis import given, settings
from hypothesis import strategies as st

from drconsole.providers.simulator.service.allowing import offers
from drconsole.providers.simulator.service.conditions import FAMILY
from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.steps.steps import needs_extra_step, recorded, seconds, steps_for
from drconsole.providers.simulator.steps.tables import ITEM_STEPS
from drconsole.recovery.types.estate.estate import BOOT_DRIVERS, Disk, SiteKind
from drconsole.recovery.types.words import Operation, Scenario

step_bench = BENCHES["simulator-step"]


CAUSES = st.fixed_dictionaries(
    {
        "os": st.sampled_from(["windows", "linux"]),
        "agent_version": st.sampled_from([None, "9.7", "9.8", "9.62", "10.0"]),
        "boot_drivers": st.sampled_from([BOOT_DRIVERS, BOOT_DRIVERS[:3]]),
        "dhcp": st.booleans(),
        "churn": st.floats(0, 5000),
        "disks": st.lists(st.integers(1, 8000), max_size=4).map(
            lambda sizes: tuple(Disk(f"d{n}", size) for n, size in enumerate(sizes))
        ),
    }
)


NEEDLESS = ({"VmPrepareForUnPlannedFailover"}, {"VmCommit", "VmCommitFailover", "VmShutdownVmOnSecondary"}, set())
"""Steps that may be left out: no shutdown asked for, a failover that is committed and was planned, none."""


WAYS = [
    (operation, scenario, back)
    for operation in Operation
    for scenario in Scenario
    for back in (False, True)
    if offers(operation, scenario)
    and not (operation is Operation.FAILBACK and not back)
    and not (back and operation is Operation.CHANGE_RECOVERY_POINT and scenario is not Scenario.AZURE_TO_AZURE)
]


@settings(max_examples=12)
@given(causes=CAUSES, seed=st.integers(0, 2**31), unprocessed=st.booleans())
@pytest.mark.parametrize(("operation", "scenario", "back"), WAYS)
def test_every_job_takes_as_long_as_some_recorded_one(operation, scenario, back, causes, seed, unprocessed):
    item = dataclasses.replace(estate().items[0], scenario=scenario, **causes)
    extra = not back and needs_extra_step(item, SiteKind.AZURE)
    low, high = recorded(operation, FAMILY[scenario])
    for left_out in NEEDLESS:
        if operation is Operation.COMMIT and left_out:
            continue
        took = [
            seconds(step, item, extra=extra, unprocessed=unprocessed, draws=Draws(seed), key=(step.name,))
            for step in steps_for(operation, item, back, SiteKind.VMM if back else SiteKind.AZURE)
            if step.name not in left_out and not (left_out and step.shutdown)
        ]
        assert low <= sum(took)
        assert high is None or sum(took) + 2 * len(took) <= high, "with up to two seconds until each request lands"


@pytest.mark.parametrize(
    ("changes", "extra"),
    [
        ({}, False),
        ({"agent_version": "9.7"}, True),
        ({"agent_version": "9.8"}, False),
        ({"agent_version": "10.1"}, False),
        ({"os": "linux"}, True),
        ({"dhcp": False}, True),
        ({"boot_drivers": BOOT_DRIVERS[1:]}, True),
        ({"scenario": Scenario.PHYSICAL_TO_AZURE}, True),
        ({"scenario": Scenario.VMWARE_TO_AZURE_MODERNIZED, "os": "linux", "agent_version": "9.7"}, False),
        ({"scenario": Scenario.VMWARE_TO_AZURE_MODERNIZED, "dhcp": False}, True),
        ({"scenario": Scenario.HYPERV_TO_AZURE, "os": "linux", "dhcp": False}, False),
        ({"scenario": Scenario.PHYSICAL_TO_AZURE, "hyperv_as_physical": True}, True),
    ],
)
def test_the_intermediate_step_comes_in_exactly_its_cases_and_takes_8_to_10_minutes(changes, extra):
    item = dataclasses.replace(estate().items[0], **changes)
    assert needs_extra_step(item, SiteKind.AZURE) is extra
    assert not needs_extra_step(item, SiteKind.VMM)
    for operation in (Operation.FAILOVER, Operation.TEST_FAILOVER):
        steps = {step.name: step for step in steps_for(operation, item, False, SiteKind.AZURE)}
        assert ("VmHydration" in steps) is extra
        if extra:
            step = steps["VmHydration"]
            took = seconds(step, item, extra=extra, unprocessed=False, draws=Draws(1), key=("x",))
            assert 480 <= took <= 600


@pytest.mark.parametrize(("scenario", "shortest", "longest", "median"), [
    (Scenario.VMWARE_TO_AZURE, 1, 5, 3),
    (Scenario.HYPERV_TO_AZURE, 1, 5, 3),
    (Scenario.AZURE_TO_AZURE, 8, 37, 30),
])  # fmt: skip
def test_a_commit_takes_seconds_as_recorded(scenario, shortest, longest, median):
    """Ten commits took 1 to 138 s, half of them no more than 2; those of Azure to Azure 8 to 37."""
    item = dataclasses.replace(estate().items[0], scenario=scenario)
    took = sorted(
        sum(
            seconds(step, item, extra=False, unprocessed=False, draws=Draws(seed), key=(step.name,))
            for step in steps_for(Operation.COMMIT, item, False, SiteKind.AZURE)
        )
        for seed in range(101)
    )
    assert shortest <= took[0]
    assert took[-1] <= longest
    assert took[50] <= median


def test_a_machine_that_writes_more_takes_longer():
    """Under the same draw: more data is to be moved."""
    quiet, busy = (dataclasses.replace(estate().items[0], churn=churn) for churn in (0, 300))
    (step,) = (one for one in ITEM_STEPS[Operation.FAILOVER] if one.name == "VmFailover")
    took = [seconds(step, item, extra=False, unprocessed=False, draws=Draws(1), key=("x",)) for item in (quiet, busy)]
    assert took[1] >= took[0] + 30


def test_every_machine_and_every_attempt_takes_its_own_time():
    """How long a step takes is drawn for the item, the step and the attempt, whatever was drawn before."""
    took = {}
    bench = step_bench()

    async def main(b):
        for key in ("db-1", "db-2"):  # alike in all that counts
            for attempt in range(6):
                work = b.work(Operation.RESYNCHRONIZE, key, "RepairVmReplicationTask")
                reference = await b.provider.begin(work)
                await b.sleep(3)
                run = b.provider.world.run_of_reference[reference]
                took[key, attempt] = (run.ends_at - run.started_at) // 1_000_000
                await b.follow(work, reference)

    bench.run(main)
    assert len({took["db-1", attempt] for attempt in range(6)}) > 2
    assert [took["db-1", n] for n in range(6)] != [took["db-2", n] for n in range(6)]
