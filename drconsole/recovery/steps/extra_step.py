"""The extra step of about 8 to 10 minutes on the way into Azure: which machines need it, and why [S]."""

from __future__ import annotations

import re
from collections.abc import Callable

from drconsole.recovery.types.estate.estate import BOOT_DRIVERS, Item
from drconsole.recovery.types.words import Scenario

_NEW_AGENT = (9, 8)
_VMWARE = frozenset({Scenario.VMWARE_TO_AZURE, Scenario.VMWARE_TO_AZURE_MODERNIZED})


def extra_step(item: Item) -> tuple[str, ...]:
    """Return the reasons why failing this item over, or testing it, to Azure needs an extra step of about 8 to 10
    minutes.

    Empty = it does not. The six cases of [S]; for a modernized VMware machine only the two about drivers and DHCP
    (the text of 2023).
    An agent whose version is not told is no case: the forecast's high end allows for it.
    """
    if item.hyperv_as_physical:
        return ("it is a Hyper-V machine protected as a physical server",)
    if item.scenario is Scenario.PHYSICAL_TO_AZURE:
        return ("it is a physical server",)
    if item.scenario not in _VMWARE:
        return ()
    return tuple(words for words in (case(item) for case in _VMWARE_CASES) if words)


def _old_agent(item: Item) -> str:
    version = _version(item.agent_version)
    if item.scenario is not Scenario.VMWARE_TO_AZURE or version is None or version >= _NEW_AGENT:
        return ""
    return f"its mobility service {item.agent_version} is older than 9.8"


def _linux(item: Item) -> str:
    old_way = item.scenario is Scenario.VMWARE_TO_AZURE and item.os.lower() == "linux"
    return "it is a VMware machine with Linux" if old_way else ""


def _drivers(item: Item) -> str:
    present = {driver.lower() for driver in item.boot_drivers}
    missing = [driver for driver in BOOT_DRIVERS if driver not in present]
    return f"not among its boot drivers: {', '.join(missing)}" if missing else ""


def _dhcp(item: Item) -> str:
    return "" if item.dhcp else "the DHCP service is not enabled on it, whatever kind of address it uses"


_VMWARE_CASES: tuple[Callable[[Item], str], ...] = (_old_agent, _linux, _drivers, _dhcp)


def _version(text: str | None) -> tuple[int, ...] | None:
    """``9.10.1`` as (9, 10, 1): compared as numbers. None = not told or not a version."""
    match = re.match(r"\s*v?(\d+(?:\.\d+)*)", text or "")
    return tuple(int(part) for part in match[1].split(".")) if match else None


def agent_unknown(item: Item) -> bool:
    """Return whether the version that decides about it was not told."""
    return item.scenario is Scenario.VMWARE_TO_AZURE and _version(item.agent_version) is None
