"""Sources that live are shut down by a failover on Azure of which nothing is said: no machine runs twice."""

from __future__ import annotations

import pytest
from support.azure_rig import AzureRig
from support.estates import bundled
from support.rig import Player

from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import classify


async def at_rest(player: Player) -> None:
    """Wait for the first copies."""
    while True:
        await player.engine.look()
        view = player.engine.estate.view
        if all(classify(view.items[key], one).phase is Phase.PROTECTED for key, one in view.statuses.items()):
            return
        await player.sleep(10.0)


@pytest.mark.parametrize("plan", ["sites", "regions"])
def test_nothing_is_said_and_every_source_is_down_before_its_machine_is_made(plan: str) -> None:
    rig = AzureRig(bundled("circles"), speed=60.0)

    async def play(player: Player) -> dict[str, object]:
        await at_rest(player)
        return await player.run("failover", f"plan:{plan}")

    job = rig.live(play)
    assert job["state"] in ("Succeeded", "CompletedWithInformation")
    effects = [(one.item, one.what) for one in rig.ledger()]
    keys = [item["key"] for item in job["items"]]
    assert keys
    for key in keys:
        assert effects.index((key, "source-shut-down")) < effects.index((key, "machine-created"))
