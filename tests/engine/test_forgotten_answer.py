"""A provider that lost an answer which it had taken, as a power cut may take it: a person is asked again."""

from __future__ import annotations

import asyncio
import copy

import pytest
from support.actions import MANUAL, SCRIPT_AND_MANUAL
from support.edges import until
from support.estates import small
from support.rig import Rig

from drconsole.recovery.types.words import Grain


def acts(rig):
    return [row for row in rig.store.journal() if row["kind"] == "act.ended"]


@pytest.mark.parametrize("actions", [MANUAL, SCRIPT_AND_MANUAL])
@pytest.mark.parametrize("speed", [1.0, None])
def test_an_answer_that_the_provider_forgot_is_asked_for_again(actions, speed):
    rig = Rig(small(items=2, groups=1, actions=actions), Grain.PLAN, speed=speed)
    before = []

    async def answer(player):
        job = await player.start("failover", "crew")
        await until(player, job["id"], "Suspended")
        before.append(copy.deepcopy(rig.world, {id(rig.world.draws): rig.world.draws}))
        told = len(acts(rig))
        await player.answer_gates()
        while len(acts(rig)) == told:
            await asyncio.sleep(0)
        return job["id"]

    job = rig.live(answer)
    row = rig.store.row("job", job)
    assert row["ended_at"] is None
    rig.world = before[0]

    async def go_on(player):
        await until(player, job, "Suspended")
        for task in list(player.engine.state.jobs[job].waiting):  # a command of its own, not the old one sent again
            await player.ask("AnswerTask", {"job": job, "task": task, "outcome": "done", "comment": "seen again"})
        return await player.ended(job, limit=5_000)

    assert rig.live(go_on)["state"] == "Succeeded"
    assert max(n for place, n in rig.counted().items() if place[1] == "machine-started") == 1
    assert rig.doctor() == []
