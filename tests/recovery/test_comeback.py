"""Can I come back? The answer for every scenario, before a failover, before its commit and after it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_estate import committed, item, pending, status

from drconsole.recovery.states.assessments.comeback import REASONS, WAYS, Answer, come_back
from drconsole.recovery.types.estate.estate import Disk, EstateView, Site, SiteKind
from drconsole.recovery.types.estate.known import Known
from drconsole.recovery.types.words import Location, Scenario

V2A, RCM, PHYSICAL = Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED, Scenario.PHYSICAL_TO_AZURE
H2A, VMM, E2E, A2A = Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE, Scenario.VMM_TO_VMM, Scenario.AZURE_TO_AZURE
B, U, OK = Answer.BLOCKED, Answer.UNKNOWN, Answer.OK
TURNED = {"turned": True, "replication_provider": "InMage", "provider_allowed_operations": ("UnplannedFailover",)}
GONE = {"protection_state": "Unprotected", "provider_allowed_operations": ()}


def ask(
    scenario: Scenario, *, seen: dict[str, str] | None = None, vmware: bool = True, **changes: Any
) -> tuple[Answer, str]:
    of_item = {name: changes.pop(name) for name in ("managed_disks", "disks") if name in changes}
    machine = replace(item("web", scenario), **of_item)
    kind = SiteKind.VMWARE if vmware else SiteKind.PHYSICAL
    view = EstateView(sites={"oslo": Site("oslo", kind)}, items={"web": machine})
    known = Known({"web": seen}) if seen else Known()
    found = come_back(machine, replace(status("web"), **changes), view, known)
    assert found.why
    return found.answer, "; ".join(found.why)


@pytest.mark.parametrize(
    ("scenario", "changes", "answer", "word"),
    [
        # Complete Migration and disabling leave no way back (failback overview).
        *((one, {**GONE, "active_location": Location.RECOVERY}, B, "only be protected again") for one in Scenario),
        (V2A, GONE, U, "not protected"),
        # Deleted machines: reprotect is not possible after the machine in Azure was deleted.
        (V2A, {**committed(), "seen": {"target-running": "absent"}}, B, "is gone: there is nothing to fail back"),
        (A2A, {**pending(), "seen": {"target-running": "absent"}}, B, "is gone"),
        (A2A, {**pending(), "seen": {"target-running": "running"}}, OK, "commit, re-protect"),
        # The primary site.
        *((one, {"source_reachable": False}, B, "it is not reachable at oslo") for one in Scenario),
        (A2A, {"source_reachable": None}, U, "not known"),
        # VMM to VMM: a primary machine that is gone is restored from a backup first [S].
        (E2E, {**pending(), "seen": {"source-powered": "absent"}}, B, "restore it from a backup first"),
        (E2E, {**pending(), "seen": {"source-powered": "off"}}, OK, "reverse-replicate, failover back"),
        (E2E, pending(), U, "was not seen"),
        (E2E, {}, OK, "reverse-replicate"),
        # Azure to Azure: never delete the source by hand (azure-docs issue 81429).
        (A2A, {**pending(), "seen": {"source-powered": "absent"}}, U, "deletion by hand"),
        (A2A, {}, OK, "commit, re-protect"),
        # Hyper-V from managed disks: the support matrix of 2018 says no, an update of November 2025 yes.
        (H2A, {"managed_disks": True}, U, "documents differ"),
        (VMM, {"managed_disks": False}, OK, "failback with data synchronization"),
        (H2A, {}, U, "nothing tells whether managed disks are used"),
        # VMware: the infrastructure cannot be seen, until it replicates back.
        (V2A, {}, U, "process server"),
        (V2A, TURNED, OK, "the way back"),
        (RCM, {}, U, "appliance"),
        (V2A, {"disks": tuple(Disk(f"d{n}", 8) for n in range(61))}, B, "more than 60 disks"),
        # Physical servers come back as VMware machines only.
        (PHYSICAL, {"vmware": False}, B, "only to a VMware machine"),
        (PHYSICAL, {}, U, "process server"),
        # States that say nothing.
        (A2A, {"protection_state": "Nonsense"}, U, "state is not known"),
        (A2A, {"protection_state": "InitialReplicationInProgress"}, U, "first copy"),
        (A2A, {"protection_state": "UnplannedFailoverCompletionFailed"}, U, "could not be completed"),
    ],
)
def test_whether_it_can_come_back(scenario: Scenario, changes: dict[str, Any], answer: Answer, word: str) -> None:
    found, why = ask(scenario, **changes)
    assert found is answer, why
    assert word in why


def test_what_blocks_is_said_without_what_is_merely_not_known() -> None:
    answer, why = ask(V2A, source_reachable=False)
    assert answer is B
    assert "process server" not in why


def test_all_that_blocks_is_said() -> None:
    _, why = ask(PHYSICAL, source_reachable=False, vmware=False)
    assert "not reachable" in why
    assert "only to a VMware machine" in why


def test_every_reason_has_a_source_and_every_scenario_a_way() -> None:
    assert all(reason.source for reason in REASONS)
    assert all(any(scenario in scenarios for scenarios, _ in WAYS) for scenario in Scenario)
