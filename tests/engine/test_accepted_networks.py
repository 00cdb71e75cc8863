"""What was accepted of networks before a failover comes true in the world, and is followed up until it is put right."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import parse_estate
from support.rig import Player, Rig
from support.rows import outcomes

from drconsole.recovery.types.words import Grain

ESTATE = """
name: narrow
seed: 1
defaults:
  scenario: vmware-to-azure
  source: plant
  target: cloud
  policy: day
  agent_version: "9.62"
  churn: 2
  start: {{protected_for: 20d, last_test: 20d}}
sites: [{{name: plant, kind: vmware}}, {{name: cloud, kind: azure}}]
networks:
  - {{name: lan, site: plant{mapped}}}
  - {{name: prod, site: cloud{more}}}
policies: [{{name: day}}]
items:
  - {{name: one, network: lan{item}}}
  - {{name: two, network: lan{item}}}
plans: [{{name: both, source: plant, target: cloud, changed: 30d, groups: [{{items: [one, two]}}]}}]
"""
MAPPED = ", mapped_to: prod"
CASES = {
    "addresses": ({"mapped": MAPPED, "more": ", free_addresses: 1", "item": ""}, ["no-address"]),
    "network-not-prepared": ({"mapped": "", "more": "", "item": ""}, ["not-attached"] * 2),
    "subnet-missing": (
        {"mapped": MAPPED, "more": ", subnets: [apps]", "item": ", target_subnet: web"},
        ["not-attached"] * 2,
    ),
}


def bad(evidence: list[dict[str, Any]]) -> list[str]:
    return sorted(one["seen"] for one in evidence if one["probe"] == "target-network" and one["ok"] is False)


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("kind", CASES)
def test_what_was_accepted_comes_true_and_is_followed_up(kind: str, grain: Grain) -> None:
    """It was accepted, and then nothing came of it: each machine had an address."""
    words, expected = CASES[kind]
    rig = Rig(parse_estate(ESTATE.format(**words), "narrow.yaml", None), grain, speed=60.0)

    def rows(player: Player) -> list[dict[str, Any]]:
        return [row for _, row in sorted((row["name"], row) for row in player.rig.store.rows("item"))]

    async def play(player: Player) -> None:
        checked = await player.ask("Check", {"operation": "failover", "target": "plan:both", "options": {}})
        errors = {one["id"].split(":")[0] for one in checked["findings"] if one["level"] == "error"}
        assert errors == {kind}, "check foretells it"
        job = await player.run("failover", "plan:both", accept=[kind], comment="it may come up without")
        assert bad(job["evidence"]) == expected
        assert job["state"] == "CompletedWithInformation"
        assert set(outcomes(job).values()) == {"Succeeded"}, "the machines run: what is left is their network"
        marked = [row for row in rows(player) if row["flags"]]
        assert [row["connection"] for row in marked] == expected
        assert all(row["address"] is None for row in marked)
        assert all(flag["flag"] == "network" for row in marked for flag in row["flags"])
        name = marked[0]["name"]
        told = await player.ask("Next", {"target": f"item:{name}"})
        assert "without a network or an address" in told["why"]
        commit = await player.ask("Check", {"operation": "commit", "target": f"item:{name}", "options": {}})
        assert f"network-unfinished:{name}" in {one["id"] for one in commit["findings"]}
        await put_right(player, [row["name"] for row in marked])
        assert not [row for row in rows(player) if row["flags"]], "seen to be put right"
        told = await player.ask("Next", {"target": f"item:{name}"})
        assert "address" not in told["why"]

    rig.live(play)
    assert rig.doctor() == []


async def put_right(player: Player, names: list[str]) -> None:
    rehearsal = player.engine.provider.rehearsal
    assert rehearsal is not None
    for name in names:
        rehearsal.inject({"kind": "network-mended", "item": name})
    await player.sleep(60)
    await player.engine.look()


def test_a_machine_with_its_network_leaves_nothing_to_follow_up() -> None:
    words = {"mapped": MAPPED, "more": ", free_addresses: 2", "item": ""}
    rig = Rig(parse_estate(ESTATE.format(**words), "narrow.yaml", None), Grain.STEP, speed=60.0)

    async def play(player: Player) -> Any:
        return await player.run("failover", "plan:both")

    job = rig.live(play)
    assert [one for one in job["evidence"] if one["probe"] == "target-network"] == []
    rows = list(rig.store.rows("item"))
    assert [row["connection"] for row in rows] == ["connected"] * 2
    assert [row["flags"] for row in rows] == [[], []]
