"""Since when something is wrong with a machine: from what was recorded, so that a new engine changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.seen import Seen
from drconsole.recovery.states.assessments.stand import GRAVITY, Stand
from drconsole.recovery.types.words import Grain


def wrong(rig: Rig) -> dict[str, str | None]:
    """Alarm -> since when, of the two that are wrong on purpose."""
    items = [row for row in rig.store.rows("item") if row["stand"] in ("runs-twice", "runs-nowhere")]
    counts = {GRAVITY[Stand(row["stand"])]: 1 for row in items}
    return {alarm["kind"]: alarm["since"] for alarm in alarms(Seen(items=items, gravities=counts))}


async def needs(player: Player) -> dict[str, Any]:
    status = await player.ask("Status")
    return {need["state_description"]: need["since"] for need in status["needs_a_person"] if need.get("kind")}


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
@pytest.mark.parametrize("target", ["plan:intranet", "items"])
def test_an_age_goes_on_over_the_end_of_an_engine(grain: Grain, target: str) -> None:
    rig = Rig(bundled("contoso"), grain, speed=60.0)

    async def fail_over(player: Player) -> Any:
        for each in [target] if target != "items" else ["item:wiki", "item:phone-system"]:
            checked = await player.ask("Check", {"operation": "failover", "target": each})
            accept = [one["id"] for one in checked["findings"] if one["overridable"]]
            found = await player.ask(
                "StartJob",
                {
                    "operation": "failover",
                    "target": each,
                    "confirm": each.partition(":")[2],
                    "accept": accept,
                    "comment": "burning",
                    "options": {},
                },
            )
            await player.ended(found["id"])
        await player.sleep(500.0)
        return await needs(player)

    async def later(player: Player) -> Any:
        await player.sleep(9_000.0)
        await player.engine.look()
        await player.engine.watch.look()
        return await needs(player)

    before, ages = rig.live(fail_over), wrong(rig)
    assert set(before) == {"ObligationBroken", "RunsNowhere"}
    assert set(ages) == {"runs-twice", "runs-nowhere"}
    assert None not in (*before.values(), *ages.values())
    assert rig.live(later) == before
    assert wrong(rig) == ages
    assert rig.doctor() == []
