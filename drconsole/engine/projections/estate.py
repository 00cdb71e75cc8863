"""Cache of the estate: learnt from the provider, written as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from drconsole.engine.decider import warned
from drconsole.engine.decider.state import State
from drconsole.engine.projections.jobs import stamp
from drconsole.engine.projections.latest import Latest, latest_of
from drconsole.engine.projections.standing import flagged, standing
from drconsole.providers.port import Inventory
from drconsole.records.rows import ActionRow, ItemName, PlanRow
from drconsole.recovery.states import states, taking_part
from drconsole.recovery.types.estate import Action, EstateView, Item, ItemStatus, Plan
from drconsole.recovery.types.points import PointsRead

Change = tuple[str, str, dict[str, Any] | None]
"""(table, key, body); None = gone."""


class Estate:
    """The cache. ``take`` and ``take_points`` say which rows changed."""

    def __init__(self) -> None:
        self.view = EstateView()
        self.cursor: str | None = None
        self.world: dict[str, Any] = {}
        """Mode, provider and clock, as the engine last told them."""
        self._latest = Latest()
        self._positions: dict[str, int] = {}
        """The provider's own order, which lists are shown in."""

    def take(self, inventory: Inventory) -> set[tuple[str, str]]:
        """Take over a delta; returns (table, key) of every row that it changes."""
        view, told, held = self.view, _told(inventory), self._held()
        changed = {(table, key) for table, things in told.items() for key in things}
        if inventory.complete:
            changed |= self._forget(told)
        self.cursor = inventory.cursor
        view.as_of = inventory.as_of
        view.name = inventory.name or view.name
        for table, things in told.items():
            held[table].update(things)
        for key in (*told["item"], *told["plan"]):
            self._place(key)
        for status in inventory.statuses:
            self._latest.take(status)
            view.statuses[status.key] = self._latest.of(view.items.get(status.key), status)
            changed.add(("item", status.key))
        for plan_status in inventory.plan_statuses:
            view.plan_statuses[plan_status.key] = plan_status
            changed.add(("plan", plan_status.key))
        for key in inventory.removed:
            changed |= self._remove(key)
        return changed | self._plans_of(key for table, key in changed if table == "item")

    def take_points(self, read: Mapping[str, PointsRead]) -> set[tuple[str, str]]:
        """Keep the times of the latest points that were read; what was read before what is known changes nothing."""
        changed = set()
        for key, answer in read.items():
            status = self.view.statuses.get(key)
            if status is None or answer.error is not None:
                continue
            self._latest.keep(key, latest_of(answer))
            self.view.statuses[key] = self._latest.of(self.view.items.get(key), status)
            if self.view.statuses[key] != status:
                changed.add(("item", key))
        return changed

    def _place(self, key: str) -> None:
        self._positions.setdefault(key, len(self._positions))

    def left_over(self, stored: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Of the rows that an earlier life wrote, those of what has gone since."""
        held = self._held()
        return {(table, key) for table, key in stored if key not in held[table]}

    def _held(self) -> dict[str, dict[str, Any]]:
        """All that the provider reports by table, each by its key."""
        view = self.view
        return {
            "item": view.items,
            "plan": view.plans,
            "site": view.sites,
            "network": view.networks,
            "policy": view.policies,
            "replication_group": view.groups,
            "foreign_job": view.foreign_jobs,
        }

    def _forget(self, told: Mapping[str, Mapping[str, Any]]) -> set[tuple[str, str]]:
        """Drop what a complete inventory does not have; returns its rows."""
        gone = {(table, key) for table, things in self._held().items() for key in things if key not in told[table]}
        for table, key in gone:
            self._drop(table, key)
        return gone

    def _remove(self, key: str) -> set[tuple[str, str]]:
        gone = {(table, key) for table in ("item", "plan") if key in self._held()[table]}
        for table, _ in gone:
            self._drop(table, key)
        return gone

    def _drop(self, table: str, key: str) -> None:
        del self._held()[table][key]
        if table == "item":
            self.view.statuses.pop(key, None)
            self._latest.drop(key)
        elif table == "plan":
            self.view.plan_statuses.pop(key, None)

    def _plans_of(self, items: Iterable[str]) -> set[tuple[str, str]]:
        touched = set(items)
        if not touched:
            return set()
        return {("plan", plan.key) for plan in self.view.plans.values() if not touched.isdisjoint(plan.items)}

    def changes(self, touched: Iterable[tuple[str, str]], state: State) -> list[Change]:
        """The rows of what was touched, in the fields of the command line."""
        return [(table, key, self._body(table, key, state)) for table, key in sorted(touched)]

    def _body(self, table: str, key: str, state: State) -> dict[str, Any] | None:
        view = self.view
        if table == "item":
            if key not in view.items or key not in view.statuses:
                return None
            item, status = view.items[key], view.statuses[key]
            row = {**item_row(item, status, state), **standing(item, status, view, state)}
            return {**row, "position": self._positions[key]}
        if table == "plan":
            if key not in view.plans:
                return None
            plan = view.plans[key]
            flags = flagged(plan.items, view, state)
            return {**plan_row(plan, view, state), "flags": flags, "position": self._positions[key]}
        if table == "world":
            return {**self.world, "estate": view.name}
        found = self._held()[table].get(key)
        return None if found is None else _plain(found)


def _told(inventory: Inventory) -> dict[str, dict[str, Any]]:
    """All that an inventory tells, in the tables of ``Estate``, each by its key."""
    return {
        "site": {site.name: site for site in inventory.sites},
        "network": {network.name: network for network in inventory.networks},
        "policy": {policy.name: policy for policy in inventory.policies},
        "replication_group": {group.name: group for group in inventory.groups},
        "item": {item.key: item for item in inventory.items},
        "plan": {plan.key: plan for plan in inventory.plans},
        "foreign_job": {job.id: job for job in inventory.foreign_jobs},
    }


def item_row(item: Item, status: ItemStatus, state: State) -> dict[str, Any]:
    """A replicated item; RPO is left to the reader, who has its two times."""
    busy = state.busy.get(item.key)
    note = state.validations.get(item.key)
    allowed = [] if busy else [str(op) for op in states.allowed_operations(item, status)]
    latest = status.latest_points
    return {
        "name": item.name,
        "key": item.key,
        "scenario": item.scenario,
        "os": item.os,
        "source": item.source,
        "target": item.target,
        "protection_state": status.protection_state,
        "protection_state_description": status.protection_state_description,
        "active_location": status.active_location,
        "active_side": states.active_side(status),
        "direction": states.direction_of(item, status),
        "test_failover_state": status.test_failover_state,
        "replication_health": status.replication_health,
        "failover_health": status.failover_health,
        "allowed_operations": allowed,
        "provider_allowed_operations": list(status.provider_allowed_operations),
        "provider_id": status.provider_id,
        "replication_provider": status.replication_provider,
        "turned": status.turned,
        "current_scenario": status.current_scenario,
        "current_job": busy or (None if states.has_open_test(status) else status.current_job),
        "replication_group": item.replication_group,
        "replicated_until": stamp(status.replicated_until),
        "as_of": stamp(status.as_of),
        "latest_recovery_points": None
        if latest is None
        else {
            "latest_processed": stamp(latest.processed),
            "latest_app_consistent": stamp(latest.app_consistent),
            "latest_crash_consistent": stamp(latest.crash_consistent),
            "as_of": stamp(latest.as_of),
        },
        "failover_recovery_point": None
        if status.failover_point_id is None
        else {"id": status.failover_point_id, "time": stamp(status.failover_point_time)},
        "validation": None
        if note is None
        else {"result": note.result, "comment": note.comment, "at": stamp(note.at), "operator": note.actor},
        "health_errors": [
            {"code": e.code, "message": e.message, "level": e.level, "recommended_action": e.recommended_action}
            for e in status.health_errors
        ],
        "warnings": warned.of_item(state, item.key),
        "last_test_failover": stamp(status.last_test_failover),
        "last_failover": stamp(status.last_failover),
        "failed_over_by": state.runs.get(item.key),
        "agent_connected": status.agent_connected,
        "source_reachable": status.source_reachable,
        "source_powered": status.source_powered,
        "address": status.address,
        "machine": status.machine,
        "test_machine": status.test_machine,
        "connection": status.connection,
        "target_network": item.target_network,
        "target_subnet": item.target_subnet,
        "target_address": item.target_address,
    }


def plan_row(plan: Plan, view: EstateView, state: State) -> PlanRow:
    status = view.plan_statuses.get(plan.key)
    own = [job.id for job in state.jobs.values() if job.created.request.target == plan.key]
    allowed = [] if own else [str(op) for op in taking_part.plan_allowed(plan, view, state.busy, state.runs)]
    left_out = taking_part.left_out(plan, view, state.busy, state.runs) if allowed else ()
    return {
        "name": plan.name,
        "key": plan.key,
        "source": plan.source,
        "target": plan.target,
        "items": [labelled(key, view) for key in plan.items],
        "groups": [
            {
                "number": group.number,
                "items": [labelled(key, view) for key in group.items],
                "pre": [action_json(action) for action in group.pre],
                "post": [action_json(action) for action in group.post],
            }
            for group in plan.groups
        ],
        "actions": {
            "before_shutdown": [action_json(action) for action in plan.before_shutdown],
            "after_shutdown": [action_json(action) for action in plan.after_shutdown],
            "before_failover": [action_json(action) for action in plan.before_failover],
            "after_failover": [action_json(action) for action in plan.after_failover],
        },
        "allowed_operations": allowed,
        "left_out": [{**labelled(one.item, view), "reason": one.reason} for one in left_out],
        "state": plan_state(plan, view, bool(own)),
        "current_job": own[0] if own else None,
        "last_test_failover": stamp(status.last_test_failover) if status else None,
        "last_failover": stamp(status.last_failover) if status else None,
        "changed_at": stamp(plan.changed_at),
        "provider_allowed_operations": list(status.provider_allowed_operations) if status else [],
        "provider_scenario": status.current_scenario if status else None,
        "provider_scenario_status": status.scenario_status if status else None,
        "provider_scenario_status_description": status.scenario_status_description if status else None,
        "as_of": stamp(view.as_of),
    }


def labelled(key: str, view: EstateView) -> ItemName:
    """An item as rows name it: its key, and beside it the name as a label."""
    return {"key": key, "name": view.items[key].name if key in view.items else key}


def plan_state(plan: Plan, view: EstateView, running: bool) -> str:
    """One word for where a plan's items stand: their common phase, or ``mixed``."""
    if running:
        return "running"
    phases = {
        str(states.classify(view.items[key], view.statuses[key]).phase)
        for key in plan.items
        if key in view.items and key in view.statuses
    }
    return phases.pop() if len(phases) == 1 else "mixed"


def action_json(action: Action) -> ActionRow:
    return {
        "name": action.name,
        "kind": action.kind,
        "operations": list(action.operations),
        "directions": list(action.directions),
        "instructions": action.instructions,
        "path": action.path,
        "timeout": action.timeout,
    }


def _plain(value: Any) -> dict[str, Any]:
    """A small frozen dataclass of plain values as a dict."""
    out: dict[str, Any] = {}
    for name in value.__slots__:
        field = getattr(value, name)
        out[name] = stamp(field) if isinstance(field, datetime) else list(field) if isinstance(field, tuple) else field
    return out
