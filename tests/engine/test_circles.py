"""Every scenario there and back: the real engine on virtual time, and the world as the judge."""

from __future__ import annotations

from typing import Any

import pytest
from support.circles import CIRCLES, Stage
from support.estates import bundled
from support.rig import Player, Rig
from support.rows import keys

from drconsole.recovery.states.row import Phase
from drconsole.recovery.states.states import active_side, classify, direction_of
from drconsole.recovery.types.words import Grain

ON_THE_WAY = (Phase.SYNCING, Phase.BUSY)
WAIT = 6 * 3600
"""Virtual seconds in which a first copy the other way is done."""


async def settled(player: Player, names: list[str]) -> dict[str, dict[str, Any]]:
    """The plan's items once their first copy has come to rest."""
    end = player.rig.loop.time() + WAIT
    while True:
        await player.engine.look()
        rows = {row["name"]: row for row in player.rig.store.rows("item") if row["name"] in names}
        statuses = [player.engine.estate.view.statuses[row["key"]] for row in rows.values()]
        if all(classify(player.engine.estate.view.items[s.key], s).phase not in ON_THE_WAY for s in statuses):
            return rows
        assert player.rig.loop.time() < end, statuses
        await player.sleep(10.0)


async def walk(player: Player, plan: str, stages: tuple[Stage, ...]) -> list[dict[str, Any]]:
    names = next(keys(row) for row in player.rig.store.rows("plan") if row["name"] == plan)
    jobs = []
    for number, stage in enumerate(stages):
        where = f"{plan} {number}: {stage.operation}"
        foretold = await player.ask(
            "Preview", {"operation": stage.operation, "target": f"plan:{plan}", "options": stage.options}
        )
        begun = player.engine.provider.clock.now()
        job = await player.run(stage.operation, f"plan:{plan}", **stage.options)
        assert job["state"] in ("Succeeded", "CompletedWithInformation"), (where, job["errors"], job["evidence"])
        took = (player.engine.provider.clock.now() - begun).total_seconds()
        assert foretold["forecast"]["low"] * 0.5 <= took <= foretold["forecast"]["high"] + 60, (where, took, foretold)
        jobs.append(job)
        rows = {row["name"]: row for row in player.rig.store.rows("item") if row["name"] in names}
        for name, then in foretold["leads_to"].items():
            assert rows[name]["protection_state"] == then["protection_state"], (where, name)
        assert set(foretold["leads_to"]) == set(names), where
        view = player.engine.estate.view
        for name, row in (await settled(player, names)).items():
            item, status = view.items[row["key"]], view.statuses[row["key"]]
            assert row["protection_state"] == stage.state, (where, name)
            assert str(active_side(status)) == stage.side, (where, name)
            assert set(row["allowed_operations"]) == set(stage.allowed.split()), (where, name)
            assert row["direction"] == stage.direction == str(direction_of(item, status)), (where, name)
    return jobs


@pytest.mark.parametrize("plan", CIRCLES)
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_the_whole_circle_there_and_back(plan: str, grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> list[dict[str, Any]]:
        return await walk(player, plan, CIRCLES[plan])

    rig.live(play)
    refused = [effect for effect in rig.ledger() if effect.what == "refused"]
    assert refused == []
    assert rig.doctor() == []
