"""What changes between what was shown and the start: refused with the difference, before any effect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig
from support.rows import outcomes, points

from drconsole.recovery.types.words import Grain
from drconsole.recovery.types.work.errors import DrError

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])


async def refused(player: Player, digest: str, target: str, **options: Any) -> DrError:
    with pytest.raises(DrError) as caught:
        await player.start("failover", target, digest=digest, **options)
    return caught.value


async def shown(player: Player, target: str, **options: Any) -> dict[str, Any]:
    return await player.ask("Preview", {"operation": "failover", "target": target, "options": options})


@GRAINS
def test_a_plan_edited_meanwhile_is_refused_with_the_difference(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> DrError:
        digest = (await shown(player, "plan:vmware"))["digest"]
        key, plan = next((key, plan) for key, plan in rig.world.plans.items() if plan.name == "vmware")
        first, second = plan.groups
        swapped = (replace(first, items=second.items), replace(second, items=first.items))
        rig.world.plans[key] = replace(plan, groups=swapped)
        rig.world.meta.generation += 1
        return await refused(player, digest, "plan:vmware")

    error = rig.live(play)
    assert "difference" in error.extra, error
    assert error.extra["difference"]
    assert rig.ledger() == []
    assert rig.jobs() == []


@GRAINS
def test_a_point_pruned_between_choice_and_start_stops_the_run_before_any_effect(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> DrError:
        found = await shown(player, "item:teller-db", point="latest-app-consistent")
        point = points(found)["teller-db"]["id"]
        assert player.engine.provider.rehearsal is not None
        player.engine.provider.rehearsal.inject(
            {"kind": "point-missing", "item": "teller-db", "params": {"point": point}}
        )
        return await refused(player, found["digest"], "item:teller-db", point="latest-app-consistent")

    error = rig.live(play)
    assert "point-gone:teller-db" in str(error.extra)
    assert [effect for effect in rig.ledger() if effect.what not in ("point-lost", "point-missing")] == []
    assert rig.jobs() == []


@GRAINS
def test_the_forecast_of_a_job_is_the_one_that_was_confirmed(grain: Grain) -> None:
    rig = Rig(bundled("contoso"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], dict[str, Any]]:
        first = await shown(player, "plan:shop")
        await player.sleep(50.0)
        job = await player.start("failover", "plan:shop", digest=first["digest"])
        return first["forecast"], job["forecast"]

    async def late(player: Player) -> dict[str, Any]:
        await player.sleep(50.0)
        return (await shown(player, "plan:shop"))["forecast"]

    first, ours = rig.live(play)
    assert ours == first
    assert Rig(bundled("contoso"), grain, speed=60.0).live(late) != first, "it moves with the time, or nothing is shown"


@GRAINS
def test_an_operation_on_a_busy_item_is_refused_and_leaves_the_running_one_alone(grain: Grain) -> None:
    """Site Recovery's error 532: a second operation on an item is refused."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[DrError, dict[str, Any]]:
        job = await player.start("failover", "plan:vmware")
        await player.sleep(1.0)
        with pytest.raises(DrError) as caught:
            await player.start("test-failover", "item:teller-db", network="north-lab")
        return caught.value, await player.ended(job["id"])

    error, job = rig.live(play)
    assert "in progress" in str(error) + str(error.extra)
    assert job["state"] == "Succeeded"
    assert len(rig.jobs()) == 1


@pytest.mark.parametrize("direction", ["primary-to-recovery", "recovery-to-primary"])
@pytest.mark.parametrize("by_digest", [False, True])
def test_change_direction_a_plan_active_on_both_sides_goes_the_way_that_was_said(
    direction: str, by_digest: bool
) -> None:
    """[S]: where machines were failed over in an earlier run and are active on both sides, the direction is chosen.
    Confirmed by the digest of what said so, it was refused as something that had changed meanwhile."""
    rig = Rig(bundled("circles"), Grain.STEP, speed=60.0)

    async def play(player: Player) -> tuple[DrError, dict[str, Any]]:
        await player.run("failover", "item:mail")
        await player.run("reverse-replicate", "item:mail")
        digest = (await shown(player, "plan:sites"))["digest"] if by_digest else None
        with pytest.raises(DrError) as caught:
            await player.start("failover", "plan:sites", digest=digest)
        return caught.value, await player.run("failover", "plan:sites", direction=direction)

    error, job = rig.live(play)
    findings = str(error.extra)
    assert "direction-to-choose" in findings
    assert "mail would go recovery-to-primary" in findings
    assert "files would go primary-to-recovery" in findings
    taken, left = ("mail", "files") if direction == "recovery-to-primary" else ("files", "mail")
    assert outcomes(job)[taken] == "Succeeded"
    assert [entry["item"] for entry in job["skipped"]] == [left]
    assert "it would go" in job["skipped"][0]["reason"]
