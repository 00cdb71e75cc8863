"""Machines that a run shut down and left: a person is told until they are seen to serve, and to replicate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from counting import GRAINS, PLANS, check, closed, fails, inject, item, needs, next_of_rows, plan_of, seen
from support.estates import bundled
from support.judge import wrongs
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain, TargetType


@PLANS
@GRAINS
@pytest.mark.parametrize("by", ["hand", "the failover, run again"])
def test_a_machine_that_a_planned_failover_shut_down_and_left_needs_a_person(
    plan: str, names: tuple[str, ...], grain: Grain, by: str
) -> None:
    """It is "Protected, Primary", and off."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    left = names[1]  # machines are shut down in reverse boot order

    async def play(player: Player) -> tuple[Any, ...]:
        inject(player, "shutdown-fails", names[0], params={"times": 1})
        job = await player.run("planned-failover", f"plan:{plan}")
        waits, row, whole = await needs(player), item(rig, left), plan_of(rig, plan)
        guides = [await player.ask("Next", {"target": target}) for target in (f"plan:{plan}", f"item:{left}")]
        found = await check(player, "planned-failover", f"plan:{plan}")
        if by == "hand":
            inject(player, "source-returns", left)
            await seen(player)
        else:
            assert (await player.run("planned-failover", f"plan:{plan}"))["state"] == "Succeeded"
        return job, waits, row, whole, guides, found, await needs(player)

    job, waits, row, whole, guides, found, then = rig.live(play)
    said = f"shut down at {row['source']} by job {job['id']}, not failed over"
    assert job["state"] == "Failed"
    assert (row["protection_state"], row["active_location"]) == ("Protected", "Primary")
    assert set(waits) == {left} and said in waits[left]
    assert [said in flag["text"] for flag in row["flags"]] == [True]
    assert [flag["item"] for flag in whole["flags"]] == [left]
    assert [guide["next_operation"] for guide in guides] == ["planned-failover"] * 2
    assert not [one for one in found.values() if one["level"] == "error"]
    assert then == {}
    assert item(rig, left)["flags"] == plan_of(rig, plan)["flags"] == []
    (why,) = closed(rig, "left-off")
    assert why == ("its machine was seen running" if by == "hand" else f"it failed over to {row['target']}")
    assert rig.doctor() == []


@GRAINS
def test_a_failback_that_shut_down_the_machine_in_azure_and_stopped_needs_a_person(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        for operation in ("failover", "commit"):
            await player.run(operation, "item:branch-db")
        fails(player, "VmFailover", "branch-db")
        job = await player.run("failback", "item:branch-db")
        waits, guide = await needs(player), await player.ask("Next", {"target": "item:branch-db"})
        again = await player.run("failback", "item:branch-db")
        return job, waits, guide, again, await needs(player)

    job, waits, guide, again, then = rig.live(play)
    assert (job["state"], again["state"]) == ("Failed", "Succeeded"), again["errors"]
    assert f"branch-db was shut down at North Europe by job {job['id']}" in waits["branch-db"]
    assert guide["next_operation"] == "failback"
    assert then == {}
    assert closed(rig, "left-off") == ["it failed over to Bergen"]
    assert rig.doctor() == []


@GRAINS
@pytest.mark.parametrize("operation", ["failover", "planned-failover"])
@pytest.mark.parametrize("down", [False, True], ids=["being shut down", "shut down"])
def test_a_cancel_in_the_shutdown_phase_loses_replication_at_every_grain(
    grain: Grain, operation: str, down: bool
) -> None:
    """[S]: replication was stopped before the failover in progress, and cannot be started again."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    name = "cards-db"

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, str]]:
        options = {"shutdown": True} if operation == "failover" else {}
        job = await player.start(operation, f"item:{name}", **options)
        key = item(rig, name)["key"]
        while not any(
            task["name"] == "VmShutdownVmOnPrimary" and task["started_at"] for task in rig.tasks(job["id"]).values()
        ):
            await player.sleep(0.05)
        while down and not Rig.counted_now(player)[key, "source-shut-down"]:
            await player.sleep(0.05)
        await player.ask("CancelJob", {"job": job["id"], "confirm": name, "comment": "a drill"}, "cancel")
        ended = await player.ended(job["id"])
        await player.engine.look()
        return ended, await needs(player)

    job, waits = rig.live(play)
    (left,) = job["consequences"]
    assert left["loses_replication"]
    assert "still protected" not in left["text"] and "replication goes on" not in left["text"]
    if down or grain is Grain.STEP:
        assert set(waits) == {name} and "replication counts as stopped" in waits[name]
    if grain is Grain.PLAN:
        assert item(rig, name)["protection_state"] == "UnprotectedStatesBegin"
    assert wrongs(job, rig.ledger()) == []
    assert rig.doctor() == []


@pytest.mark.parametrize("operation", ["failover", "planned-failover"])
def test_a_failover_cancelled_before_its_source_was_down_is_flagged_until_it_is_seen_to_replicate(
    operation: str,
) -> None:
    """The service may say "Protected" and the machine run: that replication was stopped is said of the whole failover
    in progress [S]."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)
    name = "cards-db"

    async def play(player: Player) -> tuple[Any, ...]:
        provider = player.engine.provider
        really = provider.look

        async def look(items: Any, probes: Any) -> Any:
            found = await really(items, probes)
            return [replace(one, seen="stalled", ok=False) if one.probe == "replicating" else one for one in found]

        provider.look = look
        job = await player.start(operation, f"item:{name}", **({"shutdown": True} if operation == "failover" else {}))
        while not any(
            task["name"] == "VmShutdownVmOnPrimary" and task["started_at"] for task in rig.tasks(job["id"]).values()
        ):
            await player.sleep(0.05)
        await player.ask("CancelJob", {"job": job["id"], "confirm": name, "comment": "a drill"}, "cancel")
        await player.ended(job["id"])
        await seen(player)
        row, guide, whole = item(rig, name), await player.ask("Next", {"target": f"item:{name}"}), plan_of(rig, "vmm")
        read = next_of_rows(rig, TargetType.ITEM, name)
        waits, (entry,) = await needs(player), (await player.ask("Status"))["needs_a_person"]
        provider.look = really
        await seen(player)
        return job, row, whole, guide, read, waits, entry, await needs(player)

    job, row, whole, guide, read, waits, entry, then = rig.live(play)
    assert (row["protection_state"], row["source_powered"]) == ("Protected", True)
    assert [flag["flag"] for flag in row["flags"]] == ["replication-stopped"]
    assert f"job {job['id']}" in row["flags"][0]["text"] and "disable it and enable it again" in row["flags"][0]["text"]
    assert row["stand"] == "critical"
    assert [flag["item"] for flag in whole["flags"]] == [name]
    assert set(waits) == {name} and waits[name].startswith(f"the failover of {name}")
    assert entry["friendly_name"] == f"Replication of {name} counts as stopped: its failover was cancelled"
    assert guide["next_operation"] is None and "replication counts as stopped" in guide["why"].lower()
    assert read.why == guide["why"]
    assert then == {}
    assert item(rig, name)["flags"] == plan_of(rig, "vmm")["flags"] == []
    assert closed(rig, "left-off") == ["it was seen to replicate"]
    assert rig.doctor() == []
