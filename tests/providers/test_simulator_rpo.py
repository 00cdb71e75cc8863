"""What the simulated service tells of RPO: a day from before its beginning, and what stands still as time goes by."""

from __future__ import annotations

from datetime import timedelta

from support.estates import parse_estate, small
from support.rig import Rig
from support.simloop import run_sim

from drconsole.providers.simulator import Simulator
from drconsole.recovery.types.estate.rpo import rpo
from drconsole.recovery.types.words import Grain


def bench(definition, play):
    rig = Rig(definition, Grain.STEP)

    async def live():
        simulator = Simulator(rig.world, wall=rig.loop.wall)
        await simulator.open()
        simulator.rehearsal.set_speed(60.0)
        return await play(simulator, rig.loop)

    return run_sim(live(), rig.loop)


def test_a_machine_that_replicated_before_the_world_began_has_a_past_of_its_own_lag():
    async def play(simulator, loop):
        return await simulator.inventory(None)

    inventory = bench(small(items=40), play)
    pasts = [status.rpo_past for status in inventory.statuses]
    assert {len(past.seconds) for past in pasts} == {96}
    assert {past.until for past in pasts} == {inventory.as_of}
    lag = 30
    assert all(lag <= seconds <= 5 * lag for past in pasts for seconds in past.seconds)
    assert any(seconds > 1.4 * lag for past in pasts for seconds in past.seconds)
    # However many machines: those of one lag share a few courses.
    assert 1 < len({id(past) for past in pasts}) <= 16


def test_a_past_goes_no_further_back_than_protection():
    text = """
name: young
sites: [{name: here, kind: vmware}, {name: there, kind: azure}]
policies: [{name: day}]
defaults: {scenario: vmware-to-azure, source: here, target: there, policy: day, agent_version: "9.62"}
items:
  - {name: old, start: {protected_for: 30d}}
  - {name: young, start: {protected_for: 2h}}
  - {name: new, start: {state: initial-replication}}
"""

    async def play(simulator, loop):
        return await simulator.inventory(None)

    statuses = {status.key: status for status in bench(parse_estate(text, "young.yaml", None), play).statuses}
    assert len(statuses["old"].rpo_past.seconds) == 96
    assert len(statuses["young"].rpo_past.seconds) == 8
    assert statuses["new"].rpo_past is None


def test_a_machine_whose_replication_stands_still_is_told_again_and_grows_worse():
    async def play(simulator, loop):
        first = await simulator.inventory(None)
        simulator.rehearsal.inject({"kind": "agent-lost", "item": "m1"})
        seen, cursor = [], first.cursor
        for _ in range(16):
            loop.virtual.now += 5
            told = await simulator.inventory(cursor)
            cursor = told.cursor
            seen += [(status.key, rpo(status), status.replication_health) for status in told.statuses]
        return seen

    seen = bench(small(items=2), play)
    assert {key for key, _, _ in seen} == {"m1"}
    behind = [seconds for _, seconds, _ in seen]
    assert behind == sorted(behind)
    assert behind[-1] >= 70 * 60
    assert len({health for _, _, health in seen}) >= 1
    assert timedelta(seconds=behind[-1]) > timedelta(hours=1)


def test_a_machine_that_replicates_or_has_failed_over_is_not_told_again():
    async def play(simulator, loop):
        cursor = (await simulator.inventory(None)).cursor
        loop.virtual.now += 3600
        return await simulator.inventory(cursor)

    assert bench(small(items=2), play).statuses == ()
