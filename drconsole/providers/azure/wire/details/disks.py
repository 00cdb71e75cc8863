"""Disks of a machine; each replication provider has its own list, and its own unit."""

from __future__ import annotations

from collections.abc import Mapping

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.details.fields import folded
from drconsole.providers.azure.wire.json import objects, truth, whole, word
from drconsole.recovery.types.estate.estate import Disk

_LISTS = ("protectedmanageddisks", "protecteddisks", "azurevmdiskdetails", "vmdiskdetails")
_SIZES: Mapping[str, int] = {
    "diskcapacityinbytes": 1,
    "capacityinbytes": 1,
    "maxsizemb": 1 << 20,
    "disksizeingb": 1 << 30,
}
"""Fields of a size, and the bytes in a unit of each."""
_GIB = 1 << 30
_BOOT_TYPE = "OperatingSystem"


def disks(details: JsonObject) -> tuple[Disk, ...]:
    """Disks of the first list that has any."""
    for name in _LISTS:
        if listed := objects(details.get(name)):
            return tuple([_disk(folded(one)) for one in listed])
    return ()


def _disk(body: JsonObject) -> Disk:
    size = _size(body)
    return Disk(
        name=word(body, "diskname") or word(body, "vhdname") or word(body, "diskid") or word(body, "vhdid"),
        size_gib=round(size / _GIB) or int(size > 0),
        boot=_BOOT_TYPE in (body.get("disktype"), body.get("vhdtype")) or truth(body, "isosdisk") is True,
    )


def _size(body: JsonObject) -> int:
    """Bytes; 0 = not told."""
    for name, unit in _SIZES.items():
        value = whole(body, name)
        if value is not None:
            return value * unit
    return 0
