"""The data loss of a point is one number: in the job, in its points, in the preview of a change."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import small
from support.rig import Player, Rig
from support.rows import points as chosen
from support.rows import used as used_points

from drconsole.recovery.types.words import Grain


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("kind", ["vmware", "hyperv"])
@pytest.mark.parametrize("shutdown", [True, False])
def test_job_points_and_preview_say_the_same_loss(grain: Grain, kind: str, shutdown: bool) -> None:
    """The job said 0 s of a point of which its list said 1 min 42 s: the source had been shut down before."""
    rig = Rig(small(kind=kind, items=1, groups=1), grain, speed=60.0)

    async def play(player: Player) -> Any:
        job = await player.run("failover", "item:m1", shutdown=shutdown, point="latest")
        await player.sleep(120)
        points = (await player.ask("RecoveryPoints", {"item": "m1"}))["points"]
        other = next(one for one in points if one["id"] != used_points(job)["m1"]["id"] and one["processed"])
        change = {"operation": "change-recovery-point", "target": "item:m1"}
        options = {"point": "custom", "point_id": other["id"]}
        foretold = chosen(await player.ask("Preview", {**change, "options": options}))["m1"]
        accept = {} if shutdown else {"accept": ["two-machines-run"], "comment": "its source runs on, as was asked"}
        changed = await player.run("change-recovery-point", "item:m1", **options, **accept)
        later = (await player.ask("RecoveryPoints", {"item": "m1"}))["points"]
        status = next(iter(player.engine.estate.view.statuses.values()))
        return job, points, other, foretold, changed, later, status

    job, points, other, foretold, changed, later, status = rig.live(play)
    used = used_points(job)["m1"]
    listed = {one["id"]: one["data_loss"] for one in points}
    assert used["data_loss"] == listed.get(used["id"], used["data_loss"])
    assert foretold["data_loss"] == other["data_loss"] == used_points(changed)["m1"]["data_loss"]
    assert {one["id"]: one["data_loss"] for one in later}[other["id"]] == other["data_loss"]
    assert (status.source_stopped is not None) is shutdown
    until = status.source_stopped if shutdown else status.last_failover
    assert other["data_loss"] > 0
    assert abs((until - status.failover_point_time).total_seconds() - other["data_loss"]) < 1
    if kind == "hyperv" and shutdown:
        assert used["data_loss"] == 0
        assert chosen(job)["m1"]["data_loss"] == 0


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_a_source_that_comes_back_and_goes_down_again_changes_no_loss(grain: Grain) -> None:
    """It was off at the failover: what a point loses ends there. It was counted up to the failover from then on."""
    rig = Rig(small(kind="hyperv", items=1, groups=1), grain, speed=60.0)

    async def losses(player: Player) -> dict[str, float]:
        found = await player.ask("RecoveryPoints", {"item": "m1"})
        return {one["id"]: one["data_loss"] for one in found["points"]}

    async def play(player: Player) -> tuple[dict[str, float], ...]:
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        await player.run("failover", "item:m1", shutdown=True, point="latest")
        told = [await losses(player)]
        for fault in ("source-returns", "source-off"):
            await player.sleep(5)
            rehearsal.inject({"kind": fault, "item": "m1"})
            told.append(await losses(player))
        return tuple(told)

    down, running, down_again = rig.live(play)
    assert max(down.values()) > 0
    assert down == running == down_again


def test_points_and_preview_say_the_same_loss_right_after_the_source_went_down() -> None:
    """The list went by what was seen some time ago, and counted on; the preview looked."""
    rig = Rig(small(kind="hyperv", items=1, groups=1), Grain.STEP, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], float]:
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        await player.engine.look()
        rehearsal.inject({"kind": "source-off", "item": "m1"})
        await player.sleep(5)
        found = (await player.ask("RecoveryPoints", {"item": "m1"}))["points"]
        body = {"operation": "failover", "target": "item:m1", "options": {"point": "latest-processed"}}
        point = chosen(await player.ask("Preview", body))["m1"]
        return point, next(one["data_loss"] for one in found if one["id"] == point["id"])

    point, listed = rig.live(play)
    assert point["data_loss"] == listed
