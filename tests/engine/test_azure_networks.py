"""Networks where machines of a vault land: what is prepared counts as prepared, under whichever fabric it is listed."""

from __future__ import annotations

import pytest
from support.azure_rig import AzureRig
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain


def lacking(rig: Rig) -> set[str]:
    """Findings about networks, of a failover of every plan."""

    async def play(player: Player) -> set[str]:
        await player.engine.look()
        found: set[str] = set()
        for plan in player.engine.estate.view.plans.values():
            seen = await player.ask("Check", {"operation": "failover", "target": f"plan:{plan.name}", "options": {}})
            found |= {one["id"] for one in seen["findings"] if one["id"].startswith(("network-not", "subnet-missing"))}
        return found

    return rig.live(play)


@pytest.mark.parametrize("estate", ["circles", "contoso", "woodgrove"])
def test_a_vault_lacks_no_network_that_its_world_has(estate: str) -> None:
    assert len(lacking(AzureRig(bundled(estate)))) == len(lacking(Rig(bundled(estate), Grain.PLAN)))


def test_where_the_region_of_the_vault_may_not_be_read_nothing_is_missing_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def not_told(_: object) -> str:
        return ""

    monkeypatch.setattr("drconsole.providers.azure.vault.reading.Reader._location", not_told)
    assert lacking(AzureRig(bundled("circles"))) == set()


def test_a_vault_of_another_region_than_its_networks_lacks_none(monkeypatch: pytest.MonkeyPatch) -> None:
    async def elsewhere(_: object) -> str:
        return "westeurope"

    monkeypatch.setattr("drconsole.providers.azure.vault.reading.Reader._location", elsewhere)
    assert lacking(AzureRig(bundled("circles"))) == set()
