"""Whole rows for tests: a test says what it is about, everyday values and the row's type have the rest."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from drconsole.link.messages import Message
from drconsole.records.clock import rpo_of
from drconsole.records.rows.estate.estate import WorldRow
from drconsole.records.rows.estate.items import DebtRow, ItemRow, MustStayDownRow, ShownItemRow
from drconsole.records.rows.estate.plans import PlanRow
from drconsole.records.rows.estate.points import PointRow
from drconsole.records.rows.work.checks import CheckRow, FindingRow, PreviewRow
from drconsole.records.rows.work.jobs import ConsequenceRow, GateRow, JobRow, TaskNode, TaskRow, WaitRow
from drconsole.records.rows.work.owed import ObligationRow

FORECAST = {"low": 540, "likely": 720, "high": 1200, "reasons": []}
_ITEM = {"name": "web01", "key": "web01"}
_OF_PLAN = {"target": "Shop", "target_key": "shop", "target_type": "plan", "operation": "failover", "grain": "step"}
_MACHINE = {"item": "web01", "item_key": "web01"}
_WAIT = {"task": "t1", "friendly_name": "Task t1", "state_description": "WaitingForManualAction", "outcomes": ["done"]}
_TASK = {
    "id": "t1",
    "name": "t1",
    "friendly_name": "Task t1",
    "kind": "step",
    "state": "NotStarted",
    "state_description": "NotStarted",
    "job": "J1",
}

EVERYDAY: dict[Any, dict[str, Any]] = {
    ItemRow: {
        **_ITEM,
        "scenario": "vmware-to-azure",
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
        "provider_id": "/p/web01",
        "agent_connected": True,
        "source_reachable": True,
        "stand": "protected",
        "rpo_objective": 900,
        "authority": "Oslo",
        "authority_words": "Oslo counts; replicates from Oslo to Azure",
        "replicates": {"from": "Oslo", "to": "Azure"},
        "reverse": {"answer": "ok", "why": ""},
    },
    PlanRow: {"name": "Shop", "key": "shop", "source": "Oslo", "target": "Azure", "state": "protected"},
    JobRow: {
        **_OF_PLAN,
        "id": "J1",
        "origin": "ours",
        "state": "InProgress",
        "state_description": "InProgress",
        "forecast": FORECAST,
        "operator": "ann",
    },
    TaskRow: _TASK,
    TaskNode: _TASK,
    WaitRow: _WAIT,
    GateRow: {**_WAIT, "job": "J1", "operation": "failover", "target": "Shop"},
    ObligationRow: {**_MACHINE, "what": "stay-down", "site": "Oslo", "probe": "source-powered"},
    MustStayDownRow: {"site": "Oslo", "why": "web01 must stay down at Oslo"},
    DebtRow: {**_MACHINE, "state": "open"},
    WorldRow: {"mode": "SIMULATION", "provider": "simulator", "estate": "contoso"},
    FindingRow: {"id": "finding", "level": "error"},
    CheckRow: {**_OF_PLAN, "ready": True},
    PreviewRow: {**_OF_PLAN, "ready": True, "digest": "d", "forecast": FORECAST},
    ConsequenceRow: {"key": "web01", "item": "web01", "outcome": "unprotected"},
    PointRow: {"id": "p1", "time": "2026-03-01T10:00:00Z", "consistency": "CrashConsistent", "processed": True},
}
"""Type of a row -> what it has where a test does not care."""

TABLES: dict[str, Any] = {
    "item": ItemRow,
    "plan": PlanRow,
    "job": JobRow,
    "task": TaskRow,
    "gate": GateRow,
    "obligation": ObligationRow,
    "world": WorldRow,
}


def whole(row: Any, /, **said: Any) -> dict[str, Any]:
    """An everyday row of this type in which this is otherwise."""
    found: dict[str, Any] = filled(row, copy.deepcopy(EVERYDAY.get(row, {})) | said)
    return found


def answer_of(message: type[Message[Any]]) -> Any:
    """The row that answers a message."""
    (base,) = message.__orig_bases__  # type: ignore[attr-defined]
    return get_args(base)[0]


def filled(kind: Any, said: Any) -> Any:
    """What was said, with every field that its type asks for."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (NotRequired, Required):
        return filled(args[0], said)
    if origin in (Union, UnionType):
        return filled(next((arm for arm in args if _fits(arm, said)), None), said)
    if origin is list and isinstance(said, list):
        return [filled(args[0], each) for each in said]
    if origin is dict and isinstance(said, Mapping):
        return {name: filled(args[1], each) for name, each in said.items()}
    if not is_typeddict(kind) or not isinstance(said, Mapping):
        return said
    hints = get_type_hints(kind, include_extras=True)
    # Fields that need not be there are found by their hints: those of a class are strings here.
    needed = {name for name in kind.__required_keys__ if get_origin(hints[name]) is not NotRequired}
    missing = {name: _nothing(hints[name]) for name in needed - said.keys()}
    return {**missing, **{name: filled(hints.get(name), each) for name, each in said.items()}}


def _fits(arm: Any, said: Any) -> bool:
    if isinstance(said, Mapping):
        return is_typeddict(arm) or get_origin(arm) is dict
    return isinstance(said, list) and get_origin(arm) is list


def _nothing(kind: Any) -> Any:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (NotRequired, Required):
        return _nothing(args[0])
    if NoneType in args:
        return None
    if is_typeddict(kind):
        return filled(kind, {})
    return {list: [], dict: {}}[origin] if origin in (list, dict) else kind()


def shown_item(item: ItemRow) -> ShownItemRow:
    """The item as the command line shows it, with its RPO."""
    return {**item, "rpo": rpo_of(item)}
