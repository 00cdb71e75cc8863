"""What is owed after a test failover: opened with its undo, and closed by what was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from owing import counting, item, kinds, owed
from support.estates import small
from support.rig import Rig

from drconsole.recovery.types.words import Grain
from drconsole.render.words.command_lines import command_of

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


@GRAINS
def test_every_side_effect_of_a_test_stands_with_its_undo_until_its_machine_was_seen_gone(grain):
    """proxcenter-ui issue 929: a cleanup that said it was done, and was not."""
    rig = Rig(small(), grain)
    during = {}

    async def play(player):
        job = await player.run("test-failover", "crew")
        during["status"] = await player.ask("Status")
        during["job"] = job["id"]
        await player.run("cleanup-test-failover", "crew", comment="seen")
        return await player.ask("Status")

    after = rig.live(play)
    debts = during["status"]["test_debt"]
    assert {debt["item"] for debt in debts} == {"m1", "m2", "m3"}
    first = next(debt for debt in debts if debt["item"] == "m1")
    assert (first["state"], first["job"]) == ("open", during["job"])
    assert {effect["what"]: effect["detail"] for effect in first["side_effects"]} == {
        "machine": "m1-test at cloud",
        "network": "attached to cloud-lab, with one of its addresses",
        "cores": "2 cores of cloud",
    }
    assert command_of(first["remedies"]) == "drconsole run cleanup-test-failover item:m1 --confirm m1"
    assert after["test_debt"] == []
    assert item(rig)["test_debt"] == []
    assert rig.doctor() == []


def test_a_cleanup_is_not_believed_by_its_return():
    rig = Rig(small(items=1, groups=1), Grain.STEP, speed=60.0)

    async def play(player):
        await player.run("test-failover", "crew")
        provider = player.engine.provider
        really, lying = provider.look, [True]

        async def look(items, probes):
            found = await really(items, probes)
            return [replace(one, seen="present", ok=True) if lying[0] else one for one in found]

        provider.look = look
        await player.run("cleanup-test-failover", "crew", comment="done?")
        left = (await player.ask("Status"))["test_debt"]
        preview = await player.ask("Check", {"operation": "failover", "target": "crew", "options": {"shutdown": True}})
        lying[0] = False
        await player.sleep(400)
        return left, preview

    left, preview = rig.live(play)
    assert [debt["state"] for debt in left] == ["left behind"]
    assert "test-debt" in {finding["id"] for finding in preview["findings"]}
    assert owed(rig, "test-cleanup") == {}
    (closed,) = kinds(rig, "obligation.closed")
    assert closed["why"] == "its test machine was looked for and is gone"


def test_an_open_test_is_not_asked_for_again_and_again():
    rig = Rig(small(), Grain.STEP, speed=60.0)

    async def play(player):
        await player.run("test-failover", "crew")
        asked = counting(player)
        await player.sleep(5_000)
        return asked

    assert rig.live(play) == []


def test_how_long_a_test_counts_is_the_engines_setting():
    rig = Rig(small(), Grain.STEP)

    async def play(player):
        ask = {"operation": "failover", "target": "crew", "options": {"shutdown": True}}
        usual = await player.ask("Check", ask)
        player.engine.accepted_age = timedelta(days=1)
        return usual, await player.ask("Check", ask), await player.ask("Next", {"target": "crew"})

    usual, strict, due = rig.live(play)
    assert usual["ready"]
    assert "test-failover-old:m1" in {finding["id"] for finding in strict["findings"]}
    assert due["next_operation"] == "test-failover"
