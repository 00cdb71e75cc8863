"""The simulated world outlives who looks into it: on a file, in memory, in a snapshot."""

from __future__ import annotations

import pytest
from benches import BENCHES, HYPERV, PLAN, VMWARE, Bench, estate
from support.simloop import SimLoop, run_sim

from drconsole.providers.port import Status
from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.words import Grain, Mode, Operation
from drconsole.recovery.types.work.errors import BadInput

step_bench = BENCHES["simulator-step"]


def on_file(path, definition, loop, grain=Grain.STEP):
    if not path.exists():
        Simulator.create(definition, grain, wall=loop.wall).save_as(path)
    return Simulator(path, wall=loop.wall)


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
    Simulator.create(definition, Grain.STEP, wall=loop.wall).save_as(tmp_path / "world.db")
    refused(lambda: Simulator.create(definition, Grain.STEP, wall=loop.wall).save_as(tmp_path / "world.db"))


@pytest.mark.parametrize("mode", list(Mode))
def test_grain_and_mode_are_fixed_when_the_world_is_made(tmp_path, mode):
    loop = SimLoop()
    path = tmp_path / "world.db"
    Simulator.create(estate(), Grain.PLAN, wall=loop.wall, mode=mode).save_as(path)

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
