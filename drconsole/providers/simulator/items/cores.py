"""Cores that a site still has for machines, where a quota is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World


def reserve(world: World, site: str, cores: int) -> bool:
    """Set cores aside; False = there are not enough left."""
    quota = world.sites[site].cores_quota
    if quota is None:
        return True
    used = world.meta.cores.get(site, 0)
    if used + cores > quota:
        return False
    world.meta.cores[site] = used + cores
    world.touch(world.meta)
    return True


def give_back(world: World, site: str, cores: int) -> None:
    if world.sites[site].cores_quota is not None:
        world.meta.cores[site] = max(0, world.meta.cores.get(site, 0) - cores)
        world.touch(world.meta)
