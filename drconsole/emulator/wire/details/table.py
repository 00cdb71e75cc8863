"""Details of an item by its replication provider (``instanceType``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from drconsole.emulator.wire.details import a2a, hyperv, modernized, vmware
from drconsole.emulator.wire.scene import Details, Shown

DETAILS: Mapping[str, Callable[[Shown], Details]] = {
    "A2A": a2a.a2a,
    "HyperVReplicaAzure": hyperv.to_azure,
    "HyperVReplica2012R2": hyperv.between_sites,
    "InMageAzureV2": vmware.to_azure,
    "InMage": vmware.from_azure,
    "InMageRcm": modernized.to_azure,
    "InMageRcmFailback": modernized.from_azure,
}
