"""The simulated world as an outside world: it goes on by itself, counts what happens, and is the same every time."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from benches import BENCHES, HYPERV, PLAN, VMWARE, Bench, chosen, estate
from hypothesis import given, settings
from hypothesis import strategies as st
from support.simloop import SimLoop, run_sim

from drconsole.providers.port import NoAnswer, Rejected, Status
from drconsole.providers.simulator import Simulator
from drconsole.providers.simulator.service.allowing import offers
from drconsole.providers.simulator.service.conditions import FAMILY
from drconsole.providers.simulator.state.draws import Draws
from drconsole.providers.simulator.steps.steps import needs_extra_step, recorded, seconds, steps_for
from drconsole.providers.simulator.steps.tables import ITEM_STEPS
from drconsole.recovery.types.errors import BadInput
from drconsole.recovery.types.estate import BOOT_DRIVERS, Disk, SiteKind
from drconsole.recovery.types.words import Grain, Mode, Operation, Scenario

step_bench = BENCHES["simulator-step"]


def on_file(path, definition, loop, grain=Grain.STEP):
    if not path.exists():
        Simulator.create(path, definition, grain, wall=loop.wall)
    return Simulator(path, wall=loop.wall)


def happened(bench):
    return [effect.what for effect in bench.provider.rehearsal.ledger()]


# The same run is the same bytes


@pytest.mark.parametrize("grain", ["simulator-step", "simulator-plan"])
def test_the_same_run_leaves_the_same_ledger_to_the_byte(grain):
    def once():
        bench = BENCHES[grain](
            faults="  - {kind: step-fails, plan: both-webs, step: VmFailover, code: '28092', probability: 0.5}"
        )

        async def main(b):
            for key in (VMWARE, HYPERV, "web-2"):
                await b.do(Operation.TEST_FAILOVER, key, network="cloud-lab")
                await b.do(Operation.CLEANUP_TEST_FAILOVER, key)
                await b.do(Operation.FAILOVER, key, shutdown=True)
            return b.provider.rehearsal.ledger(), b.provider.rehearsal.snapshot()

        return bench.run(main)

    first, second = once(), once()
    assert len(first[0]) > 20
    assert repr(first[0]) == repr(second[0])
    assert first[1] == second[1]


def test_who_acts_first_does_not_change_what_happens_to_whom():
    def lengths(order):
        bench = step_bench()

        async def main(b):
            took = {}
            for key in order:
                begun = b.provider.clock.now()
                await b.follow(b.work(Operation.FAILOVER, key, "VmFailover", points={key: chosen(await b.newest(key))}))
                took[key] = b.provider.clock.now() - begun
            return took

        return bench.run(main)

    assert lengths([VMWARE, HYPERV, "web-2"]) == lengths(["web-2", VMWARE, HYPERV])


# How long things take

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


@settings(max_examples=12, deadline=None)
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


# What really happened


def test_a_failover_done_twice_makes_two_machines_and_the_ledger_shows_both():
    bench = step_bench()

    async def main(b):
        points = {VMWARE: chosen(await b.newest(VMWARE))}
        work = b.work(Operation.FAILOVER, VMWARE, "VmFailover", points=points)
        return await b.follow(work), await b.follow(work), b.provider.rehearsal.ledger()

    first, second, ledger = bench.run(main)
    assert first.errors == ()
    assert [error.code for error in second.errors] == ["28175"]
    assert second.status is Status.DONE
    made = [effect.detail.split()[0] for effect in ledger if effect.what == "machine-created"]
    assert len(made) == 2
    assert made[0] == "web"
    assert made[1].startswith("web-")
    assert Counter(effect.what for effect in ledger)["replication-stopped"] == 1


@pytest.mark.parametrize(
    ("operation", "step", "what"),
    [
        (Operation.FAILOVER, "VmShutdownVmOnPrimary", "source-shut-down"),
        (Operation.FAILOVER, "VmFoStartVmOnSecondary", "machine-started"),
        (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm", "test-machine-created"),
        (Operation.TEST_FAILOVER, "VmTfoBootTestVm", "test-machine-started"),
    ],
)
def test_an_effect_that_is_doubled_is_counted_twice(operation, step, what):
    bench = step_bench()

    async def main(b):
        for one in ITEM_STEPS[operation]:
            if (one.tolerated and one.name != step) or one.extra:
                continue
            await b.follow(b.work(operation, VMWARE, one.name))
            if one.name == step:
                await b.follow(b.work(operation, VMWARE, one.name))
                return

    bench.run(main)
    assert happened(bench).count(what) == 2


@pytest.mark.parametrize(
    ("operation", "step"),
    [
        (Operation.FAILOVER, "VmFoStartVmOnSecondary"),
        (Operation.COMMIT, "VmCommit"),
        (Operation.CLEANUP_TEST_FAILOVER, "VmTfoDeleteTestVm"),
        (Operation.TEST_FAILOVER, "VmTfoPrepareTestVm"),
        (Operation.TEST_FAILOVER, "VmTfoBootTestVm"),
        (Operation.CHANGE_RECOVERY_POINT, "CancelFailoverRecovery"),
        (Operation.ENABLE_REPLICATION, "EnableProtection"),
        (Operation.DISABLE_REPLICATION, "DisableProtectionOnSecondary"),
    ],
)
def test_a_step_out_of_order_is_refused_and_the_ledger_says_so(operation, step):
    bench = step_bench()

    async def main(b):
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(operation, VMWARE, step))
        return caught.value.errors

    (error,) = bench.run(main)
    assert error.code == "OperationNotAllowed"
    assert error.message
    assert happened(bench) == ["refused"]


def test_another_job_on_the_same_item_is_refused_while_one_is_under_way():
    bench = step_bench()

    async def main(b):
        work = b.work(Operation.FAILOVER, VMWARE, "VmFailover", job="one")
        reference = await b.provider.begin(work)
        await b.sleep(3)
        with pytest.raises(Rejected) as caught:
            await b.provider.begin(b.work(Operation.RESYNCHRONIZE, VMWARE, "RepairVmReplicationTask", job="two"))
        await b.follow(work, reference)
        return caught.value.errors[0].code

    assert bench.run(main) == "532"


# Requests that land late, answers that are lost


@pytest.mark.parametrize("bench_name", list(BENCHES))
def test_a_request_may_land_after_its_sender_gave_up_but_within_the_settle_time(bench_name):
    bench = BENCHES[bench_name](faults="  - {kind: late-landing, item: web, seconds: 15}")

    async def main(b):
        work = b.first_work(Operation.RESYNCHRONIZE, VMWARE)
        with pytest.raises(NoAnswer):
            await b.provider.begin(work)
        at_once = await b.provider.observe(work, None)
        await b.sleep(14)
        before = await b.provider.observe(work, None)
        await b.sleep(2)
        landed = await b.provider.observe(work, None)
        return at_once, before, landed, await b.follow(work, landed.reference)

    at_once, before, landed, end = bench.run(main)
    assert at_once.status is before.status is Status.ABSENT
    assert landed.status is Status.RUNNING
    assert end.status is Status.DONE
    assert bench.provider.settle(Operation.RESYNCHRONIZE) > 20


def test_a_late_request_that_finds_the_world_changed_is_refused_then():
    bench = step_bench(faults="  - {kind: late-landing, item: web, step: VmFoStartVmOnSecondary, seconds: 10}")

    async def main(b):
        work = b.work(Operation.FAILOVER, VMWARE, "VmFoStartVmOnSecondary")
        with pytest.raises(NoAnswer):
            await b.provider.begin(work)
        await b.sleep(11)
        return await b.provider.observe(work, None)

    seen = bench.run(main)
    assert seen.status is Status.FAILED
    assert happened(bench) == ["refused"]


# Death and return


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_world_on_a_file_goes_on_while_nobody_looks(tmp_path, grain):
    loop, definition = SimLoop(), estate()
    path = tmp_path / "world.db"
    works = {}

    async def first_life():
        simulator = on_file(path, definition, loop, grain)
        await simulator.open()
        bench = Bench(loop, simulator, definition)
        works["web"] = bench.first_work(Operation.FAILOVER, VMWARE, shutdown=True)
        works["box"] = bench.first_work(Operation.RESYNCHRONIZE, HYPERV)
        references = {key: await simulator.begin(work) for key, work in works.items()}
        return references, simulator.rehearsal.snapshot()

    async def second_life(references):
        simulator = on_file(path, definition, loop, grain)
        await simulator.open()
        seen = {key: await simulator.observe(work, references[key]) for key, work in works.items()}
        by_key = await simulator.observe(works["web"], None)
        ledger = simulator.rehearsal.ledger()
        inventory = await simulator.inventory("0.0")
        await simulator.close()
        return seen, by_key, ledger, inventory

    references, _ = run_sim(first_life(), loop)
    loop.virtual.now += 3600.0
    seen, by_key, ledger, inventory = run_sim(second_life(references), loop)
    assert {key: one.status for key, one in seen.items()} == dict.fromkeys(works, Status.DONE)
    assert by_key.reference == seen["web"].reference
    assert [effect.at for effect in ledger] == sorted(effect.at for effect in ledger)
    shut = next(effect for effect in ledger if effect.what == "source-shut-down")
    assert (shut.at - definition.starts_at).total_seconds() < 300, "at its own time, not when somebody looked"
    assert (seen["web"].as_of - definition.starts_at).total_seconds() >= 3600
    assert inventory.items == definition.items
    assert inventory.sites == definition.sites
    assert inventory.plans == definition.plans


def test_a_file_read_again_is_the_world_that_was_left(tmp_path):
    loop, definition = SimLoop(), estate(faults="  - {kind: link-down, item: web, after: 100, duration: 50}")
    path = tmp_path / "world.db"

    async def life(act):
        simulator = on_file(path, definition, loop, Grain.PLAN)
        await simulator.open()
        simulator.rehearsal.set_speed(None)
        bench = Bench(loop, simulator, definition)
        result = await act(bench)
        state = sorted(simulator.world.state_rows())
        ledger = simulator.rehearsal.ledger()
        await simulator.close()
        return result, state, ledger

    async def begin(b):
        work = b.work(Operation.FAILOVER, PLAN, shutdown=True)
        reference = await b.provider.begin(work)
        await b.sleep(120)
        return work, reference, await b.provider.observe(work, reference)

    (work, reference, before), left, ledger = run_sim(life(begin), loop)

    async def look(b):
        return await b.provider.observe(work, reference)

    after, found, ledger_again = run_sim(life(look), loop)
    assert after.nodes == before.nodes
    assert ledger == ledger_again

    def without_meta(rows):
        return [row for row in rows if row[0] not in ("meta", "clock")]

    assert without_meta(found) == without_meta(left)

    async def finish(b):
        return await b.follow(work, reference)

    end, _, _ = run_sim(life(finish), loop)
    assert end.status is Status.DONE


def test_time_at_max_stands_still_while_nobody_lives(tmp_path):
    loop, definition = SimLoop(), estate()
    path = tmp_path / "world.db"

    async def life():
        simulator = on_file(path, definition, loop)
        await simulator.open()
        simulator.rehearsal.set_speed(None)
        now = simulator.clock.now()
        await simulator.close()
        return now

    first = run_sim(life(), loop)
    loop.virtual.now += 86400.0
    assert run_sim(life(), loop) == first


def test_a_world_in_memory_outlives_the_simulator_that_looks_into_it():
    bench = step_bench()

    async def main(b):
        await b.do(Operation.TEST_FAILOVER, VMWARE)
        other = b.again()
        await other.open()
        return next(one for one in (await other.inventory(None)).statuses if one.key == VMWARE)

    assert bench.run(main).provider_allowed_operations == ("TestFailoverCleanup",)


def test_files_that_are_no_world_are_refused_with_their_place(tmp_path):
    loop, definition = SimLoop(), estate()

    def refused(make):
        with pytest.raises(BadInput) as caught:
            make()
        assert str(tmp_path) in caught.value.place

    async def opened(path):
        await Simulator(path, wall=loop.wall).open()

    refused(lambda: run_sim(opened(tmp_path / "none.db"), SimLoop()))
    (tmp_path / "text.db").write_text("this is no database, and it is long enough to be told from one" * 20)
    refused(lambda: run_sim(opened(tmp_path / "text.db"), SimLoop()))
    (tmp_path / "empty.db").write_bytes(b"")
    refused(lambda: run_sim(opened(tmp_path / "empty.db"), SimLoop()))
    Simulator.create(tmp_path / "world.db", definition, Grain.STEP, wall=loop.wall)
    refused(lambda: Simulator.create(tmp_path / "world.db", definition, Grain.STEP, wall=loop.wall))


@pytest.mark.parametrize("mode", list(Mode))
def test_grain_and_mode_are_fixed_when_the_world_is_made(tmp_path, mode):
    loop = SimLoop()
    path = tmp_path / "world.db"
    Simulator.create(path, estate(), Grain.PLAN, wall=loop.wall, mode=mode)

    async def look():
        simulator = Simulator(path, wall=loop.wall)
        await simulator.open()
        return simulator.mode, simulator.world.about.grain

    assert run_sim(look(), loop) == (mode, Grain.PLAN)


def test_one_can_go_back_to_a_snapshot_of_the_same_world():
    bench = step_bench()

    async def main(b):
        rehearsal = b.provider.rehearsal
        await b.do(Operation.TEST_FAILOVER, VMWARE)
        then, kept, ledger = b.provider.clock.now(), rehearsal.snapshot(), rehearsal.ledger()
        cursor = (await b.provider.inventory(None)).cursor
        await b.do(Operation.CLEANUP_TEST_FAILOVER, VMWARE)
        await b.failed_over(VMWARE)
        rehearsal.restore(kept)
        inventory = await b.provider.inventory(cursor)
        again = b.provider.clock.now(), rehearsal.ledger(), rehearsal.snapshot()
        end = await b.do(Operation.CLEANUP_TEST_FAILOVER, VMWARE)
        return then, ledger, kept, inventory, again, end[-1]

    then, ledger, kept, inventory, again, end = bench.run(main)
    assert again[:2] == (then, ledger)
    assert inventory.complete
    assert end.status is Status.DONE
    other = step_bench(seed=2)

    async def foreign(b):
        for snapshot in (kept, b"", b"nonsense"):
            with pytest.raises(BadInput):
                b.provider.rehearsal.restore(snapshot)

    other.run(foreign)
