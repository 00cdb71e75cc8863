"""Estate: what is protected, and how (sites, networks, policies, replicated items); recovery plans are in ``plans``.

Configuration and status are apart: configuration changes when a person edits it, status whenever
the provider looks. Durations are seconds, sizes GiB, times aware datetimes in UTC.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from drconsole.recovery.types.data import dataclass
from drconsole.recovery.types.estate.plans import Plan, PlanStatus
from drconsole.recovery.types.estate.points import RpoPast
from drconsole.recovery.types.words import Health, Location, Operation, Scenario

BOOT_DRIVERS = ("storvsc", "vmbus", "storflt", "intelide", "atapi")
"""Drivers that must start at boot, or a VMware machine needs the extra step of 8-10 minutes [S]."""

MAX_REPLICATION_GROUP = 16


class SiteKind(StrEnum):
    VMWARE = "vmware"
    PHYSICAL = "physical"
    HYPERV = "hyperv-site"
    VMM = "vmm"
    AZURE = "azure"


@dataclass(frozen=True, slots=True)
class Site:
    """One side of replication: a configuration server, a VMM server, a Hyper-V site, an Azure region."""

    name: str
    kind: SiteKind
    cores_quota: int | None = None
    """Cores that failed-over and test machines of this estate may have there in all; None = not limited here."""
    family_quotas: tuple[tuple[str, int], ...] = ()
    """Of those, the cores of each family of sizes that is limited on its own."""
    interfaces_quota: int | None = None
    """Network interfaces, counted as cores are."""
    encryption_thumbprint: str | None = None
    """Data encryption is on in this VMM cloud: the certificate it was set up with, in capital hexadecimal digits (40 of
    SHA-1 or 64 of SHA-256); None = off."""
    encryption_certificate: str = ""
    """Where people keep that certificate, in their words; empty = not said."""
    encryption_known: bool = True
    """False = the provider does not tell whether data encryption is on in this VMM cloud, or with which certificate."""


@dataclass(frozen=True, slots=True)
class Network:
    name: str
    site: str
    isolated: bool = False
    """No way to production: what a test failover should use."""
    mapped_to: str | None = None
    """The network on the other side that machines of this one are attached to after a failover."""
    free_addresses: int | None = None
    subnets: tuple[str, ...] = ()
    """Empty = not told."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A replication policy [D:azure-to-azure-architecture]; 0 = no such points."""

    name: str
    crash_interval: int = 300
    app_interval: int = 3600
    retention: int = 86400
    rpo_threshold: int = 3600
    """The recovery point objective (RPO) of the items under it."""


@dataclass(frozen=True, slots=True)
class Disk:
    name: str
    size_gib: int
    boot: bool = False


@dataclass(frozen=True, slots=True)
class ReplicationGroup:
    """Machines with multi-VM consistency on: they share common points and fail over together."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A replicated item's configuration. ``key`` is ours and stays; the provider's id may change."""

    key: str
    name: str
    scenario: Scenario
    source: str
    target: str
    os: str
    """``windows`` or ``linux``."""
    policy: str
    agent_version: str | None = None
    """Mobility service, for VMware and physical; None where there is none."""
    boot_drivers: tuple[str, ...] = BOOT_DRIVERS
    dhcp: bool = True
    """Whether the DHCP *service* is enabled, whatever kind of address the machine uses [S]."""
    disks: tuple[Disk, ...] = ()
    churn: float = 0.0
    """MiB written in a minute."""
    replication_group: str | None = None
    network: str | None = None
    target_network: str | None = None
    target_address: str | None = None
    target_subnet: str | None = None
    """None = the one named as its own, else the first [D:site-recovery-test-failover-to-azure]."""
    cores: int = 2
    hyperv_as_physical: bool = False
    size_family: str | None = None
    """Family of sizes of its machine at the target, as quotas name it; None = not known."""
    interfaces: int = 1
    managed_disks: bool | None = None
    """Whether it replicates to managed disks, not to storage accounts; None = not known."""
    rpo: int | None = None
    """Its own recovery point objective; None = its policy's."""


@dataclass(frozen=True, slots=True)
class HealthError:
    code: str
    message: str
    level: str
    possible_causes: str = ""
    recommended_action: str = ""


@dataclass(frozen=True, slots=True)
class LatestPoints:
    """Times of an item's latest recovery points; a None inside = there is none."""

    processed: datetime | None = None
    app_consistent: datetime | None = None
    crash_consistent: datetime | None = None
    as_of: datetime | None = None
    """When they were read; None = as the status that they came with."""


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """Status of an item at ``as_of``, as the provider tells it. Raw provider strings are kept as they came."""

    key: str
    provider_id: str
    protection_state: str
    protection_state_description: str
    as_of: datetime
    active_location: Location = Location.PRIMARY
    test_failover_state: str = "None"
    current_scenario: str | None = None
    """Site Recovery's scenario under way (``TestFailover``, ...); None when idle."""
    current_job: str | None = None
    provider_allowed_operations: tuple[str, ...] = ()
    replication_health: Health = Health.NONE
    failover_health: Health = Health.NONE
    health_errors: tuple[HealthError, ...] = ()
    replicated_until: datetime | None = None
    """All that the source wrote before this had arrived at ``as_of``; RPO = as_of - replicated_until."""
    rpo_past: RpoPast | None = None
    """What the provider knows of its RPO before anybody looked; None = it tells nothing of it."""
    latest_points: LatestPoints | None = None
    """None = not read."""
    failover_point_id: str | None = None
    failover_point_time: datetime | None = None
    last_test_failover: datetime | None = None
    """End of the last successful test, cleanup included [REC]."""
    last_failover: datetime | None = None
    source_stopped: datetime | None = None
    """Since when the machine that it goes from, or was failed over from, writes nothing; None = it does, or not known.
    """
    agent_connected: bool = True
    source_reachable: bool | None = True
    """Whether this machine can be reached at the item's own source; None = not known. What it says of the whole site,
    only all machines of the site together say."""
    source_powered: bool | None = None
    """Whether the machine at the item's own source is on; None = not known, or there is none."""
    target_powered: bool | None = None
    """The same of the machine at the item's own target."""
    address: str | None = None
    """Address of the machine on the side where the item was failed over to."""
    machine: str | None = None
    """Its name there: the service changes it where one of that name is there already (28175). None = not told."""
    test_machine: str | None = None
    """Name of the machine that an open test failover has made; None = there is none, or it is not told."""
    connection: str | None = None
    """Of the same machine: ``connected``, ``no-address`` or ``not-attached`` (to any network); None = not told."""
    replication_provider: str | None = None
    """The provider's name of what replicates it (``InMage``, ...); None = the scenario's usual one."""
    withheld: tuple[Operation, ...] = ()
    """What the provider carries out from here for no item, whatever the service allows: it is done elsewhere."""
    turned: bool = False
    """The service made the item anew the other way round (VMware, Azure to Azure after re-protect): its Primary is
    then our item's target side."""


@dataclass(frozen=True, slots=True)
class ForeignJob:
    """A job that somebody else began; shown read-only."""

    id: str
    operation: str
    target: str
    state: str
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class EstateView:
    """All that is known of an estate at one moment; what rules are evaluated on. Keys are our keys."""

    name: str = ""
    sites: dict[str, Site] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    groups: dict[str, ReplicationGroup] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    statuses: dict[str, ItemStatus] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    plan_statuses: dict[str, PlanStatus] = field(default_factory=dict)
    foreign_jobs: dict[str, ForeignJob] = field(default_factory=dict)
    as_of: datetime | None = None
