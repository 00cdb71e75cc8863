"""A walk through whatever can happen to a plan: at every stop all is asked, from every new state a way leads home.

Each act is a life of an engine of its own, so that a way home can branch off between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from support.judge import wrongs
from support.rig import Player
from support.walking.asking import Asking
from support.walking.destruction import Destruction
from support.walking.ground import Ground
from support.walking.happening import Happening
from support.walking.homing import Homing
from support.walking.jobs import Jobs
from support.walking.loss import Loss
from support.walking.outside import Outside
from support.walking.ready import Ready

DARK = {"agent-lost", "link-down", "source-lost", "source-off"}
"""Faults under which nothing replicates: there is nothing to stop then."""


@dataclass
class Walk:
    ground: Ground

    def __post_init__(self) -> None:
        self.loss = Loss(self.ground)
        self.asking = Asking(self.ground)
        self.jobs = Jobs(self.ground, self.loss, Destruction(self.ground), Ready(self.ground))
        self.happening = Happening(self.ground, self.jobs)
        outside = Outside(self.ground, self.jobs, self.happening)
        self.homing = Homing(self.ground, self.jobs, self.asking, self.happening, outside)

    def wander(self, acts: int) -> int:
        """Return how many ways home were gone."""
        homes = 0
        for _ in range(acts):
            if self.ground.rig.live(self._stop):
                self._leads_home()
                homes += 1
        return homes

    async def _stop(self, player: Player) -> bool:
        self.ground.player = player
        await player.engine.look()
        await self.happening.act()
        new = await self.asking.probe()
        with self.ground.standing_still():
            await self.loss.probe()
        return new

    def _leads_home(self) -> None:
        other = Walk(self.ground.branch())
        other.jobs.take_over(self.jobs)
        other.ground.rig.live(other._home)
        ground = other.ground
        found = ground.wrong + other.judged()
        for each in found:
            self.ground.wrongly("\n".join([each, "on a way home after", *ground.said]))

    async def _home(self, player: Player) -> None:
        self.ground.player = player
        await self.homing.home()

    def judged(self) -> list[str]:
        """What does not fit between the jobs and the world's ledger, and in the store itself."""
        rig = self.ground.rig
        effects = rig.ledger()
        dark = {fault.item for fault in rig.world.faults.values() if fault.item and fault.kind in DARK}
        return [wrong for job in rig.jobs() if job["ended_at"] for wrong in wrongs(job, effects, dark)] + rig.doctor()
