"""Tasks of a plan's job as they are seen while it runs: what was seen once stays, under one id."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from benches import Bench
from circles import estate
from support.emulated import EmulatedVault
from support.simloop import SimLoop

from drconsole.providers.port import Status, Work
from drconsole.recovery.types.words import Direction, Operation, TargetType


def test_a_machine_whose_job_has_not_begun_leaves_no_task_behind():
    """The service tells no names of it before: it is no task until it can be told which machine it is."""
    definition, loop = estate(), SimLoop()
    vault = EmulatedVault.of(definition, loop.wall)
    bench = Bench(loop, vault.open(), vault.translated(definition), vault.open, exact=False)

    async def main(b: Bench) -> list[set[str]]:
        plan = next(one for one in b.definition.plans if one.key == vault.plan_key("v2as"))
        await b.provider.inventory(None)
        forward = Direction.PRIMARY_TO_RECOVERY
        work = Work("job/1", "job", Operation.FAILOVER, plan.key, TargetType.PLAN, forward, plan.items)
        clock, looks = b.provider.clock, []
        with clock.hold():
            reference = await b.provider.begin(work)
            while True:
                seen = await b.provider.observe(work, reference)
                looks.append({node.id for node in seen.nodes})
                if seen.status is not Status.RUNNING:
                    return [*looks, {node.id for node in seen.nodes if not node.state.ended}]
                await clock.sleep_until(clock.now() + timedelta(seconds=5))

    *looks, left = bench.run(main)
    assert left == set()
    for before, after in pairwise(looks):
        assert before <= after
