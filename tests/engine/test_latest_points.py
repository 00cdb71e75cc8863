"""The latest recovery points in an item's row: the newest reading there is, dated, and nothing that was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.estates import bundled
from support.rig import Player, Rig

from drconsole.engine.projections.estate import Estate
from drconsole.providers.inventory import Inventory
from drconsole.recovery.types.estate.estate import Item, ItemStatus, LatestPoints
from drconsole.recovery.types.estate.points import PointsRead, RecoveryPoint
from drconsole.recovery.types.words import Consistency, Grain, Location, Scenario

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def row_of(rig: Rig, name: str) -> dict[str, Any]:
    return next(row for row in rig.store.rows("item") if row["name"] == name)


def newest(points: list[dict[str, Any]], *kinds: str) -> str:
    return max(p["time"] for p in points if p["processed"] and p["consistency"] in kinds)


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_an_item_shows_what_was_read_of_its_points_last(grain: Grain) -> None:
    rig = Rig(bundled("contoso"), grain, speed=60.0)

    async def play(player: Player) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        await player.run("failover", "plan:shop", point="latest")
        seen = []
        for wait in (0.0, 30.0, 30.0):
            await player.sleep(wait)
            found = await player.ask("RecoveryPoints", {"item": "shop-search"})
            await player.sleep(1.0)
            seen.append((found, row_of(rig, "shop-search")))
        return seen

    readings = rig.live(play)
    for found, row in readings:
        latest, points = row["latest_recovery_points"], found["points"]
        assert latest["latest_processed"] == newest(points, "CrashConsistent", "ApplicationConsistent")
        assert latest["latest_app_consistent"] == newest(points, "ApplicationConsistent")
        assert latest["latest_processed"] >= row["failover_recovery_point"]["time"]
        assert latest["as_of"] == found["as_of"], "it says when that was"
    assert len({row["latest_recovery_points"]["as_of"] for _, row in readings}) == len(readings)


@pytest.mark.parametrize("grain", [Grain.STEP, Grain.PLAN])
def test_what_was_read_before_a_commit_is_not_shown_after_it_nor_after_the_turn(grain: Grain) -> None:
    rig = Rig(bundled("circles"), grain, speed=60.0)

    async def play(player: Player) -> Iterator[tuple[bool, bool]]:
        shown = []
        for operation in ("failover", "commit", "re-protect"):
            await player.run(operation, "item:teller-db")
            await player.engine.look()
            before = row_of(rig, "teller-db")["latest_recovery_points"]
            if operation == "failover":
                await player.ask("RecoveryPoints", {"item": "teller-db"})
                await player.sleep(1.0)
            shown.append((before is not None, row_of(rig, "teller-db")["latest_recovery_points"] is not None))
        return iter(shown)

    assert list(rig.live(play)) == [(True, True), (False, False), (False, False)]


# The rules one by one


def item() -> Item:
    return Item("a", "a", Scenario.VMWARE_TO_AZURE, "oslo", "azure", "linux", "daily")


def status(at: datetime, state: str = "Protected", **changes: Any) -> ItemStatus:
    allowed = ("UnplannedFailover", "DisableProtection", "TestFailover")
    made = ItemStatus("a", "id-a", state, state, at, provider_allowed_operations=allowed)
    return replace(made, **changes)


def pending(at: datetime, **changes: Any) -> ItemStatus:
    return status(
        at,
        "UnplannedFailoverCommitPendingStatesBegin",
        **{
            "active_location": Location.RECOVERY,
            "provider_allowed_operations": ("CompleteMigration", "Commit", "DisableProtection", "ChangePit"),
            **changes,
        },
    )


def told(estate: Estate, said: ItemStatus) -> None:
    estate.take(Inventory("c", said.as_of, complete=False, items=(item(),), statuses=(said,)))


def read(at: datetime, point: datetime) -> dict[str, PointsRead]:
    points = (RecoveryPoint("p", "a", point, Consistency.CRASH),)
    return {"a": PointsRead("a", at, points)}


def shown(estate: Estate) -> datetime | None:
    latest = estate.view.statuses["a"].latest_points
    return None if latest is None else latest.processed


def test_of_two_readings_the_newer_counts_whichever_way_it_came() -> None:
    estate = Estate()
    told(estate, status(NOW))
    assert estate.take_points(read(NOW + 2 * DAY, NOW + 2 * DAY)) == {("item", "a")}
    assert estate.take_points(read(NOW + DAY, NOW + DAY)) == set(), "an older one came late"
    assert shown(estate) == NOW + 2 * DAY
    told(estate, status(NOW + DAY, latest_points=LatestPoints(processed=NOW + DAY)))
    assert shown(estate) == NOW + 2 * DAY, "the provider's own is of its status, and that is older"
    told(estate, status(NOW + 3 * DAY, latest_points=LatestPoints(processed=NOW + 3 * DAY)))
    assert shown(estate) == NOW + 3 * DAY
    told(estate, status(NOW + 4 * DAY))
    assert shown(estate) == NOW + 3 * DAY, "a status that says nothing of them takes nothing away"
    estate.take_points(read(NOW + 5 * DAY, NOW + 4 * DAY))
    assert shown(estate) == NOW + 4 * DAY


def test_points_are_forgotten_when_the_wait_for_the_commit_is_over_even_if_nobody_saw_the_commit() -> None:
    estate = Estate()
    told(estate, status(NOW))
    estate.take_points(read(NOW, NOW))
    told(estate, pending(NOW + DAY))
    assert shown(estate) == NOW, "a failover deletes none"
    told(estate, pending(NOW + DAY, current_scenario="ReProtect"))
    assert shown(estate) == NOW
    told(estate, status(NOW + 2 * DAY, turned=True))
    assert shown(estate) is None


def test_points_of_an_item_that_is_no_longer_protected_or_reported_are_forgotten() -> None:
    for gone in (status(NOW + DAY, "Unprotected"), None):
        estate = Estate()
        told(estate, status(NOW))
        estate.take_points(read(NOW, NOW))
        assert shown(estate) == NOW
        if gone is None:
            estate.take(Inventory("d", NOW, complete=False, removed=("a",)))
        else:
            told(estate, gone)
        told(estate, status(NOW + 2 * DAY))
        assert shown(estate) is None
