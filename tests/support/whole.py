"""Whole rows for tests: what is not said of one has an everyday value, so that a test names only what it is about."""

from __future__ import annotations

import copy
from typing import Any

FORECAST = {"low": 540, "likely": 720, "high": 1200, "reasons": []}
OPTIONS = dict.fromkeys(("point", "point_id", "direction", "shutdown", "network", "encryption_key"))

ITEM: dict[str, Any] = {
    "name": "web01",
    "key": "web01",
    "scenario": "VMwareToAzure",
    "os": "linux",
    "source": "Oslo",
    "target": "Azure",
    "protection_state": "Protected",
    "protection_state_description": "Protected",
    "active_location": "Primary",
    "active_side": "Primary",
    "direction": "primary-to-recovery",
    "test_failover_state": "None",
    "replication_health": "Normal",
    "failover_health": "Normal",
    "allowed_operations": [],
    "provider_allowed_operations": [],
    "provider_id": "/p/web01",
    "replication_provider": None,
    "turned": False,
    "current_scenario": None,
    "current_job": None,
    "replication_group": None,
    "replicated_until": None,
    "as_of": None,
    "latest_recovery_points": None,
    "failover_recovery_point": None,
    "validation": None,
    "health_errors": [],
    "warnings": [],
    "last_test_failover": None,
    "last_failover": None,
    "failed_over_by": None,
    "agent_connected": True,
    "source_reachable": True,
    "source_powered": None,
    "address": None,
    "machine": None,
    "test_machine": None,
    "connection": None,
    "target_network": None,
    "target_subnet": None,
    "target_address": None,
    "authority": "Oslo",
    "replicates": {"from": "Oslo", "to": "Azure"},
    "authority_words": "Oslo counts; replicates from Oslo to Azure",
    "flags": [],
    "reverse": {"answer": "ok", "why": ""},
    "machines": None,
    "must_stay_down": None,
    "test_debt": [],
    "rpo_objective": 900,
    "position": 0,
}

PLAN: dict[str, Any] = {
    "name": "Shop",
    "key": "shop",
    "source": "Oslo",
    "target": "Azure",
    "items": [],
    "groups": [],
    "actions": {"before_shutdown": [], "after_shutdown": [], "before_failover": [], "after_failover": []},
    "allowed_operations": [],
    "left_out": [],
    "state": "protected",
    "current_job": None,
    "last_test_failover": None,
    "last_failover": None,
    "changed_at": None,
    "rto": None,
    "provider_allowed_operations": [],
    "provider_scenario": None,
    "provider_scenario_status": None,
    "provider_scenario_status_description": None,
    "as_of": None,
    "flags": [],
    "position": 0,
}

JOB: dict[str, Any] = {
    "id": "J1",
    "parent": None,
    "origin": "ours",
    "operation": "failover",
    "target": "Shop",
    "target_key": "shop",
    "target_type": "plan",
    "direction": None,
    "options": {**OPTIONS, "comment": ""},
    "state": "InProgress",
    "state_description": "InProgress",
    "started_at": None,
    "ended_at": None,
    "allowed_actions": [],
    "errors": [],
    "warnings": [],
    "items": [],
    "skipped": [],
    "points": [],
    "forecast": FORECAST,
    "digest": "d",
    "grain": "step",
    "accepted": [],
    "held": False,
    "hold": None,
    "waits_for": [],
    "consequences": [],
    "evidence": [],
    "retry_of": None,
    "operator": "ann",
    "rto": None,
    "waited": 0.0,
    "idle_since": None,
}

TASK: dict[str, Any] = {
    "id": "t1",
    "name": "t1",
    "friendly_name": "Task t1",
    "kind": "item-step",
    "state": "NotStarted",
    "state_description": "NotStarted",
    "item": None,
    "item_key": None,
    "job": "J1",
    "parent": None,
    "position": 0,
    "started_at": None,
    "ended_at": None,
    "errors": [],
}

GATE: dict[str, Any] = {
    "job": "J1",
    "operation": "failover",
    "target": "Shop",
    "task": "t1",
    "friendly_name": "Task t1",
    "state_description": "WaitingForManualAction",
    "why": "",
    "since": None,
    "outcomes": ["done"],
    "item": None,
    "item_key": None,
}

OBLIGATION: dict[str, Any] = {
    "what": "stay-down",
    "item": "web01",
    "item_key": "web01",
    "site": "Oslo",
    "probe": "source-powered",
    "since": None,
    "after_job": None,
    "network": None,
    "seen": "",
    "seen_at": None,
    "silent_since": None,
    "runs": "",
    "cancelled": False,
    "broken": False,
    "why": "web01 must stay down at Oslo: not seen yet",
}

WORLD: dict[str, Any] = {
    "mode": "SIMULATION",
    "provider": "simulator",
    "estate": "contoso",
    "at": None,
    "clock": {"now": None, "speed": None, "paused": None},
}

FINDING: dict[str, Any] = {
    "id": "finding",
    "level": "Error",
    "overridable": False,
    "key": None,
    "item": None,
    "message": "",
    "possible_causes": "",
    "recommended_action": "",
    "remedies": [],
}

CHECK: dict[str, Any] = {
    "operation": "failover",
    "target": "Shop",
    "target_key": "shop",
    "ready": True,
    "findings": [],
    "items": [],
    "qualified": [],
    "skipped": [],
    "site_recovery": [],
    "encryption_key": {"needed": False, "thumbprint": None, "given": False},
}

PREVIEW: dict[str, Any] = {
    **CHECK,
    "target_type": "plan",
    "direction": None,
    "options": dict.fromkeys(("point", "point_id", "shutdown", "network")),
    "grain": "step",
    "digest": "d",
    "expires_at": None,
    "points": [],
    "tasks": [],
    "scripts": [],
    "forecast": FORECAST,
    "objective": None,
    "warnings": [],
    "commits": [],
    "leads_to": {},
}

TABLES: dict[str, dict[str, Any]] = {
    "item": ITEM,
    "plan": PLAN,
    "job": JOB,
    "task": TASK,
    "gate": GATE,
    "obligation": OBLIGATION,
    "world": WORLD,
}
"""Table -> an everyday row of it."""


def whole(everyday: dict[str, Any], **said: Any) -> dict[str, Any]:
    """An everyday row in which this is otherwise."""
    return {**copy.deepcopy(everyday), **said}
