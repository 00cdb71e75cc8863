"""Fabrics of an emulated vault: the sites of the estate as Site Recovery has them, each with one container.

A site that holds both classic and modernized VMware is two fabrics there: a configuration server and an appliance. A
region that machines are only failed over to is none: the service calls it Microsoft Azure.
"""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.emulator.names.slugs import unique
from drconsole.providers.simulator import World
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Item
from drconsole.recovery.types.words import Scenario

MICROSOFT_AZURE = "Microsoft Azure"
AZURE_FABRIC = "d49858f157601230a6ac5862fbbc6e63bf38d23ecd96cf953767945d457fe9d5"
AZURE_CONTAINER = "5b8ee5e7-1b57-4f6a-9d52-2f8f8a9d6c11"
"""Where ids say Microsoft Azure by a name; the first is the one of every recorded vault."""


@dataclass(frozen=True, slots=True)
class Fabric:
    """One side of replication. ``kind``: ``VMware``, ``InMageRcm``, ``HyperVSite``, ``VMM`` or ``Azure``."""

    name: str
    site: str
    kind: str
    identifier: str
    container: str


PROVIDER = {
    "VMware": "VMwareFabric",
    "InMageRcm": "InMageRcmFabric",
    "HyperVSite": "SingleHostHyperVFabric",
    "VMM": "VmmFabric",
    "Azure": "AzureFabric",
}
"""``primaryFabricProvider`` of an item, by its fabric's kind."""


PROCESS_SERVER, MASTER_TARGET, REPROTECT_AGENT = "process-server", "master-target", "reprotect-agent"
"""Servers of VMware's fabrics that fabric and items name alike."""


def server_id(fabric: Fabric, role: str) -> str:
    return f"{fabric.identifier}-{role}"


class Fabrics:
    """The fabrics of a world, by site and kind, and by name."""

    def __init__(self, world: World) -> None:
        self._of: dict[tuple[str, str], Fabric] = {}
        wanted = {key for item in world.configured.values() for key in _needed(item)}
        ordered = [(site, kind) for site in world.sites for kind in PROVIDER if (site, kind) in wanted]
        shared = {site for site in world.sites if sum(one == site for one, _ in ordered) > 1}
        appliances = {(site, "InMageRcm") for site in shared}
        names = unique({f"{key}": f"{key[0]}-appliance" if key in appliances else key[0] for key in ordered})
        for site, kind in ordered:
            identifier = world.draws.guid("fabric", site, kind)
            name = names[f"{(site, kind)}"]
            container = f"{name}-container" if kind == "Azure" else f"cloud_{identifier}"
            self._of[site, kind] = Fabric(name, site, kind, identifier, container)
        self.by_name: Mapping[str, Fabric] = {one.name.lower(): one for one in self._of.values()}

    def source(self, item: Item) -> Fabric:
        """Return the fabric in which the item was created."""
        return self._of[item.source, _SOURCE_KIND[item.scenario]]

    def target(self, item: Item) -> Fabric | None:
        """Return the fabric to which it replicates; None = Microsoft Azure."""
        return self._of.get((item.target, _OTHER_SIDE[item.scenario])) if item.scenario in _OTHER_SIDE else None

    def all(self) -> list[Fabric]:
        return list(self._of.values())


_OTHER_SIDE = {Scenario.VMM_TO_VMM: "VMM", Scenario.AZURE_TO_AZURE: "Azure"}


_SOURCE_KIND = {
    Scenario.VMWARE_TO_AZURE: "VMware",
    Scenario.PHYSICAL_TO_AZURE: "VMware",
    Scenario.VMWARE_TO_AZURE_MODERNIZED: "InMageRcm",
    Scenario.HYPERV_TO_AZURE: "HyperVSite",
    Scenario.VMM_TO_AZURE: "VMM",
    Scenario.VMM_TO_VMM: "VMM",
    Scenario.AZURE_TO_AZURE: "Azure",
}


def _needed(item: Item) -> list[tuple[str, str]]:
    found = [(item.source, _SOURCE_KIND[item.scenario])]
    if item.scenario in _OTHER_SIDE:
        found.append((item.target, _OTHER_SIDE[item.scenario]))
    return found
