"""Rows of the store back into what the rules look at: for questions that need no engine.

Only what rows hold comes back: states, allowed operations, health, groups. Nothing that a run would be
decided on (points, quotas, addresses) is here; prerequisites and previews are the engine's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from drconsole.records.clock import moment
from drconsole.recovery.types.estate import EstateView, Group, HealthError, Item, ItemStatus, Plan
from drconsole.recovery.types.known import SOURCE, TARGET, Known
from drconsole.recovery.types.look import Look
from drconsole.recovery.types.words import Health, Location, Scenario

Row = Mapping[str, Any]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def estate_of(items: Iterable[Row], plans: Iterable[Row]) -> EstateView:
    """The estate as far as rows tell it; rows of a scenario that is not known here are left out."""
    view = EstateView()
    for row in items:
        try:
            item, status = _item(row), _status(row)
        except (KeyError, ValueError):
            continue
        view.items[item.key], view.statuses[item.key] = item, status
    for row in plans:
        groups = tuple(
            Group(int(group["number"]), tuple(str(item["key"]) for item in group["items"])) for group in row["groups"]
        )
        changed = moment(row.get("changed_at"))
        view.plans[row["key"]] = Plan(row["key"], row["name"], row["source"], row["target"], groups, changed_at=changed)
    return view


def item_keys(plan: Row) -> list[str]:
    """Keys of a plan's items, in group order."""
    return [str(item["key"]) for item in plan.get("items") or ()]


def row_key(row: Row) -> str:
    """What identifies a row among those of its table."""
    return str(row["id"] if "id" in row else row["key"])


def active_side(row: Row) -> Location | None:
    """The side of the item as it was created on which it is active, wherever the service's own item began."""
    try:
        return Location(row.get("active_side") or row.get("active_location") or "")
    except ValueError:
        return None


def held_of(jobs: Iterable[Mapping[str, Any]]) -> list[str]:
    """Ids of the jobs that are held and can be resumed."""
    return [str(job["id"]) for job in jobs if "resume" in (job.get("allowed_actions") or ())]


def busy_of(items: Iterable[Row]) -> dict[str, str]:
    """Item key -> the job on it."""
    return {row["key"]: row["current_job"] for row in items if row.get("current_job")}


def runs_of(items: Iterable[Row]) -> dict[str, str]:
    """Item key -> key of the recovery plan whose run failed it over."""
    return {row["key"]: row["failed_over_by"] for row in items if row.get("failed_over_by")}


def validations_of(items: Iterable[Row]) -> dict[str, str]:
    """Item key -> what was said of its machine."""
    return {row["key"]: row["validation"]["result"] for row in items if row.get("validation")}


def known_of(items: Collection[Row]) -> Known:
    """What was seen of machines that owe something, and whose run moved them, as their items' rows tell it."""
    seen: dict[str, dict[str, str]] = {}
    stays_down: dict[str, str] = {}
    left_off: dict[str, str] = {}
    for row in items:
        told, key = row.get("machines") or {}, str(row["key"])
        seen[key] = {probe: str(told[probe]) for probe in (SOURCE, TARGET) if told.get(probe)}
        if told.get("stays_down"):
            stays_down[key] = str(told["stays_down"])
        if told.get("left_off_by"):
            left_off[key] = str(told["left_off_by"])
    cancelled = frozenset(str(row["key"]) for row in items if (row.get("machines") or {}).get("cancelled"))
    return Known(seen, runs=runs_of(items), stays_down=stays_down, left_off=left_off, cancelled=cancelled)


def look_of(
    items: Collection[Row], plans: Iterable[Row], jobs: Iterable[Row] = (), now: datetime | None = None
) -> Look:
    """What these rows tell; ``now`` is when the items were last looked at, unless it is said."""
    return Look(
        estate_of(items, plans),
        now or newest_look(items),
        busy=busy_of(items),
        held=held_of(jobs),
        validations=validations_of(items),
        known=known_of(items),
    )


def newest_look(items: Iterable[Row]) -> datetime:
    """World time of the newest reading."""
    return max((at for row in items if (at := moment(row.get("as_of"))) is not None), default=LONG_AGO)


def _item(row: Row) -> Item:
    return Item(
        key=row["key"],
        name=row["name"],
        scenario=Scenario(row["scenario"]),
        source=row["source"],
        target=row["target"],
        os=row["os"],
        policy="",
        replication_group=row.get("replication_group"),
    )


def _status(row: Row) -> ItemStatus:
    return ItemStatus(
        key=row["key"],
        provider_id=row["provider_id"],
        protection_state=row["protection_state"],
        protection_state_description=row["protection_state_description"],
        as_of=moment(row["as_of"]) or LONG_AGO,
        active_location=Location(row["active_location"]),
        test_failover_state=row["test_failover_state"],
        current_job=row.get("current_job"),
        provider_allowed_operations=tuple(row["provider_allowed_operations"]),
        replication_health=Health(row["replication_health"]),
        failover_health=Health(row["failover_health"]),
        health_errors=tuple(
            HealthError(e["code"], e["message"], e["level"], recommended_action=e.get("recommended_action", ""))
            for e in row["health_errors"]
        ),
        failover_point_id=(row.get("failover_recovery_point") or {}).get("id"),
        last_test_failover=moment(row.get("last_test_failover")),
        last_failover=moment(row.get("last_failover")),
        agent_connected=row["agent_connected"],
        source_reachable=row["source_reachable"],
        source_powered=row.get("source_powered"),
        address=row.get("address"),
        machine=row.get("machine"),
        test_machine=row.get("test_machine"),
        connection=row.get("connection"),
        replication_provider=row.get("replication_provider"),
        turned=bool(row.get("turned")),
        current_scenario=row.get("current_scenario"),
    )
