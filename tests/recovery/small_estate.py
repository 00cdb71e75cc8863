"""A small estate for the rules' tests: three web machines in one plan, everything as it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from drconsole.recovery.types.estate.estate import (
    EstateView,
    Item,
    ItemStatus,
    LatestPoints,
    Network,
    Policy,
    ReplicationGroup,
    Site,
    SiteKind,
)
from drconsole.recovery.types.estate.plans import Group, Plan, PlanStatus
from drconsole.recovery.types.estate.points import PointsRead, RecoveryPoint
from drconsole.recovery.types.words import Consistency, Health, Location, Scenario

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PROTECTED = {
    "V2A": ("UnplannedFailover", "DisableProtection", "TestFailover"),
    "H2A": ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover"),
}
PENDING = ("CompleteMigration", "Commit", "DisableProtection", "ChangePit")


def item(key: str, scenario: Scenario = Scenario.VMWARE_TO_AZURE, **changes: Any) -> Item:
    made = Item(
        key=key,
        name=key,
        scenario=scenario,
        source="oslo",
        target="azure-north",
        os="windows",
        policy="standard",
        agent_version="9.30",
        network="lan",
    )
    return replace(made, **changes)


def status(key: str, **changes: Any) -> ItemStatus:
    made = ItemStatus(
        key=key,
        provider_id=f"id-{key}",
        protection_state="Protected",
        protection_state_description="Protected",
        as_of=NOW,
        provider_allowed_operations=PROTECTED["V2A"],
        replication_health=Health.NORMAL,
        replicated_until=NOW - timedelta(seconds=60),
        latest_points=LatestPoints(),
        last_test_failover=NOW - timedelta(days=10),
    )
    return replace(made, **changes)


def pending(**changes: Any) -> dict[str, Any]:
    return {
        "protection_state": "UnplannedFailoverCommitPendingStatesBegin",
        "protection_state_description": "Failover completed",
        "active_location": Location.RECOVERY,
        "provider_allowed_operations": PENDING,
        "failover_point_id": "p0",
        **changes,
    }


def committed(**changes: Any) -> dict[str, Any]:
    return {
        "protection_state": "UnplannedFailoverStatesBegin",
        "protection_state_description": "Failover committed",
        "active_location": Location.RECOVERY,
        "provider_allowed_operations": ("CompleteMigration", "DisableProtection", "SwitchProtection"),
        **changes,
    }


def open_test(**changes: Any) -> dict[str, Any]:
    return {
        "test_failover_state": "WaitingForCompletion",
        "current_scenario": "TestFailover",
        "provider_allowed_operations": ("TestFailoverCleanup",),
        **changes,
    }


def view(*keys: str, scenario: Scenario = Scenario.VMWARE_TO_AZURE) -> EstateView:
    """A plan ``web`` over the given items (default web-01 to web-03), ready for failover."""
    keys = keys or ("web-01", "web-02", "web-03")
    hyperv = scenario in (Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE)
    allowed = PROTECTED["H2A" if hyperv else "V2A"]
    return EstateView(
        name="small",
        sites={
            "oslo": Site("oslo", SiteKind.VMWARE),
            "azure-north": Site("azure-north", SiteKind.AZURE, cores_quota=100),
        },
        networks={
            "lan": Network("lan", "oslo", mapped_to="vnet-prod"),
            "vnet-prod": Network("vnet-prod", "azure-north", free_addresses=50),
            "vnet-test": Network("vnet-test", "azure-north", isolated=True, free_addresses=50),
            "vnet-other": Network("vnet-other", "azure-north"),
        },
        policies={"standard": Policy("standard", rpo_threshold=3600)},
        items={key: item(key, scenario) for key in keys},
        statuses={key: status(key, provider_allowed_operations=allowed) for key in keys},
        plans={
            "web": Plan(
                "web",
                "Web",
                "oslo",
                "azure-north",
                groups=(Group(1, tuple(keys)),),
                changed_at=NOW - timedelta(days=20),
            )
        },
        plan_statuses={"web": PlanStatus("web", "id-web", NOW)},
    )


def change_item(estate: EstateView, key: str, **changes: Any) -> None:
    estate.items[key] = replace(estate.items[key], **changes)


def change_status(estate: EstateView, key: str, **changes: Any) -> None:
    estate.statuses[key] = replace(estate.statuses[key], **changes)


def all_statuses(estate: EstateView, **changes: Any) -> None:
    for key in estate.statuses:
        change_status(estate, key, **changes)


def replication_group(estate: EstateView, name: str, *members: str) -> None:
    estate.groups[name] = ReplicationGroup(name, members)
    for key in members:
        change_item(estate, key, replication_group=name)


def point(key: str, minutes: int, *, app: bool = False, multi: bool = False, processed: bool = True) -> RecoveryPoint:
    """A point as old as ``minutes``."""
    consistency = Consistency.APPLICATION if app else Consistency.CRASH
    return RecoveryPoint(f"{key}-{minutes}", key, NOW - timedelta(minutes=minutes), consistency, multi, processed)


def read(key: str, *points: RecoveryPoint, unprocessed: int | None = None, error: str | None = None) -> PointsRead:
    until = None if unprocessed is None else NOW - timedelta(minutes=unprocessed)
    return PointsRead(key, NOW, tuple(points), error, until)
