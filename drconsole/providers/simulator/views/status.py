"""Status of items and plans as the service shows it, and what a look at the machines themselves shows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from drconsole.providers.simulator.items import machines, replication, sides
from drconsole.providers.simulator.service import conditions
from drconsole.providers.simulator.service.allowing import allowed
from drconsole.providers.simulator.service.conditions import (
    COMMITTED,
    CONDITIONS,
    FAMILY,
    MADE_ANEW,
    PROVIDER_NAME,
    TEST_OPEN,
    Family,
)
from drconsole.providers.simulator.state.moments import as_datetime, optional
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.providers.simulator.state.rows.rows import PlanState
from drconsole.providers.simulator.views import health, past
from drconsole.recovery.types.estate.estate import ItemStatus
from drconsole.recovery.types.estate.plans import PlanStatus
from drconsole.recovery.types.words import Scenario
from drconsole.recovery.types.work.observed import Evidence

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

_PLAN_USUAL = ("PlannedFailover", "UnplannedFailover", "TestFailover")
_NEVER_PLANNED = frozenset({Family.A2A, Family.RCM})
"""Families whose plans were recorded without PlannedFailover; on its way back modernized VMware has nothing else."""


def item_status(world: World, item: ItemState, at: int) -> ItemStatus:
    configured = world.configured[item.key]
    shown = _shown(item.condition, item.test, configured.scenario, item.back)
    condition = shown.condition
    errors = health.errors(world, item, at)
    scenario, job = _current(item)
    return ItemStatus(
        key=item.key,
        provider_id=item.provider_id,
        protection_state=condition.state,
        protection_state_description=condition.description,
        as_of=as_datetime(at),
        active_location=condition.active,
        test_failover_state=shown.test_state,
        current_scenario=scenario,
        current_job=job,
        provider_allowed_operations=() if item.busy or item.condition == "finalizing" else shown.allowed,
        replication_health=health.of_replication(configured, item, errors),
        failover_health=health.of_failover(configured, item, errors),
        health_errors=errors,
        replicated_until=optional(replication.arrived_until(item, at)),
        rpo_past=past.rpo_past(world, item, at),
        failover_point_id=item.point_id,
        failover_point_time=optional(item.point_time),
        last_test_failover=optional(item.last_test),
        last_failover=optional(item.last_failover),
        source_stopped=optional(replication.stopped_at(item)),
        agent_connected=not item.agent_lost,
        source_reachable=not item.unreachable,
        source_powered=None if item.unreachable else sides.primary_machine(item),
        target_powered=sides.recovery_machine(item),
        address=item.address,
        machine=item.machine or item.source_name,
        test_machine=item.test_machines[-1] if item.test_machines else None,
        connection=item.connection or None,
        replication_provider=shown.provider,
        turned=shown.anew,
    )


class _Shown(NamedTuple):
    """Values that the service shows of every item that is alike in these ways."""

    condition: conditions.Condition
    test_state: str
    allowed: tuple[str, ...]
    anew: bool
    """It was protected anew the other way round."""
    provider: str | None


@lru_cache(maxsize=1024)
def _shown(condition: str, test: str, scenario: Scenario, back: bool) -> _Shown:
    anew = back and FAMILY[scenario] in MADE_ANEW
    return _Shown(
        conditions.shown(condition, scenario, back),
        conditions.TEST_STATES[test],
        allowed(condition, test, scenario, back),
        anew,
        PROVIDER_NAME[FAMILY[scenario], True] if anew else None,
    )


def _current(item: ItemState) -> tuple[str | None, str | None]:
    """Return what is under way on it, and the job of it. An open test is its scenario until the cleanup (recorded)."""
    if item.busy:
        return next((what, ref) for ref, what in item.busy.items())
    if item.condition == "finalizing":
        return "EnableProtection", None
    return ("TestFailover", item.test_job) if item.test in TEST_OPEN else (None, None)


def plan_status(world: World, plan: PlanState, at: int) -> PlanStatus:
    """Return what a plan allows. It is loose, as recorded: it follows what its items are in the middle of, and guards
    nothing."""
    return PlanStatus(
        key=plan.key,
        provider_id=plan.provider_id,
        as_of=as_datetime(at),
        provider_allowed_operations=_plan_allowed(world, plan),
        current_scenario=plan.scenario,
        scenario_status=plan.status,
        scenario_status_description=plan.description,
        last_test_failover=optional(plan.last_test),
        last_failover=optional(plan.last_failover),
    )


def _plan_allowed(world: World, plan: PlanState) -> tuple[str, ...]:
    items = [world.items[key] for key in world.plans[plan.key].items]
    if plan.busy or any(item.busy for item in items):
        return ()
    if any(item.condition == "protected" and item.test in TEST_OPEN for item in items):
        return ("TestFailoverCleanup",)
    family = sides.family_of(world, items[0])
    usual: tuple[str, ...] = _PLAN_USUAL[1:] if family in _NEVER_PLANNED else _PLAN_USUAL
    if family is Family.RCM and items[0].back:
        usual = ("PlannedFailover",)
    if any(CONDITIONS[item.condition].failed_over for item in items):
        return (*usual, "Commit")
    reverses = family is Family.E2E and any(item.condition in COMMITTED for item in items)
    return (*usual, "ReverseReplicate") if reverses else usual


def evidence(world: World, item: ItemState, probe: str, at: int) -> Evidence:
    """``ok`` says whether what the probe is named for is so; None = it could not be seen. ``seen`` is one word:
    ``on`` or ``off``; ``running``, ``stopped`` or ``absent``; ``present`` or ``absent``; ``replicating``, ``stalled``
    or ``stopped``. The probe ``writes`` counts blocks acknowledged at the source and present at the target."""
    seen, ok = _PROBES.get(probe, _unknown_probe)(world, item, at)
    return Evidence(item.key, probe, seen, ok, as_datetime(at))


Seen = tuple[str, bool | None]


def _source_powered(world: World, item: ItemState, at: int) -> Seen:
    if item.unreachable:
        return "no answer", None
    on = sides.primary_machine(item)
    return ("absent", False) if on is None else ("on", True) if on else ("off", False)


def _target_running(world: World, item: ItemState, at: int) -> Seen:
    on = sides.recovery_machine(item)
    return ("absent", False) if on is None else ("running", True) if on else ("stopped", False)


def _test_machine(world: World, item: ItemState, at: int) -> Seen:
    return ("present", True) if item.test_machines else ("absent", False)


def _replicating(world: World, item: ItemState, at: int) -> Seen:
    if not CONDITIONS[item.condition].replicates:
        return "stopped", False
    return ("replicating", True) if replication.flows(item) else ("stalled", False)


def _writes(world: World, item: ItemState, at: int) -> Seen:
    return machines.writes(world, item, at), True


def _unknown_probe(world: World, item: ItemState, at: int) -> Seen:
    return "unknown probe", None


_PROBES = {
    "source-powered": _source_powered,
    "target-running": _target_running,
    "test-machine": _test_machine,
    "replicating": _replicating,
    "writes": _writes,
}
