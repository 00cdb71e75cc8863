"""An objective on its way: from the estate into the rows, the preview, the job and what is judged of it."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.records.objectives import objective_of
from drconsole.recovery.types.words import Grain

SHOP = {"operation": "failover", "target": "plan:shop", "options": {}}


def test_plans_and_items_carry_their_objectives_in_seconds() -> None:
    rig = Rig(bundled("contoso"), Grain.STEP, speed=60.0)

    async def nothing(player: Player) -> None:
        await player.sleep(1)

    rig.live(nothing)
    plans = {row["key"]: row["rto"] for row in rig.store.rows("plan")}
    assert (plans["shop"], plans["warehouse"]) == (1800, None)
    items = {row["key"]: row["rpo_objective"] for row in rig.store.rows("item")}
    assert (items["shop-db"], items["stock-db"], items["label-printer"]) == (900, 1800, 7200)


def test_a_preview_says_how_the_run_would_stand_to_its_objective() -> None:
    rig = Rig(bundled("contoso"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        asked = [
            SHOP,
            {**SHOP, "target": "plan:intranet"},
            {**SHOP, "target": "plan:warehouse"},
            {**SHOP, "operation": "commit"},
            {**SHOP, "target": "item:shop-db"},
        ]
        return [await player.ask("Preview", words) for words in asked]

    shop, intranet, warehouse, commit, item = rig.live(play)
    assert shop["objective"]["verdict"] == "will-be-met"
    assert shop["objective"]["spare"] == 1800 - shop["forecast"]["likely"]
    assert intranet["objective"]["verdict"] == "will-be-missed"
    assert "badge-reader" in intranet["objective"]["why"]
    assert [one["objective"] for one in (warehouse, commit, item)] == [None, None, None]


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_wait_for_a_person_counts_against_the_objective_of_the_run(grain: Grain) -> None:
    rig = Rig(bundled("contoso"), grain, speed=60.0)

    async def play(player: Player) -> Any:
        started = await player.start("failover", "plan:finance")
        while not (row := rig.store.row("job", started["id"]))["waits_for"]:
            await player.sleep(5)
        before = (await player.ask("Status"))["running_jobs"][0]["objective"]
        await player.sleep(60)
        after = (await player.ask("Status"))["running_jobs"][0]["objective"]
        return started, row, before, after, await player.ended(started["id"])

    started, row, before, after, ended = rig.live(play)
    assert objective_of(started, None)["verdict"] == "will-be-met"
    assert row["idle_since"] is not None
    # A minute of the wall's clock is an hour of the provider's.
    assert after["spare"] == pytest.approx(before["spare"] - 3600, abs=60)
    assert after["verdict"] == "missed"
    assert ended["waited"] == pytest.approx(3600, abs=360)
    held = objective_of(ended, None)
    assert (held["verdict"], held["why"]) == ("missed", "it has waited for a person")
    assert rig.doctor() == []
