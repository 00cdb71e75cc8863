"""Where critical replication health is an alarm, and where it is how a provider says that a machine is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from asking import Setup
from small_estate import NOW, all_statuses, view

from drconsole.recovery.guide.guide import next_step
from drconsole.recovery.types.estate.estate import EstateView, HealthError
from drconsole.recovery.types.estate.look import Look
from drconsole.recovery.types.words import Direction, Health, Location, Operation, Scenario, TargetType
from drconsole.recovery.types.work.tasks import RunOptions

OVER = HealthError("67506", "Virtual machine 'web-01' is failed over.", "Error")
BROKEN = HealthError("67501", "The replication of 'web-01' is not working.", "Error")
LATE = HealthError("78026", "RPO threshold exceeded.", "Warning")
UNTESTED = HealthError("161011", "No successful test failover has been done.", "Error")
PROTECTED = ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover")
"""Row 17, recorded."""


def at(location: Location, *errors: HealthError, scenario: Scenario = Scenario.VMM_TO_VMM) -> EstateView:
    estate = view(scenario=scenario)
    changes: dict[str, Any] = {
        "protection_state": "Protected",
        "protection_state_description": "Protected",
        "active_location": location,
        "replication_health": Health.CRITICAL,
        "health_errors": errors,
        "provider_allowed_operations": PROTECTED,
        "last_test_failover": NOW - timedelta(days=1),
    }
    all_statuses(estate, **changes)
    return estate


@pytest.mark.parametrize("errors", [(), (OVER,), (UNTESTED,), (LATE,)])
def test_between_vmm_sites_the_guide_leads_home_although_health_is_critical_at_the_recovery_side(
    errors: tuple[HealthError, ...],
) -> None:
    found = next_step(Look(at(Location.RECOVERY, *errors), NOW), TargetType.ITEM, "web-01")
    assert found.next_operation is Operation.PLANNED_FAILOVER
    assert "home" in found.why


@pytest.mark.parametrize(
    ("location", "errors", "scenario"),
    [
        (Location.RECOVERY, (BROKEN,), Scenario.VMM_TO_VMM),
        (Location.RECOVERY, (OVER, BROKEN), Scenario.VMM_TO_VMM),
        (Location.PRIMARY, (), Scenario.VMM_TO_VMM),
        (Location.PRIMARY, (), Scenario.HYPERV_TO_AZURE),
    ],
)
def test_where_replication_really_fails_that_comes_first(
    location: Location, errors: tuple[HealthError, ...], scenario: Scenario
) -> None:
    found = next_step(Look(at(location, *errors, scenario=scenario), NOW), TargetType.ITEM, "web-01")
    assert found.next_operation is None
    assert "critical" in found.why


@pytest.mark.parametrize(("errors", "warned"), [((), False), ((OVER,), False), ((BROKEN,), True)])
def test_a_check_of_the_way_home_warns_only_of_what_is_wrong(errors: tuple[HealthError, ...], warned: bool) -> None:
    setup = Setup(
        operation=Operation.PLANNED_FAILOVER,
        scenario=Scenario.VMM_TO_VMM,
        options=RunOptions(shutdown=True, direction=Direction.RECOVERY_TO_PRIMARY),
    )
    setup.estate = at(Location.RECOVERY, *errors)
    found = {finding.id for finding in setup.ask().findings}
    assert any(name.startswith("health-critical") for name in found) is warned
