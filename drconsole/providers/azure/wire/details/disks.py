"""Disks of a machine; each replication provider has its own list, and its own unit."""

from __future__ import annotations

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.details.spelled import Fields
from drconsole.providers.azure.wire.json import as_text, as_truth, as_whole, objects
from drconsole.recovery.types.estate.estate import Disk

_LISTS = ("protectedmanageddisks", "protecteddisks", "azurevmdiskdetails", "vmdiskdetails")
_FIELDS = Fields(
    "diskname", "vhdname", "diskid", "vhdid",
    "diskcapacityinbytes", "capacityinbytes", "maxsizemb", "disksizeingb",
    "disktype", "vhdtype", "isosdisk",
)  # fmt: skip
_MIB, _GIB = 1 << 20, 1 << 30
_BOOT_TYPE = "OperatingSystem"


def disks(details: JsonObject) -> tuple[Disk, ...]:
    """Disks of the first list that has any."""
    for name in _LISTS:
        if listed := objects(details.get(name)):
            return tuple([_disk(one) for one in listed])
    return ()


def _disk(body: JsonObject) -> Disk:
    name, vhd, ident, vhd_ident, size, capacity, mib, gib, kind, vhd_kind, is_os = _FIELDS.of(body)
    # Nearly all sizes are whole numbers under the first name: those need no further look.
    count = size if size.__class__ is int else _bytes(size, capacity, mib, gib)
    return Disk(
        as_text(name or vhd or ident or vhd_ident),
        round(count / _GIB) or int(count > 0),
        kind == _BOOT_TYPE or vhd_kind == _BOOT_TYPE or (is_os is not None and as_truth(is_os) is True),
    )


def _bytes(size: object, capacity: object, mib: object, gib: object) -> int:
    """Bytes of the first size that is told; 0 = none is."""
    for value, unit in ((size, 1), (capacity, 1), (mib, _MIB), (gib, _GIB)):
        if value is not None and (found := as_whole(value)) is not None:
            return found * unit
    return 0
