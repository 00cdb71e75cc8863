"""Single facts of a machine, whichever replication provider tells them, and under whichever name.

Names of fields are compared in lower case: APIs of different years spell one field in different ways
(``recoveryAzureVMName``, ``recoveryAzureVmName``) [REC].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire.json import part, text, truth, whole, word
from drconsole.providers.azure.wire.moments import moment

BACK_PROVIDERS = frozenset({"InMage", "InMageRcmFailback"})
"""Replicate from Azure back to VMware: the service's Primary is Azure."""
_SEEN_LATELY = timedelta(minutes=15)
"""How old an appliance's look at a machine may be to tell whether it is on now (our choice)."""


def folded(body: JsonObject) -> JsonObject:
    """The same object with the names of its fields in lower case, one level deep."""
    return dict(zip(_in_lower_case(tuple(body)), body.values()))  # noqa: B905 - as long as each other


@lru_cache(maxsize=512)
def _in_lower_case(names: tuple[str, ...]) -> tuple[str, ...]:
    """Objects of one kind have the same fields: thousands of items, a handful of answers here."""
    return tuple(name.lower() for name in names)


def details_of(body: JsonObject) -> JsonObject:
    """Folded ``providerSpecificDetails`` of an item."""
    return folded(part(body, "properties", "providerSpecificDetails"))


def os_of(details: JsonObject) -> str:
    """``windows``, ``linux``, or what else was told, in lower case; empty = not told."""
    return (word(details, "ostype") or word(folded(part(details, "osdetails")), "ostype")).lower()


def agent_version(details: JsonObject) -> str | None:
    """Version of the mobility service; None = it is not told, or there is none."""
    return (
        word(details, "agentversion")
        or text(details, "mobilityagentdetails", "version")
        or text(details, "agentdetails", "agentVersion")
        or None
    )


def cores(details: JsonObject) -> int | None:
    return whole(details, "sourcevmcpucount") or whole(details, "processorcorecount")


def managed_disks(details: JsonObject) -> bool | None:
    """Return whether it replicates to managed disks; None = not told."""
    said = truth(details, "usemanageddisks")
    if said is not None:
        return said
    if details.get("protectedmanageddisks"):
        return True
    return False if word(details, "instancetype") == "A2A" and details.get("protecteddisks") else None


def machine_there(details: JsonObject) -> str | None:
    """Name of the machine that a failover makes or has made."""
    return word(details, "recoveryazurevmname") or word(details, "targetvmname") or None


def replication_group(details: JsonObject) -> str | None:
    """Name of its group with multi-VM consistency. A group that the service made for one machine by itself, or in
    which nothing is kept consistent, is none."""
    if word(details, "multivmgroupcreateoption") == "AutoCreated" or word(details, "multivmsyncstatus") == "Disabled":
        return None
    return word(details, "multivmgroupname") or None


def replicated_until(details: JsonObject) -> datetime | None:
    """Time up to which everything had arrived: when the RPO was calculated, less the RPO. None = it is not reported,
    which is not an RPO of 0."""
    seconds = whole(details, "rpoinseconds")
    if seconds is None:
        seconds = whole(details, "lastrpoinseconds")
    if seconds is None or seconds < 0:
        return None
    at = moment(details.get("lastrpocalculatedtime"))
    return None if at is None else at - timedelta(seconds=seconds)


def on_premises_power(details: JsonObject, as_of: datetime) -> bool | None:
    """Return whether the machine on premises is on, as an appliance saw it a short time ago; None = nobody looked
    lately."""
    seen = details.get("discoveredvmdetails")
    if not isinstance(seen, Mapping):
        return None
    at = moment(seen.get("lastDiscoveryTimeInUtc"))
    if at is None or as_of - at > _SEEN_LATELY:
        return None
    return _POWER.get(word(seen, "powerStatus").lower())


_POWER: Mapping[str, bool] = {"on": True, "poweredon": True, "off": False, "poweredoff": False}
