"""Since when something is wrong with a machine: from what was recorded, so that a new engine changes nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from support.estates import bundled, small
from support.rig import Player, Rig

from drconsole.records.alarms.all_of_them import alarms
from drconsole.records.alarms.seen import WRONG, Seen
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


def ages_of_all(rig: Rig) -> dict[str, str | None]:
    """Alarm -> since when, of all machines."""
    items = rig.store.rows("item")
    counts = Counter(GRAVITY[Stand(row["stand"])] for row in items)
    wrong_ones = [row for row in items if GRAVITY[Stand(row["stand"])] in WRONG]
    return {alarm["kind"]: alarm["since"] for alarm in alarms(Seen(items=wrong_ones, gravities=counts))}


def test_since_when_a_machine_is_critical_failed_or_switched_off_outlives_an_engine() -> None:
    rig = Rig(small(items=4), Grain.STEP, speed=60.0)

    async def at_first(player: Player) -> None:
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        first, second, third, _ = player.engine.view.items
        rehearsal.inject({"id": "h", "kind": "health-error", "item": first, "params": {"code": "78022"}, "after": 600})
        rehearsal.inject({"id": "o", "kind": "source-off", "item": second, "after": 1200})
        failing = {"kind": "step-fails", "item": third, "step": "VmFailover", "params": {"code": "28031"}}
        rehearsal.inject({"id": "f", **failing})
        await player.sleep(3000.0)
        await player.engine.look()
        await player.run("failover", f"item:{third}", shutdown=False)

    async def later(player: Player) -> None:
        await player.sleep(9_000.0)
        await player.engine.look()

    assert ages_of_all(rig) == {}
    rig.live(at_first)
    before = ages_of_all(rig)
    assert {"critical", "failed"} <= set(before)
    assert None not in before.values()
    rig.live(later)
    assert ages_of_all(rig) == before


def test_of_what_was_wrong_at_the_first_look_nobody_knows_since_when() -> None:
    rig = Rig(bundled("contoso"), Grain.STEP, speed=60.0)

    async def lost(player: Player) -> None:
        rehearsal = player.engine.provider.rehearsal
        assert rehearsal is not None
        rehearsal.inject({"id": "h", "kind": "health-error", "item": "wiki", "params": {"code": "78022"}})

    async def look(player: Player) -> None:
        await player.engine.look()

    rig.live(lost)
    rig.store.tables["item"].clear()
    rig.live(look)
    assert ages_of_all(rig)["critical"] is None
