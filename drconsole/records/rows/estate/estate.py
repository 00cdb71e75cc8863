"""Rows of what the provider reports beside items and plans, and of the world that it is."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from drconsole.records.rows.common import ClockRow, Keyed, SaidRow


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


class PlaceRow(TypedDict):
    """Vault that a state is bound to."""

    cloud: str
    endpoint: str
    tenant: str | None
    """None = the sign-in's own."""
    subscription: str
    resource_group: str
    vault: str
    emulator: bool
    read_only: bool


class ArmedRow(TypedDict):
    """Person who may act on the vault, until a moment of the wall's clock."""

    who: str
    until: str | None
    with_console: bool
    """It ends with the console that asked for it."""


class UnreadableRow(TypedDict):
    """Something of the provider's that this program has no words for; ``raw``: fields and what stood in them."""

    provider_id: str
    name: str
    why: str
    raw: list[tuple[str, str]]


class ConditionRow(TypedDict):
    """Condition that keeps the provider from being read as it should be. ``said`` is the provider's own word for it."""

    kind: str
    what: str
    said: str
    advice: str
    since: str | None
    next_try: str | None
    """Not before then is it asked again, by the wall's clock."""
    as_of: str | None
    """When what is shown was read; None = before this engine began."""


class VaultErrorRow(SaidRow):
    """Something that is wrong with the provider's own parts; ``level`` is its word for how grave."""

    level: str


class ServiceEventRow(TypedDict):
    """Something that the provider's service noticed, in its words."""

    id: str
    at: str | None
    kind: str
    severity: str
    text: str
    about: str


class BootRow(TypedDict):
    """Start of the engine's machine, and by how many seconds the wall's clock is ahead of the time since."""

    id: str
    offset: float


class WorldRow(Keyed):
    """Kind of reality and its clock, as the engine last told them. ``at`` is the wall's time."""

    mode: str
    provider: str
    estate: str
    at: str | None
    clock: ClockRow
    boot: NotRequired[BootRow]
    """Start of the machine, where the system tells it: by it the next engine knows that the wall's clock was set
    meanwhile."""
    identity: NotRequired[str]
    """What tells a rehearsed world from others."""
    generation: NotRequired[int]
    """How often a rehearsed world was opened."""
    place: NotRequired[PlaceRow]
    """Where the provider acts; none of a world of our own making."""
    armed: NotRequired[list[ArmedRow]]
    """Who may act there; told where there is a place."""
    unreadable: NotRequired[list[UnreadableRow]]
    """What the provider has and cannot be read; told where there is any."""
    health: NotRequired[list[VaultErrorRow]]
    """Told where anything is wrong."""
    events: NotRequired[list[ServiceEventRow]]
    """Newest first; told where there are any."""
    condition: NotRequired[ConditionRow]
    """Told while it lasts."""
