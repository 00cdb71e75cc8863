"""Hands of a person outside of Site Recovery: does in the world what a remedy says as data."""

from __future__ import annotations

from dataclasses import dataclass

from support.walking.ground import Ground, Row
from support.walking.happening import Happening
from support.walking.jobs import Jobs

from drconsole.providers.simulator.items import machines, sides
from drconsole.providers.simulator.state.moments import moment
from drconsole.recovery.types.remedies import Act, Deed

FIRST = (Deed.RESTORE, Deed.MEND, Deed.SHUT_DOWN, Deed.RECONNECT, Deed.MEND_NETWORK, Deed.PREPARE, Deed.START)
"""What is done before what: no machine starts beside another that is still to be shut down."""
BY_ITSELF = frozenset({Deed.RECONNECT, Deed.PREPARE})
"""What comes back in this world after a while: a link, an agent, a quota."""


@dataclass
class Outside:
    ground: Ground
    jobs: Jobs
    happening: Happening

    async def do(self, found: Row) -> bool:
        """All that the remedies name, but to go on with another item. Return whether they name anything."""
        deeds = [one for one in found["remedies"] if one["act"] == Act.OUTSIDE and one.get("deed") in FIRST]
        waits = any(one["act"] == Act.WAIT for one in found["remedies"])
        ends = any(one.get("deed") == Deed.PROTECT for one in found["remedies"])
        for one in sorted(deeds, key=lambda one: FIRST.index(Deed(one["deed"]))):
            self.ground.note(f"{one['deed']} {one['name']} at {one['site']}")
            done = self._deed(Deed(one["deed"]), one["name"], one["site"])
            if not done and "enable-replication" in self.ground.row("item", one["name"])["allowed_operations"]:
                # This world has no way to start what a failback left there: it is accepted as it is.
                await self.jobs.start_anyway("enable-replication", f"item:{one['name']}", {})
        if deeds or waits:
            await self.happening.settle()
            await self.happening.rest()
        return bool(deeds or waits or ends)

    def _deed(self, deed: Deed, name: str, site: str) -> bool:
        """Return whether this world can."""
        happens = self.happening.happens
        if deed in (Deed.RESTORE, Deed.MEND):
            happens({"kind": "source-restored"}, name)
        elif deed is Deed.MEND_NETWORK:
            happens({"kind": "network-mended"}, name)
        elif deed in (Deed.START, Deed.SHUT_DOWN):
            return self._power(name, site, on=deed is Deed.START)
        return True

    def _power(self, name: str, site: str, *, on: bool) -> bool:
        world, clock = self.ground.rig.world, self.ground.player.engine.provider.clock
        self.ground.effects()  # the world goes on up to now
        item, at = world.items[self.ground.row("item", name)["key"]], moment(clock.now())
        if site == sides.source_of(world, item):
            self.happening.happens({"kind": "source-returns" if on else "source-off"}, name)
            return item.source_on is on
        if item.machines and item.machine_on is not on:
            (machines.power_on if on else machines.power_off)(world, item, at, "by hand")
            world.commit()
        return bool(item.machines) or not on
