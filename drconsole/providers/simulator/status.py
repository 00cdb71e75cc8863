"""What the service shows of items and plans, and what a look at the machines themselves shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator import conditions, machines, replication
from drconsole.providers.simulator.conditions import CONDITIONS, TEST_OPEN
from drconsole.providers.simulator.moments import MINUTE, as_datetime, optional
from drconsole.providers.simulator.rows import ItemState, PlanState
from drconsole.recovery.estate import HealthError, ItemStatus, PlanStatus
from drconsole.recovery.events import Evidence
from drconsole.recovery.words import Health

if TYPE_CHECKING:
    from drconsole.providers.simulator.world import World

_PLAN_ALWAYS = ("PlannedFailover", "UnplannedFailover", "TestFailover")
STALLED_AFTER = 30 * MINUTE


def item_status(world: World, item: ItemState, at: int) -> ItemStatus:
    configured = world.configured[item.key]
    condition = CONDITIONS[item.condition]
    errors = health_errors(world, item, at)
    scenario, job = next(((what, ref) for ref, what in item.busy.items()), (None, None))
    if item.condition == "finalizing":
        scenario = scenario or "EnableProtection"
    return ItemStatus(
        key=item.key,
        provider_id=item.provider_id,
        protection_state=condition.state,
        protection_state_description=condition.description,
        as_of=as_datetime(at),
        active_location=condition.active,
        test_failover_state=conditions.TEST_STATES[item.test],
        current_scenario=scenario,
        current_job=job,
        provider_allowed_operations=()
        if scenario
        else conditions.allowed(item.condition, item.test, configured.scenario),
        replication_health=_replication_health(item, errors),
        failover_health=_failover_health(item),
        health_errors=errors,
        replicated_until=optional(replication.arrived_until(item, at)),
        failover_point_id=item.point_id,
        failover_point_time=optional(item.point_time),
        last_test_failover=optional(item.last_test),
        last_failover=optional(item.last_failover),
        agent_connected=not item.agent_lost,
        source_reachable=not item.unreachable,
        address=item.address,
    )


def _replication_health(item: ItemState, errors: tuple[HealthError, ...]) -> Health:
    if item.condition == "failover-failed":
        return Health.CRITICAL
    condition = CONDITIONS[item.condition]
    if not (condition.replicates or condition.failed_over):
        return Health.NONE
    levels = {error.level for error in errors if error.code != "161011"}
    return Health.CRITICAL if "Critical" in levels else Health.WARNING if levels else Health.NORMAL


def _failover_health(item: ItemState) -> Health:
    if CONDITIONS[item.condition].failed_over:
        return Health.NONE if item.machine_on else Health.CRITICAL
    if not CONDITIONS[item.condition].replicates:
        return Health.NONE
    return Health.NORMAL if item.last_test is not None else Health.WARNING


def health_errors(world: World, item: ItemState, at: int) -> tuple[HealthError, ...]:
    name = world.configured[item.key].name
    if item.condition == "failover-failed":
        return (HealthError("78037", "The failover of the source machine failed.", "Error"),)
    if CONDITIONS[item.condition].failed_over and not item.machine_on:
        return (HealthError("MachineNotRunning", f"The machine of '{name}' at the target does not run.", "Error"),)
    if not CONDITIONS[item.condition].replicates:
        return ()
    errors: list[HealthError] = []
    if not item.source_on and not item.busy:
        message = f"'{name}' is switched off at the source: nothing of it replicates."
        errors.append(HealthError("78022", message, "Critical", "", "Power it on, or fail it over."))
    if item.agent_lost:
        message = f"No heartbeat from the mobility service on '{name}' in the last 15 minutes."
        errors.append(
            HealthError("78022", message, "Critical", "", "See that the source runs and its agent is started.")
        )
    until = replication.arrived_until(item, at)
    behind = at - until if until is not None else 0
    if item.unreachable or behind > STALLED_AFTER:
        message = f"The replication of '{name}' has not progressed."
        errors.append(HealthError("90079", message, "Critical" if behind > STALLED_AFTER else "Warning"))
    policy = world.policies[world.configured[item.key].policy]
    if behind > policy.rpo_threshold * 1_000_000:
        errors.append(HealthError("78026", f"RPO threshold exceeded on '{name}'.", "Warning"))
    if item.last_test is None:
        message = f"No successful test failover has been done on the virtual machine '{name}'."
        errors.append(HealthError("161011", message, "Error", "", "Do a test failover."))
    return tuple(errors)


def plan_status(world: World, plan: PlanState, at: int) -> PlanStatus:
    """What a plan allows is loose, as recorded: it follows what its items are in the middle of, and guards nothing."""
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
    pending = False
    test = False
    if plan.busy:
        return ()
    for key in world.plans[plan.key].items:
        item = world.items[key]
        if item.busy:
            return ()
        test = test or (item.condition == "protected" and item.test in TEST_OPEN)
        pending = pending or CONDITIONS[item.condition].failed_over
    if test:
        return ("TestFailoverCleanup",)
    return (*_PLAN_ALWAYS, "Commit") if pending else _PLAN_ALWAYS


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
    return ("on", True) if item.source_on else ("off", False)


def _target_running(world: World, item: ItemState, at: int) -> Seen:
    if not item.machines:
        return "absent", False
    return ("running", True) if item.machine_on else ("stopped", False)


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
