"""What the provider reports beside items and plans, and the world that it is."""

from __future__ import annotations

from typing import NotRequired

from drconsole.records.rows.common import ClockRow, Keyed


class SiteRow(Keyed):
    """Side of replication. Quotas count cores and network interfaces; None: not limited here."""

    name: str
    kind: str
    cores_quota: int | None
    family_quotas: list[tuple[str, int]]
    """Pairs of a family of sizes and its cores."""
    interfaces_quota: int | None
    encryption_thumbprint: str | None
    encryption_certificate: str
    """Where that certificate is kept, as the estate's document says; empty = it does not."""


class NetworkRow(Keyed):
    """A network of a site; ``mapped_to`` is the one on the other side that its machines go to."""

    name: str
    site: str
    isolated: bool
    mapped_to: str | None
    free_addresses: int | None
    subnets: list[str]


class PolicyRow(Keyed):
    """A replication policy, in seconds; 0: no such points."""

    name: str
    crash_interval: int
    app_interval: int
    retention: int
    rpo_threshold: int


class ReplicationGroupRow(Keyed):
    """Machines with multi-VM consistency; ``items`` are their keys."""

    name: str
    items: list[str]


class ForeignJobRow(Keyed):
    """A job of the provider that was not begun here."""

    id: str
    operation: str
    target: str
    state: str
    started_at: str | None
    ended_at: str | None


class WorldRow(Keyed):
    """Kind of reality and its clock, as the engine last told them. ``at`` is the wall's time."""

    mode: str
    provider: str
    estate: str
    at: str | None
    clock: ClockRow
    identity: NotRequired[str]
    """Of a rehearsed world: what tells it from others."""
    generation: NotRequired[int]
    """Of a rehearsed world: how often it was opened."""
