"""Disks of a machine; each replication provider has its own list, and its own unit."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.details.fields import folded
from drconsole.providers.azure.wire.json import parts, text, truth, whole
from drconsole.recovery.types.estate.estate import Disk

_LISTS = ("protectedmanageddisks", "protecteddisks", "azurevmdiskdetails", "vmdiskdetails")
_NAMES = ("diskname", "vhdname", "diskid", "vhdid")
_SIZES: Mapping[str, int] = {
    "diskcapacityinbytes": 1,
    "capacityinbytes": 1,
    "maxsizemb": 1 << 20,
    "disksizeingb": 1 << 30,
}
"""Fields of a size, and the bytes in a unit of each."""
_BOOT_TYPE = "OperatingSystem"


def disks(details: JsonObject) -> tuple[Disk, ...]:
    """Disks of the first list that has any."""
    found = next((listed for name in _LISTS if (listed := parts(details, name))), ())
    return tuple(_disk(folded(one)) for one in found)


def _disk(body: JsonObject) -> Disk:
    size = next((value * unit for name, unit in _SIZES.items() if (value := whole(body, name)) is not None), 0)
    return Disk(
        name=next((said for name in _NAMES if (said := text(body, name))), ""),
        size_gib=round(size / (1 << 30)) or int(size > 0),
        boot=truth(body, "isosdisk") is True or _BOOT_TYPE in (text(body, "disktype"), text(body, "vhdtype")),
    )
