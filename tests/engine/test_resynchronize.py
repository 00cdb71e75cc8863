"""A protected item can be resynchronized in every scenario, without a health error that asks for it."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain

ONE_OF_EACH = ("teller-db", "ledger-db", "vault", "branch-db", "cards-db", "mail", "app-db")


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_what_check_offers_the_world_takes(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        found = {}
        for name in ONE_OF_EACH:
            said = await player.ask("Next", {"target": f"item:{name}"})
            assert "resynchronize" in said["alternatives"], name
            found[name] = (await player.run("resynchronize", f"item:{name}"))["state"]
        return found

    assert rig.live(play) == dict.fromkeys(ONE_OF_EACH, "Succeeded")
