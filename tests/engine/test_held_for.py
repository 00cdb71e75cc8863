"""A hold that lets what is under way go on is kept with the job: it explains why it took longer."""

from __future__ import annotations

from typing import Any

from support.estates import small
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain


def test_how_long_a_job_was_held_stands_in_its_row() -> None:
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        job = await player.start("failover", "crew")
        await player.sleep(1)
        await player.ask("HoldJob", {"job": job["id"], "comment": "wait"})
        await player.sleep(60)
        await player.ask("ResumeJob", {"job": job["id"], "comment": "go on"})
        return await player.ended(job["id"])

    job = rig.live(play)
    assert job["held_for"] >= 60.0
    assert rig.doctor() == []
