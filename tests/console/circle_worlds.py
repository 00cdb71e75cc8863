"""The estate of circles on virtual time, and what was done in it before a console opens."""

from __future__ import annotations

from typing import Any

from support.circles import CIRCLES
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain


def circles() -> Rig:
    return Rig(bundled("circles"), Grain.STEP, speed=60.0)


async def one_is_over(player: Player) -> None:
    """Of the plan ``sites`` the machine mail was failed over and turned around; files stayed."""
    for operation in ("failover", "reverse-replicate"):
        await player.run(operation, "item:mail")


def walked(plan: str, stages: int) -> Any:
    """The plan after so many stages of its circle."""

    async def play(player: Player) -> None:
        for stage in CIRCLES[plan][:stages]:
            await player.run(stage.operation, f"plan:{plan}", **stage.options)
            while any(
                each.protection_state.startswith("Initial") for each in player.engine.estate.view.statuses.values()
            ):
                await player.sleep(30.0)
                await player.engine.look()

    return play
