"""A planned run that stopped goes on from where it stopped, there and on the way home."""

from __future__ import annotations

from typing import Any

from counting import GRAINS, PLANS, check, fails, inject, item, needs, plan_of, seen, stop_in_the_middle
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain
from drconsole.render.words.command_lines import command_of


@PLANS
@GRAINS
def test_a_planned_failover_that_stopped_before_a_machine_was_started_goes_on_from_there(
    plan: str, names: tuple[str, ...], grain: Grain
) -> None:
    """[S]: a planned failover can be started again, also where machines have failed over and do not run."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        first = await stop_in_the_middle(player, plan, names)
        await seen(player)
        waits, row = await needs(player), plan_of(rig, plan)
        guide = await player.ask("Next", {"target": f"plan:{plan}"})
        found = await check(player, "planned-failover", f"plan:{plan}")
        again = await player.run("planned-failover", f"plan:{plan}")
        await seen(player)
        return first, waits, row, guide, found, again, await needs(player)

    first, waits, row, guide, found, again, left = rig.live(play)
    assert first["state"] == "Failed"
    assert set(waits) == set(names)
    assert "planned-failover" in row["allowed_operations"]
    assert {flag["item"] for flag in row["flags"]} == set(names)
    assert command_of(guide["remedies"]) == f"drconsole run planned-failover plan:{plan} --confirm {plan}"
    assert found["goes-on"]["level"] == "warning" and "by hand" in found["goes-on"]["recommended_action"]
    assert not [one for one in found.values() if one["level"] == "error"]
    assert again["state"] == "Succeeded", again["errors"]
    assert left == {}
    keys = {row["name"]: row["key"] for row in rig.store.rows("item")}
    counted = rig.counted()
    for name in names:
        assert counted[keys[name], "machine-created"] == 1, "it goes on, and makes no second machine"
        assert counted[keys[name], "machine-started"] == 1
        assert counted[keys[name], "source-shut-down"] == 1
    assert rig.doctor() == []


@GRAINS
def test_on_the_way_home_too_it_goes_on_from_there(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        await player.run("planned-failover", "plan:sites")
        await player.run("reverse-replicate", "plan:sites")
        first = await stop_in_the_middle(player, "sites", ("mail", "files"))
        guide = await player.ask("Next", {"target": "plan:sites"})
        alone = await check(player, "planned-failover", "item:files")
        return first, guide, alone, await player.run("planned-failover", "plan:sites")

    first, guide, alone, again = rig.live(play)
    assert (first["state"], again["state"]) == ("Failed", "Succeeded"), again["errors"]
    assert (first["direction"], again["direction"]) == ("recovery-to-primary",) * 2
    assert guide["next_operation"] == "planned-failover"
    assert guide["alternatives"] == [], "a machine that does not run is neither committed nor reversed"
    assert "run planned-failover of its recovery plan again" in alone["state-not-allowed"]["message"]
    assert {row["active_side"] for row in rig.store.rows("item") if row["name"] in ("mail", "files")} == {"Primary"}
    assert rig.doctor() == []


@PLANS
@GRAINS
def test_a_machine_that_failed_over_and_does_not_run_is_brought_up_at_its_point(
    plan: str, names: tuple[str, ...], grain: Grain
) -> None:
    """By Site Recovery where there is a change of the point, else by hand; what was done is seen."""
    rig = Rig(bundled("circles"), grain, speed=60.0)
    name = names[0]

    async def play(player: Player) -> tuple[Any, ...]:
        await stop_in_the_middle(player, plan, names)
        guide = await player.ask("Next", {"target": f"item:{name}"})
        point = item(rig, name)["failover_recovery_point"]["id"]
        if guide["next_operation"] == "change-recovery-point":
            assert command_of(guide["remedies"]).endswith(f"--point custom --point-id {point} --confirm {name}")
            job = await player.run("change-recovery-point", f"item:{name}", point="custom", point_id=point)
            assert job["state"] == "Succeeded", job["errors"]
            assert item(rig, name)["failover_recovery_point"]["id"] == point
        else:
            assert "by hand" in guide["why"]
            inject(player, "target-started", name)
        await seen(player)
        return guide, await needs(player), await player.ask("Next", {"target": f"item:{name}"})

    guide, waits, then = rig.live(play)
    assert guide["next_operation"] == (None if plan == "sites" else "change-recovery-point")
    assert set(waits) == set(names[1:])
    assert item(rig, name)["flags"] == []
    assert "nobody has validated it" in then["why"]
    assert rig.doctor() == []


@GRAINS
def test_a_failback_that_stopped_before_a_machine_was_started_goes_on_from_there(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[Any, ...]:
        for operation in ("failover", "commit"):
            await player.run(operation, "plan:hyperv")
        fails(player, "VmFoStartVmOnSecondary", "branch-db")
        first = await player.run("failback", "plan:hyperv")
        guide = await player.ask("Next", {"target": "plan:hyperv"})
        return first, guide, await player.run("failback", "plan:hyperv")

    first, guide, again = rig.live(play)
    assert (first["state"], again["state"]) == ("Failed", "Succeeded"), again["errors"]
    assert guide["next_operation"] == "failback"
    assert {row["flags"] == [] for row in rig.store.rows("item") if row["name"].startswith("branch")} == {True}
