"""How items stand on the way back, and a question to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from asking import (
    ITEM,
    Change,
    Setup,
)
from small_estate import change_item, committed

from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.words import Location, Operation, Scenario, TargetType

OP = Operation


V2A, RCM, PHYSICAL = Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED, Scenario.PHYSICAL_TO_AZURE


H2A, E2E, A2A = Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_VMM, Scenario.AZURE_TO_AZURE


OVER_H2A = committed(provider_allowed_operations=("CompleteMigration", "DisableProtection", "Failback"))


OVER_E2E = committed(provider_allowed_operations=("CompleteMigration", "ReverseReplicate", "DisableProtection"))


OVER_A2A = committed(
    protection_state="UnplannedFailoverCommitted", provider_allowed_operations=("DisableProtection", "SwitchProtection")
)


BACK_E2E = {
    "active_location": Location.RECOVERY,
    "provider_allowed_operations": ("PlannedFailover", "UnplannedFailover", "DisableProtection", "TestFailover"),
}


BACK_A2A = {"turned": True}


BACK_V2A = {
    "turned": True,
    "replication_provider": "InMage",
    "provider_allowed_operations": ("UnplannedFailover", "DisableProtection"),
}


BACK_RCM = {
    "turned": True,
    "replication_provider": "InMageRcmFailback",
    "provider_allowed_operations": ("PlannedFailover", "DisableProtection"),
}


H2A_PENDING_BACK = {
    "protection_state": "PlannedFailoverCommitRequired",
    "provider_allowed_operations": ("Commit", "DisableProtection"),
}


RESTORED = {
    "protection_state": "RestoreFinalized",
    "provider_allowed_operations": ("ReverseReplicate", "DisableProtection"),
}


HOME_A2A = {
    **OVER_A2A,
    "active_location": Location.RECOVERY,
    "turned": True,
}


def seen(probe: str, word: str) -> Known:
    return Known({key: {probe: word} for key in ("web-01", "web-02", "web-03")})


def asked(operation: Operation, scenario: Scenario, target: TargetType = ITEM, **before: object) -> Callable[[], Setup]:
    def start() -> Setup:
        setup = Setup(operation, target, scenario, before=before)
        for key in setup.estate.items:
            change_item(setup.estate, key, managed_disks=False)
        setup.known = seen("source-powered", "off")
        return setup

    return start


def objective(seconds: int) -> Change:
    def apply(setup: Setup) -> None:
        setup.estate.policies["standard"] = replace(setup.estate.policies["standard"], rpo_threshold=seconds)

    return apply
