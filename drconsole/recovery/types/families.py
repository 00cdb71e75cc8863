"""Families of scenarios: those whose jobs have the same steps share one."""

from __future__ import annotations

from enum import StrEnum

from drconsole.recovery.types.words import Scenario


class Family(StrEnum):
    """Scenarios whose jobs have the same steps."""

    V2A = "V2A"
    """VMware and physical to Azure, classic."""
    RCM = "RCM"
    """VMware to Azure, modernized."""
    H2A = "H2A"
    """Hyper-V to Azure, with and without VMM."""
    E2E = "E2E"
    """Hyper-V from one VMM site to another."""
    A2A = "A2A"
    """Azure to Azure."""


FAMILY: dict[Scenario, Family] = {
    Scenario.VMWARE_TO_AZURE: Family.V2A,
    Scenario.PHYSICAL_TO_AZURE: Family.V2A,
    Scenario.VMWARE_TO_AZURE_MODERNIZED: Family.RCM,
    Scenario.HYPERV_TO_AZURE: Family.H2A,
    Scenario.VMM_TO_AZURE: Family.H2A,
    Scenario.VMM_TO_VMM: Family.E2E,
    Scenario.AZURE_TO_AZURE: Family.A2A,
}

H2A = frozenset({Scenario.HYPERV_TO_AZURE, Scenario.VMM_TO_AZURE})
CLASSIC = frozenset({Scenario.VMWARE_TO_AZURE, Scenario.PHYSICAL_TO_AZURE})
RCM = frozenset({Scenario.VMWARE_TO_AZURE_MODERNIZED})
V2A = CLASSIC | RCM
E2E = frozenset({Scenario.VMM_TO_VMM})
A2A = frozenset({Scenario.AZURE_TO_AZURE})
TO_AZURE = H2A | V2A | A2A
EVERY = TO_AZURE | E2E
