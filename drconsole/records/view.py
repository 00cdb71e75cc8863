"""Rows of the store back into what the rules look at: for questions that need no engine.

Only what rows hold comes back: states, allowed operations, health, groups. Nothing that a run would be
decided on (points, quotas, addresses) is here; prerequisites and previews are the engine's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from drconsole.records.clock import moment
from drconsole.recovery.types.words import Health, Location, Operation, Scenario

if TYPE_CHECKING:
    # Lists show rows and ask no rules: their first frame does not wait for what the rules look at.
    from drconsole.records.rows.estate.items import ItemRow, MachinesRow
    from drconsole.records.rows.estate.plans import PlanRow
    from drconsole.records.rows.work.jobs import JobRow
    from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus
    from drconsole.recovery.types.estate.failures import Failure
    from drconsole.recovery.types.estate.known import Known
    from drconsole.recovery.types.estate.look import Look

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def estate_of(items: Iterable[ItemRow], plans: Iterable[PlanRow]) -> EstateView:
    """Return the estate as far as rows tell it; rows of a scenario that is not known here are left out."""
    from drconsole.recovery.types.estate.estate import EstateView
    from drconsole.recovery.types.estate.plans import Group, Plan

    view = EstateView()
    for row in items:
        try:
            item, status = _item(row), _status(row)
        except ValueError:
            continue
        view.items[item.key], view.statuses[item.key] = item, status
    for plan in plans:
        groups = tuple(
            Group(group["number"], tuple(item["key"] for item in group["items"])) for group in plan["groups"]
        )
        changed = moment(plan["changed_at"])
        view.plans[plan["key"]] = Plan(
            plan["key"], plan["name"], plan["source"], plan["target"], groups, changed_at=changed
        )
    return view


def item_keys(plan: PlanRow) -> list[str]:
    """Keys of a plan's items, in group order."""
    return [item["key"] for item in plan["items"]]


def active_side(item: ItemRow) -> Location:
    """Return the side of the item as it was created on which it is active, wherever the service's own item began."""
    return Location(item["active_side"])


def allows(row: PlanRow | ItemRow, operation: str) -> bool:
    """Return whether a plan or item allows an operation now."""
    return not row["current_job"] and operation in row["allowed_operations"]


def held_of(jobs: Iterable[JobRow]) -> list[str]:
    """Ids of the jobs that are held and can be resumed."""
    return [job["id"] for job in jobs if "resume" in job["allowed_actions"]]


def busy_of(items: Iterable[ItemRow]) -> dict[str, str]:
    """Item key -> the job on it."""
    return {row["key"]: job for row in items if (job := row["current_job"])}


def runs_of(items: Iterable[ItemRow]) -> dict[str, str]:
    """Item key -> key of the recovery plan whose run failed it over."""
    return {row["key"]: plan for row in items if (plan := row["failed_over_by"])}


def validations_of(items: Iterable[ItemRow]) -> dict[str, str]:
    """Item key -> what was said of its machine."""
    return {row["key"]: said["result"] for row in items if (said := row["validation"])}


def failures_of(items: Iterable[ItemRow]) -> dict[str, Failure]:
    """Item key -> why its last run failed there."""
    from drconsole.recovery.types.estate.failures import Failure

    return {
        row["key"]: Failure(
            said["job"],
            Operation(said["operation"]),
            said["code"],
            said["message"],
            said["possible_causes"],
            said["recommended_action"],
        )
        for row in items
        if (said := row["failure"]) is not None
    }


def known_of(items: Collection[ItemRow]) -> Known:
    """Return what was seen of machines that owe something, and whose run moved them, as their items' rows tell it."""
    from drconsole.recovery.types.estate.known import Known

    told = {row["key"]: machines for row in items if (machines := row["machines"]) is not None}
    return Known(
        {key: {probe: seen for probe, seen in _seen(machines) if seen} for key, machines in told.items()},
        runs=runs_of(items),
        stays_down={key: probe for key, machines in told.items() if (probe := machines["stays_down"])},
        left_off={key: job for key, machines in told.items() if (job := machines["left_off_by"])},
        cancelled=frozenset(key for key, machines in told.items() if machines["cancelled"]),
    )


def _seen(machines: MachinesRow) -> tuple[tuple[str, str | None], ...]:
    from drconsole.recovery.types.estate.known import SOURCE, TARGET

    return (SOURCE, machines[SOURCE]), (TARGET, machines[TARGET])


def look_of(
    items: Collection[ItemRow], plans: Iterable[PlanRow], jobs: Iterable[JobRow] = (), now: datetime | None = None
) -> Look:
    """Return what these rows tell; ``now`` is when the items were last looked at, unless it is said."""
    from drconsole.recovery.types.estate.look import Look

    return Look(
        estate_of(items, plans),
        now or newest_look(items),
        busy=busy_of(items),
        held=held_of(jobs),
        validations=validations_of(items),
        failures=failures_of(items),
        known=known_of(items),
    )


def newest_look(items: Iterable[ItemRow]) -> datetime:
    """World time of the newest reading."""
    return max((at for row in items if (at := moment(row["as_of"])) is not None), default=LONG_AGO)


def _item(row: ItemRow) -> Item:
    from drconsole.recovery.types.estate.estate import Item

    return Item(
        key=row["key"],
        name=row["name"],
        scenario=Scenario(row["scenario"]),
        source=row["source"],
        target=row["target"],
        os=row["os"],
        policy="",
        replication_group=row["replication_group"],
    )


def _status(row: ItemRow) -> ItemStatus:
    from drconsole.recovery.types.estate.estate import HealthError, ItemStatus

    landed = row["failover_recovery_point"]
    return ItemStatus(
        key=row["key"],
        provider_id=row["provider_id"],
        protection_state=row["protection_state"],
        protection_state_description=row["protection_state_description"],
        as_of=moment(row["as_of"]) or LONG_AGO,
        active_location=Location(row["active_location"]),
        test_failover_state=row["test_failover_state"],
        current_job=row["current_job"],
        provider_allowed_operations=tuple(row["provider_allowed_operations"]),
        withheld=tuple(map(Operation, row["withheld"])),
        replication_health=Health(row["replication_health"]),
        failover_health=Health(row["failover_health"]),
        health_errors=tuple(
            HealthError(e["code"], e["message"], e["level"], recommended_action=e["recommended_action"])
            for e in row["health_errors"]
        ),
        failover_point_id=landed["id"] if landed is not None else None,
        last_test_failover=moment(row["last_test_failover"]),
        last_failover=moment(row["last_failover"]),
        agent_connected=row["agent_connected"],
        source_reachable=row["source_reachable"],
        source_powered=row["source_powered"],
        target_powered=row["target_powered"],
        address=row["address"],
        machine=row["machine"],
        test_machine=row["test_machine"],
        connection=row["connection"],
        replication_provider=row["replication_provider"],
        turned=row["turned"],
        current_scenario=row["current_scenario"],
    )
