"""Rows carry keys: two items of one name stay two, and a name is looked up only where a person typed it."""

from __future__ import annotations

from typing import Any

import pytest
from support.keyed import DB, FRONT, FRONT_ITEMS, WEB_1, WEB_2, keyed
from support.rig import Player, Rig
from support.rows import keys, outcomes, points, used

from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import BadInput

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN], ids=str)
ALL = [WEB_1, WEB_2, DB]


def rig(grain: Grain = Grain.STEP) -> Rig:
    return Rig(keyed(), grain, speed=60.0)


def test_a_plans_row_carries_the_keys_of_its_items() -> None:
    made = rig()

    async def play(player: Player) -> None:
        await player.engine.look()

    made.live(play)
    row = made.store.row("plan", FRONT)
    assert row["items"] == FRONT_ITEMS
    assert [keys(group) for group in row["groups"]] == [[WEB_1, WEB_2], [DB]]


@GRAINS
def test_two_items_of_one_name_stay_two_from_the_preview_to_the_end_of_the_job(grain: Grain) -> None:
    made = rig(grain)

    async def play(player: Player) -> Any:
        shown = await player.ask("Preview", {"operation": "failover", "target": "front", "options": {}})
        return shown, await player.run("failover", "front")

    shown, job = made.live(play)
    assert shown["qualified"] == ALL
    assert shown["items"] == FRONT_ITEMS
    assert list(points(shown)) == ALL
    assert list(shown["leads_to"]) == ALL
    assert outcomes(job) == dict.fromkeys(ALL, "Succeeded")
    assert [item["name"] for item in job["items"]] == ["web", "web", "db"]
    for key, point in used(job).items():
        assert made.store.row("item", key)["failover_recovery_point"]["id"] == point["id"]
    assert list(used(job)) == ALL
    assert {each["key"] for each in job["evidence"]} == set(ALL)
    seen = {task["item_key"] for task in made.tasks(job["id"]).values()}
    assert set(ALL) <= seen
    assert made.doctor() == []


def test_who_is_left_out_is_said_by_key() -> None:
    made = rig()

    async def play(player: Player) -> Any:
        await player.run("failover", f"item:{WEB_2}", confirm="web")
        asked = {"operation": "failover", "target": "front", "options": {"direction": "primary-to-recovery"}}
        return await player.ask("Check", asked), await player.run("failover", "front", direction="primary-to-recovery")

    checked, job = made.live(play)
    assert checked["qualified"] == [WEB_1, DB]
    assert [(each["key"], each["item"]) for each in checked["skipped"]] == [(WEB_2, "web")]
    assert outcomes(job) == {WEB_1: "Succeeded", DB: "Succeeded", WEB_2: "Other"}
    assert [each["key"] for each in job["skipped"]] == [WEB_2]


def test_a_name_that_two_have_is_refused_with_their_keys_and_a_key_is_taken() -> None:
    made = rig()

    async def play(player: Player) -> Any:
        with pytest.raises(BadInput) as caught:
            await player.ask("RecoveryPoints", {"item": "web"})
        return caught.value, await player.ask("RecoveryPoints", {"item": WEB_2})

    error, found = made.live(play)
    assert error.code == "ambiguous-target"
    assert WEB_1 in error.advice
    assert WEB_2 in error.advice
    assert (found["key"], found["item"]) == (WEB_2, "web")


@pytest.mark.parametrize("words", ["ledger", "item:ledger"])
def test_words_that_are_one_items_name_and_anothers_key_mean_neither(words: str) -> None:
    """Taken for the key they would start the machine of which the operator typed the name of the other."""
    made = rig()

    async def play(player: Player) -> Any:
        with pytest.raises(BadInput) as caught:
            await player.ask("Preview", {"operation": "failover", "target": words, "options": {}})
        job = await player.run("failover", "item-key:ledger", confirm="mail")
        return caught.value, job

    error, job = made.live(play)
    assert error.code == "ambiguous-target"
    assert error.advice == "say which: item-key:ledger, item-key:mail"
    assert outcomes(job) == {"ledger": "Succeeded"}
    assert (job["target"], job["target_key"]) == ("mail", "ledger")
