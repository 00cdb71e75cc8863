"""Whether an item replicates, as its own words tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from azure_excerpts import status

from drconsole.providers.azure.vault.looking import UNSEEN, replicates
from drconsole.recovery.types.estate.estate import HealthError
from drconsole.recovery.types.words import Health, Location, Scenario

OVER = HealthError("67506", "Virtual machine 'mail' is failed over.", "Error")
BROKEN = HealthError("67501", "Replication is not working.", "Error")
SLOW = HealthError("67512", "The last success is too long ago.", "Warning")
STALLED, REPLICATING = ("stalled", False), ("replicating", True)


@pytest.mark.parametrize(
    ("scenario", "at", "errors", "seen"),
    [
        (Scenario.VMM_TO_VMM, Location.RECOVERY, (OVER,), REPLICATING),
        (Scenario.VMM_TO_VMM, Location.RECOVERY, (), REPLICATING),
        (Scenario.VMM_TO_VMM, Location.RECOVERY, (OVER, BROKEN), STALLED),
        (Scenario.VMM_TO_VMM, Location.PRIMARY, (BROKEN,), STALLED),
        (Scenario.VMM_TO_VMM, Location.PRIMARY, (OVER,), UNSEEN),
        (Scenario.HYPERV_TO_AZURE, Location.PRIMARY, (BROKEN,), STALLED),
        (Scenario.HYPERV_TO_AZURE, Location.PRIMARY, (SLOW,), UNSEEN),
    ],
)
def test_critical_health_that_is_expected_after_a_failover_is_no_stall(
    scenario: Scenario, at: Location, errors: tuple[HealthError, ...], seen: object
) -> None:
    one = replace(
        status("hyper-v", "mail-1"),
        protection_state="Protected",
        active_location=at,
        replication_health=Health.CRITICAL,
        health_errors=errors,
    )
    assert replicates(scenario, one) == seen
