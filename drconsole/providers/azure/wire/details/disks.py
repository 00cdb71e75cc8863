"""Disks of a machine; each replication provider has its own list, and its own unit."""

from __future__ import annotations

from collections.abc import Sequence

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
_UNITS = (1, 1, 1 << 20, 1 << 30)
"""Bytes in the units of the four fields of a size."""
_GIB = 1 << 30
_BOOT_TYPE = "OperatingSystem"


def disks(details: JsonObject) -> tuple[Disk, ...]:
    """Disks of the first list that has any."""
    for name in _LISTS:
        if listed := objects(details.get(name)):
            return tuple([_disk(one) for one in listed])
    return ()


def _disk(body: JsonObject) -> Disk:
    name, vhd, ident, vhd_ident, *sizes, kind, vhd_kind, is_os = _FIELDS.of(body)
    size = _bytes(sizes)
    return Disk(
        name=as_text(name or vhd or ident or vhd_ident),
        size_gib=round(size / _GIB) or int(size > 0),
        boot=_BOOT_TYPE in (kind, vhd_kind) or as_truth(is_os) is True,
    )


def _bytes(sizes: Sequence[object]) -> int:
    """Bytes of the first size that is told; 0 = none is."""
    for value, unit in zip(sizes, _UNITS, strict=True):
        if value is not None and (found := as_whole(value)) is not None:
            return found * unit
    return 0
