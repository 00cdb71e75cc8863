"""The health that the service reports of an item: what is wrong with its replication, and with a coming failover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drconsole.providers.simulator.items import replication
from drconsole.providers.simulator.service.allowing import allowed
from drconsole.providers.simulator.service.conditions import COMMITTED, CONDITIONS, FAMILY, Family
from drconsole.providers.simulator.service.problem_texts import FAILOVER_ONLY, HEALTH, OTHER_HEALTH
from drconsole.providers.simulator.state.moments import MINUTE, SECOND
from drconsole.providers.simulator.state.rows.item import ItemState
from drconsole.recovery.types.estate.estate import HealthError, Item
from drconsole.recovery.types.words import Health

if TYPE_CHECKING:
    from drconsole.providers.simulator.state.world import World

STALLED_AFTER = 30 * MINUTE
_NOTHING_TO_SAY = ("enabling", "cancelled", "disabling", "unprotected")
"""Conditions of which the service tells no health (our choice: none was recorded). During the first copy, failed over
and committed it is Normal (recorded)."""


def of_replication(configured: Item, item: ItemState, found: tuple[HealthError, ...]) -> Health:
    if item.condition in _NOTHING_TO_SAY:
        return Health.NONE
    if item.condition == "failover-failed" or _is_over(configured, item) or _is_away(configured, item):
        return Health.CRITICAL
    levels = {error.level for error in found if error.code not in FAILOVER_ONLY}
    return Health.CRITICAL if "Critical" in levels else Health.WARNING if levels else Health.NORMAL


def of_failover(configured: Item, item: ItemState, found: tuple[HealthError, ...]) -> Health:
    if CONDITIONS[item.condition].failed_over:
        return Health.NORMAL if item.machine_on else Health.CRITICAL
    if item.condition in (*_NOTHING_TO_SAY, "failover-failed"):
        return Health.NONE
    return Health.WARNING if any(error.code in FAILOVER_ONLY for error in found) else Health.NORMAL


def errors(world: World, item: ItemState, at: int) -> tuple[HealthError, ...]:
    configured = world.configured[item.key]
    return (*_own(world, item, configured, at), *_injected(world, item, configured))


def _injected(world: World, item: ItemState, configured: Item) -> list[HealthError]:
    return [
        health_error(str(fault.params["code"]), configured)
        for fault in world.faults_of("health-error")
        if fault.phase == "active" and item.key in fault.hit
    ]


def health_error(code: str, configured: Item, level: str | None = None) -> HealthError:
    message, usual, causes, action = HEALTH.get(code, OTHER_HEALTH)
    return HealthError(code, message.format(item=configured.name), level or usual, causes, action)


def _is_over(configured: Item, item: ItemState) -> bool:
    """Between VMM sites the service calls an item critical until its replication is reversed (rows 10 and 15,
    recorded); after a planned failover home it does not (rows 12 and 14 at the primary side, recorded). After a
    planned failover there: our choice, as wherever such an item is active at the recovery side."""
    over = CONDITIONS[item.condition].failed_over or item.condition in COMMITTED
    home = item.back and item.condition.startswith("planned")
    return over and not home and FAMILY[configured.scenario] is Family.E2E


def _is_away(configured: Item, item: ItemState) -> bool:
    """Protected at the recovery side between VMM sites: critical as well, with no error of its own (recorded)."""
    return FAMILY[configured.scenario] is Family.E2E and item.back and item.condition == "protected"


def _own(world: World, item: ItemState, configured: Item, at: int) -> list[HealthError]:
    """Return what follows from how the item is."""
    condition = CONDITIONS[item.condition]
    if item.condition == "failover-failed":
        return [health_error("78037", configured)]
    if condition.failed_over and not item.machine_on:
        message = f"The machine of '{configured.name}' at the target does not run."
        return [HealthError("MachineNotRunning", message, "Error")]
    if _is_over(configured, item):
        return [health_error("67506", configured)]
    return _of_data(world, item, configured, at) if condition.replicates else []


def _of_data(world: World, item: ItemState, configured: Item, at: int) -> list[HealthError]:
    found: list[HealthError] = []
    if item.source_gone:
        found.append(health_error("78092", configured))
    elif not item.source_on and not item.busy:
        message = f"'{configured.name}' is switched off at the source: nothing of it replicates."
        found.append(HealthError("78022", message, "Critical", "", "Power it on, or fail it over."))
    if item.agent_lost:
        found.append(health_error("78022", configured))
    until = replication.arrived_until(item, at)
    behind = at - until if until is not None else 0
    if item.unreachable or behind > STALLED_AFTER:
        message = f"The replication of '{configured.name}' has not progressed."
        found.append(HealthError("90079", message, "Critical" if behind > STALLED_AFTER else "Warning"))
    if behind > world.policies[configured.policy].rpo_threshold * SECOND:
        found.append(health_error("78026", configured))
    if item.last_test is None and "TestFailover" in allowed("protected", "none", configured.scenario, item.back):
        found.append(health_error("161011", configured))
    return found
