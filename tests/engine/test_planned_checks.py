"""A planned run that finds one machine unfit has touched none."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled, small
from support.rig import Player, Rig

from drconsole.recovery.types.words import Grain

GRAINS = pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
TOUCHED = {"source-shut-down", "replication-stopped", "machine-created", "data-synchronized"}


@GRAINS
@pytest.mark.parametrize("unfit", ["m1", "m2", "m3"])
def test_a_failed_check_stops_a_planned_failover_before_any_machine_is_shut_down(grain: Grain, unfit: str) -> None:
    """Whichever boot group the unfit machine is in: the last group is the first to be shut down."""
    fault = f'  - {{kind: step-fails, item: {unfit}, step: VmPfoPrerequisitesCheck, code: "25014"}}'
    rig = Rig(small(kind="hyperv", faults=fault), grain)

    async def play(player: Player) -> dict[str, Any]:
        return await player.run("planned-failover", "crew")

    job = rig.live(play)
    assert job["state"] == "Failed"
    assert "25014" in {error["code"] for error in job["errors"]}
    assert not TOUCHED & {effect.what for effect in rig.ledger()}


@GRAINS
def test_a_failed_check_stops_a_failback_before_any_data_is_written_over(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> tuple[dict[str, Any], int]:
        for operation in ("failover", "commit"):
            await player.run(operation, "hyperv")
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        before = len(rehearsal.ledger())
        rehearsal.inject(
            {"kind": "step-fails", "item": "branch-db", "step": "VmPfoPrerequisitesCheck", "params": {"times": 1}}
        )
        return await player.run("failback", "hyperv"), before

    job, before = rig.live(play)
    assert job["state"] == "Failed"
    assert not TOUCHED & {effect.what for effect in rig.ledger()[before:]}
