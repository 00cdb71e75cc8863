"""Through the whole circle of every scenario: exactly one side counts, what is owed is owed, and no alarm is false."""

from __future__ import annotations

from typing import Any

import pytest
from support.circles import CIRCLES, Stage
from support.estates import bundled
from support.rig import Player, Rig
from support.rows import keys
from test_circles import settled

from drconsole.recovery.types.words import Grain

LANDED = (
    "UnplannedFailoverCommitPendingStatesBegin",
    "UnplannedFailoverStatesBegin",
    "UnplannedFailoverCommitted",
    "PlannedFailoverCommitRequired",
    "PlannedFailoverStatesBegin",
)
LOOKED = 500.0
"""Virtual seconds in which what is owed was looked at."""


def check(row: dict[str, Any], stage: Stage, where: tuple[str, str]) -> None:
    here, other = (row["source"], row["target"]) if stage.side == "Primary" else (row["target"], row["source"])
    assert row["authority"] == here, where
    assert row["flags"] == [], where
    replicates = {"from": here, "to": other} if stage.state == "Protected" else None
    assert row["replicates"] == replicates, where
    # The machine at the other side is off, as it has to be: that is no alarm.
    assert row["stand"] != "switched-off", where
    owed = row["must_stay_down"]
    assert (owed is not None) == (stage.state in LANDED), (where, owed)
    if owed is not None:
        assert owed["site"] == other, where
        assert owed["seen"] in ("off", "stopped", "absent"), (where, owed)
    assert bool(row["test_debt"]) == (stage.operation == "test-failover"), where
    # Nothing is lost in a circle where nothing goes wrong: what cannot be seen is not known, never blocked.
    assert row["reverse"]["answer"] in ("ok", "unknown"), (where, row["reverse"])
    if stage.state == "Protected" and stage.side == "Recovery":
        assert row["reverse"]["answer"] == "ok" or row["scenario"] in ("hyperv-to-azure", "vmm-to-azure"), where


@pytest.mark.parametrize("plan", CIRCLES)
@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_one_side_counts_all_the_way(plan: str, grain: Grain) -> None:
    """RamenDR issue 398: exactly one authoritative side, before and after each step."""
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> None:
        names = next(keys(row) for row in rig.store.rows("plan") if row["name"] == plan)
        for number, stage in enumerate(CIRCLES[plan]):
            await player.run(stage.operation, f"plan:{plan}", **stage.options)
            await settled(player, names)
            await player.sleep(LOOKED)
            for name, row in (await settled(player, names)).items():
                check(row, stage, (f"{number}: {stage.operation}", name))
            status = await player.ask("Status")
            assert status["needs_a_person"] == []
            assert status["obligations"]["broken"] == 0

    rig.live(play)
    assert rig.store.rows("obligation") == []
    assert rig.doctor() == []
