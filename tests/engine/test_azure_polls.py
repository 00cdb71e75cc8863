"""Looks at a running job of a vault: by the wall's clock, however fast its world goes."""

from __future__ import annotations

from itertools import pairwise

from support.azure_rig import AzureRig
from support.estates import bundled
from support.rig import Player


def test_a_fast_world_is_not_looked_at_more_often_than_the_wall_allows() -> None:
    rig = AzureRig(bundled("circles"), speed=600.0)

    async def play(player: Player) -> tuple[dict[str, object], list[float]]:
        provider, looks = player.engine.provider, []
        observe = provider.observe

        async def counted(*asked: object) -> object:
            looks.append(rig.loop.time())
            return await observe(*asked)  # type: ignore[arg-type]

        provider.observe = counted  # type: ignore[method-assign, assignment]
        await player.engine.look()
        return await player.run("failover", "plan:vmware"), looks

    job, looks = rig.live(play)
    assert job["state"] in ("Succeeded", "CompletedWithInformation")
    every = AzureRig(bundled("circles")).vault.open().poll_every
    assert every > 0
    assert min(after - before for before, after in pairwise(looks)) >= every * 0.99
