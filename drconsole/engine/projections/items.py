"""Replicated items as rows."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from drconsole.engine.decider import failing, warned
from drconsole.engine.decider.beside import Validation
from drconsole.engine.decider.state import State
from drconsole.engine.projections.parts import stamp
from drconsole.engine.projections.standing import standing
from drconsole.records.rows.estate.items import (
    EncryptionRow,
    ItemRow,
    ItemStateRow,
    ItemValidationRow,
    LandedPointRow,
    LatestPointsRow,
)
from drconsole.recovery.checks.landing.encryption import encrypting
from drconsole.recovery.states import states
from drconsole.recovery.states.states import Standing
from drconsole.recovery.types.estate.estate import EstateView, Item, ItemStatus, LatestPoints
from drconsole.recovery.types.estate.rpo import rpo_objective


def item_row(item: Item, status: ItemStatus, view: EstateView, state: State, position: int) -> ItemRow:
    at = states.standing(item, status)
    return {
        **item_state(item, status, state, at),
        **standing(item, status, view, state, states.phase_of(at)),
        "encryption": _encryption(item, view),
        "rpo_objective": rpo_objective(item, view.policies),
        "position": position,
    }


def _encryption(item: Item, view: EstateView) -> EncryptionRow | None:
    site = encrypting(item, view)
    if site is None or site.encryption_thumbprint is None:
        return None
    return {"thumbprint": site.encryption_thumbprint, "certificate": site.encryption_certificate}


def item_state(item: Item, status: ItemStatus, state: State, at: Standing) -> ItemStateRow:
    """``at``: of the same item and status."""
    busy = state.busy.get(item.key)
    words = _words(at)
    return {
        "name": item.name,
        "key": item.key,
        "scenario": str(item.scenario),
        "os": item.os,
        "source": item.source,
        "target": item.target,
        "protection_state": status.protection_state,
        "protection_state_description": status.protection_state_description,
        "active_location": str(status.active_location),
        "active_side": words.active_side,
        "direction": words.direction,
        "test_failover_state": status.test_failover_state,
        "replication_health": str(status.replication_health),
        "failover_health": str(status.failover_health),
        "allowed_operations": [] if busy else list(words.allowed),
        "provider_allowed_operations": list(status.provider_allowed_operations),
        "withheld": [str(operation) for operation in status.withheld],
        "provider_id": status.provider_id,
        "replication_provider": status.replication_provider,
        "turned": status.turned,
        "current_scenario": status.current_scenario,
        "current_job": busy or (None if words.open_test else status.current_job),
        "replication_group": item.replication_group,
        "replicated_until": stamp(status.replicated_until),
        "as_of": stamp(status.as_of),
        "latest_recovery_points": _latest(status.latest_points),
        "failover_recovery_point": _landed(status),
        "validation": _validated(state.validations.get(item.key)),
        "health_errors": [
            {"code": e.code, "message": e.message, "level": e.level, "recommended_action": e.recommended_action}
            for e in status.health_errors
        ],
        "warnings": warned.of_item(state, item.key),
        "failure": failing.of_item(state, item.key),
        "last_test_failover": stamp(status.last_test_failover),
        "last_failover": stamp(status.last_failover),
        "failed_over_by": state.runs.get(item.key),
        "agent_connected": status.agent_connected,
        "source_reachable": status.source_reachable,
        "source_powered": status.source_powered,
        "target_powered": status.target_powered,
        "address": status.address,
        "machine": status.machine,
        "test_machine": status.test_machine,
        "connection": status.connection,
        "target_network": item.target_network,
        "target_subnet": item.target_subnet,
        "target_address": item.target_address,
    }


def _landed(status: ItemStatus) -> LandedPointRow | None:
    if status.failover_point_id is None:
        return None
    return {"id": status.failover_point_id, "time": stamp(status.failover_point_time)}


def _validated(note: Validation | None) -> ItemValidationRow | None:
    if note is None:
        return None
    at = stamp(note.at)
    return {"result": note.result, "comment": note.comment, "at": at, "operator": note.actor, "seen": note.seen}


class _Words(NamedTuple):
    """Standing of an item, in the words of its row."""

    active_side: str
    direction: str
    allowed: tuple[str, ...]
    open_test: bool


@lru_cache(maxsize=1024)
def _words(at: Standing) -> _Words:
    """Cached: thousands of items stand in a handful of ways."""
    return _Words(
        str(states.active_side(at)),
        str(states.way_of(at, None)),
        tuple(str(operation) for operation in states.allowed_standing(at)),
        states.has_open_test(at),
    )


def _latest(latest: LatestPoints | None) -> LatestPointsRow | None:
    if latest is None:
        return None
    return {
        "latest_processed": stamp(latest.processed),
        "latest_app_consistent": stamp(latest.app_consistent),
        "latest_crash_consistent": stamp(latest.crash_consistent),
        "as_of": stamp(latest.as_of),
    }
