"""The machine that counts is never forgotten: what is owed of it ends by what was seen, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from counting import GRAINS, check, closed, inject, item, needs, next_of_rows, owed, seen, stop_in_the_middle
from support.estates import bundled, small
from support.rig import Player, Rig

from drconsole.recovery.types.remedies import as_json
from drconsole.recovery.types.words import Grain, TargetType
from drconsole.recovery.types.work.errors import DrError


@GRAINS
@pytest.mark.parametrize("kind", ["hyperv", "vmware"])
def test_removing_replication_after_a_failover_forgets_no_machine(kind: str, grain: Grain) -> None:
    """It removes the replicated item: the machine at the target runs on and counts, the old one stays down."""
    rig = Rig(small(kind=kind), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], ...]:
        await player.run("failover", "crew", shutdown=True)
        job = await player.run("disable-replication", "item:m1")
        await seen(player)
        status, guide = await player.ask("Status"), await player.ask("Next", {"target": "item:m1"})
        found = await check(player, "enable-replication", "item:m1")
        with pytest.raises(DrError) as caught:
            await player.start("enable-replication", "item:m1")
        assert caught.value.code == "not-ready"
        return job, status, guide, found

    job, status, guide, found = rig.live(play)
    row, held = item(rig, "m1"), owed(rig, "stay-down")["m1"]
    assert job["state"] == "Succeeded"
    assert (held["seen"], held["runs"], held["broken"]) == ("off", "running", False)
    assert row["must_stay_down"]["why"].startswith("m1 must stay down at")
    assert (row["authority"], row["authority_words"]) == ("cloud", "cloud counts; replicates nowhere")
    assert row["reverse"]["answer"] == "blocked"
    assert status["obligations"]["stay_down"] == 3
    assert guide["next_operation"] is None and "must stay down" in guide["why"]
    assert guide["alternatives"] == []
    asks = found["other-machine-runs"]
    assert (asks["level"], asks["overridable"]) == ("error", False)
    assert "The one at cloud runs and has the valid data" in asks["message"]
    assert "what was written there since the failover is lost" in asks["recommended_action"]
    assert "source-returned" not in {effect.what for effect in rig.ledger()}
    assert rig.doctor() == []


@GRAINS
def test_two_machines_of_a_removed_item_are_loud(grain: Grain) -> None:
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, str], dict[str, Any]]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        inject(player, "source-returns", "m1")
        await seen(player)
        return await needs(player), await player.ask("Next", {"target": "item:m1"})

    waits, guide = rig.live(play)
    assert "Shut it down at hill" in waits["m1"]
    assert [flag["flag"] for flag in item(rig, "m1")["flags"]] == ["two-authorities"]
    assert "two machines" in guide["why"]


@GRAINS
def test_the_old_machine_is_protected_anew_when_it_was_seen_running_alone(grain: Grain) -> None:
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], ...]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        inject(player, "target-stopped", "m1")
        await seen(player)
        neither = await check(player, "enable-replication", "item:m1")
        lost = await player.ask("Next", {"target": "item:m1"})
        assert "m1" in await needs(player)
        inject(player, "source-returns", "m1")
        await seen(player)
        guide = await player.ask("Next", {"target": "item:m1"})
        alone = await check(player, "enable-replication", "item:m1")
        return neither, lost, guide, alone, await player.run("enable-replication", "item:m1")

    neither, lost, guide, alone, job = rig.live(play)
    assert (neither["which-machine-counts"]["level"], neither["which-machine-counts"]["overridable"]) == ("error", True)
    assert lost["next_operation"] is None and "has the valid data" in lost["why"]
    assert guide["next_operation"] == "enable-replication"
    assert "which-machine-counts" not in alone and alone["other-machine-left"]["level"] == "info"
    assert job["state"] == "Succeeded"
    (why,) = closed(rig, "stay-down")
    assert "seen running" in why
    assert "m1" not in owed(rig, "stay-down")
    assert rig.doctor() == []


def test_the_one_that_counts_may_be_named_where_neither_runs() -> None:
    """Accepted: the old one is started, the one at the target is left as it is."""
    rig = Rig(small(kind="hyperv"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        inject(player, "target-stopped", "m1")
        accept = ["which-machine-counts"]
        job = await player.run("enable-replication", "item:m1", accept=accept, comment="hill counts")
        await seen(player)
        return job

    assert rig.live(play)["state"] == "Succeeded"
    did = [effect.what for effect in rig.ledger() if effect.item == item(rig, "m1")["key"]]
    assert did.count("source-returned") == 1 and did.count("machine-started") == 1
    assert "m1" not in owed(rig, "stay-down")


@GRAINS
def test_the_world_starts_no_second_machine_whatever_was_accepted(grain: Grain) -> None:
    """The look before did not show the machine at the target, and it runs."""
    rig = Rig(small(kind="hyperv"), grain, speed=60.0)

    async def play(player: Player) -> dict[str, Any]:
        await player.run("failover", "crew", shutdown=True)
        await player.run("disable-replication", "item:m1")
        provider, really = player.engine.provider, player.engine.provider.look

        async def blind(items: Any, probes: Any) -> Any:
            found = await really(items, probes)
            return [replace(one, seen="stopped", ok=False) if one.probe == "target-running" else one for one in found]

        provider.look = blind  # type: ignore[method-assign]
        return await player.run("enable-replication", "item:m1", accept=["which-machine-counts"], comment="so it seems")

    job = rig.live(play)
    assert job["state"] == "Failed"
    assert "would make two" in str(job["errors"])
    assert "source-returned" not in {effect.what for effect in rig.ledger()}


@pytest.mark.parametrize("operation", ["re-protect", "reverse-replicate"])
def test_replication_that_ran_back_is_removed_and_the_other_machine_must_stay_down_from_then_on(operation: str) -> None:
    name = {"re-protect": "teller-db", "reverse-replicate": "mail"}[operation]
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, dict[str, Any]]:
        await player.run("failover", f"item:{name}", shutdown=True)
        await player.run(operation, f"item:{name}")
        await seen(player)
        before = owed(rig, "stay-down")
        await player.run("disable-replication", f"item:{name}")
        await seen(player)
        return before

    assert rig.live(play) == {}
    held = owed(rig, "stay-down")[name]
    assert held["site"] == item(rig, name)["source"]
    assert item(rig, name)["authority"] == item(rig, name)["target"]
    assert rig.doctor() == []


# Without an engine


@pytest.mark.parametrize("situation", ["removed", "stopped", "left off"])
def test_who_reads_the_rows_alone_is_told_the_same(situation: str) -> None:
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> dict[str, dict[str, Any]]:
        if situation == "removed":
            await player.run("failover", "plan:vmm", shutdown=True)
            await player.run("disable-replication", "item:cards-db")
        elif situation == "stopped":
            await stop_in_the_middle(player, "vmm", ("cards-db", "cards-web"))
        else:
            inject(player, "shutdown-fails", "cards-db", params={"times": 1})
            await player.run("planned-failover", "plan:vmm")
        await seen(player)
        return {target: await player.ask("Next", {"target": target}) for target in ("plan:vmm", "item:cards-db")}

    told = rig.live(play)
    for kind, name in ((TargetType.PLAN, "vmm"), (TargetType.ITEM, "cards-db")):
        asked, read = told[f"{kind}:{name}"], next_of_rows(rig, kind, name)
        assert (read.next_operation, read.why, [*map(as_json, read.remedies)]) == (
            asked["next_operation"],
            asked["why"],
            asked["remedies"],
        )
