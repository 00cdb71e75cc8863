"""Replication policies. The service counts minutes, hours or seconds, by provider; here all are seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from drconsole.providers.azure.calls import JsonObject
from drconsole.providers.azure.wire import ids
from drconsole.providers.azure.wire.estate.names import Named, unique
from drconsole.providers.azure.wire.json import part, text, whole
from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.estate import Policy

_MINUTE, _HOUR = 60, 3600
_CRASH = (
    ("crashConsistentFrequencyInMinutes", _MINUTE),
    ("replicationInterval", 1),
    ("replicationFrequencyInSeconds", 1),
)
_APP = (("appConsistentFrequencyInMinutes", _MINUTE), ("applicationConsistentSnapshotFrequencyInHours", _HOUR))
_RETENTION = (
    ("recoveryPointHistory", _MINUTE),
    ("recoveryPointHistoryInMinutes", _MINUTE),
    ("recoveryPointHistoryDurationInHours", _HOUR),
    # Between VMM sites points are counted; Hyper-V makes one an hour.
    ("recoveryPoints", _HOUR),
)
_THRESHOLD = (("recoveryPointThresholdInMinutes", _MINUTE),)
_USUAL_THRESHOLD = _HOUR
"""RPO objective of a policy that has none, or tells 0: an hour, the default of VMware's (our choice)."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Policies with the lookup from an ARM id to a policy's name."""

    all: tuple[Policy, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, arm_id: str, friendly: str = "") -> str:
        """Name of a policy. One that the vault does not list is called as it was told."""
        return self.names.get(ids.shared(arm_id)) or friendly or ids.last(arm_id)


def policies(bodies: Iterable[JsonObject]) -> Policies:
    """Policies of ``replicationPolicies``."""
    known = {ids.canonical(text(body, "id")): body for body in bodies if text(body, "id")}
    names = unique(
        Named(key, text(body, "properties", "friendlyName") or text(body, "name"), text(body, "name"))
        for key, body in known.items()
    )
    return Policies(tuple(_policy(names[key], body) for key, body in known.items()), names)


def _policy(name: str, body: JsonObject) -> Policy:
    details = part(body, "properties", "providerSpecificDetails")
    return Policy(
        name,
        crash_interval=_seconds(details, _CRASH),
        app_interval=_seconds(details, _APP),
        retention=_seconds(details, _RETENTION),
        rpo_threshold=_seconds(details, _THRESHOLD) or _USUAL_THRESHOLD,
    )


def _seconds(details: JsonObject, fields: Iterable[tuple[str, int]]) -> int:
    """Return what the first field of these that is told says; 0 = none is."""
    return next((value * unit for name, unit in fields if (value := whole(details, name)) is not None), 0)
